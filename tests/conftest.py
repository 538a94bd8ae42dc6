import secrets

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase

from releases.document import signing
from releases.migrations._triggers import create_triggers, drop_triggers


def pytest_collection_modifyitems(items):
    """What asks no database, or the same of each, is tried once: beside SQLite."""
    if connection.vendor == "sqlite":
        return
    for item in items:
        asks = item.get_closest_marker("django_db") or {"db", "transactional_db"}.intersection(item.fixturenames)
        if item.get_closest_marker("once") or not asks:
            item.add_marker(pytest.mark.skip(reason="It does not depend on the database, and runs beside SQLite."))


@pytest.fixture(autouse=True)
def _files_of_its_own(tmp_path, settings):
    """Each test stores its files where no other one does."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _counted_from_nothing():
    """How often an address asked is counted in the cache, which all tests of a process share."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _a_key_to_sign_with(tmp_path_factory):
    """Also for the processes that tests start. Its letters spell no canary, as below."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("signing")
        patch.setenv("SIGNING_KEYS", str(folder))
        patch.setattr(settings, "SIGNING_KEYS", folder)
        while (key := signing.make_key()) and "zqx" in signing.public_keys()[key].pem.lower():
            for file in folder.iterdir():
                file.unlink()
        yield


@pytest.fixture(autouse=True)
def _nothing_random_spells_a_canary(monkeypatch):
    """Many tests look for *zqx*, which the letters of a new address or link would spell once in some thousand runs."""
    monkeypatch.setattr("releases.models.release.SUFFIX", "bcdfghjkmnprstvw23456789")
    monkeypatch.setattr("releases.models.access_link.Link.new_token", _token)


def _token():
    while "zqx" in (token := secrets.token_urlsafe(32)).lower():
        pass
    return token


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory, django_db_modify_db_settings_parallel_suffix):
    """SQLite in a file, as people run it: a server and threads share it as they would there. PostgreSQL drops no
    database in which somebody still is, and a thread of a server may leave a moment later."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.mktemp("database") / "test.sqlite3")
    else:
        destroy = connection.creation._destroy_test_db
        connection.creation._destroy_test_db = lambda *database: (_send_everybody_out(database[0]), destroy(*database))


def _send_everybody_out(database):
    with connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])


@pytest.fixture(scope="session", autouse=True)
def _emptying_tables_steps_around_the_trigger():
    """Tests that commit empty all tables afterwards. Here, and nowhere else, the triggers are taken off for that."""
    teardown = TransactionTestCase._fixture_teardown

    def thawed_teardown(self):
        with connection.schema_editor() as editor:
            drop_triggers(None, editor)
        try:
            teardown(self)
        finally:
            with connection.schema_editor() as editor:
                create_triggers(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", thawed_teardown)
        yield
