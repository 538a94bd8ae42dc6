"""Files are served only if a public document, a listed member or an open link names them."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from icnk.core.media import images, storage
from members.models import CoalitionMember
from releases.issuing import workflow
from releases.models import Edition, EmbargoPass, OutsideReview
from tests.factories import (
    a_draft,
    a_member,
    a_pass,
    a_picture,
    a_public_edition,
    a_publisher,
    a_review,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    an_attachment,
    an_embargoed_edition,
    an_image,
)

from .test_leaks import REQUESTS, ask

pytestmark = pytest.mark.django_db
NEVER = "0" * 32


def a_draft_with_files():
    release = a_draft()
    an_image(release)
    an_attachment(release, title="보고서: Sample report")
    return release


def names_of(release):
    """Return the names of the JPEG picture and of the attachment."""
    return [release.lead_images.get().renditions[1]["name"], release.attachments.get().name]


def replaced(release):
    """Replace the picture and the attachment of the release. Return the names of the old files."""
    before = names_of(release)
    release.lead_images.all().delete()
    release.attachments.all().delete()
    return before


@pytest.mark.parametrize("make", [a_draft, an_embargoed_edition, a_stopped_edition, a_withdrawn_edition])
@pytest.mark.parametrize("request_kind", REQUESTS)
def test_files_of_hidden_editions_are_not_found(make, request_kind):
    release = a_draft_with_files()
    if make is not a_draft:
        make(release)
    for name in names_of(release):
        hidden, never = ask(f"/files/{name}", request_kind), ask(f"/files/{NEVER}{name[32:]}", request_kind)
        assert str(hidden).replace(name, "") == str(never).replace(f"{NEVER}{name[32:]}", "")
        assert hidden[0] in ((404,) if request_kind in ("GET", "HEAD", "Range") else (404, 405, 403))


@pytest.mark.parametrize("make", [a_public_edition, a_superseded_edition])
def test_files_of_public_and_archived_editions_are_served(client, make):
    release = make(a_draft_with_files()).release
    for name in names_of(release):
        response = client.get(f"/files/{name}")
        assert response.status_code == 200
        assert response.content == storage.read(name)
        assert client.head(f"/files/{name}").headers["Content-Length"] == str(len(storage.read(name)))


def test_replaced_edition_keeps_files_until_withdrawal(client):
    release = a_public_edition(a_draft_with_files()).release
    before = replaced(release)
    an_image(release)
    workflow.correct(release, by=a_publisher(), note="Another picture.")
    page = client.get(f"/information/releases/{release.slug}/editions/1/").content.decode()
    for name in before:
        assert f"/files/{name}" in page
        assert client.get(f"/files/{name}").status_code == 200
    workflow.withdraw(release, by=a_publisher(), reason="It was a sample.")
    assert [client.get(f"/files/{name}").status_code for name in before] == [404, 404]


def test_picture_of_an_embargoed_correction_is_not_found(client):
    release = a_public_edition().release
    an_image(release)
    workflow.correct(release, by=a_publisher(), note="A picture.", at=timezone.now() + timedelta(days=1))
    assert client.get(f"/files/{release.lead_images.get().renditions[0]['name']}").status_code == 404


def test_file_has_restrictive_headers(client):
    picture, document = names_of(a_public_edition(a_draft_with_files()).release)
    headers = client.get(f"/files/{picture}").headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in headers
    assert "Vary" not in headers
    headers = client.get(f"/files/{document}").headers
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%EB%B3%B4%EA%B3%A0%EC%84%9C")
    assert headers["Content-Disposition"].endswith("Sample%20report.pdf")


def test_file_responds_304_to_its_etag(client):
    name, _document = names_of(a_public_edition(a_draft_with_files()).release)
    etag = client.get(f"/files/{name}").headers["ETag"]
    assert client.get(f"/files/{name}", headers={"If-None-Match": etag}).status_code == 304


def test_file_missing_from_storage_is_not_found(client):
    name, _document = names_of(a_public_edition(a_draft_with_files()).release)
    storage.delete_files([name])
    assert client.get(f"/files/{name}").status_code == 404


def test_file_query_count(client, django_assert_max_num_queries):
    name, _document = names_of(a_public_edition(a_draft_with_files()).release)
    with django_assert_max_num_queries(1):
        client.get(f"/files/{name}")
    with django_assert_max_num_queries(2):
        client.get(f"/files/{NEVER}.webp")


def test_page_shows_picture_and_attachment(client):
    release = a_draft_with_files()
    release.lead_images.update(rights="Free for the press")
    a_public_edition(release)
    page = " ".join(client.get(f"/information/releases/{release.slug}/").content.decode().split())
    webp, jpeg = (each["name"] for each in release.lead_images.get().renditions)
    assert f'type="image/webp" sizes="(min-width: 44rem) 40rem, 100vw" srcset="/files/{webp} 64w"' in page
    assert re.search(rf'<img src="/files/{jpeg}" [^>]*width="64" height="48" alt="A sample street."', page)
    for words in ("Sample Street in spring.", "Photo: Ada Sample", "Free for the press"):
        assert words in page
    assert f'<a href="/files/{release.attachments.get().name}">보고서: Sample report</a>' in page
    assert re.search(r"\(PDF, \d+\sbytes\)", page)


def test_decorative_picture_has_an_empty_alt(client):
    release = a_draft()
    an_image(release, alt="", decorative=True)
    a_public_edition(release)
    assert ' alt="" ' in client.get(f"/information/releases/{release.slug}/").content.decode()


def test_logo_is_public_while_its_member_is_listed(client):
    stored = storage.store(images.make_renditions(a_picture(600, 100), storage.LOGO_WIDTHS))
    member = a_member(logo=stored)
    for each in stored:
        assert client.get(f"/files/{each['name']}").status_code == 200
    CoalitionMember.objects.filter(pk=member.pk).update(listed_since=None)
    assert {client.get(f"/files/{each['name']}").status_code for each in stored} == {404}


def opened(client, link, kind):
    """Return the addresses of the files in the text that this link opens."""
    there = f"/{kind}/{link.token}/"
    form_token = re.search(r'name="form_token" value="([^"]+)"', client.get(there).content.decode())[1]
    page = client.post(there, {"form_token": form_token}).content.decode()
    assert "/files/" in page
    assert not re.search(r'(?:src|href)="/files/', page)
    return [
        re.search(r'<img src="([^"]+)"', page)[1],
        re.search(r'<li><a href="([^"]+)">보고서', page)[1],
    ]


PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin"}


def a_passed_embargo():
    return a_pass(an_embargoed_edition(a_draft_with_files()).release), "embargo"


def an_open_review():
    return a_review(a_draft_with_files()), "review"


@pytest.mark.parametrize("make", [a_passed_embargo, an_open_review])
def test_private_link_serves_files_of_its_text(client, make):
    link, kind = make()
    addresses = opened(client, link, kind)
    for address, name in zip(addresses, names_of(link.release), strict=True):
        response = Client().get(address)
        assert response.content == storage.read(name)
        assert {header: response.headers[header] for header in PRIVATE} == PRIVATE
    assert response.headers["Content-Disposition"].startswith("attachment; ")


@pytest.mark.parametrize("make", [a_passed_embargo, an_open_review])
@pytest.mark.parametrize("end", ["revoked", "expired", "late", "forged"])
def test_private_files_end_with_the_link(client, monkeypatch, make, end):
    link, kind = make()
    address, _document = opened(client, link, kind)
    match end:
        case "revoked":
            type(link).objects.update(revoked_at=timezone.now())
        case "expired":
            type(link).objects.update(expires_at=timezone.now())
        case "late":
            monkeypatch.setattr("releases.outlets.private_links.TOKEN_MAX_AGE", timedelta(0))
        case "forged":
            address = address[:-2] + ("A/" if address[-2] != "A" else "B/")
    assert client.get(address).status_code == 404


def test_pass_serves_no_file_after_the_embargo_or_a_stop(client, monkeypatch):
    link, kind = a_passed_embargo()
    address, _document = opened(client, link, kind)
    later = timezone.now() + timedelta(days=1, hours=1)
    with monkeypatch.context() as patch:
        patch.setattr("releases.outlets.private_links.database_now", lambda: later)
        assert client.get(address).status_code == 404
    workflow.stop(link.release, by=a_publisher())
    assert client.get(address).status_code == 404
    assert not Edition.objects.embargoed().exists()


def test_file_address_of_a_pass_is_invalid_for_reviews(client):
    link, kind = a_passed_embargo()
    address, _document = opened(client, link, kind)
    assert client.get(address.replace("/embargo/", "/review/")).status_code == 404
    assert (EmbargoPass.objects.count(), OutsideReview.objects.count()) == (1, 0)
