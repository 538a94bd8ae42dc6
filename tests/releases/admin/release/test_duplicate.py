"""A release that starts from an earlier one."""

from datetime import date

import pytest
from django.urls import reverse

from releases.issuing import workflow
from releases.models import Quote, Release
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_writer,
    an_administrator,
)

pytestmark = pytest.mark.django_db
EARLIER_URL = reverse("admin:releases_release_earlier")


def duplicate_url(release):
    return reverse("admin:releases_release_duplicate", args=[release.pk])


def duplicate(client, like, **fields):
    response = client.post(duplicate_url(like), {"headline": "A Sample Anew", "released_on": "2026-05-04"} | fields)
    release = Release.objects.get(headline="A Sample Anew")
    assert response.url in (reverse("admin:releases_release_change", args=[release.pk]), reverse("admin:index"))
    return release


def an_earlier_release(**fields):
    fields = {"kicker": "Sample kicker", "places": "Geneva", "boilerplate": "Sample boilerplate."} | fields
    return a_draft(
        members_heading="The sample members:", subheadline="Old below", quotes=["It is a quiet room."], **fields
    )


def test_duplicate_copies_recurring_parts_without_the_text(client):
    a_public_edition(kicker="The last one", boilerplate="The last boilerplate.")
    like = an_earlier_release(contacts=[a_contact(name="Here"), a_contact(name="Retired", retired_on=date(2020, 1, 1))])
    writer = a_writer()
    client.force_login(writer)
    release = duplicate(client, like)
    assert (release.kicker, release.places, release.boilerplate) == ("Sample kicker", "Geneva", "Sample boilerplate.")
    assert (release.members_heading, release.members_are) == ("The sample members:", "listed")
    assert (release.released_on, release.dated) == (date(2026, 5, 4), date(2026, 5, 4))
    assert [line.name for line in release.contact_lines.all()] == ["Here"]
    assert (release.body, release.subheadline, release.quotes.count()) == ("", "", 0)
    assert (release.changed_by, release.state) == (writer, "draft")
    assert release.slug.startswith("a-sample-anew-")
    assert like.contact_lines.count() == 2
    assert workflow.writers_since_clearance(release) == {writer.pk}


def test_duplicate_with_text_copies_quotes_without_clearance(admin_client):
    like = an_earlier_release()
    Quote.objects.update(cleared_by="Ada Sample", cleared_at="2026-01-01T00:00Z")
    release = duplicate(admin_client, like, with_text="on")
    assert (release.body, release.subheadline) == (like.body, "Old below")
    (quote,) = release.quotes.all()
    assert (quote.text, quote.cleared_by, quote.cleared_at) == ("It is a quiet room.", "", None)
    assert like.quotes.get().cleared_by == "Ada Sample"


def test_duplicate_lists_the_coalition_of_the_new_date(admin_client):
    like = an_earlier_release(members=[a_member(name="Left", left_on=date(2026, 5, 1))])
    a_member(name="Joined", joined_on=date(2026, 5, 2))
    a_member(name="Not yet", joined_on=date(2026, 6, 1))
    assert [str(each) for each in duplicate(admin_client, like).signatories.all()] == ["Joined"]


def test_duplicate_of_a_signed_release_has_no_signatories(admin_client):
    like = an_earlier_release(members=[a_member()], members_are="signed")
    release = duplicate(admin_client, like)
    assert (release.members_are, release.signatories.count()) == ("signed", 0)
    page = admin_client.get(reverse("admin:releases_release_change", args=[release.pk])).content.decode()
    assert "Tick the members who sign it" in page
    assert "<summary>0 of 1 member" in page


def test_member_counts_distinguish_organisations_and_individuals(admin_client):
    chosen = [a_member(), a_member(), a_member(kind="individual")]
    a_member()
    a_member(left_on=date(2020, 1, 1))
    release = a_draft(members=chosen)
    page = admin_client.get(reverse("admin:releases_release_change", args=[release.pk])).content.decode()
    assert "<summary>3 of 4 members: 2 organisations, 1 individual" in page


def test_member_counts_are_shown_with_view_permission_only(client):
    release = a_draft(members=[a_member(), a_member(kind="individual")])
    client.force_login(an_administrator())
    page = client.get(reverse("admin:releases_release_change", args=[release.pk])).content.decode()
    assert "2 of 2 members: 1 organisation, 1 individual" in page


def test_duplicate_page_lists_what_is_copied(admin_client):
    retired = a_contact(name="Bo Retired", retired_on=date(2020, 1, 1))
    page = admin_client.get(duplicate_url(an_earlier_release(contacts=[retired]))).content.decode()
    assert "not Bo Retired, who has retired" in page
    assert "Sample kicker" in page


@pytest.mark.parametrize(
    "fields", [{"headline": ""}, {"headline": "x" * 301}, {"released_on": ""}, {"released_on": "tomorrow"}]
)
def test_duplicate_form_shows_errors_when_fields_are_invalid(admin_client, fields):
    like = an_earlier_release()
    response = admin_client.post(duplicate_url(like), {"headline": "Kept words", "released_on": "2026-05-04"} | fields)
    assert response.context["form"].errors
    assert Release.objects.count() == 1


def test_earlier_releases_can_be_searched(admin_client):
    for n in range(35):
        a_draft(headline=f"Sample {n}", list_title="")
    wanted = a_draft(headline="A Wanted One", released_on=date(2001, 1, 1))
    page = admin_client.get(EARLIER_URL)
    assert len(page.context["releases"]) == 30
    assert page.context["more"]
    assert admin_client.get(EARLIER_URL, {"earlier": "wanted"}).context["releases"] == [wanted]
    assert duplicate_url(wanted) in admin_client.get(EARLIER_URL, {"earlier": "wanted"}).content.decode()
    for there in (reverse("admin:index"), reverse("admin:releases_release_changelist")):
        assert EARLIER_URL in admin_client.get(there).content.decode()
    change = reverse("admin:releases_release_change", args=[wanted.pk])
    assert duplicate_url(wanted) in admin_client.get(change).content.decode()


def test_duplicate_requires_the_add_permission(client):
    like = an_earlier_release()
    client.force_login(an_administrator())
    for response in (
        client.get(EARLIER_URL),
        client.get(duplicate_url(like)),
        client.post(duplicate_url(like), {"headline": "A Sample"}),
    ):
        assert response.status_code == 403
    assert Release.objects.count() == 1


def test_duplicate_of_a_missing_release_redirects(client):
    client.force_login(a_publisher())
    response = client.get(reverse("admin:releases_release_duplicate", args=[999_999]), follow=True)
    assert response.redirect_chain
    assert response.status_code == 200
