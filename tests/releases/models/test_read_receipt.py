"""Who has read an edition before it was public: kept for good, and cheap to keep."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from releases.models import ReadReceipt
from releases.redaction import inventory
from tests.audit_records import recorded
from tests.factories import a_pass, an_editor, an_embargoed_edition

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def note(edition, at=NOW, **reader):
    ReadReceipt.record(edition.pk, edition.release_id, at, **reader)


@pytest.fixture
def look():
    edition = an_embargoed_edition()
    note(edition, person=an_editor())
    return ReadReceipt.objects.get()


def test_looks_within_a_minute_are_one(django_assert_num_queries):
    edition, person = an_embargoed_edition(), an_editor()
    note(edition, person=person)
    with django_assert_num_queries(1):
        note(edition, NOW + timedelta(seconds=59), person=person)
    look = ReadReceipt.objects.get()
    assert (look.first_at, look.last_at, look.times) == (NOW, NOW, 1)


def test_a_later_look_is_counted_on_the_same_line(django_assert_num_queries):
    edition, person, later = an_embargoed_edition(), an_editor(), NOW + timedelta(seconds=60)
    note(edition, person=person)
    with django_assert_num_queries(2):
        note(edition, later, person=person)
    look = ReadReceipt.objects.get()
    assert (look.first_at, look.last_at, look.times) == (NOW, later, 2)


def test_each_reader_and_each_edition_has_a_line():
    one, two, person = an_embargoed_edition(), an_embargoed_edition(), an_editor()
    note(one, person=person)
    note(one, person=an_editor())
    note(two, person=person)
    note(one, embargo_pass=a_pass(one.release))
    note(one, embargo_pass=a_pass(one.release))
    assert ReadReceipt.objects.count() == 5


def test_the_record_tells_of_a_person_once_and_of_a_pass_each_time(caplog, django_capture_on_commit_callbacks):
    edition, person = an_embargoed_edition(), an_editor(username="ada")
    link = a_pass(edition.release)
    with django_capture_on_commit_callbacks(execute=True):
        for minutes in range(3):
            note(edition, NOW + timedelta(minutes=minutes), person=person)
            note(edition, NOW + timedelta(minutes=minutes), embargo_pass=link)
    (read,) = recorded(caplog, "embargo.read")
    assert (read["by"], read["edition"], read["release"]) == ("ada", edition.pk, edition.release_id)
    assert [line["pass"] for line in recorded(caplog, "pass.read")] == [link.pk] * 3


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_the_database_deletes_no_look(look):
    refused(lambda: ReadReceipt.objects.all().delete())


@pytest.mark.parametrize(
    "change",
    [
        {"first_at": NOW + timedelta(days=1)},
        {"last_at": NOW - timedelta(days=1)},
        {"times": 0},
        {"edition": lambda: an_embargoed_edition()},
        {"person": lambda: an_editor()},
    ],
)
def test_the_database_changes_nothing_of_a_look_but_onwards(look, change):
    fields = {name: value() if callable(value) else value for name, value in change.items()}
    refused(lambda: ReadReceipt.objects.filter(pk=look.pk).update(**fields))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a way of SQLite's alone")
def test_sqlite_replaces_no_look(look):
    columns = "id, edition_id, person_id, first_at, last_at, times"
    values = f"99, {look.edition_id}, {look.person_id}, '2026-01-01', '2026-01-01', 1"
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(f"REPLACE INTO releases_readreceipt ({columns}) VALUES ({values})"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a way of PostgreSQL's alone")
def test_postgresql_empties_no_looks(look):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused(lambda: cursor.execute("TRUNCATE releases_readreceipt"))


def test_a_look_is_of_a_person_or_a_pass(look):
    refused(lambda: note(look.edition))
    refused(lambda: note(look.edition, person=an_editor(), embargo_pass=a_pass(look.edition.release)))


def test_whoever_has_looked_stays(look):
    with pytest.raises(models.ProtectedError):
        look.person.delete()


def test_a_look_holds_no_words_that_a_redaction_would_have_to_find():
    assert ReadReceipt not in inventory.get_models()
