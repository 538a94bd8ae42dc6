"""Removes a person's name or words from everything the newsroom holds, to protect them.

Backups, copies made by others, and unsaved text in a browser are out of reach.
"""

import json
import secrets
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial

from ckeditor.fields import RichTextField
from django.db import connection, models, transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core import audit_log
from icnk.core.clock import database_now
from icnk.core.history.models import WorkingRecord, save_version
from icnk.core.media import storage
from icnk.core.text import unique_slug
from members.models import CoalitionMember, MemberName
from releases import render_cache
from releases.document import schema, signing
from releases.document.html import sanitize
from releases.issuing.compose import search_text
from releases.issuing.edition_chain import reindex_document, sign_document
from releases.issuing.errors import ActionRefused, audited_action
from releases.issuing.workflow import require_permission
from releases.models import (
    Attachment,
    Autosave,
    DestroyedDocument,
    Edition,
    EditionMember,
    LeadImage,
    OutsideReview,
    Redaction,
    Release,
    RetiredAddress,
    WorkflowEvent,
    search,
)

from . import inventory
from .matcher import Redactor

MIN_TERM_LENGTH = 2  # letters and digits


def find_occurrences(terms: list[str]) -> list[inventory.Occurrence]:
    """Find the terms in all records. Raises `ActionRefused` if a term is too short."""
    redactor = _get_redactor(terms)
    files = inventory.RedactedFiles(redactor)
    return [each for record in inventory.iter_records() for each in inventory.iter_occurrences(record, redactor, files)]


@audited_action
def redact(terms: list[str], *, by, reason: str, replacement: str = "", note: str = "") -> Redaction:
    """Remove the terms from all records in one transaction.

    `reason` is never public. `note` is printed under each redacted text; empty: a standard note.
    Raises `ActionRefused`.
    """
    require_permission(by, "redact")
    _lock_tables()
    redactor = _get_redactor(terms, replacement or _("[name withheld]"))
    _check_texts(redactor, reason, replacement, note)
    files = inventory.RedactedFiles(redactor)
    found = {}
    for record in inventory.iter_records():
        count = sum(1 for _each in inventory.iter_occurrences(record, redactor, files))
        if count or files.is_held_by(record):
            found[record] = count
    if not found:
        raise ActionRefused(gettext_lazy("These words are nowhere to be found, so nothing was changed."), "not_found")
    places = sum(found.values())
    redaction = Redaction.objects.create(
        by=by, at=database_now(), reason=reason.strip(), note=note.strip(), places=places
    )
    _RedactionRun(redactor, redaction, files).redact_all(list(found))
    editions = [record.pk for record in found if isinstance(record, Edition)]
    transaction.on_commit(partial(_delete_files, sorted(files.names), editions))
    facts = {"places": places, "editions": sorted(editions), "files": len(files.names)}
    audit_log.record_on_commit("redaction.made", by=by, redaction=redaction.pk, **facts)
    return redaction


def _delete_files(names, editions):
    """Delete files and cached renderings. If the storage fails at one file, the others are still deleted."""
    with ExitStack() as stack:
        for name in names:
            stack.callback(storage.delete_files, [name])
        stack.callback(render_cache.clear, editions)


class _RedactionRun:
    """Redacts the records found for one redaction."""

    def __init__(self, redactor, redaction, files):
        self.redactor, self.redaction, self.files = redactor, redaction, files
        self.addresses = {}  # (language, slug) → the new slug

    def redact_all(self, found):
        for record in found:
            if isinstance(record, Edition):
                self._redact_edition(record)
            elif isinstance(record, MemberName) or (
                isinstance(record, LeadImage | Attachment) and self.files.is_held_by(record)
            ):
                type(record)._base_manager.filter(pk=record.pk).delete()  # it holds nothing else
            else:
                self._redact_record(record)
        search.purge_deleted()
        self._save_versions(found)

    def _redact_edition(self, edition):
        """Replace the document and its salt by a redacted successor, which carries the note."""
        with translation.override(edition.language):
            note = self.redaction.note or _("Words were taken out of this text to protect a person.")
        document = replace(
            self.redactor.redact_document(self.files.load_document(edition.document)),
            slug=self._redact_address(edition.language, edition.slug),
            salt=secrets.token_hex(32),
            redacted_at=self.redaction.at,
            redaction=note,
        )
        text = schema.dump(document)
        former = {name: getattr(edition, name) for name in ("digest", "signature", "key")}
        DestroyedDocument.objects.create(edition=edition, redaction=self.redaction, **former)
        columns = {name: getattr(document, name) for name in ("slug", "list_title", "kicker", "headline", "note")}
        columns = {name: value[: Edition._meta.get_field(name).max_length] for name, value in columns.items()}
        columns |= self._sign(edition, text)
        Edition.objects.filter(pk=edition.pk).update(**columns, search_text=search_text(document), document=text)
        reindex_document(edition, document)

    def _sign(self, edition, text):
        """Sign the successor of an authentic document. Without a key it stays unsigned, for `sign_editions`."""
        if edition.is_authentic():
            with suppress(signing.SigningKeyError):
                return sign_document(text, release=edition.release_id, number=edition.number, by=self.redaction.by)
        return {"digest": Edition.digest_of(text), "signature": "", "key": ""}

    def _redact_record(self, record):
        new = {}
        for field in inventory.text_fields(record):
            value = getattr(record, field.attname)
            if self.redactor.matches(inventory.get_text(field, value)) or self._names_a_file(field, value):
                new[field.attname] = self._redact_value(record, field, value)
        type(record)._base_manager.filter(pk=record.pk).update(**new)

    def _names_a_file(self, field, value):
        if not (isinstance(field, models.JSONField) or field.name == "document"):
            return False
        data = inventory.load_json(field, value)
        return self.files.without(data) != data

    def _redact_value(self, record, field, value):
        if inventory.is_json(field, value):
            redacted = self.redactor.redact_json(self.files.without(inventory.load_json(field, value)))
            return redacted if isinstance(field, models.JSONField) else json.dumps(redacted)
        match field:
            case models.SlugField():
                return self._redact_address(record.language if isinstance(record, Release) else "member", value)
            case RichTextField():
                return sanitize(self.redactor.redact_text(value))
        match field.model, field.name:
            case (model, "form") if model is Autosave:
                return self.redactor.redact_form(value)
            case (model, "document") if model is OutsideReview:
                draft = self.redactor.redact_document(self.files.load_document(value))
                return schema.dump(replace(draft, slug=self._redact_address(draft.language, draft.slug)))
        return self._unique_value(record, field, self.redactor.redact_text(value)[: field.max_length])

    def _unique_value(self, record, field, value):
        """Append a number to the value if it must be unique and is not."""
        others = type(record)._base_manager.exclude(pk=record.pk)
        number, wanted = 1, value
        while field.unique and others.filter(**{field.name: value}).exists():
            number += 1
            value = f"{wanted} {number}"
        return value

    def _redact_address(self, language, slug):
        """Return one new slug for a release and all its editions. A former public address is retired.

        The `language` of a member is `member`.
        """
        if not self.redactor.matches(slug):
            return slug
        if (language, slug) not in self.addresses:
            releases, members = Release.objects.filter(language=language), CoalitionMember.objects.all()
            others = members if language == "member" else releases
            new_slug = unique_slug(self.redactor.redact_slug(slug), others, others.model._meta.model_name)
            self.addresses[language, slug] = new_slug
            if _was_public(language, slug):
                digest = RetiredAddress.digest_of(language, slug)
                RetiredAddress.objects.get_or_create(digest=digest, defaults={"redaction": self.redaction})
        return self.addresses[language, slug]

    def _save_versions(self, found):
        """Save a new version of each working record, so that open forms are stale."""
        for model, pk in dict.fromkeys(owner for record in found if (owner := _owner(record))):
            record = model._base_manager.get(pk=pk)
            record.changed_by = self.redaction.by
            record.save()
            save_version(record, by=self.redaction.by, occasion=_("Redacted."))
        releases = {
            record.pk if isinstance(record, Release) else getattr(record, "release_id", None) for record in found
        }
        WorkflowEvent.objects.bulk_create(
            WorkflowEvent(
                release_id=release, verb=WorkflowEvent.Verb.REDACT, by=self.redaction.by, at=self.redaction.at
            )
            for release in sorted(releases - {None})
        )


def _get_redactor(terms, replacement=""):
    terms = [term.strip() for term in terms if term.strip()]
    if not terms:
        raise ActionRefused(gettext_lazy("Say which name or words are to go, one spelling a line."), "no_terms")
    if short := [term for term in terms if len("".join(filter(str.isalnum, term))) < MIN_TERM_LENGTH]:
        words = gettext_lazy("“%(term)s” is too short: it would take far more out than a name.")
        raise ActionRefused(words % {"term": short[0]}, "too_short")
    return Redactor(terms, replacement)


def _check_texts(redactor, reason, replacement, note):
    if not reason.strip():
        raise ActionRefused(gettext_lazy("Say why, for the record. It is never public."), "no_reason")
    if any(redactor.matches(text) for text in (reason, replacement, note)):
        words = gettext_lazy("The reason, the note and what stands instead must not hold the words themselves.")
        raise ActionRefused(words, "words_written_down")


def _lock_tables():
    """Block other writers until the redaction is done. SQLite has one writer at a time anyway."""
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in inventory.get_models())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _was_public(language, slug) -> bool:
    """Whether the address was ever public. A private address is not retired, since that would reveal it."""
    if language == "member":
        named = CoalitionMember.objects.filter(slug=slug)
        return named.exclude(listed_since=None).exists() or EditionMember.objects.filter(member__in=named).exists()
    return Edition.objects.started().filter(language=language, slug=slug).exists()


def _owner(record):
    """Return (model, id) of the working record that this record is or is a part of, or None."""
    if isinstance(record, WorkingRecord):
        return type(record), record.pk
    for field in record._meta.concrete_fields:
        owner = field.related_model if field.is_relation else None
        if owner and issubclass(owner, WorkingRecord):
            parts = [owner._meta.get_field(name).related_model for name in owner.parts]
            if type(record) in parts:
                return owner, getattr(record, field.attname)
    return None
