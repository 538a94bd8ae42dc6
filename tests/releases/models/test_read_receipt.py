"""Read receipts of embargoed editions: they are permanent, and one row each."""

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


def record_read(edition, at=NOW, **reader):
    ReadReceipt.record(edition.pk, edition.release_id, at, **reader)


@pytest.fixture
def receipt():
    edition = an_embargoed_edition()
    record_read(edition, person=an_editor())
    return ReadReceipt.objects.get()


def test_reads_within_a_minute_count_once(django_assert_num_queries):
    edition, person = an_embargoed_edition(), an_editor()
    record_read(edition, person=person)
    with django_assert_num_queries(1):
        record_read(edition, NOW + timedelta(seconds=59), person=person)
    receipt = ReadReceipt.objects.get()
    assert (receipt.first_at, receipt.last_at, receipt.times) == (NOW, NOW, 1)


def test_later_read_increments_the_same_receipt(django_assert_num_queries):
    edition, person, later = an_embargoed_edition(), an_editor(), NOW + timedelta(seconds=60)
    record_read(edition, person=person)
    with django_assert_num_queries(2):
        record_read(edition, later, person=person)
    receipt = ReadReceipt.objects.get()
    assert (receipt.first_at, receipt.last_at, receipt.times) == (NOW, later, 2)


def test_each_reader_and_edition_has_its_own_receipt():
    one, two, person = an_embargoed_edition(), an_embargoed_edition(), an_editor()
    record_read(one, person=person)
    record_read(one, person=an_editor())
    record_read(two, person=person)
    record_read(one, embargo_pass=a_pass(one.release))
    record_read(one, embargo_pass=a_pass(one.release))
    assert ReadReceipt.objects.count() == 5


def test_audit_log_has_one_entry_per_person_and_every_read_of_a_pass(caplog, django_capture_on_commit_callbacks):
    edition, person = an_embargoed_edition(), an_editor(username="ada")
    link = a_pass(edition.release)
    with django_capture_on_commit_callbacks(execute=True):
        for minutes in range(3):
            record_read(edition, NOW + timedelta(minutes=minutes), person=person)
            record_read(edition, NOW + timedelta(minutes=minutes), embargo_pass=link)
    (read,) = recorded(caplog, "embargo.read")
    assert (read["by"], read["edition"], read["release"]) == ("ada", edition.pk, edition.release_id)
    assert [line["pass"] for line in recorded(caplog, "pass.read")] == [link.pk] * 3


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


def test_database_refuses_to_delete_a_read_receipt(receipt):
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
def test_database_lets_a_read_receipt_only_count_up(receipt, change):
    fields = {name: value() if callable(value) else value for name, value in change.items()}
    refused(lambda: ReadReceipt.objects.filter(pk=receipt.pk).update(**fields))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a way of SQLite's alone")
def test_sqlite_refuses_to_replace_a_read_receipt(receipt):
    columns = "id, edition_id, person_id, first_at, last_at, times"
    values = f"99, {receipt.edition_id}, {receipt.person_id}, '2026-01-01', '2026-01-01', 1"
    with connection.cursor() as cursor:
        refused(lambda: cursor.execute(f"REPLACE INTO releases_readreceipt ({columns}) VALUES ({values})"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a way of PostgreSQL's alone")
def test_postgresql_refuses_to_truncate_read_receipts(receipt):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        refused(lambda: cursor.execute("TRUNCATE releases_readreceipt"))


def test_read_receipt_needs_a_person_or_a_pass(receipt):
    refused(lambda: record_read(receipt.edition))
    refused(lambda: record_read(receipt.edition, person=an_editor(), embargo_pass=a_pass(receipt.edition.release)))


def test_reader_with_a_receipt_cannot_be_deleted(receipt):
    with pytest.raises(models.ProtectedError):
        receipt.person.delete()


def test_read_receipt_has_no_text_to_redact():
    assert ReadReceipt not in inventory.get_models()
