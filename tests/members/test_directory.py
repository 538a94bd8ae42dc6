"""The public directory: the members of today or of another day, with their names of that day."""

import csv
import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.utils import timezone

from members.models import CoalitionMember
from members.services import rename
from tests.factories import a_member, an_editor

pytestmark = pytest.mark.django_db
DAY = date(2017, 3, 8)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def names(client, query=""):
    """Return the names of the members in the order of the page."""
    response = client.get(f"/members/{query}")
    assert response.status_code == 200
    return re.findall(r'<li><a href="/members/[^"]*">([^<]*)</a>', response.content.decode())


def rows(client, query=""):
    response = client.get(f"/members/members.csv{query}")
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_directory_on_a_day_lists_members_of_that_day(client):
    a_member(name="Always")
    a_member(name="Came Then", joined_on=DAY)
    a_member(name="Came Later", joined_on=AFTER)
    a_member(name="Gone Then", left_on=DAY)
    a_member(name="Gone Later", left_on=AFTER)
    a_member(name="Not Listed", listed_since=None)
    assert names(client, "?on=2017-03-08") == ["Always", "Came Then", "Gone Later"]
    assert names(client, "?on=2017-03-07") == ["Always", "Gone Later", "Gone Then"]
    assert names(client) == names(client, "?on=") == ["Always", "Came Later", "Came Then"]
    assert "on March 8, 2017" in client.get("/members/?on=2017-03-08").content.decode()


def test_directory_shows_the_name_of_that_day(client):
    member = a_member(name="Sample Watch", as_printed="Sample Watch (Japan)")
    for name, day in [("Second Name", DAY), ("Third Name", DAY + timedelta(days=9))]:
        rename(member, name=name, as_printed="", on=day, by=an_editor())
    for day, name in [(BEFORE, "Sample Watch (Japan)"), (DAY, "Second Name"), (DAY + timedelta(days=9), "Third Name")]:
        assert names(client, f"?on={day}") == [name]
        assert [(row["name"], row["as_printed"]) for row in rows(client, f"?on={day}")] == [("Third Name", name)]
    assert names(client) == ["Third Name"]


def test_directory_ignores_former_names_without_end(client):
    member = a_member(name="Sample Watch")
    member.names.create(name="Once", kind="former", since=BEFORE)
    member.names.create(name="SW", kind="short", until=AFTER)
    assert names(client, "?on=2017-03-08") == ["Sample Watch"]


def test_directory_does_not_show_planned_changes(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    a_member(name="Sample Watch", left_on=tomorrow)
    page = client.get(f"/members/?on={tomorrow + timedelta(days=1)}").content.decode()
    assert "This day has not come yet." in page
    assert names(client, f"?on={tomorrow + timedelta(days=1)}") == ["Sample Watch"]
    assert [row["left_on"] for row in rows(client)] == [""]
    assert "Member until" not in client.get("/members/sample-watch/").content.decode()
    CoalitionMember.objects.update(left_on=DAY)
    assert "Member until" in client.get("/members/sample-watch/").content.decode()
    assert [row["left_on"] for row in rows(client, "?on=2017-03-07")] == ["2017-03-08"]


def test_member_page_does_not_show_a_future_joining_date(client):
    a_member(name="Sample Watch", joined_on=timezone.localdate() + timedelta(days=1))
    assert "Member since" not in client.get("/members/sample-watch/").content.decode()
    CoalitionMember.objects.update(joined_on=DAY)
    assert "Member since" in client.get("/members/sample-watch/").content.decode()


@pytest.mark.parametrize("day", ["yesterday", "2017-02-30", "2017-3-8", "0000-00-00", "%00", "<script>"])
def test_invalid_day_shows_a_message_and_todays_members(client, day):
    a_member(name="Sample Watch")
    text = client.get(f"/members/?on={day}").content.decode()
    assert "write it as 2017-03-08" in text
    assert "<script>" not in text
    assert names(client, f"?on={day}") == ["Sample Watch"]
    assert client.get(f"/members/members.csv?on={day}").status_code == 400


def test_directory_groups_by_country(client):
    for name, country in [("One", "KR"), ("Two", "JP"), ("Three", ""), ("Four", "KR")]:
        a_member(name=name, country=country)
    page = client.get("/members/?by=country").content.decode()
    places = [page.index(part) for part in ["Japan", "Two", "South Korea", "Four", "One", "No country given", "Three"]]
    assert places == sorted(places)
    numbers = [cell.split("<")[0] for cell in page.split('<td class="number">')[1:]]
    assert numbers == ["1", "2", "1"]


def test_directory_separates_organisations_and_individuals(client):
    a_member(name="Ada Sample", kind="individual", position=1)
    a_member(name="Sample Watch", position=3)
    a_member(name="Zeal", position=2)
    assert names(client) == ["Zeal", "Sample Watch", "Ada Sample"]


def test_members_csv_defuses_formulas(client):
    a_member(name="=cmd", as_printed="Sämple 견본, “Watch”", country="JP", website="https://sample.example.org/")
    response = client.get("/members/members.csv?on=2017-03-08")
    assert response.content.startswith(b"\xef\xbb\xbfname,as_printed,kind,country_code,country,")
    assert response.headers["Content-Disposition"] == 'attachment; filename="members-2017-03-08.csv"'
    (row,) = rows(client)
    assert (row["name"], row["as_printed"]) == ("'=cmd", "Sämple 견본, “Watch”")
    assert (row["kind"], row["country_code"], row["country"]) == ("organisation", "JP", "Japan")
