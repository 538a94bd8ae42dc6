"""`manage.py verify` finds every change to what was issued, and reports no other fault."""

import io
import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.utils import timezone

from icnk.core.media import storage
from members.services import rename
from releases.issuing import workflow
from releases.models import DestroyedDocument, Edition, EditionMember, Redaction, Release, WorkflowEvent, search
from releases.redaction.redact import redact
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    an_archived_edition,
    an_attachment,
    an_editor,
    an_embargoed_edition,
    an_image,
)
from tests.releases.commands.verify_command import verify
from tests.tampering import forge, sql, without_triggers

pytestmark = pytest.mark.django_db


def a_full_draft():
    release = a_draft(members=[a_member(), a_member()], contacts=[a_contact()], quotes=["It is a quiet room,"])
    an_image(release)
    an_attachment(release)
    return release


def test_verify_finds_no_fault_in_untampered_editions():
    for make in (a_public_edition, an_embargoed_edition, a_stopped_edition, a_withdrawn_edition, an_archived_edition):
        make(a_full_draft())
    edition = a_superseded_edition(a_full_draft())
    workflow.correct(edition.release, by=a_publisher(), note="Later.", at=timezone.now() + timedelta(hours=1))
    workflow.stop(edition.release, by=a_publisher())
    workflow.correct(edition.release, by=a_publisher(), note="Now.")
    redact(["quiet room"], by=a_publisher(), reason="To protect somebody.")
    assert DestroyedDocument.objects.exists()
    assert verify() == []


def test_verify_exits_with_an_error_for_a_fault():
    forge(a_public_edition(), headline="Another")
    with pytest.raises(CommandError, match="1 fault was found") as raised:
        call_command("verify", stdout=io.StringIO())
    assert raised.value.returncode == 1


def test_verify_reports_what_it_checked():
    a_public_edition(a_full_draft())
    out = io.StringIO()
    call_command("verify", stdout=out)
    assert out.getvalue().startswith("Editions checked: 1; files: 3.")


COLUMNS = {
    "release_id": lambda edition: a_draft().pk,
    "language": lambda edition: "ko",
    "slug": lambda edition: "elsewhere",
    "number": lambda edition: 7,
    "kind": lambda edition: "withdrawal",
    "list_title": lambda edition: edition.list_title + " ",
    "kicker": lambda edition: edition.kicker.replace("S", "s"),
    "headline": lambda edition: "Another",
    "released_on": lambda edition: edition.released_on + timedelta(days=1),
    "public_from": lambda edition: edition.public_from + timedelta(microseconds=1),
    "public_until": lambda edition: edition.public_from + timedelta(days=1),
    "issued_at": lambda edition: edition.issued_at - timedelta(microseconds=1),
    "issued_by_id": lambda edition: an_editor().pk,
    "note": lambda edition: "A note.",
    "search_text": lambda edition: edition.search_text.replace("quiet", "loud"),
    "document": lambda edition: edition.document.replace("quiet", "quiEt"),
    "digest": lambda edition: edition.digest[:-1] + ("0" if edition.digest[-1] != "0" else "1"),
    "signature": lambda edition: ("B" if edition.signature[0] == "A" else "A") + edition.signature[1:],
    "key": lambda edition: edition.key[:-1] + ("0" if edition.key[-1] != "0" else "1"),
}


def test_verify_test_covers_every_edition_column():
    assert {field.attname for field in Edition._meta.concrete_fields} == {"id", *COLUMNS}


@pytest.mark.parametrize("column", COLUMNS)
def test_verify_finds_a_changed_column(column):
    edition = a_public_edition(a_full_draft())
    forge(edition, **{column: COLUMNS[column](edition)})
    assert verify()


def test_verify_describes_each_fault():
    edition = a_public_edition(a_draft(slug="sample"))
    forge(edition, headline="Another")
    assert verify() == ["en/sample, edition 1: its headline is not what the document says"]


def test_verify_finds_every_changed_byte():
    edition = a_public_edition(a_full_draft())
    for place in range(0, len(edition.document), 97):
        there = edition.document[place]
        forge(
            edition, document=edition.document[:place] + ("x" if there != "x" else "y") + edition.document[place + 1 :]
        )
        assert any("its text is not the one that was issued" in line for line in verify())
    forge(edition, document=edition.document)
    assert verify() == []


@pytest.mark.parametrize(
    "document",
    [
        lambda text: "",
        lambda text: "[]",
        lambda text: text.replace('"schema":3', '"schema":99'),
        lambda text: text.replace('"body":"<p>', '"body":null,"x":"<p>'),
        lambda text: re.sub(r'"quotes":\[.*?\]', '"quotes":[1]', text),
        lambda text: re.sub(r"[0-9a-f]{32}\.pdf", "../../secret.pdf", text),
    ],
)
def test_verify_continues_after_an_unreadable_document(document):
    edition, other = a_public_edition(a_full_draft()), a_public_edition(a_draft(slug="other"))
    assert document(edition.document) != edition.document
    forge(edition, document=document(edition.document))
    forge(other, headline="Another")
    lines = verify()
    assert any(line.endswith("its document cannot be read") for line in lines)
    assert any(line.startswith("en/other") for line in lines)


def test_verify_finds_a_document_with_a_recomputed_digest():
    edition = a_public_edition(a_draft())
    document = edition.document.replace("opened", "closed")
    forge(edition, document=document, digest=Edition.digest_of(document))
    assert any("its signature does not fit" in line for line in verify())


def test_verify_names_an_unknown_key(settings, tmp_path):
    edition = a_public_edition()
    settings.SIGNING_KEYS = tmp_path
    assert any(f"a key that is not known here: {edition.key}" in line for line in verify())


def test_verify_finds_a_missing_edition():
    first = a_superseded_edition()
    with without_triggers():
        for table in ("releases_editionmember", "releases_editioncontact", "releases_editionquote"):
            sql(f"DELETE FROM {table}")
        sql("UPDATE releases_workflowevent SET edition_id = NULL WHERE edition_id = %s", [first.pk])
        sql("DELETE FROM releases_edition WHERE id = %s", [first.pk])
    assert any("does not follow on the edition before" in line for line in verify())


def test_verify_finds_a_workflow_event_without_its_edition():
    edition = a_public_edition()
    WorkflowEvent.objects.filter(edition=edition).update(edition=None)
    (gone, told) = verify()
    assert (
        gone == f"An edition of release {edition.release_id} that was issued on {edition.issued_at:%Y-%m-%d} is gone."
    )
    assert "no act tells" in told


@pytest.mark.parametrize("what", ["digest", "signature", "key"])
def test_verify_finds_a_changed_redaction_record(what):
    first = a_superseded_edition(a_draft(body="<p>Zoya Zed spoke.</p>"))
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    destroyed = first.destroyed.get()
    with without_triggers():
        DestroyedDocument.objects.filter(pk=destroyed.pk).update(**{what: getattr(destroyed, what)[::-1]})
    assert verify()


@pytest.mark.parametrize(
    "change",
    [
        lambda edition: edition.quote_index.update(speaker="Another"),
        lambda edition: edition.quote_index.all().delete(),
        lambda edition: edition.file_index.all()[0].delete(),
        lambda edition: edition.file_index.create(name=f"{'0' * 32}.pdf"),
        lambda edition: EditionMember.objects.filter(edition=edition, position=1).delete(),
        lambda edition: edition.contact_index.update(position=9),
        lambda edition: edition.member_index.update(signed=edition.content.members_are != "signed"),
        lambda edition: EditionMember.objects.filter(edition=edition, position=1).update(member=a_member()),
        lambda edition: search.index_edition(edition.pk, edition, "Other words"),
        lambda edition: sql("DELETE FROM releases_search"),
    ],
)
def test_verify_finds_a_changed_index(change):
    edition = a_public_edition(a_full_draft())
    with without_triggers():
        change(edition)
    assert len(verify()) == 1


def test_verify_finds_a_restarted_edition():
    edition = a_stopped_edition(slug="sample")
    forge(edition, public_until=None)
    assert verify() == ["en/sample, edition 1: it was stopped, and is not any more"]


def test_verify_finds_an_edition_stopped_by_nobody():
    edition = an_embargoed_edition(slug="sample")
    forge(edition, public_until=edition.public_from)
    assert verify() == ["en/sample, edition 1: no act tells that it was stopped"]


def test_verify_accepts_an_edition_withdrawn_before_its_start():
    release = a_public_edition().release
    workflow.correct(release, by=a_publisher(), note="Later.", at=timezone.now() + timedelta(hours=1))
    workflow.withdraw(release, by=a_publisher(), reason="A sample reason.")
    assert verify() == []


def test_verify_accepts_members_with_one_name():
    first, second = a_member(name="Zoya Zed"), a_member(name="Yuri Zed")
    a_public_edition(a_draft(members=[first, second]))
    rename(first, name="Sample Zed", as_printed="", on=timezone.localdate(), by=an_editor())
    third = a_member(name="Zoya Zed")
    a_public_edition(a_draft(members=[third]))
    assert verify() == []
    redact(["Zoya Zed", "Yuri Zed"], by=a_publisher(), reason="To protect them.")
    assert verify() == []


def test_verify_finds_an_invented_redaction():
    """Otherwise an edition could follow any text that was ever signed."""
    first = a_superseded_edition()
    redaction = Redaction.objects.create(by=an_editor(), at=timezone.now(), reason="Invented.")
    was = {name: getattr(first, name) for name in ("digest", "signature", "key")}
    DestroyedDocument.objects.create(edition=first, redaction=redaction, **was)
    assert len(verify()) == 1


@pytest.mark.parametrize("damage", ["gone", "changed", "shorter"])
def test_verify_finds_a_damaged_file(damage):
    edition = a_public_edition(a_full_draft())
    for file in edition.content.files():
        place, data = storage.storage_path(file.name), storage.read(file.name)
        default_storage.delete(place)
        if damage != "gone":
            changed = bytes([data[0] ^ 1]) + data[1:] if damage == "changed" else data[:-1]
            default_storage.save(place, ContentFile(changed))
        assert [file.name in line for line in verify()] == [True]
        default_storage.delete(place)
        default_storage.save(place, ContentFile(data))
    assert verify() == []


def test_verify_finds_a_changed_slug_of_an_issued_release():
    edition = a_public_edition(a_draft(slug="sample"))
    Release.objects.filter(pk=edition.release_id).update(slug="moved")
    assert verify() == ["en/sample, edition 1: it stands at another address than its release"]
