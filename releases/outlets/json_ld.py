"""Pages in the terms of schema.org, for JSON-LD. `whole` makes an address whole: path → with scheme and host.

Names and expected values: https://schema.org/NewsArticle, /Quotation, /NGO, /BreadcrumbList.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from icnk.core.navigation import SECTIONS
from members.models import CoalitionMember
from releases.document.schema import Document

from .metadata import changed, description, instant, pictures, since
from .quote_anchors import placed

CONTEXT = "https://schema.org"
#: name of an address → the sections above it
ABOVE = {
    "information": ["home"],
    "release_list": ["home", "information"],
    "release": ["home", "information", "release_list"],
    "quotes": ["home", "information"],
    "verify": ["home", "information"],
    "press_desk": ["home", "information"],
    "member_list": ["home"],
    "member": ["home", "member_list"],
    "accessibility": ["home"],
}


def graph(*things) -> dict:
    return {"@context": CONTEXT, "@graph": list(things)}


def coalition(whole) -> dict:
    return {
        "@type": "NGO",
        "@id": whole("/#coalition"),  # one in every language
        "name": _("International Coalition to Stop Crimes Against Humanity in North Korea"),
        "alternateName": "ICNK",
        "url": whole(reverse("home")),
    }


def site(whole) -> dict:
    return {
        "@type": "WebSite",
        "name": _("ICNK newsroom"),
        "url": whole(reverse("home")),
        "publisher": {"@id": coalition(whole)["@id"]},
    }


def article(whole, edition, document: Document) -> list[dict]:
    """The release, the coalition that says it, and its quotes. `edition` has its `first_published_at`."""
    address = whole(edition.get_absolute_url())
    publisher = coalition(whole)
    release = {
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": document.headline,
        "description": description(document),
        "datePublished": since(edition.first_published_at),
        "dateModified": since(changed(edition, document)),
        "dateline": document.dateline,
        "inLanguage": document.language,
        "isAccessibleForFree": True,
        "author": {"@id": publisher["@id"]},
        "publisher": {"@id": publisher["@id"]},
        "image": [whole(path) for path in pictures(document)],
        "correction": _correction(document),
    }
    quotes = [
        quotation(address, number, quote, parts)
        for number, (quote, _place, parts) in enumerate(placed(document), start=1)
    ]
    return [_said(release), publisher, *quotes]


def quotation(address, number, quote, parts) -> dict:
    speaker = {
        "@type": "Person" if quote.kind == "spoken" else "Organization",
        "name": quote.speaker,
        "jobTitle": quote.title if quote.kind == "spoken" else "",
        "affiliation": {"@type": "Organization", "name": quote.organisation}
        if quote.kind == "spoken" and quote.organisation
        else None,
    }
    return _said(
        {
            "@type": "Quotation",
            "@id": f"{address}#quote-{number}",
            "text": " … ".join(parts) if len(parts) > 1 else quote.text,
            "spokenByCharacter": _said(speaker) if quote.speaker else None,
            "isPartOf": {"@id": address},
        }
    )


def member(whole, member: CoalitionMember) -> dict:
    is_person = member.kind == CoalitionMember.Kind.INDIVIDUAL
    return _said(
        {
            "@type": "Person" if is_person else "Organization",
            "@id": whole(member.get_absolute_url()),
            "name": member.name,
            "url": member.website or whole(member.get_absolute_url()),
            "jobTitle": member.role if is_person else "",
            "memberOf": coalition(whole),
        }
    )


def breadcrumb(whole, name: str, here: str) -> dict:
    """The way to the page `here` at an address of this name. Empty for a page that has none above it."""
    steps = [(str(SECTIONS[above]), {"item": whole(reverse(above))}) for above in ABOVE.get(name, ())]
    items = [
        {"@type": "ListItem", "position": position, "name": words, **item}
        for position, (words, item) in enumerate([*steps, (here, {})], start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if steps else {}


def _correction(document):
    if document.kind != "correction":
        return None
    return {"@type": "CorrectionComment", "text": document.note, "datePublished": instant(document.public_from)}


def _said(thing):
    """Without what is empty: no property is better than one without a value."""
    return {name: value for name, value in thing.items() if value not in ("", None)}
