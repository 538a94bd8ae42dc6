"""A release as JSON, in the names of IPTC ninjs 3.2 (https://iptc.org/std/ninjs/ninjs-schema_3.2.json).

ninjs lets providers extend its root type. Ours is the object `icnk`, for what ninjs has no name for:

    edition      number; `kind`: original or correction
    released_on  the release date, a day
    dateline     text as printed; places; day or null
    note         why it was corrected
    redaction    the note that words were redacted
    quotes       text, speaker, title, organisation; `kind`: spoken or document
    contacts     city, name, title, organisation, channels (label, value, href), line: all as printed
    boilerplate  the standing paragraph about the coalition
    members      heading; `are`: listed or signed; lines: as printed
    attachments  title, address, type, size in bytes, digest
    digest       SHA-256 of the edition's document

Instants are RFC 3339 with the offset of the newsroom.
"""

from dataclasses import asdict
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from releases.document.html import html_to_paragraphs, make_links_absolute, prepend_dateline
from releases.models.edition import Edition
from releases.outlets.metadata import iso_instant, without_empty

from .plain_text import contact_line

VERSION = "3.2"
SCHEMA = f"https://iptc.org/std/ninjs/ninjs-schema_{VERSION}.json"
COMMON_FIELDS = {
    "standard": {"name": "ninjs", "version": VERSION, "schema": SCHEMA},
    "type": "text",
    "representationType": "full",
    "profile": "press-release",
    "genres": [{"name": "Press release"}],
    "pubStatus": "usable",
}
TYPES = {"tel:": "phone", "mailto:": "email", "https:": "web", "http:": "web"}


def build_ninjs(edition: Edition, address: str, site: str, first_public: datetime, listed: dict) -> dict:
    """`first_public`: when the first edition of the release became public; `listed`: the members of the directory by
    their index in the document's list.
    """
    document = edition.content
    people, organisations = _members(document, listed, site)
    speakers = filter(None, dict.fromkeys(quote.speaker for quote in document.quotes))
    fields = COMMON_FIELDS | {
        "uri": address,
        "version": str(document.number),
        "firstCreated": iso_instant(first_public),
        "versionCreated": iso_instant(document.public_from),
        "language": document.language,
        "title": document.list_title,
        "by": _coalition(),
        "copyrightHolder": _coalition(),
        "usageTerms": _("Free to quote and to republish, with the coalition's name and this address."),
        "edNote": " ".join(filter(None, [document.note, document.redaction])),
        "located": document.places,
        "headlines": _texts(main=document.headline, kicker=document.kicker, subheadline=document.subheadline),
        "bodies": _bodies(document, address),
        "infoSources": [{"name": _coalition(), "role": "publisher", "uri": site + reverse("home")}],
        "people": [*_contacts(document.contacts), *({"name": name, "rel": "quoted"} for name in speakers), *people],
        "organisations": organisations,
        "renditions": _renditions(document, site),
        "associations": _pictures(document, address, site),
        "trustIndicators": [_edition_link(document, site)],
        "altIds": [{"role": "sha-256", "value": edition.digest}],
        "icnk": _own_fields(edition, document, site),
    }
    return without_empty(fields)


def _edition_link(document, site):
    address = site + reverse("edition", args=[document.slug, document.number])
    return {"title": _("This edition, at its permanent address"), "href": address}


def _coalition():
    return _("International Coalition to Stop Crimes Against Humanity in North Korea")


def _texts(**values):
    return [{"role": role, "contentType": "text/plain", "value": value} for role, value in values.items() if value]


def _bodies(document, address):
    markup = make_links_absolute(prepend_dateline(document.dateline, document.body), address)
    words = "\n\n".join(html_to_paragraphs(markup))
    return [{"role": "main", "contentType": "text/html", "value": str(markup)}, *_texts(plain=words)]


def _contacts(contacts):
    for contact in contacts:
        if contact.name:
            yield {"name": contact.name, "rel": "contact", "contactInfo": list(map(_channel, contact.channels))}


def _channel(channel):
    scheme = channel.href.partition(":")[0] + ":"
    return without_empty({"type": TYPES.get(scheme, "other"), "name": channel.label, "value": channel.value})


def _members(document, listed, site):
    """Return (people, organisations): the printed members that the directory lists."""
    people, organisations = [], []
    for index, member in sorted(listed.items()):
        fields = {"name": document.members[index], "rel": document.members_are, "uri": site + member.get_absolute_url()}
        (people if member.kind == member.Kind.INDIVIDUAL else organisations).append(fields)
    return people, organisations


def _renditions(document, site):
    types = {"release": "text/html", "release_text": "text/plain", "release_pdf": "application/pdf"}
    return [
        {"name": name, "href": site + reverse(name, args=[document.slug]), "contentType": content_type}
        for name, content_type in types.items()
    ]


def _pictures(document, address, site):
    image = document.image
    if not image:
        return []
    picture = {
        "name": "main picture",
        "uri": f"{address}#picture",
        "type": "picture",
        "by": image.credit,
        "copyrightNotice": image.rights,
        "descriptions": _texts(caption=image.caption, alt=image.alt),
        "renditions": [
            {
                "name": f"{each.width}",
                "href": site + reverse("file", args=[each.name]),
                "contentType": each.type,
                "width": each.width,
                "height": each.height,
                "sizeInBytes": each.size,
            }
            for each in image.renditions
        ],
    }
    return [without_empty(picture)]


def _own_fields(edition, document, site):
    day = document.dated and document.dated.isoformat()
    members = {"heading": document.members_heading, "are": document.members_are, "lines": list(document.members)}
    return {
        "edition": document.number,
        "kind": document.kind,
        "released_on": document.released_on.isoformat(),
        "dateline": {"text": document.dateline, "places": document.places, "day": day},
        "note": document.note,
        "redaction": document.redaction,
        "quotes": [asdict(quote) for quote in document.quotes],
        "contacts": [asdict(contact) | {"line": contact_line(contact)} for contact in document.contacts],
        "boilerplate": document.boilerplate,
        "members": members,
        "attachments": [_attachment(attachment, site) for attachment in document.attachments],
        "digest": edition.digest,
    }


def _attachment(file, site):
    fields = {"title": file.title, "address": site + reverse("file", args=[file.name])}
    return fields | {"type": file.type, "size": file.size, "digest": file.digest}
