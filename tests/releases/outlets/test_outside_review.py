"""Reviews of a draft by a person quoted in it."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from releases.models import OutsideReview, Quote, Release
from tests.factories import a_draft, a_member, a_review

pytestmark = pytest.mark.django_db
WORDS = ["zqxheadline", "zqxbody", "zqxquote"]


def a_review_of_a_draft(**fields):
    draft = a_draft(
        headline="Zqxheadline", body="<p>zqxbody</p>", members=[a_member()], quotes=["A zqxquote", "Another one"]
    )
    return a_review(draft, **fields)


def address(link):
    return f"/review/{link.token}/"


def post(client, link, **fields):
    form_token = re.search(r'name="form_token" value="([^"]+)"', client.get(address(link)).content.decode())[1]
    return client.post(address(link), {"form_token": form_token, **fields})


def words_of(response):
    return [word for word in WORDS if word in (response.content.decode() + str(response.headers)).lower()]


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_cover_names_the_person_and_shows_no_text(client, method):
    link = a_review_of_a_draft()
    response = getattr(client, method)(address(link))
    assert words_of(response) == []
    if method != "head":
        assert "For Ada Sample" in response.content.decode()


def test_draft_is_marked_as_not_public(client):
    link = a_review_of_a_draft()
    response = post(client, link)
    assert words_of(response) == WORDS
    assert "Draft, not public" in response.content.decode()
    assert OutsideReview.objects.get().used == 1


def test_draft_shows_the_composed_document(client):
    link = a_review_of_a_draft()
    Release.objects.update(headline="Written since")
    assert "Written since" not in post(client, link).content.decode()


def test_agreeing_clears_own_quotes(client):
    link = a_review_of_a_draft(quote_positions=[1])
    page = post(client, link, answer="agreed").content.decode()
    assert "You agreed to these words on" in page
    first, second = Quote.objects.all()
    assert (first.cleared_by, first.cleared_at) == ("", None)
    assert second.cleared_by == "Ada Sample"
    assert second.cleared_at == OutsideReview.objects.get().answered_at


@pytest.mark.parametrize("change", [{"text": "A zqxquote, changed"}, {"speaker": "Ben Sample"}])
def test_agreeing_clears_only_the_shown_quotes(client, change):
    link = a_review_of_a_draft()
    first = Quote.objects.first()
    Quote.objects.filter(pk=first.pk).update(**change)
    post(client, link, answer="agreed")
    assert list(Quote.objects.values_list("cleared_by", flat=True)) == ["", "Ada Sample"]


def test_agreeing_clears_quotes_that_were_parsed_again(client):
    link = a_review_of_a_draft()
    rows = list(Quote.objects.values("release_id", "position", "text", "speaker"))
    Quote.objects.all().delete()
    Quote.objects.bulk_create(Quote(**row) for row in rows)
    post(client, link, answer="agreed")
    assert Quote.objects.exclude(cleared_by="").count() == 2


def test_agreeing_clears_no_quote_of_another_release(client):
    other = a_draft(quotes=["A zqxquote"])
    post(client, a_review_of_a_draft(), answer="agreed")
    assert other.quotes.get().cleared_by == ""


def test_remark_is_stored_and_clears_nothing(client):
    page = post(client, a_review_of_a_draft(), answer="remarked", remark="It was \u202e47, <b>not</b> 40.")
    assert "It was 47, &lt;b&gt;not&lt;/b&gt; 40." in page.content.decode()
    link = OutsideReview.objects.get()
    assert (link.answer, link.remark) == ("remarked", "It was 47, <b>not</b> 40.")
    assert not Quote.objects.exclude(cleared_by="").exists()


def test_review_takes_one_answer(client):
    link = a_review_of_a_draft()
    post(client, link, answer="remarked", remark="The first.")
    page = post(client, link, answer="agreed", remark="The second.").content.decode()
    assert "You made a remark on" in page
    assert "The first." in page
    assert OutsideReview.objects.get().answer == "remarked"
    assert "Send this remark" not in post(client, link).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"answer": "remarked", "remark": " "}, "Write your remark first."),
        ({"answer": "remarked", "remark": "x" * 10_001}, "Your remark is too long."),
        ({"answer": "nonsense", "remark": "Kept"}, "Kept"),
    ],
)
def test_invalid_answer_shows_the_form_with_the_remark(client, fields, words):
    page = post(client, a_review_of_a_draft(), **fields).content.decode()
    assert words in page
    assert fields["remark"] in page
    assert OutsideReview.objects.get().answer == ""


def test_expired_form_keeps_the_remark(client):
    link = a_review_of_a_draft()
    response = client.post(address(link), {"form_token": "old", "answer": "remarked", "remark": "Typed for hours"})
    assert 'name="remark" value="Typed for hours"' in response.content.decode()
    assert words_of(response) == []
    assert ">Typed for hours</textarea>" in post(client, link, remark="Typed for hours").content.decode()


def test_review_needs_and_sets_no_cookie():
    client = Client(enforce_csrf_checks=True)
    response = post(client, a_review_of_a_draft(), answer="agreed")
    assert "You agreed" in response.content.decode()
    assert not client.cookies


def test_review_responses_have_private_headers(client):
    link = a_review_of_a_draft()
    for response in (client.get(address(link)), post(client, link), post(client, link, answer="agreed")):
        assert response.headers["Cache-Control"] == "no-store"
        assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
        assert response.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
@pytest.mark.parametrize("fields", [{"revoked_at": timezone.now()}, {"expires_at": timezone.now() - timedelta(1)}])
def test_invalid_review_responds_like_an_unknown_address(client, fields, method):
    dead = getattr(client, method)(address(a_review_of_a_draft(**fields)))
    never = getattr(client, method)("/never/was/")
    assert dead.status_code == never.status_code == (405 if method == "options" else 404)
    assert (dead.content, dict(dead.headers)) == (never.content, dict(never.headers))


def test_tokens_of_passes_and_reviews_are_not_interchangeable(client):
    link = a_review_of_a_draft()
    assert client.get(f"/embargo/{link.token}/").status_code == 404


def test_revoked_review_takes_no_answer():
    link = a_review_of_a_draft()
    OutsideReview.objects.revoke(timezone.now())
    assert link.record_answer("agreed", at=timezone.now()) is False
    assert not Quote.objects.exclude(cleared_by="").exists()


@pytest.mark.django_db(transaction=True)
def test_one_of_eight_concurrent_answers_is_taken():
    link = a_review_of_a_draft()

    def one(number):
        try:
            return link.record_answer("remarked", at=timezone.now(), remark=str(number))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(one, range(8)))
    assert taken.count(True) == 1
    assert OutsideReview.objects.get().remark == str(taken.index(True))
