from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from members.models import CoalitionMember, MemberName
from tests.factories import a_draft, a_member, an_editor

LIST = "admin:members_coalitionmember_changelist"


@pytest.fixture
def admin_user(db):
    return an_editor()


def run(client, action, *members):
    data = {"action": action, "_selected_action": [member.pk for member in members]}
    return client.post(reverse(LIST), data, follow=True).content.decode()


def test_actions_list_and_unlist_members(admin_client):
    member = a_member(listed_since=None)
    run(admin_client, "list_in_directory", member)
    assert CoalitionMember.objects.listed().contains(member)
    assert LogEntry.objects.get().object_id == str(member.pk)
    run(admin_client, "unlist_from_directory", member)
    assert not CoalitionMember.objects.listed().contains(member)


def test_listing_again_keeps_listed_since(admin_client):
    member = a_member()
    before = member.listed_since
    run(admin_client, "list_in_directory", member)
    member.refresh_from_db()
    assert member.listed_since == before


def test_member_form_does_not_list(admin_client):
    member = a_member(listed_since=None)
    names = {"names-TOTAL_FORMS": 0, "names-INITIAL_FORMS": 0}
    fields = {"kind": member.kind, "name": "Sample Watch", "position": 0, "website": "example.org", **names}
    fields |= {"version": member.version}
    fields |= {"listed_since_0": "2026-01-01", "listed_since_1": "10:00"}
    response = admin_client.post(reverse("admin:members_coalitionmember_change", args=[member.pk]), fields)
    assert response.status_code == 302
    member.refresh_from_db()
    assert member.listed_since is None
    assert member.website == "https://example.org"


def test_admin_search_finds_other_names(admin_client):
    member = a_member(name="Sample Watch Today")
    MemberName.objects.create(member=member, kind="former", name="Sample League of Old")
    a_member(name="Another Sample")
    page = admin_client.get(reverse(LIST), {"q": "league of old"}).content.decode()
    assert "Sample Watch Today" in page
    assert "Another Sample" not in page


@pytest.mark.parametrize(
    ("choice", "names"),
    [("belongs=now", {"Here"}), ("belongs=past", {"Gone"}), ("listed=yes", {"Here"}), ("listed=no", {"Gone"})],
)
def test_filters_narrow_the_member_list(admin_client, choice, names):
    a_member(name="Here")
    a_member(name="Gone", left_on=date(2020, 1, 1), listed_since=None)
    members = admin_client.get(f"{reverse(LIST)}?{choice}").context["cl"].queryset
    assert {member.name for member in members} == names


def test_referenced_member_is_not_deleted(admin_client):
    member = a_member()
    a_draft(members=[member])
    address = reverse("admin:members_coalitionmember_delete", args=[member.pk])
    for response in (admin_client.get(address, follow=True), admin_client.post(address, {"post": "yes"}, follow=True)):
        assert "Set “left on” instead." in response.content.decode()
    assert CoalitionMember.objects.contains(member)


def test_unreferenced_member_can_be_deleted(admin_client):
    member = a_member()
    page = admin_client.get(reverse("admin:members_coalitionmember_change", args=[member.pk])).content.decode()
    assert "deletelink" in page
    admin_client.post(reverse("admin:members_coalitionmember_delete", args=[member.pk]), {"post": "yes"})
    assert not CoalitionMember.objects.contains(member)


def test_empty_slug_of_a_listed_member_is_refused(admin_client):
    member = a_member()
    response = admin_client.post(reverse("admin:members_coalitionmember_change", args=[member.pk]), {"slug": ""})
    assert response.status_code == 200
    assert "viewsitelink" not in response.content.decode()


def test_members_have_no_bulk_deletion(admin_client):
    a_member()
    assert "delete_selected" not in admin_client.get(reverse(LIST)).content.decode()


def test_member_list_query_count_does_not_grow(admin_client, django_assert_max_num_queries):
    for _number in range(50):
        a_member(country="KR")
    with django_assert_max_num_queries(8):
        page = admin_client.get(reverse(LIST)).content.decode()
    assert "50 coalition members" in page
