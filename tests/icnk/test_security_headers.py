"""Security headers on pages, errors, redirects and files (`icnk.security_headers`)."""

import io

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse

from tests.factories import a_draft, a_member, an_editor
from tests.sample_newsroom import OF_THE_DESK, a_newsroom, routes

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PUBLIC = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; "
    "frame-ancestors 'none'"
)
DESK = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; connect-src 'self'; frame-ancestors 'none'"
)
FILE_POLICY = "default-src 'none'; sandbox"
OWN_SCRIPTS = "default-src 'none'; script-src 'self'; "
COMMON_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
}
CROSS_ORIGIN_VIEWS = {"social_card", "file"}


@pytest.fixture
def newsroom(settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    return a_newsroom()


def assert_common_headers(response):
    headers = response.headers
    assert {name: headers[name] for name in COMMON_HEADERS} == COMMON_HEADERS
    assert headers["X-Frame-Options"] in ("DENY", "SAMEORIGIN")
    assert headers["Cross-Origin-Resource-Policy"] in ("same-origin", "cross-origin")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["Referrer-Policy"]
    return headers


def test_public_pages_have_strict_headers_and_no_cookies(client, newsroom):
    for name, route in routes():
        if route.startswith(OF_THE_DESK):
            continue
        response = client.get(newsroom.path(name, route))
        headers = assert_common_headers(response)
        assert headers["Content-Security-Policy"] == (FILE_POLICY if name.endswith("file") else PUBLIC), name
        assert (headers["Cross-Origin-Resource-Policy"] == "cross-origin") is (name in CROSS_ORIGIN_VIEWS), name
        assert "publickey-credentials-get=()" in headers["Permissions-Policy"]
        assert not response.cookies, name
        assert "Cookie" not in headers.get("Vary", ""), name
        private = name.startswith(("embargo", "outside_review"))
        assert headers["Referrer-Policy"] == ("no-referrer" if private else "strict-origin-when-cross-origin"), name
        assert ("no-store" in headers.get("Cache-Control", "")) is private, name
        assert ("X-Robots-Tag" in headers) is private, name


def test_desk_pages_are_neither_cached_nor_indexed(client, newsroom):
    client.force_login(newsroom.people["superuser"])
    for name, route in routes():
        if route.startswith(OF_THE_DESK):
            headers = assert_common_headers(client.get(newsroom.path(name, route)))
            client.force_login(newsroom.people["superuser"])
            assert headers["Cache-Control"] == "no-store, private", name
            assert headers["X-Robots-Tag"] == "noindex, nofollow", name
            assert headers["Referrer-Policy"] == "same-origin", name
            assert "publickey-credentials-get=(self)" in headers["Permissions-Policy"], name
            assert "unsafe-eval" not in headers["Content-Security-Policy"], name
            assert headers["Content-Security-Policy"].startswith((OWN_SCRIPTS, FILE_POLICY)), name


def get_policy(client, name, *args):
    return client.get(reverse(f"admin:{name}", args=args)).headers["Content-Security-Policy"]


def test_inline_styles_are_allowed_only_with_the_editor(client):
    client.force_login(an_editor())
    release, member = a_draft(), a_member()
    with_it = DESK.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'")
    assert get_policy(client, "releases_release_change", release.pk) == with_it
    assert get_policy(client, "icnk_sitetext_add") == with_it
    for name, *args in [
        ("index",),
        ("releases_release_add",),
        ("members_coalitionmember_change", member.pk),
        ("releases_release_changelist",),
        ("releases_release_history", release.pk),
        ("releases_release_issue", release.pk),
        ("auth_user_add",),
    ]:
        assert get_policy(client, name, *args) == DESK


def test_preview_may_frame_pages_of_this_site_only(client):
    client.force_login(an_editor())
    release = a_draft()
    assert get_policy(client, "releases_release_preview", release.pk) == f"{DESK}; frame-src 'self'"
    shown = client.get(reverse("admin:releases_release_preview_part", args=[release.pk, "page"])).headers
    assert shown["Content-Security-Policy"].endswith("frame-ancestors 'self'")
    assert shown["X-Frame-Options"] == "SAMEORIGIN"


def test_errors_and_redirects_have_security_headers(client, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["newsroom.example.org"]
    asked = {"headers": {"host": "newsroom.example.org"}}
    answers = [
        (404, client.get("/never/was/", **asked)),
        (302, client.get("/admin/", **asked)),
        (301, client.get("/information", **asked)),
        (400, client.get("/", headers={"host": "elsewhere.example.org"})),
        (405, client.options("/", **asked)),
        (200, client.head("/", **asked)),
        (403, Client(enforce_csrf_checks=True).post("/admin/login/", **asked)),
    ]
    monkeypatch.setattr("icnk.views.MAX_LATEST", "broken")
    client.raise_request_exception = False
    answers.append((500, client.get("/", **asked)))
    for status, response in answers:
        assert response.status_code == status
        assert_common_headers(response)


def test_304_response_has_security_headers(client):
    etag = client.get("/").headers["ETag"]
    response = client.get("/", headers={"if-none-match": etag})
    assert response.status_code == 304
    assert assert_common_headers(response)["Content-Security-Policy"] == PUBLIC


def test_https_response_upgrades_insecure_requests(client, settings):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    for address in ("/", "/admin/login/", "/never/was/"):
        headers = Client().get(address, secure=True).headers
        assert headers["Content-Security-Policy"].endswith("; upgrade-insecure-requests")
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_static_files_have_security_headers(tmp_path, settings):
    (tmp_path / "print.css").write_text("p {}")
    settings.STATIC_ROOT, settings.WHITENOISE_ALLOW_ALL_ORIGINS = tmp_path, False
    first, second, *others = settings.MIDDLEWARE
    assert (first, second.rpartition(".")[2]) == ("icnk.security_headers.security_headers", "SecurityMiddleware")
    with override_settings(MIDDLEWARE=[first, second, "whitenoise.middleware.WhiteNoiseMiddleware", *others]):
        headers = response_headers({"PATH_INFO": "/static/print.css"})
    assert headers["Content-Type"].startswith("text/css")
    assert headers["Content-Security-Policy"] == PUBLIC
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Access-Control-Allow-Origin" not in headers


def response_headers(environ):
    """Return the response headers of the whole WSGI application."""
    asked = {"REQUEST_METHOD": "GET", "SERVER_NAME": "testserver", "SERVER_PORT": "80", "wsgi.input": io.BytesIO()}
    asked |= {"wsgi.url_scheme": "http", "SERVER_PROTOCOL": "HTTP/1.1", "QUERY_STRING": ""}
    given = {}
    response = WSGIHandler()(asked | environ, lambda status, headers: given.update(headers))
    response.close()
    return given
