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
    """Return the text of each field, one paragraph or entry a line. Markup within a paragraph stays as tags."""
    paragraphs = filter(None, str(sanitize(document.body)).splitlines())
    image_text = ""
    if image := document.image:
        decorative = gettext("decorative") if image.decorative else ""
        image_text = _join(image.alt, decorative, image.caption, image.credit, image.rights, _file(image.renditions[0]))
    return {
        "released_on": document.released_on.isoformat() if document.released_on else "",
        **{name: getattr(document, name) for name in ("kicker", "headline", "subheadline", "list_title", "dateline")},
        "body": "\n".join(each.removeprefix("<p>").removesuffix("</p>") for each in paragraphs),
        "quotes": "\n".join(_join(each.text, each.speaker, each.title, each.organisation) for each in document.quotes),
        "contacts": "\n".join(
            ", ".join(filter(None, [each.city, each.name, each.affiliation, *map(str, each.channels)]))
            for each in document.contacts
        ),
        **{name: getattr(document, name) for name in ("boilerplate", "members_heading", "members_are", "slug")},
        "members": "\n".join(document.members),
        "image": image_text,
        "attachments": "\n".join(_join(each.title, _file(each)) for each in document.attachments),
    }


def _file(file):
    """Describe a file by the beginning of its digest."""
    return gettext("file %(digest)s") % {"digest": file.digest[:8]}


def _join(*words):
    return " — ".join(filter(None, words))
