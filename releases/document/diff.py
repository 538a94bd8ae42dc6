"""What differs between two documents, word by word."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from icnk.core.text_diff import DiffPart, diff_text

from . import schema
from .html import sanitize


@dataclass(frozen=True)
class Difference:
    """One field that differs: its name as the desk prints it, and its text in pieces."""

    label: str | Promise
    pieces: tuple[DiffPart, ...]

    @property
    def brief(self) -> list[DiffPart]:
        """The pieces, of a long stretch that is the same only its ends."""
        return [_shortened(piece) if piece.what == "same" else piece for piece in self.pieces]


def _shortened(piece, around=160):
    text = piece.text
    if len(text) <= 2 * around + 40:
        return piece
    begin = text[:around].rpartition(" ")[0] or text[:around]  # between words, where there are spaces
    end = text[-around:].partition(" ")[2] or text[-around:]
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


def differences(before: schema.Document | None, after: schema.Document) -> list[Difference]:
    """The fields in which `after` prints something else than `before`, in the order of the page."""
    old, new = printed(before) if before else {}, printed(after)
    return [
        Difference(label, diff_text(old.get(name, ""), new[name]))
        for name, label in LABELS.items()
        if old.get(name, "") != new[name]
    ]


def printed(document: schema.Document) -> dict[str, str]:
    """The words of each field of a document, a paragraph or an entry a line."""
    return {
        "released_on": document.released_on.isoformat() if document.released_on else "",
        **{name: getattr(document, name) for name in ("kicker", "headline", "subheadline", "list_title", "dateline")},
        "body": "\n".join(_lines(document.body)),
        "quotes": "\n".join(
            " — ".join(filter(None, [quote.text, quote.speaker, quote.title, quote.organisation]))
            for quote in document.quotes
        ),
        "contacts": "\n".join(_contact(contact) for contact in document.contacts),
        **{name: getattr(document, name) for name in ("boilerplate", "members_heading", "members_are", "slug")},
        "members": "\n".join(document.members),
        "image": _image(document.image),
        "attachments": "\n".join(_joined(each.title, _file(each)) for each in document.attachments),
    }


def _image(image):
    if not image:
        return ""
    decorative = gettext("decorative") if image.decorative else ""
    first = image.renditions[0]
    return _joined(image.alt, decorative, image.caption, image.credit, image.rights, _file(first))


def _file(file):
    """The file itself has no words; by the beginning of its digest one can tell it from another."""
    return gettext("file %(digest)s") % {"digest": file.digest[:8]}


def _joined(*words):
    return " — ".join(filter(None, words))


def _lines(markup):
    """The paragraphs of the body; what is no paragraph, or marked up within one, shows its marks."""
    return [line.removeprefix("<p>").removesuffix("</p>") for line in str(sanitize(markup)).splitlines() if line]


def _contact(contact):
    channels = [f"{channel.label} {channel.value}".strip() for channel in contact.channels]
    return ", ".join(filter(None, [contact.city, contact.name, contact.described, *channels]))
