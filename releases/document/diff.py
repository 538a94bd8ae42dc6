"""Word-by-word differences between two documents."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from icnk.core.text_diff import DiffPart, diff_text

from . import schema
from .html import sanitize


@dataclass(frozen=True)
class DocumentDifference:
    """A field that differs."""

    label: str | Promise  # the name of the field
    pieces: tuple[DiffPart, ...]

    @property
    def brief(self) -> list[DiffPart]:
        """The pieces, with long equal text shortened to its ends."""
        return [_shorten(piece) if piece.kind == "same" else piece for piece in self.pieces]


def _shorten(piece, length=160):
    text = piece.text
    if len(text) <= 2 * length + 40:
        return piece
    begin = text[:length].rpartition(" ")[0] or text[:length]  # between words, if there are spaces
    end = text[-length:].partition(" ")[2] or text[-length:]
    return DiffPart("same", f"{begin} […] {end}")


LABELS = {
    "released_on": _("Release date"),
    "kicker": _("Kicker"),
    "headline": _("Headline"),
    "subheadline": _("Subheadline"),
    "list_title": _("List title"),
    "dateline": _("Dateline"),
    "body": _("Body"),
    "quotes": _("Quotes"),
    "contacts": _("Press contacts"),
    "boilerplate": _("Boilerplate"),
    "members_heading": _("Heading of the member list"),
    "members_are": _("The members below are"),
    "members": _("Members"),
    "image": _("Image"),
    "attachments": _("Attachments"),
    "slug": _("Address"),
}


def diff_documents(before: schema.Document | None, after: schema.Document) -> list[DocumentDifference]:
    """Return the fields that differ, in the order of the page."""
    old, new = document_texts(before) if before else {}, document_texts(after)
    return [
        DocumentDifference(label, diff_text(old.get(name, ""), new[name]))
        for name, label in LABELS.items()
        if old.get(name, "") != new[name]
    ]


def document_texts(document: schema.Document) -> dict[str, str]:
    """Return the text of each field, one paragraph or entry a line."""
    return {
        "released_on": document.released_on.isoformat() if document.released_on else "",
        **{name: getattr(document, name) for name in ("kicker", "headline", "subheadline", "list_title", "dateline")},
        "body": "\n".join(_lines(document.body)),
        "quotes": "\n".join(_join(each.text, each.speaker, each.title, each.organisation) for each in document.quotes),
        "contacts": "\n".join(_contact(contact) for contact in document.contacts),
        **{name: getattr(document, name) for name in ("boilerplate", "members_heading", "members_are", "slug")},
        "members": "\n".join(document.members),
        "image": _image(document.image),
        "attachments": "\n".join(_join(each.title, _file(each)) for each in document.attachments),
    }


def _image(image):
    if not image:
        return ""
    decorative = gettext("decorative") if image.decorative else ""
    first = image.renditions[0]
    return _join(image.alt, decorative, image.caption, image.credit, image.rights, _file(first))


def _file(file):
    """Describe a file by the beginning of its digest."""
    return gettext("file %(digest)s") % {"digest": file.digest[:8]}


def _join(*words):
    return " — ".join(filter(None, words))


def _lines(markup):
    """Return the paragraphs of the body as text. Other markup stays as tags."""
    return [line.removeprefix("<p>").removesuffix("</p>") for line in str(sanitize(markup)).splitlines() if line]


def _contact(contact):
    return ", ".join(filter(None, [contact.city, contact.name, contact.affiliation, *map(str, contact.channels)]))
