import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

MANAGE = Path(settings.BASE_DIR) / "manage.py"


def manage(*arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS")}
    return subprocess.run(
        [sys.executable, MANAGE, *arguments], env=kept | environment, capture_output=True, text=True, check=False
    )


def test_without_key_and_debug_it_does_not_start_and_says_why():
    done = manage("check")
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set")
    assert "Traceback" not in done.stderr


def test_debug_alone_starts():
    assert manage("check", DEBUG="1").returncode == 0


def test_a_key_alone_starts_guarded():
    names = "DEBUG", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "TIME_ZONE"
    code = f"from django.conf import settings; print(*(getattr(settings, name) for name in {names}))"
    done = manage("shell", "-v0", "-c", code, SECRET_KEY="a" * 60)
    assert done.stdout.split() == ["False", "True", "True", "Asia/Seoul"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="these are SQLite's settings")
@pytest.mark.django_db
def test_sqlite_loses_nothing_on_power_loss_and_waits_for_its_turn():
    options = settings.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_the_lock_files_pin_by_hash_and_name_no_index():
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (Path(settings.BASE_DIR) / name).read_text()
        assert "://" not in text
        assert "index" not in text
        pins = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
        assert pins
        assert all(line.endswith("\\") for line in pins)
