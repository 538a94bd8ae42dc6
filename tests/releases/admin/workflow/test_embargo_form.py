"""The embargo form: a time in a zone, shown in every contact's zone, with a question if it is ambiguous."""

from datetime import UTC, datetime, timedelta
from unittest import mock
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from releases.admin.workflow import embargo_form
from releases.admin.workflow.embargo_form import EmbargoForm, LocalTime, format_local, in_other_zones, instants_of
from tests.factories import a_contact, a_draft

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock():
    with mock.patch.object(embargo_form, "database_now", return_value=NOW):
        yield


@pytest.fixture
def release():
    return a_draft()


def bound_form(release, day="2027-03-09", time="09:30", zone="Asia/Seoul", when="at", **more):
    return EmbargoForm({"when": when, "day": day, "time": time, "zone": zone} | more, release=release)


def error_text(form):
    form.is_valid()
    return " ".join(message for messages in form.errors.values() for message in messages)


def choices(form):
    assert not form.is_valid()
    assert form.is_ambiguous
    return dict(form.fields["meaning"].widget.choices)


def test_now_has_no_instant(release):
    form = bound_form(release, when="now", day="", time="")
    assert form.is_valid()
    assert form.instant is None


def test_time_is_read_in_its_zone(release):
    for zone, hour in [("Asia/Seoul", 0), ("Europe/London", 9), ("America/New_York", 14), ("Asia/Kathmandu", 3)]:
        form = bound_form(release, zone=zone)
        assert form.is_valid()
        minute = 45 if zone == "Asia/Kathmandu" else 30
        assert form.instant == datetime(2027, 3, 9, hour, minute, tzinfo=UTC)
        assert form.instant.tzinfo is UTC
        assert not form.is_ambiguous


def test_prefixed_form_reads_its_own_fields(release):
    data = {"at-when": "at", "at-day": "2027-03-09", "at-time": "09:30", "at-zone": "UTC", "day": "2028-01-01"}
    form = EmbargoForm(data | {"at-zone": "Etc/UTC"}, release=release, prefix="at")
    assert form.is_valid()
    assert form.instant == datetime(2027, 3, 9, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize("typed", [{"day": "2027-03-09"}, {"time": "09:30"}, {"day": "soon"}])
def test_typed_time_with_now_chosen_is_refused(release, typed):
    form = bound_form(release, **{"when": "now", "day": "", "time": ""} | typed)
    assert "Choose “At a time”" in error_text(form)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": ""}, "Type the day."),
        ({"time": ""}, "Type the time."),
        ({"day": "03/09/2027"}, "Write it as year-month-day"),
        ({"day": "2027-02-29"}, "This is no day."),
        ({"time": "24:00"}, "from 00:00 to 23:59"),
        ({"time": "noon"}, "from 00:00 to 23:59"),
        ({"zone": "Asia/Nowhere"}, "Select a valid choice"),
        ({"zone": "../../etc/passwd"}, "Select a valid choice"),
        ({"when": "later"}, "Select a valid choice"),
        ({"when": ""}, "required"),
        ({"day": "2027-02-28"}, "This time has passed already."),
        ({"day": "2027-03-01", "time": "09:00"}, "This time has passed already."),
        ({"day": "0001-01-01"}, "This time has passed already."),
        ({"day": "2072-03-09"}, "Look at the year once more."),
        ({"day": "9999-12-31", "time": "00:00"}, "Look at the year once more."),
    ],
)
def test_invalid_input_is_refused_with_a_message(release, typed, said):
    form = bound_form(release, **typed)
    assert said in error_text(form)
    assert form.instant is None


def test_next_minute_is_accepted(release):
    assert bound_form(release, day="2027-03-01", time="09:01").is_valid()


def test_twelve_is_ambiguous(release):
    form = bound_form(release, time="12:00")
    assert choices(form) == {
        "2027-03-08T15:00:00+00:00": "midnight at which Tuesday, March 9, 2027 begins",
        "2027-03-09T03:00:00+00:00": "noon, the middle of Tuesday, March 9, 2027",
        "2027-03-09T15:00:00+00:00": "midnight at which Tuesday, March 9, 2027 ends",
    }
    assert form.instant is None
    for value in choices(form):
        answered = bound_form(release, time="12:00", meaning=value)
        assert answered.is_valid()
        assert answered.instant == datetime.fromisoformat(value)


def test_midnight_is_ambiguous(release):
    assert list(choices(bound_form(release, time="00:00")).values()) == [
        "midnight at which Tuesday, March 9, 2027 begins",
        "midnight at which Tuesday, March 9, 2027 ends",
    ]


@pytest.mark.parametrize("time", ["00:01", "11:59", "12:01", "23:59"])
def test_time_is_unambiguous_a_minute_from_noon_or_midnight(release, time):
    assert bound_form(release, time=time).is_valid()


def test_past_midnight_is_not_offered(release):
    found = choices(bound_form(release, day="2027-03-01", time="00:00"))
    assert list(found.values()) == ["midnight at which Monday, March 1, 2027 ends"]


def test_chosen_meaning_is_ignored_when_the_time_changes(release):
    answer = next(iter(choices(bound_form(release, time="12:00"))))
    assert "Choose the one that you mean." in error_text(
        bound_form(release, day="2027-03-12", time="12:00", meaning=answer)
    )
    assert "Choose the one that you mean." in error_text(bound_form(release, time="12:00", meaning="noon"))
    plain = bound_form(release, time="12:01", meaning=answer)
    assert plain.is_valid()
    assert plain.instant == datetime(2027, 3, 9, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "time", "nearest"),
    [
        ("Europe/London", "2027-03-28", "01:30", "The nearest that do are 00:59 and 02:00."),
        ("Europe/London", "2027-03-28", "01:00", "The nearest that do are 00:59 and 02:00."),
        ("America/New_York", "2027-03-14", "02:59", "The nearest that do are 01:59 and 03:00."),
        ("Africa/Cairo", "2027-04-30", "00:00", "Thursday, April 29, 2027, 23:59 and 01:00."),
    ],
)
def test_nonexistent_local_time_is_refused(release, zone, day, time, nearest):
    form = bound_form(release, zone=zone, day=day, time=time)
    assert nearest in error_text(form)
    assert "does not exist" in error_text(form)


@pytest.mark.parametrize(
    ("zone", "day", "time", "offsets"),
    [
        ("Europe/London", "2027-10-31", "01:30", ["BST, UTC+1", "GMT, UTC"]),
        ("America/New_York", "2027-11-07", "01:00", ["EDT, UTC−4", "EST, UTC−5"]),
    ],
)
def test_repeated_local_time_is_ambiguous(release, zone, day, time, offsets):
    found = choices(bound_form(release, zone=zone, day=day, time=time))
    assert list(found.values()) == [
        f"the first time that the clocks show this hour, {offsets[0]}",
        f"the second time that the clocks show this hour, {offsets[1]}",
    ]
    first, second = map(datetime.fromisoformat, found)
    assert second - first == timedelta(hours=1)


@pytest.mark.parametrize(("day", "time"), [("2027-03-28", "02:00"), ("2027-10-31", "00:59"), ("2027-10-31", "02:00")])
def test_times_next_to_a_clock_change_are_unambiguous(release, day, time):
    assert bound_form(release, zone="Europe/London", day=day, time=time).is_valid()


def test_seoul_has_no_clock_changes(release):
    for day in ("2027-03-28", "2027-10-31", "2027-05-09", "2027-10-10"):
        for hour in range(24):
            local = datetime.fromisoformat(f"{day}T{hour:02}:30")
            assert len(instants_of(local, ZoneInfo("Asia/Seoul"))) == 1


def test_repeated_midnight_offers_both(release):
    found = choices(bound_form(release, zone="America/Havana", day="2027-11-07", time="00:00"))
    assert [words.split(", ")[2] for words in found.values()] == ["2027 begins", "2027 begins", "2027 ends"]
    assert sum("second time" in words for words in found.values()) == 1


ZONES = sorted(zone for zone in available_timezones() if "/" in zone)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.integers(min_value=1, max_value=600 * 24 * 60), zone=st.sampled_from(ZONES))
@example(minutes=(datetime(2027, 10, 31, 0, 30, tzinfo=UTC) - NOW) // timedelta(minutes=1), zone="Europe/London")
@example(minutes=(datetime(2027, 10, 31, 1, 30, tzinfo=UTC) - NOW) // timedelta(minutes=1), zone="Europe/London")
def test_every_instant_can_be_entered(release, minutes, zone):
    instant = NOW + timedelta(minutes=minutes)
    local = instant.astimezone(ZoneInfo(zone))
    form = bound_form(release, day=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", zone=zone)
    if not form.is_valid():
        answer = next(value for value in choices(form) if datetime.fromisoformat(value) == instant)
        form = bound_form(release, day=f"{local:%Y-%m-%d}", time=f"{local:%H:%M}", zone=zone, meaning=answer)
    assert form.is_valid()
    assert form.instant == instant


def test_instant_is_shown_in_the_zone_of_every_contact():
    contacts = [
        a_contact(city="Seoul", time_zone="Asia/Seoul"),
        a_contact(city="Bangkok", time_zone="Asia/Bangkok"),
        a_contact(city="London", time_zone="Europe/London"),
        a_contact(city="Oxford", time_zone="Europe/London"),
        a_contact(city="London", time_zone="Europe/London"),
        a_contact(city="Geneva", time_zone=""),
    ]
    release = a_draft(contacts=contacts)
    assert in_other_zones(datetime(2027, 6, 30, 23, 1, tzinfo=UTC), release) == [
        LocalTime("UTC", "Wednesday, June 30, 2027, 23:01 in the evening (UTC)"),
        LocalTime("Seoul", "Thursday, July 1, 2027, 08:01 in the morning (KST, UTC+9)"),
        LocalTime("Bangkok", "Thursday, July 1, 2027, 06:01 in the morning (UTC+7)"),
        LocalTime("London, Oxford", "Thursday, July 1, 2027, 00:01 at night (BST, UTC+1)"),
    ]


def test_instant_is_shown_in_the_site_zone_without_contacts(release):
    assert [local_time.place for local_time in in_other_zones(NOW, release)] == ["UTC", "Seoul"]


def test_local_times_are_translated(release):
    with translation.override("ko"):
        assert "2027년 3월 1일" in in_other_zones(NOW, release)[0].words


def test_contact_zones_come_first():
    release = a_draft(contacts=[a_contact(city="London", time_zone="Europe/London")])
    (_first, near), (_second, others) = EmbargoForm(release=release).fields["zone"].choices
    assert near == [("Asia/Seoul", "Seoul (Asia/Seoul)"), ("Europe/London", "London (Europe/London)")]
    assert ("America/New_York", "America/New York") in others
    assert "Europe/London" not in dict(others)


def test_template_asks_for_the_meaning_only_when_ambiguous(release):
    def part(form):
        return render_to_string(
            "admin/releases/release/_embargo_form.html",
            {"embargo_form": form, "local_times": in_other_zones(NOW, release)},
        )

    plain, ambiguous = part(EmbargoForm(release=release)), bound_form(release, time="12:00")
    ambiguous.is_valid()
    assert "Which do you mean?" not in plain
    assert 'name="meaning"' not in plain
    assert "Monday, March 1, 2027, 09:00 in the morning (KST, UTC+9)" in plain
    assert part(ambiguous).count('type="radio" name="meaning"') == 3
    assert 'value="12:00"' in part(ambiguous)


@pytest.mark.parametrize(
    ("hour", "expected"),
    [
        *((0, "00:00 at night"), (4, "04:00 at night"), (5, "05:00 in the morning"), (11, "11:00 in the morning")),
        *((12, "12:00 in the afternoon"), (17, "17:00 in the afternoon"), (18, "18:00 in the evening")),
    ],
)
def test_local_time_names_the_part_of_the_day(hour, expected):
    local = datetime(2027, 3, 9, hour, tzinfo=ZoneInfo("Asia/Seoul"))
    assert format_local(local) == f"Tuesday, March 9, 2027, {expected} (KST, UTC+9)"


@pytest.mark.parametrize(
    ("time", "meaning", "expected"),
    [
        ("12:00", "noon", "12:00 in the afternoon"),
        ("12:00", "begins", "00:00 at night"),
        ("00:00", "ends", "00:00 at night"),
    ],
)
def test_chosen_noon_or_midnight_is_confirmed_as_such(release, time, meaning, expected):
    value = next(value for value, label in choices(bound_form(release, time=time)).items() if meaning in label)
    form = bound_form(release, time=time, meaning=value)
    assert form.is_valid()
    seoul = in_other_zones(form.instant, release)[1]
    day = "Wednesday, March 10" if meaning == "ends" else "Tuesday, March 9"
    assert seoul.words == f"{day}, 2027, {expected} (KST, UTC+9)"


@pytest.mark.parametrize(("day", "offset"), [("2027-03-13", "PST, UTC−8"), ("2027-03-15", "PDT, UTC−7")])
def test_local_time_follows_daylight_saving(day, offset):
    local = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=ZoneInfo("America/Los_Angeles"))
    assert format_local(local).endswith(f"09:00 in the morning ({offset})")
