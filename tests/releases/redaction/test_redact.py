"""Redaction removes a name from every record and keeps the chain of editions."""

import json
from itertools import pairwise
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import DatabaseError, models, transaction
from django.urls import reverse
from django.utils import timezone

from icnk.core.history.models import save_version
from releases.document.html import sanitize
from releases.issuing import workflow
from releases.models import Autosave, DestroyedDocument, Edition, Redaction, Release, WorkflowEvent
from releases.redaction.inventory import iter_records
from releases.redaction.matcher import Redactor
from releases.redaction.redact import find_occurrences, redact
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_person,
    a_public_edition,
    a_publisher,
    a_review,
    a_superseded_edition,
    a_writer,
)
from tests.releases.admin.forms import filled

pytestmark = pytest.mark.django_db
TERMS = ["Zoya Zed", "Zed Zoya", "조야"]
WHY = "Her family asked for it."


def a_named_newsroom():
    """A corrected public release with her name in every text field of it and its related records."""
    member = a_member(
        name="Zoya Zed", as_printed="Zoya Zed (Witness)", kind="individual", website="https://zoyazed.example.org/"
    )
    member.names.create(name="Zed, Zoya", kind="former")
    member.names.create(name="조야", kind="translated", language="ko")
    contact = a_contact(name="Zoya  Zed", title="Friend of zoya zed")
    contact.channels.create(as_printed="email: zoya.zed@example.org", position=2)
    release = a_draft(
        headline="Zoya Zed Speaks",
        slug="zoya-zed-speaks",
        body="<p>“It was cold,” said Zoya <strong>Zed</strong>. 조야는 돌아왔다. Planned by Zoyan Zedder.</p>",
        source="ZOYA-ZED in the source",
        unassigned="",
        members=[member],
        contacts=[contact],
        quotes=["It was cold,"],
    )
    release.quotes.update(speaker="Zoya Zed", cleared_by="Zoya Zed")
    edition = a_superseded_edition(release)
    save_version(release, by=a_writer())
    form = urlencode({"headline": "Zoya Zed, again", "body": "조야"})
    Autosave.objects.create(
        release=release, person=a_writer(), opened_at=timezone.now(), seen_at=timezone.now(), form=form
    )
    workflow.send_for_review(release, by=a_writer(), remark="Ask Zoya Zed.")
    LogEntry.objects.log_actions(a_writer().pk, [release], CHANGE, "Zoya Zed changed.")
    return edition


def everything():
    """Return all texts of all records."""
    for record in iter_records():
        for field in record._meta.concrete_fields:
            if isinstance(field, (models.CharField, models.TextField, models.JSONField)):
                value = getattr(record, field.attname)
                yield json.dumps(value, ensure_ascii=False) if isinstance(field, models.JSONField) else str(value)


def test_find_occurrences_searches_all_records_without_changes():
    a_named_newsroom()
    kinds = {str(place.kind) for place in find_occurrences(TERMS)}
    assert kinds == {
        *("release", "edition", "quote", "press contact", "signatory", "channel", "coalition member", "name"),
        *("version", "unsaved text", "act", "log entry"),
    }
    assert not Redaction.objects.exists()


def test_redaction_removes_the_name_everywhere(client):
    edition = a_named_newsroom()
    redact(TERMS, by=a_publisher(), reason=WHY)
    redactor = Redactor(TERMS, "")
    assert [
        text for text in everything() if redactor.matches(text) or "zoya" in text.casefold().replace("zoyan", "")
    ] == []
    page = client.get(Edition.objects.public().get().get_absolute_url())
    assert page.status_code == 200
    assert "[name withheld]" in page.content.decode()
    assert "Words were taken out of this text to protect a person." in page.content.decode()
    assert "Zoyan Zedder" in page.content.decode()
    for address in (edition.get_absolute_url(), f"{edition.get_absolute_url()}editions/1/", "/members/zoya-zed/"):
        response = client.get(address)
        assert response.status_code == 410, address
        assert "zoya" not in response.content.decode().casefold()


def test_redaction_destroys_document_and_salt_and_keeps_the_chain():
    a_named_newsroom()
    before = list(Edition.objects.order_by("number").values("pk", "digest", "document"))
    redact(TERMS, by=a_publisher(), reason=WHY)
    after = list(Edition.objects.order_by("number"))
    for old, new in zip(before, after, strict=True):
        assert json.loads(old["document"])["salt"] not in new.document
        assert new.digest == Edition.digest_of(new.document) != old["digest"]
        assert list(new.destroyed.values_list("digest", flat=True)) == [old["digest"]]
    for one, following in pairwise(after):
        assert following.content.previous in {one.digest, *one.destroyed.values_list("digest", flat=True)}


def test_redaction_records_person_and_reason():
    a_named_newsroom()
    publisher = a_publisher()
    found = len(find_occurrences(TERMS))
    redaction = redact(TERMS, by=publisher, reason=WHY)
    assert (redaction.by, redaction.reason, redaction.places) == (publisher, WHY, found)
    assert WorkflowEvent.objects.filter(verb=WorkflowEvent.Verb.REDACT).count() == 1


def test_redaction_makes_open_forms_stale():
    edition = a_named_newsroom()
    release = Release.objects.get(pk=edition.release_id)
    redact(TERMS, by=a_publisher(), reason=WHY)
    assert Release.objects.get().version == release.version + 1


def test_redaction_does_not_change_other_releases():
    other = a_superseded_edition()
    a_named_newsroom()
    redact(TERMS, by=a_publisher(), reason=WHY)
    fresh = Edition.objects.get(pk=other.pk)
    assert (fresh.document, fresh.digest, fresh.destroyed.count()) == (other.document, other.digest, 0)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"terms": ["", " "]}, "Say which name or words"),
        ({"terms": ["Z"]}, "too short"),
        ({"reason": " "}, "Say why"),
        ({"reason": "Zoya Zed asked for it."}, "must not hold the words themselves"),
        ({"note": "About zoya-zed."}, "must not hold the words themselves"),
        ({"terms": ["Nobody Here"]}, "nowhere to be found"),
    ],
)
def test_invalid_redaction_is_refused_and_changes_nothing(given, words):
    a_named_newsroom()
    before = list(Edition.objects.values("document"))
    asked = {"terms": TERMS, "reason": WHY} | given
    with pytest.raises(workflow.ActionRefused, match=words):
        redact(asked.pop("terms"), by=a_publisher(), **asked)
    assert list(Edition.objects.values("document")) == before
    assert not Redaction.objects.exists()


def test_writer_may_not_redact():
    a_named_newsroom()
    with pytest.raises(workflow.ActionRefused, match="may not do this"):
        redact(TERMS, by=a_writer(), reason=WHY)


def test_administrator_may_redact():
    a_named_newsroom()
    assert redact(TERMS, by=a_person("administrator"), reason=WHY)


@pytest.mark.parametrize(
    "text",
    [
        "Zoya Zed",
        "ZOYA ZED",
        "Zoya\n  Zed",
        "Zoya-Zed",
        "zoyazed",
        "Zo<em>ya</em> Zed",
        "Zoya&nbsp;Zed",
        "Zo\u200bya Zed",
        "조야는",
    ],
)
def test_redactor_finds_all_spellings(text):
    assert Redactor(TERMS, "×").redact_text(f"So {text}.").startswith("So ×")


@pytest.mark.parametrize("text", ["Zoyan Zed", "Zoya Zedder", "Zoya met Zed"])
def test_redactor_keeps_other_names(text):
    assert Redactor(TERMS, "×").redact_text(text) == text


def test_database_refuses_to_change_a_document_without_a_redaction():
    edition = a_superseded_edition()
    for change in ({"document": "{}"}, {"headline": "x"}, {"digest": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**change)


def test_destroyed_digest_allows_one_change_and_cannot_change():
    edition = a_named_newsroom()
    redact(TERMS, by=a_publisher(), reason=WHY)
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(document="{}", digest="x")
    with pytest.raises(DatabaseError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(released_on="2020-01-01")
    for change in (lambda rows: rows.update(digest="x"), lambda rows: rows._raw_delete(rows.db)):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(DestroyedDocument.objects.all())


def test_replacement_is_not_a_pattern():
    assert Redactor(["Zoya Zed"], r"[\g<0>\1]").redact_text("Zoya Zed spoke.") == r"[\g<0>\1] spoke."


def test_redaction_removes_percent_encoded_names(client):
    link = "https://ko.wikipedia.org/wiki/%EA%B9%80%ED%91%9C%EB%B3%B8"
    edition = a_public_edition(a_draft(body=f'<p>Read <a href="{link}">more</a>.</p><p>Words.</p>'))
    redact(["김표본"], by=a_publisher(), reason=WHY)
    assert "%EA%B9%80" not in client.get(edition.get_absolute_url()).content.decode()


def test_redaction_removes_names_with_apostrophes_from_the_slug(client):
    release = a_draft(headline="Ch'oe Ch'ol-su Speaks", slug="")
    edition = a_public_edition(release)
    assert "choe-chol-su" in edition.slug
    redact(["Ch'oe Ch'ol-su"], by=a_publisher(), reason=WHY)
    assert client.get(edition.get_absolute_url()).status_code == 410
    assert "choe" not in Edition.objects.get().slug


def test_redaction_removes_korean_names_from_the_admin_log(admin_client):
    release = a_draft(body="<p>“조용한 방이다,” 김표본이 말했다.</p>")
    there = reverse("admin:releases_release_change", args=[release.pk])
    admin_client.post(there, filled(admin_client, there) | {"_quotes": "1"})
    LogEntry.objects.log_actions(
        a_writer().pk, [release], CHANGE, [{"added": {"name": "quote", "object": "김표본: 말"}}]
    )
    redact(["김표본"], by=a_publisher(), reason=WHY)
    assert not any("김표본" in entry.get_change_message() for entry in LogEntry.objects.all())


def test_redaction_removes_the_name_from_the_slug_of_a_review():
    review = a_review(a_draft(slug="zoya-zed-speaks-abcd", headline="Zoya Zed Speaks"))
    redact(["Zoya Zed"], by=a_publisher(), reason=WHY)
    review.refresh_from_db()
    assert "zoya" not in review.document.casefold()


def test_redaction_does_not_retire_private_addresses(client):
    a_member(name="Zoya Zed", listed_since=None)
    a_draft(slug="zoya-zed-speaks", headline="Zoya Zed Speaks")
    redact(["Zoya Zed"], by=a_publisher(), reason=WHY)
    assert client.get("/members/zoya-zed/").status_code == 404
    assert client.get("/information/releases/zoya-zed-speaks/").status_code == 404


def test_redaction_keeps_tags_balanced():
    edition = a_public_edition(a_draft(body="<p><strong>Zoya</strong> Zed spoke <em>twice</em>.</p><p>More.</p>"))
    redact(["Zoya Zed"], by=a_publisher(), reason=WHY)
    body = Edition.objects.get(pk=edition.pk).content.body
    assert body == sanitize(body)
    assert "[name withheld]</strong> spoke <em>twice</em>." in body


def test_redaction_covers_the_reasons_of_earlier_ones():
    a_draft(headline="Lea Lot and Zoya Zed")
    first = redact(["Lea Lot"], by=a_publisher(), reason="Zoya Zed asked us.")
    redact(["Zoya Zed"], by=a_publisher(), reason=WHY)
    first.refresh_from_db()
    assert first.reason == "[name withheld] asked us."
