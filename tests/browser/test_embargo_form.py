"""The hour as it is typed: the page says at once what it is on the clocks of the press contacts."""

import pytest
from django.urls import reverse

from tests.browser.sign_in import sign_in
from tests.factories import a_contact, a_draft, an_editor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def asked(page, live_server):
    """The page that issues a release with contacts in Seoul and London; it keeps what goes wrong."""
    sign_in(page.context, live_server, an_editor())
    page.troubles = []
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    zones = {"Seoul": "Asia/Seoul", "London": "Europe/London"}
    release = a_draft(contacts=[a_contact(city=city, time_zone=zone) for city, zone in zones.items()])
    page.goto(live_server.url + reverse("admin:releases_release_issue", args=[release.pk]))
    yield page
    assert page.troubles == []


def type_in(page, day, time, zone="Asia/Seoul"):
    page.locator("[name=zone]").select_option(zone)
    page.locator("[name=day]").fill(day)
    page.locator("[name=time]").fill(time)


def test_typed_time_is_shown_in_every_zone_and_unselects_now(asked):
    echo = asked.locator(".in-other-zones.live")
    assert not echo.is_visible()
    assert asked.locator('[name=when][value="now"]').is_checked()
    type_in(asked, "2027-07-01", "08:01")
    assert asked.locator('[name=when][value="at"]').is_checked()
    said = " ".join(echo.inner_text().split())
    assert "UTC Wednesday, June 30, 2027 at 23:01" in said
    assert "Seoul Thursday, July 1, 2027 at 08:01" in said
    assert "London Thursday, July 1, 2027 at 00:01" in said


@pytest.mark.parametrize(
    ("day", "time", "plain"),
    [
        ("2027-07-01", "12:00", False),
        ("2027-07-01", "00:00", False),
        ("2027-03-28", "01:30", False),
        ("2027-10-31", "01:30", False),
        ("2027-10-31", "02:00", True),
        ("2027-10-31", "00:59", True),
    ],
)
def test_ambiguous_time_is_not_shown_as_certain(asked, day, time, plain):
    type_in(asked, day, time, "Europe/London")
    assert asked.locator(".in-other-zones.live").is_visible() is plain
