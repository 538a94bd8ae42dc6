from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from releases.models.office_hours import Availability, get_availability, utc_offset


@dataclass(frozen=True)
class Line:
    first_day: int
    last_day: int
    opens: time
    closes: time


def lines(*texts):
    """`0-4 09:00-18:00` is Monday to Friday."""
    found = []
    for text in texts:
        days, hours = text.split()
        first, last = days.split("-")
        opens, closes = map(time.fromisoformat, hours.split("-"))
        found.append(Line(int(first), int(last), opens, closes))
    return found


WEEK = lines("0-4 09:00-18:00")


def at(clock, zone="UTC"):
    """Return the instant at which a clock of that zone shows this time."""
    return datetime.fromisoformat(clock).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def reached(hours, zone, clock):
    return get_availability(hours, ZoneInfo(zone), at(clock, zone))


@pytest.mark.parametrize(
    ("zone", "clock", "expected"),
    [
        ("Asia/Seoul", "2026-03-02T08:59", "opens 2026-03-02T09:00"),
        ("Asia/Seoul", "2026-03-02T09:00", "until 2026-03-02T18:00"),
        ("Asia/Seoul", "2026-03-02T17:59", "until 2026-03-02T18:00"),
        ("Asia/Seoul", "2026-03-02T18:00", "opens 2026-03-03T09:00"),
        ("Asia/Seoul", "2026-03-06T18:00", "opens 2026-03-09T09:00"),
        ("Asia/Kathmandu", "2026-03-02T09:10", "until 2026-03-02T18:00"),
        ("America/St_Johns", "2026-03-02T00:00", "opens 2026-03-02T09:00"),
        # the clocks change between the Friday and the Monday
        ("America/New_York", "2026-03-06T20:00", "opens 2026-03-09T09:00"),
        ("Europe/London", "2026-10-23T20:00", "opens 2026-10-26T09:00"),
        ("Australia/Lord_Howe", "2026-04-03T20:00", "opens 2026-04-06T09:00"),
    ],
)
def test_availability_uses_the_local_time_of_the_contact(zone, clock, expected):
    word, instant = expected.split()
    seen = reached(WEEK, zone, clock)
    assert seen == Availability(open=word == "until", **{word: at(instant, zone)})


def test_availability_uses_the_utc_offset_of_the_day():
    assert reached(WEEK, "Asia/Kathmandu", "2026-03-02T08:00").opens == at("2026-03-02T03:15")
    assert reached(WEEK, "Australia/Lord_Howe", "2026-04-03T20:00").opens == at("2026-04-05T22:30")  # UTC+10:30
    assert reached(WEEK, "Australia/Lord_Howe", "2026-04-03T10:00").until == at("2026-04-03T07:00")  # UTC+11


@pytest.mark.parametrize("closes", ["23:59", "23:59:59.999999"])
def test_availability_merges_hours_over_midnight(closes):
    night = lines(f"0-0 20:00-{closes}", "1-1 00:00-02:00")
    for clock in ("2026-03-02T20:00", "2026-03-02T23:59:30", "2026-03-03T00:00", "2026-03-03T01:59"):
        assert reached(night, "Asia/Tokyo", clock) == Availability(
            open=True, until=at("2026-03-03T02:00", "Asia/Tokyo")
        )
    assert not reached(night, "Asia/Tokyo", "2026-03-03T02:00").open


def test_availability_keeps_a_lunch_break():
    hours = lines("0-4 14:00-18:00", "0-4 09:00-12:00")
    assert reached(hours, "Asia/Seoul", "2026-03-02T12:30").opens == at("2026-03-02T14:00", "Asia/Seoul")
    assert reached(hours, "Asia/Seoul", "2026-03-02T10:00").until == at("2026-03-02T12:00", "Asia/Seoul")


def test_availability_merges_overlapping_hours():
    hours = lines("0-4 09:00-18:00", "2-6 16:00-20:00")
    assert reached(hours, "Asia/Seoul", "2026-03-04T10:00").until == at("2026-03-04T20:00", "Asia/Seoul")


def test_availability_never_ends_for_24_hours_a_day():
    assert reached(lines("0-6 00:00-23:59"), "Asia/Seoul", "2026-03-02T03:00") == Availability(open=True)


@pytest.mark.parametrize("clock", ["2026-03-03T09:01", "2026-03-10T08:59"])
def test_availability_finds_one_minute_a_week(clock):
    assert reached(lines("1-1 09:00-09:01"), "Asia/Seoul", clock).opens == at("2026-03-10T09:00", "Asia/Seoul")


def test_availability_reads_skipped_and_repeated_hours_as_rfc_5545():
    nights = lines("6-6 02:30-04:30")  # New York: 02:00 to 03:00 is left out on March 8, 2026
    assert reached(nights, "America/New_York", "2026-03-08T01:00").opens == at("2026-03-08T07:30")
    twice = lines("6-6 01:30-01:45")  # and 01:00 to 02:00 comes twice on November 1
    first = get_availability(twice, ZoneInfo("America/New_York"), at("2026-11-01T05:40"))
    second = get_availability(twice, ZoneInfo("America/New_York"), at("2026-11-01T06:40"))
    assert (first.open, second.open) == (True, False)


def test_availability_ignores_hours_skipped_by_a_clock_change():
    swallowed = lines("6-6 02:30-03:10")  # read by the clock before the change it would begin after its end
    next_week = at("2026-03-15T02:30", "America/New_York")
    assert reached(swallowed, "America/New_York", "2026-03-08T01:00").opens == next_week


def test_availability_is_none_without_hours():
    assert get_availability([], ZoneInfo("Asia/Seoul"), at("2026-03-02T09:00")) is None


@pytest.mark.parametrize(
    ("zone", "month", "offset"),
    [
        ("Asia/Seoul", 3, "UTC+9"),
        ("Asia/Kathmandu", 3, "UTC+5:45"),
        ("America/St_Johns", 3, "UTC−3:30"),
        ("America/St_Johns", 7, "UTC−2:30"),
        ("America/Los_Angeles", 1, "UTC−8"),
        ("America/Los_Angeles", 7, "UTC−7"),  # PDT
        ("Europe/London", 1, "UTC"),
        ("Europe/London", 7, "UTC+1"),
        ("Australia/Lord_Howe", 3, "UTC+11"),
        ("Australia/Lord_Howe", 7, "UTC+10:30"),
        ("Africa/Abidjan", 3, "UTC"),
        ("Pacific/Marquesas", 3, "UTC−9:30"),
    ],
)
def test_utc_offset_follows_daylight_saving(zone, month, offset):
    assert utc_offset(datetime(2026, month, 2, 9, tzinfo=ZoneInfo(zone))) == offset


def test_availability_follows_daylight_saving():
    standard, daylight = (reached(WEEK, "America/Los_Angeles", f"2026-{month}-02T07:00") for month in ("02", "06"))
    assert standard.opens == at("2026-02-02T17:00")  # PST, UTC−8
    assert daylight.opens == at("2026-06-02T16:00")  # PDT, UTC−7
