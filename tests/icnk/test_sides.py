"""SIDE=public and SIDE=desk. Each test starts a process, because settings are read once."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

MANAGE = Path(settings.BASE_DIR) / "manage.py"


def manage(side, *arguments):
    environment = os.environ | {"SIDE": side, "ALLOWED_HOSTS": "testserver"}
    return subprocess.run(
        [sys.executable, MANAGE, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def get_status(side, code):
    """Return the words that `code` prints in a process with this SIDE."""
    done = manage(side, "shell", "-v0", "--no-imports", "-c", f"from django.conf import settings\n{code}")
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


ASK = "from django.test import Client\nfor each in {}: print(Client().get(each).status_code)"
OF_THE_DESK = ["/admin/", "/admin/login/", f"/embargo/{'n' * 43}/", f"/review/{'n' * 43}/", "/account/", "/never/was/"]


def test_public_side_has_no_admin():
    assert (
        get_status("public", ASK.format([*OF_THE_DESK, "/accessibility/", "/health/live/"]))
        == ["404"] * 6 + ["200"] * 2
    )


def test_public_side_has_no_sessions():
    names = get_status("public", "print(*settings.MIDDLEWARE, *settings.INSTALLED_APPS)")
    assert not [name for name in names if re.search("session|allauth|desk|accounts|messages|Authentication", name)]
    assert "django.middleware.csrf.CsrfViewMiddleware" in names


def test_csrf_failure_on_the_public_side_has_no_admin_link():
    code = "from django.template.loader import render_to_string; print('Sign in<' in render_to_string('403_csrf.html'))"
    assert get_status("public", code) == ["False"]
    assert get_status("", code) == ["True"]


def test_desk_side_has_all_pages_and_noindex():
    code = "from django.test import Client; print(Client().get('/accessibility/').headers['X-Robots-Tag'])"
    assert get_status("desk", f"{ASK.format(['/admin/login/', '/accessibility/'])}\n{code}") == [
        *("200", "200"),
        *("noindex,", "nofollow"),
    ]


@pytest.mark.parametrize("side", ["", "public", "desk"])
def test_each_side_passes_system_checks(side):
    done = manage(side, "check")
    assert done.returncode == 0, done.stderr


def test_unknown_side_stops_the_start():
    done = manage("both", "check")
    assert done.returncode == 1
    assert done.stderr.startswith("SIDE is 'both'")
    assert "Traceback" not in done.stderr
