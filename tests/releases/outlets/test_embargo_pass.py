"""Embargo passes, from the terms to the end of the embargo."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client
from django.utils import timezone

from releases.issuing import workflow
from releases.models import Edition, EmbargoPass, Release
from releases.outlets import private_links
from tests.factories import a_draft, a_member, a_pass, a_public_edition, a_publisher, an_embargoed_edition

pytestmark = pytest.mark.django_db
WORDS = ["zqxheadline", "zqxkicker", "zqxbody"]
PRIVATE = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


def an_embargo(**fields):
    fields = {"headline": "Zqxheadline", "kicker": "zqxkicker", "body": "<p>zqxbody</p>"} | fields
    return an_embargoed_edition(a_draft(members=[a_member()], **fields))


def address(link):
    return f"/embargo/{link.token}/"


def form_token(client, link):
    return re.search(r'name="form_token" value="([^"]+)"', client.get(address(link)).content.decode())[1]


def read(client, link):
    return client.post(address(link), {"form_token": form_token(client, link)})


def words_of(response):
    return [word for word in WORDS if word in (response.content.decode() + str(response.headers)).lower()]


def an_hour_later(monkeypatch, **hours):
    later = timezone.now() + timedelta(**(hours or {"hours": 1}))
    monkeypatch.setattr("releases.outlets.private_links.database_now", lambda: later)
    monkeypatch.setattr("releases.outlets.release_list.database_now", lambda: later)


def test_terms_show_person_and_embargo_but_no_text(client):
    edition = an_embargo()
    response = client.get(address(a_pass(edition.release)))
    page = " ".join(response.content.decode().split())
    assert "For Ada Sample, Sample Times" in page
    assert f"{timezone.localtime(edition.public_from):%H:%M} KST" in page
    assert f"{edition.public_from:%H:%M} UTC" in page
    assert words_of(response) == []


def test_accepting_the_terms_shows_the_edition_marked_as_embargoed(client):
    link = a_pass(an_embargo().release)
    response = read(client, link)
    assert words_of(response) == WORDS
    assert "Embargoed until" in response.content.decode()
    link.refresh_from_db()
    assert link.accepted_at
    assert (link.used, link.last_read_edition) == (1, Edition.objects.get())


def test_first_acceptance_is_stored_and_each_use_counted(client):
    link = a_pass(an_embargo().release)
    read(client, link)
    accepted = EmbargoPass.objects.get().accepted_at
    assert "You have accepted these terms." in client.get(address(link)).content.decode()
    read(client, link)
    link.refresh_from_db()
    assert (link.used, link.accepted_at) == (2, accepted)
    assert link.last_used_at > accepted


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "post"])
def test_requests_without_form_token_show_no_text_after_acceptance(client, method):
    link = a_pass(an_embargo().release)
    read(client, link)
    response = getattr(client, method)(address(link))
    assert response.status_code == (200 if method in ("get", "head", "post") else 405)
    assert words_of(response) == []
    assert EmbargoPass.objects.get().used == 1


@pytest.mark.parametrize("value", ["", "nonsense", "a:b:c"])
def test_invalid_form_token_shows_no_text(client, value):
    link = a_pass(an_embargo().release)
    response = client.post(address(link), {"form_token": value})
    assert "Press the button once more" in response.content.decode()
    assert words_of(response) == []
    assert EmbargoPass.objects.get().accepted_at is None


def test_form_token_is_invalid_for_another_pass(client):
    release = an_embargo().release
    mine, other = a_pass(release), a_pass(release, name="Ben Sample")
    assert words_of(client.post(address(other), {"form_token": form_token(client, mine)})) == []


def test_form_token_expires(client, monkeypatch):
    link = a_pass(an_embargo().release)
    old = form_token(client, link)
    monkeypatch.setattr(private_links, "TOKEN_MAX_AGE", timedelta(seconds=-1))
    assert words_of(client.post(address(link), {"form_token": old})) == []


def test_pass_needs_and_sets_no_cookie():
    client = Client(enforce_csrf_checks=True)
    link = a_pass(an_embargo().release)
    assert words_of(read(client, link)) == WORDS
    assert not client.cookies


def test_pass_responses_have_private_headers(client):
    link = a_pass(an_embargo().release)
    answers = [client.get(address(link)), read(client, link), client.post(address(link))]
    workflow.stop(link.release, by=a_publisher())
    answers.append(client.get(address(link)))
    for response in answers:
        assert {name: response.headers[name] for name in PRIVATE} == PRIVATE
        assert "ETag" not in response.headers
        assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


def unknown_address_response(client, method):
    response = getattr(client, method)(f"/embargo/{'a' * 43}/")
    return response.status_code, response.content, dict(response.headers)


def revoked(link):
    EmbargoPass.objects.revoke(timezone.now())


def expired(link):
    EmbargoPass.objects.update(expires_at=timezone.now())


def unknown(link):
    link.token = link.token[::-1]


def shortened(link):
    link.token = link.token[:-1]


def lengthened(link):
    link.token += "a"


@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
@pytest.mark.parametrize("spoil", [revoked, expired, unknown, shortened, lengthened])
def test_invalid_pass_responds_like_an_unknown_address(client, spoil, method):
    link = a_pass(an_embargo().release)
    spoil(link)
    response = getattr(client, method)(address(link))
    assert (response.status_code, response.content, dict(response.headers)) == unknown_address_response(client, method)
    nowhere = getattr(client, method)("/never/was/")
    assert (response.content, dict(response.headers)) == (nowhere.content, dict(nowhere.headers))
    assert response.status_code == (405 if method == "options" else 404)


def test_pass_revoked_after_the_terms_shows_nothing(client):
    link = a_pass(an_embargo().release)
    good = form_token(client, link)
    revoked(link)
    assert client.post(address(link), {"form_token": good}).status_code == 404


def test_pass_shows_only_its_own_release(client):
    other = an_embargo(slug="other")
    link = a_pass(an_embargoed_edition(headline="Mine").release)
    assert words_of(read(client, link)) == []
    assert client.get(other.get_absolute_url()).status_code == 404


def test_pass_shows_no_draft(client):
    assert "was stopped" in client.get(address(a_pass(a_draft(headline="Zqxheadline")))).content.decode()


def test_pass_for_a_stopped_release_shows_no_text(client):
    link = a_pass(an_embargo().release)
    good = form_token(client, link)
    read(client, link)
    workflow.stop(link.release, by=a_publisher())
    for response in (client.get(address(link)), client.post(address(link), {"form_token": good})):
        assert "This release was stopped" in response.content.decode()
        assert words_of(response) == []


def another_text(release, **fields):
    workflow.stop(release, by=a_publisher())
    Release.objects.filter(pk=release.pk).update(**fields)
    at = timezone.now() + timedelta(days=1)
    return workflow.issue(Release.objects.get(pk=release.pk), by=a_publisher(), at=at)


def test_changes_since_the_last_reading_are_marked(client):
    link = a_pass(an_embargo(body="<p>Over forty came.</p>").release)
    assert "Changed since you read it" not in read(client, link).content.decode()
    edition = another_text(link.release, body="<p>Over ninety came.</p>")
    terms = client.get(address(link)).content.decode()
    assert "The text was changed since you read it." in terms
    assert "ninety" not in terms
    form = {"form_token": form_token(client, link)}
    for _reload in range(2):
        page = client.post(address(link), form).content.decode()
        assert "Over <del>forty</del><ins>ninety</ins> came." in page
    assert EmbargoPass.objects.get().last_read_edition == edition
    assert "Changed since you read it" not in read(client, link).content.decode()


def test_first_reading_marks_no_changes(client):
    link = a_pass(an_embargo().release)
    another_text(link.release, body="<p>Over ninety came.</p>")
    assert "Changed since" not in read(client, link).content.decode()


def test_pass_redirects_to_the_public_page_after_the_embargo(client, monkeypatch):
    edition = an_embargo()
    link = a_pass(edition.release)
    good = form_token(client, link)
    an_hour_later(monkeypatch, hours=25)
    for response in (client.get(address(link)), client.post(address(link), {"form_token": good})):
        assert (response.status_code, response.headers["Location"]) == (302, edition.get_absolute_url())
        assert response.headers["Cache-Control"] == "no-store"


def test_pass_does_not_open_the_next_embargo(client, monkeypatch):
    edition = an_embargo()
    link = a_pass(edition.release, expires_at=timezone.now() + timedelta(days=9))
    an_hour_later(monkeypatch, hours=25)
    Edition.objects.filter(pk=edition.pk).update(public_until=F("public_from") + timedelta(days=2))
    later = {"public_from": edition.public_from + timedelta(days=2), "number": 2, "public_until": None}
    fields = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    Edition.objects.create(**fields | later | {"id": None, "headline": "The next one"})
    assert client.get(address(link)).status_code == 302


def test_pass_shows_an_embargoed_correction(client):
    release = a_public_edition(headline="Sample").release
    Release.objects.filter(pk=release.pk).update(kicker="zqxkicker")
    at = timezone.now() + timedelta(days=1)
    workflow.correct(Release.objects.get(pk=release.pk), by=a_publisher(), note="A slip.", at=at)
    link = a_pass(release)
    assert words_of(read(client, link)) == ["zqxkicker"]
    workflow.stop(release, by=a_publisher())
    page = client.get(address(link)).content.decode()
    assert "This release was stopped" in page
    assert Edition.objects.public().get().get_absolute_url() in page


@pytest.mark.parametrize("prefix", ["/ko", "/ja"])
def test_terms_are_available_in_each_language(client, prefix):
    response = client.get(prefix + address(a_pass(an_embargo().release)))
    assert response.status_code == 200
    assert response.headers["Content-Language"] == prefix[1:]


@pytest.mark.django_db(transaction=True)
def test_concurrent_uses_are_all_counted():
    link = a_pass(an_embargo().release)
    good = form_token(Client(), link)

    def one(_number):
        try:
            return Client().post(address(link), {"form_token": good}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(one, range(24))) == {200}
    assert EmbargoPass.objects.get().used == 24


def test_database_stores_no_token():
    link = a_pass(an_embargo().release)
    assert len(link.token) == 43  # 256 bits
    assert link.token not in str(EmbargoPass.objects.values().get())


def test_differences_shorten_unchanged_text(client):
    long = " ".join(f"w{number}" for number in range(100))
    link = a_pass(an_embargo(body=f"<p>{long} forty {long}</p>").release)
    read(client, link)
    another_text(link.release, body=f"<p>{long} fifty {long}</p>")
    page = read(client, link).content.decode().split("<article")[0]
    assert "w99 <del>forty</del><ins>fifty</ins> w0 w1" in page
    assert page.count("[…]") == 2
    assert "w50" not in page
