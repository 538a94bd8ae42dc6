import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from icnk import checks
from releases.document import signing

MANAGE = Path(settings.BASE_DIR) / "manage.py"


def manage(*arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY", "ALLOWED_HOSTS")}
    return subprocess.run(
        [sys.executable, MANAGE, *arguments], env=kept | environment, capture_output=True, text=True, check=False
    )


def test_missing_secret_key_stops_the_start_with_a_message():
    done = manage("check")
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "newsroom"),
        ("EMAIL_URL", "mail.example.org"),
        ("AUDIT_LOG", "/nowhere/record.jsonl"),
        ("SIDE", "private"),
    ],
)
def test_invalid_setting_is_named_in_one_line(setting, value):
    done = manage("check", SECRET_KEY="a" * 60, **{setting: value})
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith(setting)
    assert "Traceback" not in done.stderr


def test_debug_needs_no_secret_key():
    assert manage("check", DEBUG="1").returncode == 0


def test_secret_key_alone_gives_safe_defaults():
    names = "DEBUG", "SESSION_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "TIME_ZONE"
    code = f"from django.conf import settings; print(*(getattr(settings, name) for name in {names}))"
    done = manage("shell", "-v0", "-c", code, SECRET_KEY="a" * 60)
    assert done.stdout.split() == ["False", "True", "True", "Asia/Seoul"]


def test_sqlite_is_durable_and_waits_for_locks(tmp_path):
    code = """
from django.db import connection
print(connection.settings_dict["OPTIONS"]["transaction_mode"])
for pragma in ("busy_timeout", "foreign_keys", "journal_mode", "synchronous"):
    print(*connection.cursor().execute(f"PRAGMA {pragma}").fetchone())
"""
    done = manage("shell", "-v0", "-c", code, DEBUG="1", DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}")
    assert done.stdout.split() == ["IMMEDIATE", "20000", "1", "wal", "2"]


def test_lock_files_have_hashes_and_no_index():
    for name in ("requirements.lock", "requirements-test.lock"):
        text = (Path(settings.BASE_DIR) / name).read_text()
        assert "://" not in text
        assert "index" not in text
        pins = [line for line in text.splitlines() if "==" in line and not line.lstrip().startswith("#")]
        assert pins
        assert all(line.endswith("\\") for line in pins)


@pytest.fixture
def keys(settings, tmp_path):
    """Set an empty folder for the signing keys."""
    settings.SIGNING_KEYS, settings.SIDE = tmp_path / "keys", ""
    return settings.SIGNING_KEYS


def key_warnings():
    return [found.id for found in checks.check_signing_keys(None)]


def test_desk_requires_a_signing_key(keys):
    assert key_warnings() == ["icnk.E010"]
    name = signing.make_key()
    assert key_warnings() == []
    (keys / f"{name}.pem").chmod(0o644)
    assert key_warnings() == ["icnk.E011"]
    (keys / f"{name}.pem").unlink()
    assert key_warnings() == ["icnk.E011"]


def test_public_side_requires_public_key_only(keys, settings):
    name, settings.SIDE = signing.make_key(), "public"
    assert key_warnings() == ["icnk.E012"]
    (keys / f"{name}.pem").unlink()
    assert key_warnings() == []


def test_former_private_key_is_a_warning(keys):
    signing.make_key()
    signing.make_key()
    assert key_warnings() == ["icnk.W013"]


@pytest.mark.parametrize("served", ["MEDIA_ROOT", "STATIC_ROOT"])
def test_signing_keys_among_served_files_are_an_error(keys, settings, served):
    setattr(settings, served, keys.parent)
    signing.make_key()
    assert key_warnings() == ["icnk.E014"]
