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


def wanted(release, **fields):
    return {"name": "Ada Sample", "theirs": ["0"], "expires": "7", "version": release.version} | fields


def cleared(release, **fields):
    fields = {"cleared_by": "Ada Sample", "cleared_at": timezone.now()} | fields
    release.quotes.filter(position=0).update(**fields)
    return release.quotes.first()


def test_a_link_is_made_for_one_person_and_the_draft_as_it_stands(admin_client, admin_user, release):
    response = admin_client.post(address(release), wanted(release, name=" Ada  Sample ", expires="3"))
    made, link = response.context["made"], OutsideReview.objects.get()
    assert (link.name, link.theirs, link.made_by) == ("Ada Sample", [0], admin_user)
    assert link.token_digest == token_digest(made["address"].split("/")[-2])
    assert link.content.headline == "Zqxheadline"
    assert link.content.public_from is None
    assert link.expires_at == link.made_at + timedelta(days=3)
    assert "zqx" not in made["letter"].lower()
    assert made["address"] not in admin_client.get(address(release)).content.decode()


def test_the_quotes_under_a_name_are_ticked(admin_client, release):
    page = admin_client.get(address(release), {"name": "BEN  sample"}).content.decode()
    assert 'value="1" id="id_theirs_1" checked' in page
    assert 'value="0" id="id_theirs_0" checked' not in page


@pytest.mark.parametrize("fields", [{"name": ""}, {"theirs": ["7"]}, {"expires": "999"}])
def test_what_cannot_be_asked_makes_no_link(admin_client, release, fields):
    assert admin_client.post(address(release), wanted(release, **fields)).status_code == 200
    assert not OutsideReview.objects.exists()


def test_a_draft_that_cannot_be_composed_says_why(admin_client):
    release = a_draft(body="")
    page = admin_client.post(address(release), wanted(release)).content.decode()
    assert "There is no text in the body." in page
    assert not OutsideReview.objects.exists()


def test_a_second_click_makes_no_second_link(admin_client, release):
    for _click in range(2):
        response = admin_client.post(address(release), wanted(release))
    assert "This person has an open link." in response.content.decode()
    OutsideReview.objects.get().take("agreed", at=timezone.now())
    admin_client.post(address(release), wanted(release))
    assert OutsideReview.objects.count() == 2


def test_the_page_lists_answers_and_remarks(admin_client, release):
    a_review(release, answer="remarked", remark="It was <47>.", answered_at=timezone.now())
    a_review(release, name="Ben Sample")
    page = admin_client.get(address(release)).content.decode()
    assert "made a remark" in page
    assert "It was &lt;47&gt;." in page
    assert "not yet" in page


def test_a_link_is_revoked(admin_client, client, release):
    link, other = a_review(release), a_review(a_draft())
    for each in (link, other):
        admin_client.post(address(release), {"revoke": each.pk})
    assert client.get(f"/review/{link.token}/").status_code == 404
    assert client.get(f"/review/{other.token}/").status_code == 200


def test_an_agreement_by_telephone_is_noted_and_taken_back(admin_client, release):
    quote = release.quotes.first()
    admin_client.post(address(release), {"note": quote.pk, "agreed": "Ada Sample by telephone"})
    quote.refresh_from_db()
    assert quote.cleared_by == "Ada Sample by telephone"
    assert quote.cleared_at
    admin_client.post(address(release), {"take_back": quote.pk})
    quote.refresh_from_db()
    assert (quote.cleared_by, quote.cleared_at) == ("", None)


def test_nobody_clears_a_quote_of_another_release_or_without_a_name(admin_client, release):
    other = a_draft(quotes=["Elsewhere"]).quotes.get()
    admin_client.post(address(release), {"note": other.pk, "agreed": "Ada Sample"})
    admin_client.post(address(release), {"note": release.quotes.first().pk, "agreed": " "})
    assert not Quote.objects.exclude(cleared_by="").exists()


def test_asking_revoking_and_clearing_are_on_record_without_a_word_of_the_release(admin_client, release):
    admin_client.post(address(release), wanted(release))
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
def test_who_may_change_a_release_may_ask(client, release, person, status, name):
    client.force_login(person())
    there = reverse(f"admin:releases_release_{name}", args=[release.pk])
    assert client.get(there).status_code == status
    assert client.post(there, {"note": "1"}, follow=True).status_code == status


@pytest.mark.parametrize("change", [{"text": "It is a loud room,"}, {"speaker": "Ben Sample"}])
def test_where_the_words_of_a_cleared_quote_change_its_clearance_goes(release, change):
    quote = cleared(release)
    for name, value in change.items():
        setattr(quote, name, value)
    quote.save()
    quote.refresh_from_db()
    assert (quote.cleared_by, quote.cleared_at) == ("", None)


def test_the_clearance_goes_also_where_only_the_words_are_saved(release):
    quote = cleared(release)
    quote.text = "It is a loud room,"
    quote.save(update_fields=["text"])
    quote.refresh_from_db()
    assert quote.cleared_by == ""


@pytest.mark.parametrize("change", [{"title": "Director"}, {"position": 7}, {"text": "It is a \r\n quiet room,"}])
def test_what_is_no_change_of_the_words_leaves_the_clearance(release, change):
    quote = cleared(release)
    for name, value in change.items():
        setattr(quote, name, value)
    quote.save()
    quote.refresh_from_db()
    assert quote.cleared_by == "Ada Sample"


def test_words_that_are_cleared_anew_in_the_same_save_are_cleared(release):
    quote = cleared(release)
    quote.text, quote.cleared_at = "It is a loud room,", timezone.now()
    quote.save()
    assert quote.cleared_by == "Ada Sample"


def test_the_form_takes_the_clearance_of_changed_words_and_no_other(admin_client, release):
    release.quotes.update(cleared_by="Ada Sample", cleared_at=timezone.now())
    save(admin_client, release, quotes__0__text="It is a loud room,", quotes__1__title="Director")
    assert list(release.quotes.values_list("cleared_by", flat=True)) == ["", "Ada Sample"]


def test_a_form_that_was_open_meanwhile_does_not_undo_a_clearance(admin_client, release):
    there = reverse("admin:releases_release_change", args=[release.pk])
    typed = filled(admin_client, there) | {"quotes-0-title": "Director", "_continue": "1"}
    cleared(release)
    admin_client.post(there, typed)
    quote = release.quotes.first()
    assert (quote.title, quote.cleared_by) == ("Director", "Ada Sample")


def test_an_older_version_brings_its_words_back_without_a_clearance(admin_user, release):
    cleared(release)
    version = models.keep(release, by=admin_user)
    quote = release.quotes.first()
    quote.text = "It is a loud room,"
    quote.save()
    models.restore(version, by=admin_user)
    quote = Release.objects.get().quotes.first()
    assert (quote.text, quote.cleared_by) == ("It is a quiet room,", "")


def test_a_joined_text_takes_no_clearance_to_other_words(admin_client, release):
    models.keep(release, by=None)
    cleared(release)
    there = reverse("admin:releases_release_change", args=[release.pk])
    typed = filled(admin_client, there) | {"quotes-0-text": "I hate them all,", "_continue": "1"}
    save(admin_client, release, kicker="Another was first")
    page = admin_client.post(there, typed, follow=True)
    form = page.context["form"]
    data = {bound.html_name: bound.value() or "" for bound in form}
    data |= {f"take_{choice.name}": choice.preset or "mine" for choice in form.choices}
    data |= {"saved": page.context["original"].version, "typed": page.context["typed"], "take_quotes": "mine"}
    admin_client.post(page.redirect_chain[0][0], data)
    quote = Release.objects.get().quotes.first()
    assert (quote.text, quote.cleared_by) == ("I hate them all,", "")


def test_what_was_saved_meanwhile_is_looked_at_before_somebody_is_asked(admin_client, release):
    asked = wanted(release)
    release.save()
    page = admin_client.post(address(release), asked).content.decode()
    assert "The release was saved meanwhile." in page
    assert not OutsideReview.objects.exists()
