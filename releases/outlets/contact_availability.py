"""Whom one can reach, and when: a press contact at the clock of the place."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil

from django.utils.translation import gettext as _

from releases.document import schema
from releases.models.contact import ContactStatus, OfficeHours, PressContact
from releases.models.office_hours import Availability, reach, utc_offset

DAY = 24 * 60  # minutes


@dataclass(frozen=True)
class Reachable:
    """Somebody on the press desk at the instant `at`."""

    contact: PressContact
    hours: tuple[OfficeHours, ...]
    at: datetime

    @property
    def place(self) -> str:
        """*Seoul*; without a city the one after which the zone is named."""
        return self.contact.city or self.contact.time_zone.rpartition("/")[2].replace("_", " ")

    @property
    def offset(self) -> str:
        return utc_offset(self.at.astimezone(self.contact.zone)) if self.contact.zone else ""

    @cached_property
    def reach(self) -> Availability | None:
        """None where hours or zone are not known."""
        return reach(self.hours, self.contact.zone, self.at) if self.contact.zone else None

    @property
    def wait(self) -> str:
        """How long until it opens, *3 h 20 min*; nothing for a day and more."""
        minutes = ceil((self.reach.opens - self.at).total_seconds() / 60)
        hours, rest = divmod(minutes, 60)
        words = [
            _("%(hours)s h") % {"hours": hours} if hours else "",
            _("%(minutes)s min") % {"minutes": rest} if rest else "",
        ]
        return " ".join(filter(None, words)) if minutes < DAY else ""

    @property
    def week(self) -> str:
        """The hours for a program: `0-4 09:00-18:00`, lines parted by commas; 0 is Monday."""
        return ",".join(
            f"{line.first_day}-{line.last_day} {line.opens:%H:%M}-{line.closes:%H:%M}" for line in self.hours
        )


@dataclass(frozen=True)
class Printed:
    """A contact as printed, and what is to be said of it today: `now` while on duty, else who `retired`."""

    contact: schema.Contact
    now: Reachable | None = None
    retired: ContactStatus | None = None

    @property
    def name(self) -> str:
        return self.contact.name or self.contact.organisation or self.contact.city


def beside(document: schema.Document, today: dict[int, ContactStatus], at: datetime) -> list[Printed]:
    """The contacts of a document, each beside how it stands today, by its place."""
    return [_printed(contact, today.get(place), at) for place, contact in enumerate(document.contacts)]


def _printed(contact, today, at):
    if not today:
        return Printed(contact)
    if today.retired:
        return Printed(contact, retired=today)
    return Printed(contact, now=Reachable(today.contact, today.hours, at))
