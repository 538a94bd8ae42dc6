"""The release as the checks read it, and their findings."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from html import unescape

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator

from icnk.core.clock import database_now
from releases.document.html import BLOCK_END, TAG, html_to_paragraphs, sanitize
from releases.models import ContactLine, LeadImage, Quote, Release, Signatory

ERROR, WARNING = "error", "warning"
MARKS = '“”„"«»「」『』'
#: Plain-text fields that are printed.
TEXT_FIELDS = ("kicker", "headline", "subheadline", "list_title", "boilerplate", "members_heading")


@dataclass(frozen=True)
class Finding:
    """A problem, in a sentence that says what to do. `field`: the form field, or ""."""

    level: str
    message: str | Promise
    field: str = ""

    @property
    def is_error(self) -> bool:
        return self.level == ERROR


def shorten(text: str) -> str:
    """The first twelve words, or 90 characters, in quotation marks."""
    short = Truncator(Truncator(" ".join(text.split())).words(12)).chars(90)
    return f"“{short.strip(MARKS)}”"


def error(message: str | Promise, field: str) -> Finding:
    return Finding(ERROR, message, field)


def warning(message: str | Promise, field: str) -> Finding:
    return Finding(WARNING, message, field)


@dataclass(frozen=True)
class Manuscript:
    """A release with its parts, loaded once. `at`: when it is to be public."""

    release: Release
    quotes: list[Quote]
    contact_lines: list[ContactLine]
    signatories: list[Signatory]
    lead_images: list[LeadImage]
    at: datetime
    is_issued: bool

    @classmethod
    def load(
        cls, release: Release, at: datetime | None, is_issued: bool | None, parts: dict[str, list]
    ) -> "Manuscript":
        """Load the parts that are not in `parts`."""
        querysets = {
            "quotes": release.quotes.all(),
            "contact_lines": release.contact_lines.select_related("contact"),
            "signatories": release.signatories.select_related("member"),
            "lead_images": release.lead_images.all(),
        }
        return cls(
            release=release,
            **{name: parts[name] if name in parts else list(rows) for name, rows in querysets.items()},
            at=at or database_now(),
            is_issued=bool(release.issued_address()) if is_issued is None else is_issued,
        )

    @property
    def day(self) -> date:
        """The day on which it becomes public, in the time zone of the site."""
        return timezone.localdate(self.at)

    @cached_property
    def body(self) -> str:
        return str(sanitize(self.release.body))

    @cached_property
    def paragraphs(self) -> list[str]:
        return html_to_paragraphs(self.body)

    @cached_property
    def texts(self) -> list[tuple[str, str]]:
        """(field, text) of every printed line and paragraph, with white space as typed."""
        lines = [(name, line) for name in TEXT_FIELDS for line in getattr(self.release, name).splitlines()]
        blocks = BLOCK_END.sub("\x1e", self.body).split("\x1e")
        body = [("body", unescape(TAG.sub("", block)).strip()) for block in blocks]
        return [(field, text) for field, text in [*lines, *body] if text]

    @cached_property
    def links(self) -> list[str]:
        """The link targets in the body."""
        return [unescape(address) for address in re.findall(r'<a href="([^"]*)"', self.body)]
