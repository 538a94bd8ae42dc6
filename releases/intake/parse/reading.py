"""What is read in a text, as frozen records. Every `Span` points into the source."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Span:
    """The characters `source[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Dateline:
    """Place and date before the lede; `printed` is every character of it: *(Seoul – March 7, 2017) --*."""

    places: tuple[str, ...] = ()
    date: datetime.date | None = None
    printed: str = ""


@dataclass(frozen=True, kw_only=True)
class Quotation:
    """Words and whose they are. `kind`: spoken, document, fragment or term. One span for each marked part."""

    text: str
    speaker: str | None
    title: str | None
    organisation: str | None
    kind: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class Channel:
    """One way to reach somebody, as printed. `kind`: phone, email or handle."""

    label: str
    value: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody whom a journalist may ring; the name is missing where only a desk or a number is printed."""

    name: str | None = None
    title: str | None = None
    organisation: str | None = None
    city: str | None = None
    channels: tuple[Channel, ...] = ()
    span: Span

    @property
    def phones(self) -> tuple[str, ...]:
        return self._values("phone")

    @property
    def emails(self) -> tuple[str, ...]:
        return self._values("email")

    @property
    def handles(self) -> tuple[str, ...]:
        return self._values("handle")

    def _values(self, kind):
        return tuple(channel.value for channel in self.channels if channel.kind == kind)


@dataclass(frozen=True, kw_only=True)
class Member:
    """A line of the member list. `kind`: organisation or individual; `country`: ISO 3166-1 alpha-2, as printed.

    `role` and `affiliation` are what stands after an individual's name.
    """

    as_written: str
    name: str
    country: str | None
    kind: str
    span: Span
    role: str = ""
    affiliation: str = ""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """All that was read in a text. What found no place is in `unassigned`, line by line."""

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
        """Plain values for `json.dumps`: dates as `2017-03-08`, the embargo as `2019-06-04T00:01:00Z`."""
        return {
            "language": self.language,
            "section": list(self.section),
            "date": _day(self.date),
            "kicker": self.kicker,
            "headline": self.headline,
            "subheadline": self.subheadline,
            "dateline": {"places": list(self.dateline.places), "date": _day(self.dateline.date)},
            "embargo": f"{self.embargo:%Y-%m-%dT%H:%M:%SZ}" if self.embargo else None,
            "body": list(self.body),
            "quotes": [_chosen(quote, "text", "speaker", "title", "organisation", "kind") for quote in self.quotes],
            "contacts": [_contact(contact) for contact in self.contacts],
            "boilerplate": self.boilerplate,
            "members_heading": self.members_heading,
            "members": [_chosen(member, "as_written", "name", "country", "kind") for member in self.members],
            "unassigned": list(self.unassigned),
        }


def _day(day):
    return day.isoformat() if day else None


def _chosen(record, *names):
    return {name: getattr(record, name) for name in names}


def _contact(contact):
    lists = {name: list(getattr(contact, name)) for name in ("phones", "emails", "handles")}
    return _chosen(contact, "name", "title", "organisation", "city") | lists
