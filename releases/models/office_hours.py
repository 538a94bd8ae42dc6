"""When somebody answers the phone: lines of hours in their own zone, held against an instant.

A line has `first_day` and `last_day` (0 is Monday), and `opens` and `closes` (times of day), as `OfficeHours` has them.
Clocks that change are read as RFC 5545 (3.3.5) says: an hour that comes twice means the first, one that is left out is
read by the clock before the change.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
LAST_MINUTE = time(23, 59)  # nobody can type 24:00, and nobody means to hang up for a minute at midnight


@dataclass(frozen=True)
class Availability:
    """Whether the phone is answered: `until` when, or when it `opens` next. Aware instants in UTC.

    `until` is None where no end is in sight: day and night. `opens` is None while it is open.
    """

    open: bool
    until: datetime | None = None
    opens: datetime | None = None


def reach(hours, zone: ZoneInfo, at: datetime) -> Availability | None:
    """How `hours` stand at the instant `at`; None where there are none."""
    today = at.astimezone(zone).date()
    days = [today + number * DAY for number in range(-1, 8)]  # one may reach into today; the next is within a week
    spans = _joined(sorted(span for day in days for span in _spans(hours, zone, day)))
    for start, end in spans:
        if start <= at < end:
            endless = end >= _instant(days[-1], time.max, zone)
            return Availability(open=True, until=None if endless else end)
        if start > at:
            return Availability(open=False, opens=start)
    return None


def utc_offset(local: datetime) -> str:
    """*UTC+9*, *UTC+5:45*, *UTC−3:30*, *UTC*."""
    minutes = int(local.utcoffset().total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'−' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def _spans(hours, zone, day):
    """The open times of one day, as pairs of instants."""
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


def _joined(spans):
    """Spans that touch or overlap are one: over midnight nobody hangs up."""
    joined = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined
