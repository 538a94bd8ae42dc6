"""No outlet shows hidden text: the tests search responses for a canary that stands in every field."""

import re
from datetime import date, timedelta
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from django.contrib import admin
from django.test import Client
from django.utils import timezone

from members.models import CoalitionMember
from releases.issuing import workflow
from releases.models import PressContact, Release
from releases.redaction.redact import redact
from tests.factories import (
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
)

from .canary import (
    CANARY,
    HIDDEN,
    NEVER_PUBLIC,
    a_canary,
    a_withdrawn_canary,
    issued_by,
)
from .public_addresses import DEAD, OUTLETS, addresses, public_names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words_for_pdf")]


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    a_canary.folder = tmp_path


FORMATS = ["release_text", "release_pdf", "release_json", "release_kit", "republish"]
LONG_AGO = "Sat, 01 Jan 2000 00:00:00 GMT"
REQUESTS = {
    "GET": ("get", {}),
    "HEAD": ("head", {}),
    "OPTIONS": ("options", {}),
    "POST": ("post", {}),
    "PUT": ("put", {}),
    "Range": ("get", {"Range": "bytes=0-99"}),
    "If-Range": ("get", {"Range": "bytes=-500", "If-Range": LONG_AGO}),
    "If-None-Match": ("get", {"If-None-Match": "*"}),
    "If-Modified-Since": ("get", {"If-Modified-Since": LONG_AGO}),
    "If-Unmodified-Since": ("get", {"If-Unmodified-Since": LONG_AGO}),
}
UNKNOWN_ADDRESSES = ["/information/releases/?year=1999", "/information/releases/?year=zqx", "/never/was/"]


def ask(address, request_kind, **more):
    """Return the server's response to an anonymous visitor."""
    method, headers = REQUESTS[request_kind]
    response = getattr(Client(enforce_csrf_checks=True), method)(address, headers=headers | more)
    return response.status_code, response.content, dict(response.headers), dict(response.cookies)


def public_response(address, request_kind):
    """The answer without what it only says back, the words of the query, and without what spells anything by chance:
    the packed pixels of a card, and the bytes of a signature."""
    status, body, *more = ask(address, request_kind)
    if body.startswith(b"\x89PNG"):
        body = b"".join(chunk for kind, chunk in png_chunks(body) if kind != b"IDAT")
    if address.endswith(".sig") and status == 200:
        body = body[64:]
    seen = str((status, body, *more)).lower()
    for _name, value in parse_qsl(urlsplit(address).query):
        seen = seen.replace(value, "")
    return seen


def png_chunks(data):
    """Yield (type, data) of each chunk of a PNG (W3C PNG 3, 5.3)."""
    place = 8
    while place < len(data):
        size, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        yield kind, data[place + 8 : place + 8 + size]
        place += 12 + size


@pytest.mark.parametrize("make", HIDDEN)
@pytest.mark.parametrize("request_kind", REQUESTS)
def test_no_outlet_shows_hidden_text(request_kind, make):
    listed = a_member(name="Listed Sample")
    a_public_edition(a_draft(released_on=date(2026, 3, 1), members=[listed]))
    release = make()
    a_public_edition(a_draft(released_on=date(2026, 3, 3), members=[listed]))
    everywhere = [address for outlet in OUTLETS for address in addresses(outlet, release)]
    assert "/members/listed-sample/" in everywhere
    for address in [*everywhere, *UNKNOWN_ADDRESSES]:
        seen = public_response(address, request_kind)
        assert CANARY not in seen, address
        assert "555-0199" not in seen, address


@pytest.mark.parametrize("make", NEVER_PUBLIC)
@pytest.mark.parametrize("request_kind", REQUESTS)
def test_hidden_addresses_respond_like_unknown_ones(request_kind, make):
    """Compare status, body, length and every header, with and without the final slash."""
    release = make()
    outlets = ["release", "edition", "member", *FORMATS]
    named = [address for outlet in outlets for address in addresses(outlet, release)]
    for address in [*named, *(address.removesuffix("/") for address in named)]:
        hidden, never = ask(address, request_kind), ask(address.replace(CANARY, "abc"), request_kind)
        assert str(hidden).replace(CANARY, "abc") == str(never), address
        assert hidden[0] in ((403, 404, 405) if address.endswith("/") else (301, 403, 404, 405)), address


@pytest.mark.parametrize("make", NEVER_PUBLIC)
@pytest.mark.parametrize("outlet", ["embargo_pass", "outside_review"])
def test_revoked_links_respond_like_unknown_ones(outlet, make):
    release = make()
    for request_kind in REQUESTS:
        for address in addresses(outlet, release):
            for each in (address, address.removesuffix("/")):
                dead, never = ask(each, request_kind), ask(each.replace(DEAD, "x" * 43), request_kind)
                assert str(dead).replace(DEAD, "x" * 43) == str(never), (request_kind, each)


@pytest.mark.parametrize("make", NEVER_PUBLIC)
def test_etag_of_a_hidden_edition_reveals_nothing(make):
    release = make()
    for address in addresses("release", release):
        never = address.replace(CANARY, "abc")
        etag = ask(never, "GET")[2]["ETag"]
        assert ask(address, "GET", **{"If-None-Match": etag}) == ask(never, "GET", **{"If-None-Match": etag})


@pytest.mark.parametrize("make", NEVER_PUBLIC)
def test_no_public_page_depends_on_what_is_hidden(make):
    """Compare every byte and header of lists, counts, years, Prev and Next, member pages, press desk and home."""
    listed = a_member(name="Listed Sample")
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)]
    public = [a_public_edition(a_draft(released_on=day, members=[listed])).release for day in days]
    pages = [address for outlet in OUTLETS for release in public for address in addresses(outlet, release)]
    before = {page: ask(page, "GET") for page in [*pages, *UNKNOWN_ADDRESSES]}
    assert make().signatories.filter(member=listed).exists()
    assert {page: ask(page, "GET") for page in before} == before


@pytest.mark.parametrize("make", HIDDEN)
def test_desk_reveals_nothing_to_strangers(make, monkeypatch):
    """Visitors are asked to sign in, whether the address exists or not."""
    monkeypatch.setattr("django.utils.cache.http_date", lambda _second: "now")  # two answers may fall into two seconds
    release = make()
    names = [pattern.name for pattern in admin.site._registry[Release].get_urls() if pattern.name]
    pages = [f"/admin/releases/release/{{}}/{name.removeprefix('releases_release_')}/" for name in names]
    for page in [*pages, "/admin/releases/release/{}/", "/admin/releases/release/?q={}", "/admin/r/9/{}/"]:
        for request_kind in REQUESTS:
            here, nowhere = page.format(release.pk), page.format(77777)
            there = _timeless(ask(here, request_kind)).replace(quote(here), quote(nowhere))
            assert there == _timeless(ask(nowhere, request_kind)), (page, request_kind)
            assert CANARY not in there.lower()


def _timeless(answer):
    """Remove the seconds from the headers about freshness."""
    return re.sub(r"\d\d:\d\d:\d\d GMT", "", str(answer))


@pytest.mark.parametrize("make", [*HIDDEN, None])
def test_server_error_reveals_nothing(monkeypatch, make):
    slug = make().slug if make else "zqx"
    monkeypatch.setattr("releases.outlets.release_detail.get_language", lambda: 1 / 0)
    response = Client(raise_request_exception=False).get(f"/information/releases/{slug}/")
    assert response.status_code == 500
    assert CANARY not in (response.content.decode() + str(response.headers)).lower()


def test_canary_is_found_when_public(client):
    release = a_canary()
    CoalitionMember.objects.update(listed_since=timezone.now())
    PressContact.objects.update(listed_since=timezone.now())
    issued_by(a_public_edition, release)
    for outlet in ("home", "release_list", "release", "quotes", "press_desk", "member_list", "member", *FORMATS):
        assert CANARY.encode() in client.get(next(addresses(outlet, release))).content.lower(), outlet


@pytest.mark.parametrize("outlet", OUTLETS)
def test_no_page_reveals_an_embargoed_correction(client, outlet):
    release = a_public_edition(a_draft(released_on=date(2026, 3, 2))).release

    def pages():
        return [(page.status_code, page.content, page.headers) for page in map(client.get, addresses(outlet, release))]

    before = pages()
    workflow.correct(release, by=a_publisher(), note="Later.", at=timezone.now() + timedelta(days=9))
    assert pages() == before


def test_every_public_url_is_in_outlets():
    assert set(public_names()) == set(OUTLETS)


@pytest.fixture
def redacted():
    """Return a public release from which the canary was redacted, and its former address."""
    release = issued_by(a_public_edition, a_canary())
    before = release.slug
    records = [release.editions.get(), release, *CoalitionMember.objects.all(), *PressContact.objects.all()]
    text = " ".join(str(value) for record in records for value in vars(record).values())
    words = set(re.findall(rf"{CANARY}\w+", text.lower())) - {"zqxeditor"}
    redact(words, by=a_publisher(), reason="To protect somebody.", replacement="[withheld]")
    release.refresh_from_db()
    assert release.slug != before
    return release, before


@pytest.mark.parametrize("request_kind", REQUESTS)
def test_no_outlet_shows_redacted_text(redacted, request_kind):
    release, before = redacted
    everywhere = [address for outlet in OUTLETS for address in addresses(outlet, release)]
    for address in [*everywhere, *UNKNOWN_ADDRESSES]:
        assert CANARY not in public_response(address, request_kind), address
    if request_kind == "GET":
        assert ask(f"/information/releases/{release.slug}/", request_kind)[0] == 200
        assert ask(f"/information/releases/{before}/", request_kind)[0] == 410
    assert CANARY not in str(ask(f"/information/releases/{before}/", request_kind)).lower()


def test_withdrawn_release_shows_its_reason_at_every_address(client):
    release = a_withdrawn_canary()
    address = f"/information/releases/{release.slug}/"
    formats = [next(addresses(name, release)) for name in FORMATS]
    for each in [address, f"{address}editions/1/", f"{address}editions/2/", *formats]:
        response = client.get(each)
        assert response.status_code == 410
        assert "It was a sample." in response.content.decode()
    assert client.get(f"{address}editions/3/").status_code == 404
