"""Unsafe settings: each is an error of `check --deploy` and stops the server from starting."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as conf
from django.core.checks import Tags, run_checks

from icnk.checks import check_sqlite_version, has_wal_reset_bug

KEY = secrets.token_urlsafe(64)
SAFE = {
    "DEBUG": False,
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": ["newsroom.example.org"],
    "SITE_URL": "https://newsroom.example.org",
    "SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60,
    "SECURE_SSL_REDIRECT": True,
    "SECURE_PROXY_SSL_HEADER": None,
    "SESSION_COOKIE_SECURE": True,
    "CSRF_COOKIE_SECURE": True,
    "PASSKEYS_REQUIRED": True,
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    "STATIC_ROOT": "/srv/newsroom/static",
    "MEDIA_ROOT": "/srv/newsroom/media",
    "AUDIT_LOG": "/var/log/newsroom/audit.log",
}
WAL = {"init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"}


def sqlite(name="/srv/newsroom/db.sqlite3", **options):
    return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}


def errors():
    """Return the ids of errors of this site's deployment checks."""
    found = run_checks(tags=[Tags.security, Tags.compatibility], include_deployment_checks=True)
    ours = ("icnk.E02", "icnk.E03", "accounts.E")
    return {error.id for error in found if (error.id or "").startswith(ours) and error.is_serious()}


@pytest.fixture
def database(monkeypatch):
    """Return a function that sets the database of the settings."""
    return lambda named: monkeypatch.setattr("icnk.checks._database", lambda: named)


@pytest.fixture
def safe(settings, database):
    for name, value in SAFE.items():
        setattr(settings, name, value)
    database({"ENGINE": "django.db.backends.postgresql", "NAME": "newsroom"})
    return settings


def test_safe_settings_pass_all_checks(safe):
    assert errors() == set()


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"SECRET_KEY": KEY[:49]}, "icnk.E020"),
        ({"SECRET_KEY": "ab" * 40}, "icnk.E020"),
        ({"SECRET_KEY": f"django-insecure-{KEY}"}, "icnk.E020"),
        ({"SECRET_KEY": "known to everybody: for DEBUG on one's own machine only"}, "icnk.E020"),
        ({"DEBUG": True}, "icnk.E021"),
        ({"ALLOWED_HOSTS": []}, "icnk.E022"),
        ({"ALLOWED_HOSTS": ["newsroom.example.org", "*"]}, "icnk.E023"),
        ({"ALLOWED_HOSTS": [".example.org"]}, "icnk.E023"),
        ({"SECURE_HSTS_SECONDS": 0}, "icnk.E024"),
        ({"SECURE_HSTS_SECONDS": 365 * 24 * 60 * 60 - 1}, "icnk.E024"),
        ({"SECURE_SSL_REDIRECT": False}, "icnk.E025"),
        ({"SITE_URL": "http://newsroom.example.org"}, "icnk.E026"),
        ({"SITE_URL": "https:newsroom.example.org"}, "icnk.E026"),
        ({"SESSION_COOKIE_SECURE": False}, "icnk.E027"),
        ({"CSRF_COOKIE_SECURE": False}, "icnk.E027"),
        ({"SESSION_COOKIE_HTTPONLY": False}, "icnk.E027"),
        ({"SESSION_COOKIE_SAMESITE": "None"}, "icnk.E027"),
        ({"CSRF_COOKIE_SAMESITE": False}, "icnk.E027"),
        ({"PASSKEYS_REQUIRED": False}, "accounts.E001"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, "icnk.E028"),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, "icnk.E028"),
        ({"MEDIA_ROOT": "/srv/newsroom/static/media"}, "icnk.E029"),
        ({"MEDIA_ROOT": "/srv/newsroom/static/../static"}, "icnk.E029"),
        ({"MEDIA_ROOT": str(Path(conf.BASE_DIR) / "static" / "media")}, "icnk.E029"),
        ({"AUDIT_LOG": "/srv/newsroom/static/audit.log"}, "icnk.E029"),
    ],
)
def test_each_unsafe_setting_is_an_error(safe, change, problem):
    for name, value in change.items():
        setattr(safe, name, value)
    assert errors() == {problem}


def test_database_among_static_files_is_an_error(safe, database):
    database(sqlite("/srv/newsroom/static/db.sqlite3"))
    assert errors() == {"icnk.E029"}


def test_https_redirect_by_a_trusted_proxy_is_accepted(safe):
    safe.SECURE_SSL_REDIRECT, safe.SECURE_PROXY_SSL_HEADER = False, ("HTTP_X_FORWARDED_PROTO", "https")
    assert errors() == set()


@pytest.mark.parametrize(
    ("version", "options", "problems"),
    [
        ((3, 51, 2), WAL, {"icnk.E030"}),
        ((3, 51, 2), {}, set()),
        ((3, 51, 3), WAL, set()),
    ],
)
def test_sqlite_with_wal_reset_bug_is_an_error(safe, database, monkeypatch, version, options, problems):
    monkeypatch.setattr("sqlite3.sqlite_version_info", version)
    database(sqlite(**options))
    assert errors() == problems


@pytest.mark.parametrize(
    ("version", "spoils"),
    [
        ((3, 6, 23), False),
        ((3, 7, 0), True),
        ((3, 40, 1), True),
        ((3, 44, 5), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 0), True),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_has_wal_reset_bug_knows_fixed_versions(version, spoils):
    assert has_wal_reset_bug(version) is spoils


def served(**environment):
    """Import the WSGI application in a new process and return the finished process."""
    ours = ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS", "SITE_URL", "DATABASE_URL", "AUDIT_LOG")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    load = [sys.executable, "-c", "import icnk.wsgi"]
    return subprocess.run(
        load, env=kept | environment, cwd=conf.BASE_DIR, capture_output=True, text=True, check=False, timeout=60
    )


STRONG = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "newsroom.example.org",
    "SITE_URL": "https://newsroom.example.org",
    "DATABASE_URL": "postgres://newsroom@localhost/newsroom",
}


def test_server_refuses_to_start_with_unsafe_settings():
    done = served(**STRONG | {"SECRET_KEY": "short", "ALLOWED_HOSTS": "*"})
    assert done.returncode == 1
    assert "icnk.E020" in done.stderr
    assert "icnk.E023" in done.stderr
    assert "HINT" in done.stderr


def test_sqlite_check_does_not_stop_the_server():
    assert Tags.security not in check_sqlite_version.tags


def test_server_starts_with_debug():
    assert served(DEBUG="1").returncode == 0


def test_server_starts_with_safe_settings():
    said = served(**STRONG).stderr
    assert "icnk.E02" not in said
    assert "icnk.E03" not in said
