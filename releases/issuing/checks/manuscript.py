"""What the rules look at, and what they say."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from html import unescape

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator

from icnk.core.clock import database_now
from releases.document import html
from releases.models import ContactLine, LeadImage, Quote, Release, Signatory

ERROR, WARNING = "error", "warning"
MARKS = '“”„"«»「」『』'
#: The fields that are typed as plain lines and printed.
LINES = ("kicker", "headline", "subheadline", "list_title", "boilerplate", "members_heading")


@dataclass(frozen=True)
class Finding:
    """What is wrong, in a sentence that says what to do. `field`: the name of the form's field, or ""."""

    level: str
    message: str | Promise
    field: str = ""

    @property
    def is_error(self) -> bool:
        return self.level == ERROR


def in_short(words: str) -> str:
    """The first words, in marks of their own; of a script without spaces the first characters."""
    short = Truncator(Truncator(" ".join(words.split())).words(12)).chars(90)
    return f"“{short.strip(MARKS)}”"


def error(words, field="") -> Finding:
    return Finding(ERROR, words, field)


def warning(words, field="") -> Finding:
    return Finding(WARNING, words, field)


@dataclass(frozen=True)
class Manuscript:
    """A release with its parts, read once, and the instant at which it is to be public."""

    release: Release
    quotes: list[Quote]
    contact_lines: list[ContactLine]
    signatories: list[Signatory]
    lead_images: list[LeadImage]
    at: datetime
    issued: bool

    @classmethod
    def read(cls, release: Release, at: datetime | None, issued: bool | None, read: dict[str, list]) -> "Manuscript":
        parts = {
            "quotes": release.quotes.all(),
            "contact_lines": release.contact_lines.select_related("contact"),
            "signatories": release.signatories.select_related("member"),
            "lead_images": release.lead_images.all(),
        }
        return cls(
            release=release,
            **{name: read[name] if name in read else list(rows) for name, rows in parts.items()},
            at=at or database_now(),
            issued=bool(release.issued_address()) if issued is None else issued,
        )

    @property
    def day(self) -> date:
        """The day on which it becomes public, by the site's clocks."""
        return timezone.localdate(self.at)

    @cached_property
    def body(self) -> str:
        return str(html.clean(self.release.body))

    @cached_property
    def paragraphs(self) -> list[str]:
        return html.to_paragraphs(self.body)

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """(field, text) of every paragraph and line that is printed, white space as it was typed."""
        lines = [(name, line) for name in LINES for line in getattr(self.release, name).splitlines()]
        blocks = html.BLOCK.sub("\x1e", self.body).split("\x1e")
        body = [("body", unescape(html.TAG.sub("", block)).strip()) for block in blocks]
        return [(field, text) for field, text in [*lines, *body] if text]

    @cached_property
    def links(self) -> list[str]:
        """The addresses that the body links to."""
        return [unescape(address) for address in re.findall(r'<a href="([^"]*)"', self.body)]
