"""Settings and system checks without DEBUG, read in a separate process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from icnk.checks import check_passkeys

NAMES = [
    *("PASSKEYS_REQUIRED", "AUTHENTICATION_BACKENDS", "SESSION_COOKIE_AGE", "MFA_WEBAUTHN_USER_VERIFICATION"),
    *("SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE"),
    *("CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE", "CSRF_COOKIE_SAMESITE", "SESSION_COOKIE_PATH", "SESSION_COOKIE_DOMAIN"),
]


def read(**environment):
    code = f"import json; from django.conf import settings; print(json.dumps([getattr(settings, n) for n in {NAMES}]))"
    kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY")}
    manage = Path(settings.BASE_DIR) / "manage.py"
    shell = [sys.executable, manage, "shell", "-v0", "-c", code]
    done = subprocess.run(shell, env=kept | environment, capture_output=True, text=True, check=True)
    return dict(zip(NAMES, json.loads(done.stdout), strict=True))


@pytest.fixture(scope="module")
def guarded():
    return read(SECRET_KEY="a" * 60)


def test_production_requires_passkeys_and_rejects_passwords(guarded):
    assert guarded["PASSKEYS_REQUIRED"] is True
    assert guarded["AUTHENTICATION_BACKENDS"] == ["icnk.accounts.backends.StaffBackend"]
    assert guarded["MFA_WEBAUTHN_USER_VERIFICATION"] == "required"


def test_production_cookies_are_host_bound_and_strict(guarded):
    assert (guarded["SESSION_COOKIE_NAME"], guarded["CSRF_COOKIE_NAME"]) == ("__Host-session", "__Host-csrftoken")
    assert guarded["SESSION_COOKIE_SECURE"] and guarded["CSRF_COOKIE_SECURE"]  # noqa: PT018
    assert guarded["SESSION_COOKIE_HTTPONLY"]
    assert guarded["SESSION_COOKIE_SAMESITE"] == guarded["CSRF_COOKIE_SAMESITE"] == "Strict"
    assert (guarded["SESSION_COOKIE_PATH"], guarded["SESSION_COOKIE_DOMAIN"]) == ("/", None)  # as __Host- asks


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"PASSKEYS_REQUIRED": False}, "accounts.E001"),
        (
            {"MIDDLEWARE": [each for each in settings.MIDDLEWARE if "AdminAccessMiddleware" not in each]},
            "accounts.E002",
        ),
        (
            {"MIDDLEWARE": [each for each in settings.MIDDLEWARE if "PasskeyAuthenticationMiddleware" not in each]},
            "accounts.E002",
        ),
        ({"AUTHENTICATION_BACKENDS": ["django.contrib.auth.backends.ModelBackend"]}, "accounts.E003"),
        ({"MFA_WEBAUTHN_USER_VERIFICATION": "preferred"}, "accounts.E004"),
    ],
)
def test_system_check_reports_weak_settings(settings, change, problem):
    settings.PASSKEYS_REQUIRED = True
    assert list(check_passkeys(None)) == []
    for name, value in change.items():
        setattr(settings, name, value)
    assert [error.id for error in check_passkeys(None)] == [problem]


def test_debug_allows_passwords():
    assert read(DEBUG="1")["PASSKEYS_REQUIRED"] is False
