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
    """An instant, given as a clock of that zone shows it."""
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
def test_the_week_is_read_by_the_clock_of_the_place(zone, clock, expected):
    word, instant = expected.split()
    seen = reached(WEEK, zone, clock)
    assert seen == Availability(open=word == "until", **{word: at(instant, zone)})


def test_instants_are_those_of_the_offset_that_day():
    assert reached(WEEK, "Asia/Kathmandu", "2026-03-02T08:00").opens == at("2026-03-02T03:15")
    assert reached(WEEK, "Australia/Lord_Howe", "2026-04-03T20:00").opens == at("2026-04-05T22:30")  # UTC+10:30
    assert reached(WEEK, "Australia/Lord_Howe", "2026-04-03T10:00").until == at("2026-04-03T07:00")  # UTC+11


@pytest.mark.parametrize("closes", ["23:59", "23:59:59.999999"])
def test_over_midnight_in_two_lines_nobody_hangs_up(closes):
    night = lines(f"0-0 20:00-{closes}", "1-1 00:00-02:00")
    for clock in ("2026-03-02T20:00", "2026-03-02T23:59:30", "2026-03-03T00:00", "2026-03-03T01:59"):
        assert reached(night, "Asia/Tokyo", clock) == Availability(
            open=True, until=at("2026-03-03T02:00", "Asia/Tokyo")
        )
    assert not reached(night, "Asia/Tokyo", "2026-03-03T02:00").open


def test_a_break_at_noon_is_a_break():
    hours = lines("0-4 14:00-18:00", "0-4 09:00-12:00")
    assert reached(hours, "Asia/Seoul", "2026-03-02T12:30").opens == at("2026-03-02T14:00", "Asia/Seoul")
    assert reached(hours, "Asia/Seoul", "2026-03-02T10:00").until == at("2026-03-02T12:00", "Asia/Seoul")


def test_lines_that_overlap_are_one():
    hours = lines("0-4 09:00-18:00", "2-6 16:00-20:00")
    assert reached(hours, "Asia/Seoul", "2026-03-04T10:00").until == at("2026-03-04T20:00", "Asia/Seoul")


def test_day_and_night_has_no_end():
    assert reached(lines("0-6 00:00-23:59"), "Asia/Seoul", "2026-03-02T03:00") == Availability(open=True)


@pytest.mark.parametrize("clock", ["2026-03-03T09:01", "2026-03-10T08:59"])
def test_one_minute_a_week_is_found(clock):
    assert reached(lines("1-1 09:00-09:01"), "Asia/Seoul", clock).opens == at("2026-03-10T09:00", "Asia/Seoul")


def test_an_hour_that_is_left_out_or_comes_twice_is_read_as_the_rfc_says():
    nights = lines("6-6 02:30-04:30")  # New York: 02:00 to 03:00 is left out on March 8, 2026
    assert reached(nights, "America/New_York", "2026-03-08T01:00").opens == at("2026-03-08T07:30")
    twice = lines("6-6 01:30-01:45")  # and 01:00 to 02:00 comes twice on November 1
    first = get_availability(twice, ZoneInfo("America/New_York"), at("2026-11-01T05:40"))
    second = get_availability(twice, ZoneInfo("America/New_York"), at("2026-11-01T06:40"))
    assert (first.open, second.open) == (True, False)


def test_an_hour_that_the_change_swallows_is_skipped():
    swallowed = lines("6-6 02:30-03:10")  # read by the clock before the change it would begin after its end
    next_week = at("2026-03-15T02:30", "America/New_York")
    assert reached(swallowed, "America/New_York", "2026-03-08T01:00").opens == next_week


def test_who_has_no_hours_has_no_answer():
    assert get_availability([], ZoneInfo("Asia/Seoul"), at("2026-03-02T09:00")) is None


@pytest.mark.parametrize(
    ("zone", "offset"),
    [
        ("Asia/Seoul", "UTC+9"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/St_Johns", "UTC−3:30"),
        ("Australia/Lord_Howe", "UTC+11"),
        ("Africa/Abidjan", "UTC"),
        ("Pacific/Marquesas", "UTC−9:30"),
    ],
)
def test_an_offset_is_said_in_hours(zone, offset):
    assert utc_offset(datetime(2026, 3, 2, 9, tzinfo=ZoneInfo(zone))) == offset
