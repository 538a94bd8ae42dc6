"""Data about pages for search engines and messengers: description, pictures, instants and JSON-LD.

JSON-LD uses https://schema.org/NewsArticle, /Quotation, /NGO and /BreadcrumbList. `build_url` completes a path with
scheme and host.
"""

from collections.abc import Callable
from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from icnk.core.urls import SECTIONS
from members.models import CoalitionMember
from releases.document.html import html_to_paragraphs
from releases.document.schema import Document
from releases.models.edition import Edition

from .quotes import locate_quotes

MAX_DESCRIPTION_LENGTH = 160  # what search engines and messengers show
#: URL name → the URL names of the pages above it
PARENT_PAGES = {
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
UrlBuilder = Callable[[str], str]


def description(document: Document) -> str:
    """Return the first paragraph, cut between words if it is too long."""
    lede = next(iter(html_to_paragraphs(document.body)), "")
    if len(lede) <= MAX_DESCRIPTION_LENGTH:
        return lede
    cut = lede[: MAX_DESCRIPTION_LENGTH - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def picture_paths(document: Document) -> list[str]:
    """Return the paths of the widest JPEG of the lead image, if there is one, and of the social card."""
    renditions = document.image.renditions if document.image else ()
    widest = [file for file in renditions if file.type == "image/jpeg"][:1]  # some feed readers do not know WebP
    return [*(reverse("file", args=[file.name]) for file in widest), reverse("social_card", args=[document.slug])]


def last_changed(edition: Edition, document: Document) -> datetime:
    """Return when the public words last changed: when the edition began, or when words were redacted."""
    return max(filter(None, [edition.public_from, document.redacted_at]))


def iso_instant(at: datetime) -> str:
    """ISO 8601 to the second, with the offset of the site's time zone."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def iso_published(at: datetime) -> str:
    """`iso_instant()`, or only the day at midnight: the hour is unknown for releases from the former site."""
    local = timezone.localtime(at)
    return local.date().isoformat() if local.time() == time.min else iso_instant(at)


def json_ld_graph(*things: dict) -> dict:
    return {"@context": "https://schema.org", "@graph": list(things)}


def coalition_json_ld(build_url: UrlBuilder) -> dict:
    return {
        "@type": "NGO",
        "@id": build_url("/#coalition"),  # the same in every language
        "name": _("International Coalition to Stop Crimes Against Humanity in North Korea"),
        "alternateName": "ICNK",
        "url": build_url(reverse("home")),
    }


def site_json_ld(build_url: UrlBuilder) -> dict:
    return {
        "@type": "WebSite",
        "name": _("ICNK newsroom"),
        "url": build_url(reverse("home")),
        "publisher": {"@id": coalition_json_ld(build_url)["@id"]},
    }


def release_json_ld(build_url: UrlBuilder, edition: Edition, document: Document) -> list[dict]:
    """Return the release, the coalition and the quotes. `edition` has `first_published_at`."""
    address = build_url(edition.get_absolute_url())
    publisher = coalition_json_ld(build_url)
    article = {
        "@type": "NewsArticle",
        "@id": address,
        "url": address,
        "mainEntityOfPage": address,
        "headline": document.headline,
        "description": description(document),
        "datePublished": iso_published(edition.first_published_at),
        "dateModified": iso_published(last_changed(edition, document)),
        "dateline": document.dateline,
        "inLanguage": document.language,
        "isAccessibleForFree": True,
        "author": {"@id": publisher["@id"]},
        "publisher": {"@id": publisher["@id"]},
        "image": [build_url(path) for path in picture_paths(document)],
        "correction": _correction(document),
    }
    quotes = [_quotation(address, number, *each) for number, each in enumerate(locate_quotes(document), start=1)]
    return [without_empty(article), publisher, *quotes]


def _correction(document):
    if document.kind != "correction":
        return None
    return {"@type": "CorrectionComment", "text": document.note, "datePublished": iso_instant(document.public_from)}


def _quotation(address, number, quote, _paragraph, parts):
    is_spoken = quote.kind == "spoken"
    organisation = {"@type": "Organization", "name": quote.organisation}
    speaker = {
        "@type": "Person" if is_spoken else "Organization",
        "name": quote.speaker,
        "jobTitle": quote.title if is_spoken else "",
        "affiliation": organisation if is_spoken and quote.organisation else None,
    }
    return without_empty(
        {
            "@type": "Quotation",
            "@id": f"{address}#quote-{number}",
            "text": " … ".join(parts) if len(parts) > 1 else quote.text,
            "spokenByCharacter": without_empty(speaker) if quote.speaker else None,
            "isPartOf": {"@id": address},
        }
    )


def member_json_ld(build_url: UrlBuilder, member: CoalitionMember) -> dict:
    is_person = member.kind == CoalitionMember.Kind.INDIVIDUAL
    return without_empty(
        {
            "@type": "Person" if is_person else "Organization",
            "@id": build_url(member.get_absolute_url()),
            "name": member.name,
            "url": member.website or build_url(member.get_absolute_url()),
            "jobTitle": member.role if is_person else "",
            "memberOf": coalition_json_ld(build_url),
        }
    )


def breadcrumb_json_ld(build_url: UrlBuilder, url_name: str, title: str) -> dict:
    """Return the path to the page `title`, or {} for a page without parent pages."""
    parents = [(str(SECTIONS[name]), {"item": build_url(reverse(name))}) for name in PARENT_PAGES.get(url_name, ())]
    items = [
        {"@type": "ListItem", "position": position, "name": name, **item}
        for position, (name, item) in enumerate([*parents, (title, {})], start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items} if parents else {}


def without_empty(fields: dict) -> dict:
    return {name: value for name, value in fields.items() if value}
