"""The result of parsing a release. Each `Span` is a position in the source."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Span:
    """The characters `source[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Dateline:
    """Places and date before the lede. `printed`: the whole dateline, as *(Seoul – March 7, 2017) --*."""

    places: tuple[str, ...] = ()
    date: datetime.date | None = None
    printed: str = ""


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """Quoted words and their speaker. `kind`: spoken, document, fragment or term. One span a quoted part."""

    text: str
    speaker: str | None
    title: str | None
    organisation: str | None
    kind: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Channel:
    """A phone number, address or handle as printed. `kind`: phone, email or handle."""

    label: str
    value: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """A press contact. `name` is None if only a desk or a number is printed."""

    name: str | None = None
    title: str | None = None
    organisation: str | None = None
    city: str | None = None
    channels: tuple[Channel, ...] = ()
    span: Span

    def values(self, kind: str) -> list[str]:
        """The phones, emails or handles, as printed."""
        return [channel.value for channel in self.channels if channel.kind == kind]


@dataclass(frozen=True, kw_only=True)
class Member:
    """A line of the member list. `kind`: organisation or individual; `country`: ISO 3166-1 alpha-2.

    `role` and `affiliation`: the text after the name of an individual.
    """

    as_written: str
    name: str
    country: str | None
    kind: str
    span: Span
    role: str = ""
    affiliation: str = ""


@dataclass(frozen=True, kw_only=True)
class ParsedRelease:
    """The fields of a release. `unassigned`: the lines that belong to no field."""

    language: str
    section: tuple[str, ...] = ()
    date: datetime.date | None = None
    kicker: str | None = None
    headline: str | None = None
    subheadline: str | None = None
    dateline: Dateline = Dateline()
    embargo: datetime.datetime | None = None  # in UTC
    body: tuple[str, ...] = ()
    quotes: tuple[Quotation, ...] = ()
    contacts: tuple[Contact, ...] = ()
    boilerplate: str | None = None
    members_heading: str | None = None
    members: tuple[Member, ...] = ()
    unassigned: tuple[str, ...] = ()

    def as_json(self) -> dict:
        """Values for `json.dumps`: dates as `2017-03-08`, the embargo as `2019-06-04T00:01:00Z`."""
        day = self.dateline.date
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in vars(self).items()}
        return values | {
            "date": self.date and self.date.isoformat(),
            "dateline": {"places": list(self.dateline.places), "date": day and day.isoformat()},
            "embargo": f"{self.embargo:%Y-%m-%dT%H:%M:%SZ}" if self.embargo else None,
            "quotes": [_select(quote, "text", "speaker", "title", "organisation", "kind") for quote in self.quotes],
            "contacts": [
                _select(contact, "name", "title", "organisation", "city")
                | {f"{kind}s": contact.values(kind) for kind in ("phone", "email", "handle")}
                for contact in self.contacts
            ],
            "members": [_select(member, "as_written", "name", "country", "kind") for member in self.members],
        }


def _select(record, *names):
    return {name: getattr(record, name) for name in names}
