from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.utils import timezone

from releases.document import schema
from releases.migrations import _triggers
from releases.models import Edition, Release
from tests import factories
from tests.factories import (
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawal,
    a_withdrawn_edition,
    an_archived_edition,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db

EVERY_STATE = [
    a_public_edition,
    an_embargoed_edition,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    a_withdrawal,
    an_archived_edition,
]


@pytest.mark.parametrize("make", EVERY_STATE)
def test_edition_methods_and_querysets_agree(make):
    edition, at = make(), timezone.now()
    assert Edition.objects.public(at).contains(edition) is edition.is_public(at)
    assert Edition.objects.in_force(at).contains(edition) is edition.is_in_force(at)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (a_public_edition, {"in_force", "public", "archive"}),
        (an_archived_edition, {"in_force", "public", "archive"}),
        (an_embargoed_edition, {"embargoed"}),
        (a_stopped_edition, set()),
        (a_superseded_edition, {"archive"}),
        (a_withdrawn_edition, set()),
        (a_withdrawal, {"in_force"}),
    ],
)
def test_edition_querysets_contain_expected_states(make, words):
    edition, at = make(), timezone.now()
    every = {"in_force", "public", "archive", "embargoed"}
    assert {word for word in every if getattr(Edition.objects, word)(at).contains(edition)} == words


@pytest.mark.parametrize("word", ["in_force", "public", "archive", "embargoed", "started"])
def test_edition_queryset_uses_current_time_without_instant(word):
    edition = a_superseded_edition() if word == "archive" else a_public_edition()
    if word == "embargoed":
        edition = an_embargoed_edition()
    assert getattr(Edition.objects, word)().contains(edition)


def test_embargoed_edition_becomes_public_by_time_alone():
    edition = an_embargoed_edition()
    begins = edition.public_from
    assert not Edition.objects.public(begins - timedelta(microseconds=1000)).contains(edition)
    assert Edition.objects.public(begins).contains(edition)


def test_public_queryset_shows_a_past_state():
    edition = a_superseded_edition()
    assert Edition.objects.public(edition.public_from).get() == edition


CHANGES = {
    "an update": lambda edition: Edition.objects.filter(pk=edition.pk).update(document="{}"),
    "an update of the headline": lambda edition: Edition.objects.filter(pk=edition.pk).update(headline="Other"),
    "an update of the beginning": lambda edition: Edition.objects.filter(pk=edition.pk).update(
        public_from=timezone.now() - timedelta(days=9)
    ),
    "a delete": lambda edition: Edition.objects.filter(pk=edition.pk).delete(),
    "a raw delete": lambda edition: Edition.objects.filter(pk=edition.pk)._raw_delete("default"),
    "an instance's delete": lambda edition: edition.delete(),
    "SQL update": lambda edition: sql("UPDATE releases_edition SET document = '{}'"),
    "SQL update to nothing": lambda edition: sql("UPDATE releases_edition SET document = ''"),
    "SQL delete": lambda edition: sql("DELETE FROM releases_edition"),
}
SQLITE_CHANGES = {
    "REPLACE by key": lambda edition: sql(
        "INSERT OR REPLACE INTO releases_edition SELECT id, language, slug, number, kind, 'Other', kicker, headline, "
        "released_on, public_from, public_until, issued_at, note, search_text, '{}', digest, issued_by_id, release_id, "
        "signature, key FROM releases_edition"
    ),
}
POSTGRESQL_CHANGES = {
    "TRUNCATE": lambda edition: sql("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE releases_edition CASCADE"),
}


def sql(signed_message):
    with connection.cursor() as cursor:
        cursor.execute(signed_message)


def change_names():
    return [*CHANGES, *(SQLITE_CHANGES if connection.vendor == "sqlite" else POSTGRESQL_CHANGES)]


@pytest.mark.parametrize("change", change_names())
@pytest.mark.parametrize("make", [a_public_edition, a_stopped_edition, a_withdrawn_edition])
def test_database_refuses_to_change_or_delete_an_edition(make, change):
    edition = make(members=[a_member()])
    before = list(Edition.objects.values())
    do = {**CHANGES, **SQLITE_CHANGES, **POSTGRESQL_CHANGES}[change]
    with pytest.raises(IntegrityError), transaction.atomic():
        do(edition)
    assert list(Edition.objects.values()) == before


REPLACING = {
    "another open edition": """
        INSERT OR REPLACE INTO releases_edition SELECT id + 1000, language, slug, number + 1, kind, 'Other', kicker,
        headline, released_on, public_from, public_until, issued_at, note, search_text, '{}', digest, issued_by_id,
        release_id, signature, key FROM releases_edition WHERE public_until IS NULL""",
    "reopening": "UPDATE OR REPLACE releases_edition SET public_until = NULL WHERE number = 1",
    "another's key": """
        UPDATE OR REPLACE releases_edition SET id = (SELECT max(id) FROM releases_edition) WHERE number = 1""",
    "another's rowid": """
        UPDATE OR REPLACE releases_edition SET rowid = (SELECT max(id) FROM releases_edition) WHERE number = 1""",
    "a new rowid": "UPDATE releases_edition SET rowid = rowid + 1000",
    "the same": "INSERT OR REPLACE INTO releases_edition SELECT * FROM releases_edition",
}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="REPLACE is SQLite's")
@pytest.mark.parametrize("signed_message", REPLACING.values(), ids=REPLACING)
def test_replace_cannot_bypass_the_edition_trigger(signed_message):
    a_superseded_edition()
    before = list(Edition.objects.values())
    with pytest.raises(IntegrityError), transaction.atomic():
        sql(signed_message)
    assert list(Edition.objects.values()) == before


@pytest.mark.parametrize(
    "until",
    [
        pytest.param(F("public_from"), id="as if it had been stopped"),
        pytest.param(timezone.now() - timedelta(hours=1), id="earlier"),
    ],
)
def test_public_until_cannot_move_into_the_past(until):
    for make in (an_archived_edition, a_superseded_edition):
        edition = make()
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(public_until=until)
        assert Edition.objects.archive().contains(edition)


def test_public_until_cannot_change_once_passed():
    edition = a_superseded_edition()
    for until in (None, timezone.now() + timedelta(hours=1)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(public_until=until)


def test_edition_member_and_contact_indexes_cannot_change():
    edition, other = a_public_edition(members=[a_member()]), a_member()
    changes = [
        lambda: edition.member_index.update(member=other),
        lambda: edition.member_index.update(signed=True),
        lambda: edition.member_index.all().delete(),
        lambda: edition.member_index.create(member=other, position=0, signed=True),
    ]
    before = list(edition.member_index.values())
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    assert list(edition.member_index.values()) == before


def test_slug_belongs_to_one_release():
    edition = a_public_edition()
    Release.objects.filter(pk=edition.release_id).update(slug="moved")
    other = a_draft(slug=edition.slug)
    with pytest.raises(IntegrityError), transaction.atomic():
        a_public_edition(other)


def test_triggers_exist_after_migrations():
    names = "name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        names = "tgname FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names}")
        there = {name for (name,) in cursor.fetchall()}
    sqlite = connection.vendor == "sqlite"
    assert there == (set().union(*_triggers.SQLITE.values()) if sqlite else set(_triggers.POSTGRESQL))


def test_edition_stores_the_digest_of_its_document():
    edition = a_public_edition()
    assert edition.digest == Edition.digest_of(edition.document)


def test_same_text_issued_twice_has_different_digests():
    same = {"headline": "Sample", "body": "<p>Same.</p>", "released_on": "2026-03-02"}
    one, two = a_public_edition(a_draft(**same)), a_public_edition(a_draft(**same, slug="other"))
    assert one.digest != two.digest
    assert len(one.content.salt) == 64
    assert one.content.salt != two.content.salt


def test_edition_names_the_digest_of_the_previous_one():
    first = a_superseded_edition()
    second = first.release.editions.get(number=2)
    assert second.content.previous == first.digest
    assert first.content.previous == ""


def test_stopped_edition_leaves_no_gap_in_numbers_and_chain():
    first = a_public_edition()
    factories.workflow.correct(first.release, by=a_publisher(), note="Later.", at=timezone.now() + timedelta(hours=1))
    factories.workflow.stop(first.release, by=a_publisher())
    third = factories.workflow.correct(first.release, by=a_publisher(), note="Now.")
    assert (third.number, third.content.previous) == (2, first.digest)


def test_release_with_an_edition_cannot_be_deleted():
    release = a_public_edition().release
    with pytest.raises(IntegrityError):
        release.delete()


def test_document_survives_dump_and_load():
    document = a_public_edition(a_draft(members=[a_member()], quotes=["It is a quiet room,"])).content
    assert schema.load(schema.dump(document)) == document


def test_load_raises_for_unknown_schema():
    with pytest.raises(schema.UnknownSchema, match="schema 99"):
        schema.load('{"schema": 99}')
