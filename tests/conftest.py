import secrets

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from releases.document import signing
from releases.migrations._triggers import create_triggers, drop_triggers

CANARY = "zqx"  # tests look for these letters in places where no hidden word may be


def pytest_collection_modifyitems(items):
    """Skip tests that do not depend on the database when they would run a second time, on PostgreSQL."""
    if connection.vendor == "sqlite":
        return
    skip = pytest.mark.skip(reason="It does not depend on the database, and runs with SQLite.")
    for item in items:
        uses_database = item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
        if item.get_closest_marker("once") or not uses_database:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _media_folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _empty_cache():
    """Rate limits count in the cache, which all tests of a process share."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _signing_key(tmp_path_factory):
    """Create a signing key, also for processes that tests start. Its PEM text does not contain the canary."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("signing")
        patch.setenv("SIGNING_KEYS", str(folder))
        patch.setattr(settings, "SIGNING_KEYS", folder)
        while (key := signing.make_key()) and CANARY in signing.public_keys()[key].pem.lower():
            for file in folder.iterdir():
                file.unlink()
        yield


@pytest.fixture(autouse=True)
def _random_text_without_canary(monkeypatch):
    """Random letters of slugs and tokens would spell the canary once in some thousand runs."""
    monkeypatch.setattr("releases.models.release.SUFFIX_LETTERS", "bcdfghjkmnprstvw23456789")
    monkeypatch.setattr("releases.models.access_link.AccessLink.new_token", _token)


def _token():
    while CANARY in (token := secrets.token_urlsafe(32)).lower():
        pass
    return token


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """Use a SQLite file as in production, so that threads share it. Neither engine waits for the disk.

    PostgreSQL refuses to drop a database in use, and a server thread may close its connection late.
    """
    options = connection.settings_dict.setdefault("OPTIONS", {})
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
        options["init_command"] = options.get("init_command", "") + "PRAGMA synchronous = OFF;"
    else:
        options["options"] = options.get("options", "") + " -c synchronous_commit=off"
        destroy = connection.creation._destroy_test_db
        connection.creation._destroy_test_db = lambda *database: (_close_connections(database[0]), destroy(*database))


def _close_connections(database):
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])


@pytest.fixture(scope="session", autouse=True)
def _triggers_off_during_flush():
    """Tests that commit empty all tables afterwards. Only here the triggers are dropped for that."""
    teardown = TransactionTestCase._fixture_teardown

    def teardown_without_triggers(self):
        with connection.schema_editor() as editor:
            drop_triggers(None, editor)
        try:
            teardown(self)
        finally:
            with connection.schema_editor() as editor:
                create_triggers(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown_without_triggers)
        yield
