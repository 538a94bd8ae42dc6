"""Joining, leaving and renaming of members."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from icnk.core.history.models import get_versions
from icnk.core.text import normalize_name
from members import services
from members.models import CoalitionMember
from tests.factories import a_member, a_publisher, a_writer

pytestmark = pytest.mark.django_db


def page(member, name):
    return reverse(f"admin:members_coalitionmember_{name}", args=[member.pk])


def former(member):
    return [(each.name, each.since, each.until) for each in member.names.filter(kind="former").order_by("until")]


def test_rename_keeps_the_former_name_with_its_dates(client):
    member = a_member(name="Sample League", as_printed="Sample League (ROK)", slug="sample-league")
    publisher = a_publisher()
    client.force_login(publisher)
    fields = {"name": "Sample Watch", "as_printed": "Sample Watch (ROK)", "on": "2024-05-01"}
    assert client.post(page(member, "rename"), fields).url == page(member, "change")
    member.refresh_from_db()
    assert (member.name, member.as_printed, member.slug) == ("Sample Watch", "Sample Watch (ROK)", "sample-league")
    day = date(2024, 5, 1)
    assert set(former(member)) == {("Sample League", None, day), ("Sample League (ROK)", None, day)}
    version = get_versions(member).last()
    assert (version.saved_by, version.occasion) == (publisher, "Renamed on May 1, 2024.")
    known = CoalitionMember.objects.by_folded_name()
    for name in ("Sample League", "Sample League (ROK)", "Sample Watch"):
        assert known[normalize_name(name)] == member


def test_former_name_starts_where_the_one_before_ended():
    member = a_member(name="First Sample")
    services.rename(member, name="Second Sample", as_printed="", on=date(2020, 1, 1), by=None)
    member = services.rename(member, name="Third Sample", as_printed="", on=date(2023, 1, 1), by=None)
    assert former(member) == [
        ("First Sample", None, date(2020, 1, 1)),
        ("Second Sample", date(2020, 1, 1), date(2023, 1, 1)),
    ]
    assert member.as_printed == "Third Sample"


def test_rename_back_to_a_former_name():
    member = a_member(name="First Sample")
    services.rename(member, name="Second Sample", as_printed="", on=date(2020, 1, 1), by=None)
    member = services.rename(member, name="First Sample", as_printed="", on=date(2021, 1, 1), by=None)
    member = services.rename(member, name="Second Sample", as_printed="", on=date(2022, 1, 1), by=None)
    assert (member.name, len(former(member))) == ("Second Sample", 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "Taken Sample"},
        {"name": "Sample League"},
        {"on": "2999-01-01"},
        {"on": ""},
        {"on": "yesterday"},
        {"name": "x" * 301},
    ],
)
def test_invalid_name_is_refused_with_a_message(client, fields):
    a_member(name="Taken Sample")
    member = a_member(name="Sample League")
    client.force_login(a_publisher())
    fields = {"name": "Sample Watch", "as_printed": "", "on": "2024-05-01"} | fields
    response = client.post(page(member, "rename"), fields)
    assert "errorlist" in response.content.decode()
    member.refresh_from_db()
    assert (member.name, member.names.count()) == ("Sample League", 0)


def test_member_leaves_and_joins_again(client):
    member = a_member(joined_on=date(2012, 1, 1))
    client.force_login(a_publisher())
    assert "Leaves" in client.get(page(member, "change")).content.decode()
    client.post(page(member, "leave"), {"on": "2020-02-03"})
    member.refresh_from_db()
    assert member.left_on == date(2020, 2, 3)
    assert not CoalitionMember.objects.on(date(2020, 2, 3)).contains(member)
    assert "Joins again" in client.get(page(member, "change")).content.decode()
    client.post(page(member, "join"), {"on": "2022-01-01"})
    member.refresh_from_db()
    assert (member.joined_on, member.left_on) == (date(2022, 1, 1), None)
    assert [each.occasion for each in get_versions(member)] == [
        "Left on February 3, 2020.",
        "Joined on January 1, 2022.",
    ]


@pytest.mark.parametrize(
    ("fields", "act", "on"),
    [
        ({"joined_on": date(2012, 1, 1)}, "join", "2020-01-01"),
        ({"left_on": date(2020, 1, 1)}, "join", "2019-01-01"),
        ({"left_on": date(2020, 1, 1)}, "leave", "2021-01-01"),
        ({"joined_on": date(2012, 1, 1)}, "leave", "2011-01-01"),
    ],
)
def test_invalid_day_is_refused_with_a_message(client, fields, act, on):
    member = a_member(**fields)
    client.force_login(a_publisher())
    response = client.post(page(member, act), {"on": on})
    assert response.status_code == 200
    assert response.context["form"].non_field_errors()
    member.refresh_from_db()
    assert member.version == 1


def test_member_may_leave_on_a_future_day():
    member = a_member()
    tomorrow = timezone.localdate() + timedelta(days=1)
    services.leave(member, on=tomorrow, by=None)
    assert CoalitionMember.objects.on(timezone.localdate()).contains(member)


def test_deleted_member_is_reported():
    member = a_member()
    CoalitionMember.objects.all().delete()
    with pytest.raises(ValidationError, match="deleted this member"):
        services.leave(member, on=date(2020, 1, 1), by=None)


@pytest.mark.parametrize("name", ["join", "leave", "rename"])
def test_membership_changes_require_change_permission(client, name):
    member = a_member()
    client.force_login(a_writer())
    assert client.get(page(member, name)).status_code == 403
    assert client.post(page(member, name), {"on": "2020-01-01", "name": "Other"}).status_code == 403
    assert page(member, name) not in client.get(page(member, "change")).content.decode()
