"""Members' replies at the desk. Never public."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from icnk.core.history.models import get_versions
from releases.issuing import workflow
from releases.models import MemberReply, Release
from tests.factories import a_draft, a_member, a_public_edition, a_publisher
from tests.releases.admin.release.test_inlines import lines

pytestmark = pytest.mark.django_db


def address(release):
    return reverse("admin:releases_release_replies", args=[release.pk])


def post(client, release, replies, **fields):
    version = Release.objects.get(pk=release.pk).version
    data = {f"reply-{member.pk}": reply for member, reply in replies.items()}
    return client.post(address(release), {"version": version, **data, **fields}, follow=True).content.decode()


def test_members_of_the_release_date_have_a_row(admin_client):
    release = a_draft(released_on=date(2014, 1, 1))
    a_member(name="Member then", left_on=date(2016, 1, 1))
    a_member(name="Joined later", joined_on=date(2020, 1, 1))
    a_member(name="Never listed", listed_since=None)
    response = admin_client.get(address(release))
    assert [str(member) for member, _reply in response.context["rows"]] == ["Member then"]
    assert "0 agreed, 0 abstained, 1 no reply" in response.content.decode()


def test_replies_are_saved_with_the_person_who_noted_them(admin_client, admin_user):
    release = a_draft()
    members = [a_member() for _number in range(4)]
    replies = dict(zip(members, ["agreed", "agreed", "abstained", "none"], strict=True))
    assert "2 agreed, 1 abstained, 1 no reply" in post(admin_client, release, replies)
    assert MemberReply.objects.count() == 3
    assert set(MemberReply.objects.values_list("noted_by", flat=True)) == {admin_user.pk}


def test_changed_reply_leaves_other_replies_alone(client):
    release, first, second = a_draft(), a_member(), a_member()
    one, other = a_publisher(), a_publisher()
    client.force_login(one)
    post(client, release, {first: "agreed", second: "agreed"})
    client.force_login(other)
    post(client, release, {first: "agreed", second: "abstained"})
    assert list(MemberReply.objects.order_by("pk").values_list("reply", "noted_by")) == [
        ("agreed", one.pk),
        ("abstained", other.pk),
    ]


def test_unknown_member_and_invalid_reply_are_ignored(admin_client):
    release, there, stranger = a_draft(), a_member(), a_member(listed_since=None)
    post(admin_client, release, {there: "nonsense", stranger: "agreed"})
    assert not MemberReply.objects.exists()


def test_sign_makes_members_who_agreed_signatories(admin_client, admin_user):
    first, second, third = (a_member(name=name, position=n) for n, name in enumerate(["First", "Second", "Third"]))
    release = a_draft(members=[first, second, third])
    page = post(admin_client, release, {first: "agreed", second: "abstained", third: "agreed"}, sign="1")
    assert "2 members stand under the release now" in page
    saved = Release.objects.get()
    assert lines(saved) == ["First", "Third"]
    assert (saved.members_are, saved.version, saved.changed_by) == ("signed", release.version + 1, admin_user)
    kept = get_versions(saved).last()
    assert (kept.number, len(kept.content["parts"]["signatories"])) == (saved.version, 2)


def test_sign_makes_cleared_release_a_draft(admin_client):
    member = a_member()
    release = a_draft(members=[member])
    workflow.clear(release, by=a_publisher())
    post(admin_client, release, {member: "agreed"}, sign="1")
    assert Release.objects.get().state == "draft"


def test_sign_changes_nothing_when_nobody_agreed(admin_client):
    member = a_member()
    release = a_draft(members=[member])
    assert "Nobody has agreed" in post(admin_client, release, {member: "abstained"}, sign="1")
    assert Release.objects.get().version == release.version
    assert lines(release) == [str(member)]


def test_sign_is_refused_for_a_stale_version(admin_client):
    member = a_member()
    release = a_draft()
    page = post(admin_client, release, {member: "agreed"}, sign="1", version=release.version - 1)
    assert "Somebody saved the release meanwhile" in page
    assert lines(release) == []
    assert MemberReply.objects.get().reply == "agreed"


def test_replies_do_not_change_public_pages(client, admin_client):
    member = a_member(name="Sample Watch")
    release = a_public_edition(a_draft(members=[member])).release
    addresses = ["/", "/members/sample-watch/", "/information/releases/"]
    addresses.append(release.editions.get().get_absolute_url())
    before = [client.get(each).content for each in addresses]
    post(admin_client, release, {member: "abstained"})
    assert MemberReply.objects.exists()
    assert [client.get(each).content for each in addresses] == before


@pytest.mark.parametrize("count", [3, 50])
def test_replies_page_query_count(admin_client, count):
    release = a_draft(members=[a_member() for _number in range(count)])
    admin_client.get(address(release))
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(address(release))
    assert len(queries) <= 6
