"""The press desk: the people whom journalists can call, and who answers now."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from icnk.core.text import normalize_name
from icnk.core.urls import absolute_url
from releases.document import schema
from releases.models.contact import PressContact
from releases.models.office_hours import Availability, ContactStatus, OfficeHours, get_availability, utc_offset

from .formats.vcard import build_vcard

MINUTES_PER_DAY = 24 * 60


@dataclass(frozen=True)
class ContactSchedule:
    """The office hours of a press contact, read at the instant `at`."""

    contact: PressContact
    hours: tuple[OfficeHours, ...]
    at: datetime

    @cached_property
    def availability(self) -> Availability | None:
        """None if the hours or the time zone are unknown."""
        return get_availability(self.hours, self.contact.zone, self.at) if self.contact.zone else None

    @property
    def place(self) -> str:
        """The city (*Seoul*); without one, the city that names the time zone."""
        return self.contact.city or self.contact.time_zone.rpartition("/")[2].replace("_", " ")

    @property
    def utc_offset(self) -> str:
        return utc_offset(self.at.astimezone(self.contact.zone)) if self.contact.zone else ""

    @property
    def time_zone_label(self) -> str:
        """*Seoul time (UTC+9)*, or "" if the time zone is unknown."""
        names = {"place": self.place, "offset": self.utc_offset}
        return _("%(place)s time (%(offset)s)") % names if self.contact.zone else ""

    @property
    def summary(self) -> str:
        """Hours, time zone and languages in one line."""
        hours = "; ".join(map(str, self.hours))
        hours = ", ".join(filter(None, [hours, hours and self.time_zone_label]))
        return " · ".join(filter(None, [hours, self.contact.languages]))

    @property
    def time_until_open(self) -> str:
        """*3 h 20 min*; "" for a day or more."""
        minutes = ceil((self.availability.opens - self.at).total_seconds() / 60)
        hours, rest = divmod(minutes, 60)
        parts = [
            _("%(hours)s h") % {"hours": hours} if hours else "",
            _("%(minutes)s min") % {"minutes": rest} if rest else "",
        ]
        return " ".join(filter(None, parts)) if minutes < MINUTES_PER_DAY else ""

    @property
    def hours_data(self) -> str:
        """The hours for scripts: `0-4 09:00-18:00`, joined by commas; 0 is Monday."""
        return ",".join(
            f"{line.first_day}-{line.last_day} {line.opens:%H:%M}-{line.closes:%H:%M}" for line in self.hours
        )


@dataclass(frozen=True)
class PrintedContact:
    """A contact as a document prints it, with its `schedule` if it is on duty today, or with `retired` if it is not."""

    contact: schema.Contact
    schedule: ContactSchedule | None = None
    retired: ContactStatus | None = None

    @property
    def name(self) -> str:
        return self.contact.name or self.contact.organisation or self.contact.city


def contact_lines(document: schema.Document, statuses: dict[int, ContactStatus], at: datetime) -> list[PrintedContact]:
    """Return the contacts of a document with their status at `at`. `statuses`: by the contact's index."""
    return [_printed_contact(contact, statuses.get(index), at) for index, contact in enumerate(document.contacts)]


def _printed_contact(contact, status, at):
    if not status:
        return PrintedContact(contact)
    if status.retired:
        return PrintedContact(contact, retired=status)
    return PrintedContact(contact, ContactSchedule(status.contact, status.hours, at))


def press_desk(request: HttpRequest) -> HttpResponse:
    """List the contacts, those who can be called soonest first. `?language=` keeps those who speak it."""
    at = database_now()
    contacts = PressContact.objects.on_duty(at).prefetch_related("channels", "hours")
    schedules = [ContactSchedule(contact, tuple(contact.hours.all()), at) for contact in contacts]
    languages = spoken_languages(schedules)
    key = normalize_name(request.GET.get("language", ""))
    if language := languages.get(key):
        schedules = [each for each in schedules if key in map(normalize_name, each.contact.language_list())]
    schedules.sort(key=_by_opening)
    context = {"schedules": schedules, "languages": languages.values(), "language": language}
    response = render(request, "releases/press_desk.html", context)
    patch_cache_control(response, public=True, max_age=60)
    return response


def vcard(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a contact of the press desk as a vCard."""
    contacts = PressContact.objects.on_duty(database_now()).prefetch_related("channels", "hours")
    contact = get_object_or_404(contacts, pk=pk)
    address = absolute_url(request, f"{reverse('press_desk')}#contact-{contact.pk}")
    name = slugify(contact.name, allow_unicode=True) or "contact"
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.vcf")}
    return HttpResponse(
        build_vcard(contact, address=address), content_type="text/vcard; charset=utf-8", headers=headers
    )


def spoken_languages(schedules: list[ContactSchedule]) -> dict[str, str]:
    """Map each folded language name to the name as the first contact has it."""
    names = {}
    for schedule in schedules:
        for name in schedule.contact.language_list():
            names.setdefault(normalize_name(name), name)
    return dict(sorted(names.items()))


def _by_opening(schedule):
    """Sort key: open now, then by the next opening, then unknown hours. The sort keeps the order of the rest."""
    if not (availability := schedule.availability):
        return (2, 0)
    return (0, 0) if availability.open else (1, availability.opens.timestamp())
