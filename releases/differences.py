"""What differs between two documents, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from . import content, markup

#: Words, and single characters of scripts that are written without spaces.
WORD = re.compile(
    r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+|.",
    re.S,
)


@dataclass(frozen=True)
class Piece:
    """Some text, and what became of it: `same`, `out` or `in`."""

    what: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One field that differs: its name as the desk prints it, and its text in pieces."""

    label: str | Promise
    pieces: tuple[Piece, ...]

    @property
    def brief(self) -> list[Piece]:
        """The pieces, of a long stretch that is the same only its ends."""
        return [_shortened(piece) if piece.what == "same" else piece for piece in self.pieces]


def _shortened(piece, around=160):
    if len(piece.text) <= 2 * around + 40:
        return piece
    return Piece("same", f"{piece.text[:around]} […] {piece.text[-around:]}")


def between(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in one row, in reading order."""
    old, new = WORD.findall(before), WORD.findall(after)
    pieces = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece("same", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("out", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("in", "".join(new[c:d])))
    return tuple(pieces)


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
    "slug": _("Address"),
}


def differences(before: content.Document | None, after: content.Document) -> list[Difference]:
    """The fields in which `after` prints something else than `before`, in the order of the page."""
    old, new = printed(before) if before else {}, printed(after)
    return [
        Difference(label, between(old.get(name, ""), new[name]))
        for name, label in LABELS.items()
        if old.get(name, "") != new[name]
    ]


def printed(document: content.Document) -> dict[str, str]:
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
    }


def _lines(html):
    """The paragraphs of the body; what is no paragraph, or marked up within one, shows its marks."""
    return [line.removeprefix("<p>").removesuffix("</p>") for line in str(markup.clean(html)).splitlines() if line]


def _contact(contact):
    channels = [f"{channel.label} {channel.value}".strip() for channel in contact.channels]
    return ", ".join(filter(None, [contact.city, contact.name, contact.described, *channels]))
