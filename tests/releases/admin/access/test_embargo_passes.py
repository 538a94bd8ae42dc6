"""Embargo passes at the desk: creating, listing, extending and revoking them."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from releases.issuing import workflow
from releases.models import EmbargoPass, token_digest
from tests.factories import (
    a_draft,
    a_pass,
    a_public_edition,
    a_publisher,
    a_writer,
    an_administrator,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db


def address(release):
    return reverse("admin:releases_release_passes", args=[release.pk])


def create_passes(client, release, people, expires="1"):
    return client.post(address(release), {"people": people, "expires": expires})


@pytest.fixture
def embargoed():
    return an_embargoed_edition(headline="Zqxheadline").release


def holders():
    return list(EmbargoPass.objects.values_list("name", "outlet"))


def test_each_line_creates_a_pass(admin_client, embargoed):
    lines = "Ada Sample, Sample Times\n\nBen Sample\tSample Radio, Geneva\r\n  서울 견본，견본 신문 \n"
    create_passes(admin_client, embargoed, lines)
    assert holders() == [
        ("Ada Sample", "Sample Times"),
        ("Ben Sample", "Sample Radio, Geneva"),
        ("서울 견본", "견본 신문"),
    ]


def test_new_links_are_shown_once_with_a_letter(admin_client, embargoed):
    response = create_passes(admin_client, embargoed, "Ada Sample, Sample Times")
    (new_link,) = response.context["new_links"]
    page = response.content.decode()
    token = new_link["url"].split("/")[-2]
    assert EmbargoPass.objects.get().token_digest == token_digest(token)
    assert new_link["url"].startswith("http://testserver/embargo/")
    assert page.count(token) == 2  # the link, and in the mail
    assert "Dear Ada Sample," in new_link["letter"]
    assert "zqxheadline" not in new_link["letter"].lower()
    assert token not in admin_client.get(address(embargoed)).content.decode()
    assert "no-store" in response.headers["Cache-Control"]


def test_pass_url_uses_site_url(admin_client, embargoed, settings):
    settings.SITE_URL = "https://newsroom.example.org"
    (new_link,) = create_passes(admin_client, embargoed, "Ada Sample, Sample Times").context["new_links"]
    assert new_link["url"].startswith("https://newsroom.example.org/embargo/")


def test_pass_url_uses_language_of_the_release(admin_client, client):
    release = an_embargoed_edition(language="ko").release
    (new_link,) = create_passes(admin_client, release, "Ada Sample, Sample Times").context["new_links"]
    assert new_link["url"].startswith("http://testserver/ko/embargo/")
    terms = client.get(new_link["url"]).content.decode()
    assert '<html lang="ko">' in terms
    assert "Ada Sample 님께" in terms


@pytest.mark.parametrize(("expires", "hours"), [("0", 0), ("1", 1), ("24", 24), ("168", 168)])
def test_pass_expires_chosen_hours_after_the_embargo(admin_client, embargoed, expires, hours):
    create_passes(admin_client, embargoed, "Ada Sample, Sample Times", expires)
    ends = embargoed.editions.get().public_from
    assert EmbargoPass.objects.get().expires_at == ends + timedelta(hours=hours)


@pytest.mark.parametrize("expires", ["9999", "-1", ""])
def test_pass_is_refused_with_other_expiry(admin_client, embargoed, expires):
    create_passes(admin_client, embargoed, "Ada Sample, Sample Times", expires)
    assert holders() == []


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Sample Times", "Line 2, “Sample Times”: Give a name and an outlet"),
        (", Sample Times", "Give a name and an outlet"),
        ("x" * 201 + ", Sample Times", "at most 200 characters"),
        ("ada sample,  sample TIMES", "This person stands here twice."),
    ],
)
def test_invalid_line_is_reported_and_input_kept(admin_client, embargoed, line, words):
    typed = f"Ada Sample, Sample Times\n{line}"
    response = create_passes(admin_client, embargoed, typed)
    assert words in response.content.decode()
    assert response.context["form"]["people"].value() == typed
    assert holders() == []


def test_more_than_max_passes_is_refused(admin_client, embargoed):
    create_passes(admin_client, embargoed, "\n".join(f"Ada {n}, Times" for n in range(201)))
    assert holders() == []


def test_second_submit_creates_no_second_pass(admin_client, embargoed):
    create_passes(admin_client, embargoed, "Ada Sample, Sample Times")
    page = create_passes(admin_client, embargoed, "Ada Sample, Sample Times").content.decode()
    assert "This person has an open pass." in page
    assert len(holders()) == 1


@pytest.mark.parametrize("make_release", [a_draft, lambda: a_public_edition().release])
def test_pass_is_refused_when_release_is_not_embargoed(admin_client, make_release):
    release = make_release()
    page = create_passes(admin_client, release, "Ada Sample, Sample Times").content.decode()
    assert "No edition of this release is under embargo now." in page
    assert holders() == []


def test_table_shows_use_of_each_pass(admin_client, embargoed):
    a_pass(embargoed, used=7)
    page = admin_client.get(address(embargoed)).content.decode()
    assert '<td data-label="Times opened">7</td>' in page
    assert "not yet" in page


def test_revoked_pass_stops_working_at_once(admin_client, client, embargoed):
    link, other = a_pass(embargoed), a_pass(embargoed, name="Ben Sample")
    page = admin_client.post(address(embargoed), {"revoke": link.pk}, follow=True).content.decode()
    assert "1 pass revoked." in page
    assert client.get(f"/embargo/{link.token}/").status_code == 404
    assert client.get(f"/embargo/{other.token}/").status_code == 200


def test_revoke_all_works_after_stop(admin_client, embargoed):
    a_pass(embargoed), a_pass(embargoed)
    elsewhere = a_pass(an_embargoed_edition().release)
    workflow.stop(embargoed, by=a_publisher())
    admin_client.post(address(embargoed), {"revoke_all": "1"})
    assert list(EmbargoPass.objects.filter(revoked_at=None)) == [elsewhere]


@pytest.mark.parametrize("number", ["", "x", "-1", "9" * 30, "²"])
def test_revoke_ignores_invalid_id(admin_client, embargoed, number):
    a_pass(embargoed)
    response = admin_client.post(address(embargoed), {"revoke": number}, follow=True)
    assert "0 passes revoked." in response.content.decode()


def test_revoke_ignores_pass_of_another_release(admin_client, embargoed):
    elsewhere = a_pass(an_embargoed_edition().release)
    admin_client.post(address(embargoed), {"revoke": elsewhere.pk})
    assert EmbargoPass.objects.get().revoked_at is None


def test_get_revokes_nothing(admin_client, embargoed):
    link = a_pass(embargoed)
    admin_client.get(address(embargoed), {"revoke": link.pk, "revoke_all": 1})
    assert EmbargoPass.objects.get().revoked_at is None


def test_history_names_holders_without_words_of_the_release(admin_client, embargoed):
    create_passes(admin_client, embargoed, "Ada Sample, Sample Times")
    admin_client.post(address(embargoed), {"revoke_all": "1"})
    entries = LogEntry.objects.filter(object_id=embargoed.pk)
    assert [entry.change_message for entry in entries.order_by("pk")] == [
        "Embargo passes made: Ada Sample (Sample Times).",
        "Embargo passes revoked: Ada Sample (Sample Times).",
    ]
    assert "zqx" not in str(list(entries.values())).lower()


@pytest.mark.parametrize(("person", "status"), [(a_publisher, 200), (a_writer, 403), (an_administrator, 403)])
def test_passes_require_issue_permission(client, embargoed, person, status):
    client.force_login(person())
    assert client.get(address(embargoed)).status_code == status
    assert create_passes(client, embargoed, "Ada Sample, Sample Times").status_code == status
    assert len(holders()) == (status == 200)
    change = client.get(reverse("admin:releases_release_change", args=[embargoed.pk])).content.decode()
    assert (address(embargoed) in change) is (status == 200)


def test_open_passes_can_be_extended_when_embargo_moves(admin_client, embargoed):
    ended = a_pass(embargoed, revoked_at=timezone.now())
    create_passes(admin_client, embargoed, "Ada Sample, Sample Times")
    assert "Let them run to its end" not in admin_client.get(address(embargoed)).content.decode()
    workflow.stop(embargoed, by=a_publisher())
    edition = workflow.issue(embargoed, by=a_publisher(), at=timezone.now() + timedelta(days=3))
    assert "Let them run to its end" in admin_client.get(address(embargoed)).content.decode()
    page = admin_client.post(address(embargoed), {"prolong": "1"}, follow=True).content.decode()
    assert "The open passes expire an hour after the embargo ends." in page
    later = EmbargoPass.objects.get(name="Ada Sample", revoked_at=None)
    assert later.expires_at == edition.public_from + timedelta(hours=1)
    assert EmbargoPass.objects.get(pk=ended.pk).expires_at == ended.expires_at
    assert "No open pass" in admin_client.post(address(embargoed), {"prolong": "1"}, follow=True).content.decode()


def test_table_marks_holders_who_read_an_earlier_edition(admin_client, embargoed):
    a_pass(embargoed, last_read_edition=embargoed.editions.get())
    assert "has read an earlier text" not in admin_client.get(address(embargoed)).content.decode()
    workflow.stop(embargoed, by=a_publisher())
    workflow.issue(embargoed, by=a_publisher(), at=timezone.now() + timedelta(days=1))
    assert "has read an earlier text" in admin_client.get(address(embargoed)).content.decode()


def test_passes_page_redirects_anonymous_to_login(client, embargoed):
    assert "/admin/login/" in client.get(address(embargoed)).headers["Location"]
