from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import groupby
from operator import attrgetter
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .contact import PressContact

HOURS_FIELDS = ("first_day", "last_day", "opens", "closes")
DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)  # means midnight, since a time field takes no 24:00


class OfficeHours(models.Model):
    """When a contact answers, in the contact's own time zone."""

    class Weekday(models.IntegerChoices):
        MONDAY = 0, _("Monday")
        TUESDAY = 1, _("Tuesday")
        WEDNESDAY = 2, _("Wednesday")
        THURSDAY = 3, _("Thursday")
        FRIDAY = 4, _("Friday")
        SATURDAY = 5, _("Saturday")
        SUNDAY = 6, _("Sunday")

    contact = models.ForeignKey(PressContact, models.CASCADE, related_name="hours", verbose_name=_("contact"))
    first_day = models.PositiveSmallIntegerField(_("from"), choices=Weekday)
    last_day = models.PositiveSmallIntegerField(_("to"), choices=Weekday)
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["first_day", "opens"]
        verbose_name = _("hours")
        verbose_name_plural = _("hours")
        constraints = [
            models.CheckConstraint(
                name="hours_run_forward_in_the_week",
                condition=Q(last_day__gte=F("first_day"), last_day__lte=6),
                violation_error_message=_("The last day comes before the first one; use two lines."),
            ),
            models.CheckConstraint(
                name="hours_close_after_they_open",
                condition=Q(closes__gt=F("opens")),
                violation_error_message=_("The hours close before they open; over midnight, use two lines."),
            ),
        ]

    def __str__(self):
        first, last = self.get_first_day_display(), self.get_last_day_display()
        days = first if first == last else f"{first} – {last}"
        return f"{days}, {self.opens:%H:%M} – {self.closes:%H:%M}"


@dataclass(frozen=True)
class ContactStatus:
    """The status of a printed contact: on duty, with hours, or retired, perhaps with a successor on duty."""

    contact: PressContact
    retired: bool
    successor: PressContact | None
    hours: tuple[OfficeHours, ...]

    @classmethod
    def for_lines(cls, lines, at: datetime) -> list[tuple[models.Model, "ContactStatus"]]:
        """Return each line whose contact is on duty or retired at `at`, with the status. Runs one query.

        `lines` is a queryset of records with a `contact` and a `position`.
        """
        on_duty = PressContact.objects.on_duty(at)
        retired = Q(contact__retired_on__lte=timezone.localdate(at))
        rows = (
            lines.annotate(
                reachable=Exists(on_duty.filter(pk=OuterRef("contact__successor"))),
                **{name: F(f"contact__hours__{name}") for name in HOURS_FIELDS},
            )
            .filter(retired | Exists(on_duty.filter(pk=OuterRef("contact"))))
            .select_related("contact__successor")
            .order_by("position", "pk", "first_day", "opens")
        )
        lines = [list(each) for _pk, each in groupby(rows, attrgetter("pk"))]
        return [(each[0], cls._from_rows(each, at)) for each in lines]

    @classmethod
    def _from_rows(cls, rows, at):
        contact = rows[0].contact
        hours = ({name: getattr(row, name) for name in HOURS_FIELDS} for row in rows if row.opens is not None)
        return cls(
            contact=contact,
            retired=bool(contact.retired_on and contact.retired_on <= timezone.localdate(at)),
            successor=contact.successor if rows[0].reachable else None,
            hours=tuple(OfficeHours(contact=contact, **fields) for fields in hours),
        )


@dataclass(frozen=True)
class Availability:
    """Whether a contact answers now. The instants are in UTC."""

    open: bool
    until: datetime | None = None  # None if it never closes, or is closed
    opens: datetime | None = None  # None while it is open


def get_availability(hours, zone: ZoneInfo, at: datetime) -> Availability | None:
    """Return the availability at the instant `at`, or None without hours.

    Times are read as RFC 5545 (3.3.5) says when clocks change: a time that comes twice means the first one, and a
    skipped time is read with the offset before the change.
    """
    today = at.astimezone(zone).date()
    days = [today + number * DAY for number in range(-1, 8)]  # yesterday may last into today
    spans = _merge_spans(sorted(span for day in days for span in _spans(hours, zone, day)))
    for start, end in spans:
        if start <= at < end:
            endless = end >= _instant(days[-1], time.max, zone)
            return Availability(open=True, until=None if endless else end)
        if start > at:
            return Availability(open=False, opens=start)
    return None


def utc_offset(local: datetime) -> str:
    """Return the offset as *UTC+9*, *UTC+5:45*, *UTC−3:30* or *UTC*."""
    minutes = int(local.utcoffset().total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def _spans(hours, zone, day):
    """Yield the open times of one day as (start, end)."""
    for line in hours:
        if line.first_day <= day.weekday() <= line.last_day:
            start = _instant(day, line.opens, zone)
            end = _instant(day, time.max if line.closes >= LAST_MINUTE else line.closes, zone)
            if start < end:
                yield start, end


def _instant(day, clock, zone):
    if clock == time.max:
        day, clock = day + DAY, time.min
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _merge_spans(spans):
    """Merge spans that touch or overlap, as over midnight."""
    joined = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
