"""Reviews and clearances at the desk."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from icnk.core.history import models
from releases.models import OutsideReview, Quote, Release, token_digest
from tests.factories import a_draft, a_publisher, a_review, a_writer, an_administrator
from tests.releases.admin.forms import filled
from tests.releases.admin.release.test_edit import save

pytestmark = pytest.mark.django_db


def address(release):
    return reverse("admin:releases_release_reviews", args=[release.pk])


@pytest.fixture
def release():
    release = a_draft(headline="Zqxheadline", quotes=["It is a quiet room,", "It will stay so."])
    Quote.objects.filter(position=1).update(speaker="Ben Sample")
    return release


def form_data(release, **fields):
    return {"name": "Ada Sample", "theirs": ["0"], "expires": "7", "version": release.version} | fields


def clear_first_quote(release, **fields):
    fields = {"cleared_by": "Ada Sample", "cleared_at": timezone.now()} | fields
    release.quotes.filter(position=0).update(**fields)
    return release.quotes.first()


def test_review_stores_person_quotes_and_current_draft(admin_client, admin_user, release):
    response = admin_client.post(address(release), form_data(release, name=" Ada  Sample ", expires="3"))
    new_link, link = response.context["new_link"], OutsideReview.objects.get()
    assert (link.name, link.quote_positions, link.made_by) == ("Ada Sample", [0], admin_user)
    assert link.token_digest == token_digest(new_link["url"].split("/")[-2])
    assert link.content.headline == "Zqxheadline"
    assert link.content.public_from is None
    assert link.expires_at == link.made_at + timedelta(days=3)
    assert "zqx" not in new_link["letter"].lower()
    assert new_link["url"] not in admin_client.get(address(release)).content.decode()


def test_quotes_of_the_named_speaker_are_ticked(admin_client, release):
    page = admin_client.get(address(release), {"name": "BEN  sample"}).content.decode()
    assert 'value="1" id="id_theirs_1" checked' in page
    assert 'value="0" id="id_theirs_0" checked' not in page


@pytest.mark.parametrize("fields", [{"name": ""}, {"theirs": ["7"]}, {"expires": "999"}])
def test_invalid_review_form_creates_no_link(admin_client, release, fields):
    assert admin_client.post(address(release), form_data(release, **fields)).status_code == 200
    assert not OutsideReview.objects.exists()


def test_review_of_incomplete_draft_shows_problems(admin_client):
    release = a_draft(body="")
    page = admin_client.post(address(release), form_data(release)).content.decode()
    assert "There is no text in the body." in page
    assert not OutsideReview.objects.exists()


def test_second_submit_creates_no_second_link(admin_client, release):
    for _click in range(2):
        response = admin_client.post(address(release), form_data(release))
    assert "This person has an open link." in response.content.decode()
    OutsideReview.objects.get().record_answer("agreed", at=timezone.now())
    admin_client.post(address(release), form_data(release))
    assert OutsideReview.objects.count() == 2


def test_reviews_page_lists_answers_and_remarks(admin_client, release):
    a_review(release, answer="remarked", remark="It was <47>.", answered_at=timezone.now())
    a_review(release, name="Ben Sample")
    page = admin_client.get(address(release)).content.decode()
    assert "made a remark" in page
    assert "It was &lt;47&gt;." in page
    assert "not yet" in page


def test_revoked_review_stops_working(admin_client, client, release):
    link, other = a_review(release), a_review(a_draft())
    for each in (link, other):
        admin_client.post(address(release), {"revoke": each.pk})
    assert client.get(f"/review/{link.token}/").status_code == 404
    assert client.get(f"/review/{other.token}/").status_code == 200


def test_manual_clearance_is_noted_and_undone(admin_client, release):
    quote = release.quotes.first()
    admin_client.post(address(release), {"note": quote.pk, "agreed": "Ada Sample by telephone"})
    quote.refresh_from_db()
    assert quote.cleared_by == "Ada Sample by telephone"
    assert quote.cleared_at
    admin_client.post(address(release), {"take_back": quote.pk})
    quote.refresh_from_db()
    assert (quote.cleared_by, quote.cleared_at) == ("", None)


def test_manual_clearance_requires_own_quote_and_name(admin_client, release):
    other = a_draft(quotes=["Elsewhere"]).quotes.get()
    admin_client.post(address(release), {"note": other.pk, "agreed": "Ada Sample"})
    admin_client.post(address(release), {"note": release.quotes.first().pk, "agreed": " "})
    assert not Quote.objects.exclude(cleared_by="").exists()


def test_history_lists_reviews_without_words_of_the_release(admin_client, release):
    admin_client.post(address(release), form_data(release))
    admin_client.post(address(release), {"revoke": OutsideReview.objects.get().pk})
    admin_client.post(address(release), {"note": release.quotes.first().pk, "agreed": "Ada Sample"})
    admin_client.post(address(release), {"take_back": release.quotes.first().pk})
    entries = LogEntry.objects.order_by("pk")
    assert [entry.change_message for entry in entries] == [
        "Asked for a review: Ada Sample.",
        "Review revoked: Ada Sample.",
        "Clearance of a quote noted: Ada Sample.",
        "Clearance of a quote taken back: Ada Sample.",
    ]
    assert "zqx" not in str(list(entries.values())).lower()


@pytest.mark.parametrize(("person", "status"), [(a_writer, 200), (a_publisher, 200), (an_administrator, 403)])
@pytest.mark.parametrize("name", ["reviews", "replies"])
def test_reviews_require_change_permission(client, release, person, status, name):
    client.force_login(person())
    there = reverse(f"admin:releases_release_{name}", args=[release.pk])
    assert client.get(there).status_code == status
    assert client.post(there, {"note": "1"}, follow=True).status_code == status


@pytest.mark.parametrize("change", [{"text": "It is a loud room,"}, {"speaker": "Ben Sample"}])
def test_changed_quote_loses_clearance(release, change):
    quote = clear_first_quote(release)
    for name, value in change.items():
        setattr(quote, name, value)
    quote.save()
    quote.refresh_from_db()
    assert (quote.cleared_by, quote.cleared_at) == ("", None)


def test_changed_quote_loses_clearance_with_update_fields(release):
    quote = clear_first_quote(release)
    quote.text = "It is a loud room,"
    quote.save(update_fields=["text"])
    quote.refresh_from_db()
    assert quote.cleared_by == ""


@pytest.mark.parametrize("change", [{"title": "Director"}, {"position": 7}, {"text": "It is a \r\n quiet room,"}])
def test_quote_keeps_clearance_when_words_are_the_same(release, change):
    quote = clear_first_quote(release)
    for name, value in change.items():
        setattr(quote, name, value)
    quote.save()
    quote.refresh_from_db()
    assert quote.cleared_by == "Ada Sample"


def test_changed_quote_can_be_cleared_in_the_same_save(release):
    quote = clear_first_quote(release)
    quote.text, quote.cleared_at = "It is a loud room,", timezone.now()
    quote.save()
    assert quote.cleared_by == "Ada Sample"


def test_form_clears_only_changed_quotes(admin_client, release):
    release.quotes.update(cleared_by="Ada Sample", cleared_at=timezone.now())
    save(admin_client, release, quotes__0__text="It is a loud room,", quotes__1__title="Director")
    assert list(release.quotes.values_list("cleared_by", flat=True)) == ["", "Ada Sample"]


def test_form_opened_before_clearance_keeps_it(admin_client, release):
    there = reverse("admin:releases_release_change", args=[release.pk])
    typed = filled(admin_client, there) | {"quotes-0-title": "Director", "_continue": "1"}
    clear_first_quote(release)
    admin_client.post(there, typed)
    quote = release.quotes.first()
    assert (quote.title, quote.cleared_by) == ("Director", "Ada Sample")


def test_restored_version_has_no_clearance(admin_user, release):
    clear_first_quote(release)
    version = models.save_version(release, by=admin_user)
    quote = release.quotes.first()
    quote.text = "It is a loud room,"
    quote.save()
    models.restore_version(version, by=admin_user)
    quote = Release.objects.get().quotes.first()
    assert (quote.text, quote.cleared_by) == ("It is a quiet room,", "")


def test_merged_text_does_not_move_clearance_to_other_words(admin_client, release):
    models.save_version(release, by=None)
    clear_first_quote(release)
    there = reverse("admin:releases_release_change", args=[release.pk])
    typed = filled(admin_client, there) | {"quotes-0-text": "I hate them all,", "_continue": "1"}
    save(admin_client, release, kicker="Another was first")
    page = admin_client.post(there, typed, follow=True)
    form = page.context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form}
    data |= {f"take_{each.name}": each.preset or "mine" for each in form.differences}
    data |= {"saved": page.context["original"].version, "typed": page.context["checksum"], "take_quotes": "mine"}
    admin_client.post(page.redirect_chain[0][0], data)
    quote = Release.objects.get().quotes.first()
    assert (quote.text, quote.cleared_by) == ("I hate them all,", "")


def test_review_form_for_a_stale_version_is_shown_again(admin_client, release):
    asked = form_data(release)
    release.save()
    page = admin_client.post(address(release), asked).content.decode()
    assert "The release was saved meanwhile." in page
    assert not OutsideReview.objects.exists()
