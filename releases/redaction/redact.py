"""Taking a person's name or words out of everything that the newsroom holds, at once, to protect them.

Backups, what others copied, and what a browser keeps of a text that is being typed are beyond it.
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
from icnk.core.history.models import WorkingRecord, keep
from icnk.core.media import storage
from members.models import CoalitionMember, MemberName, free_slug
from releases import render_cache
from releases.document import html, schema, signing
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
from .matcher import Sweep
from .media import RedactedFiles

SHORTEST = 2  # characters of a term: one letter would take half of everything with it


def find(terms) -> list[inventory.Place]:
    """Every place, without changing anything. Raises `Refused` where the terms are no terms to search for."""
    sweep = _sweep(terms)
    taken = RedactedFiles(sweep)
    return [place for record in inventory.records() for place in inventory.places(record, sweep, taken)]


@audited_action
def redact(terms, *, by, why, instead="", note="") -> Redaction:
    """Take the `terms` out everywhere, at once.

    `why`: for the record, never public. `note`: public, at each text that was touched; empty: a ready-made one.
    Raises `Refused`.
    """
    require_permission(by, "redact")
    _hold_everybody_off()
    sweep = _sweep(terms, instead or _("[name withheld]"))
    _refuse_to_write_them_down(sweep, why, instead, note)
    taken = RedactedFiles(sweep)
    counted = ((record, sum(1 for _place in inventory.places(record, sweep, taken))) for record in inventory.records())
    found = {record: count for record, count in counted if count or taken.held_by(record)}
    if not found:
        raise ActionRefused(gettext_lazy("These words are nowhere to be found, so nothing was changed."), "not_found")
    places = sum(found.values())
    redaction = Redaction.objects.create(by=by, at=database_now(), why=why.strip(), note=note.strip(), places=places)
    _TakingOut(sweep, redaction, taken).all(list(found))
    editions = [record.pk for record in found if isinstance(record, Edition)]
    transaction.on_commit(partial(_destroy, sorted(taken.names), editions))
    counts = {"places": places, "editions": sorted(editions), "files": len(taken.names)}
    audit_log.record_once_kept("redaction.made", by=by, redaction=redaction.pk, **counts)
    return redaction


def _destroy(names, editions):
    """The files, and what was drawn. Where the storage fails at one of them the others go all the same."""
    with ExitStack() as each:
        for name in names:
            each.callback(storage.destroy, [name])
        each.callback(render_cache.forget, editions)


class _TakingOut:
    """One redaction while it happens."""

    def __init__(self, sweep, redaction, taken):
        self.sweep, self.redaction, self.taken = sweep, redaction, taken
        self.addresses = {}  # (language, slug) → the new slug

    def all(self, found):
        for record in found:
            if isinstance(record, Edition):
                self._edition(record)
            elif isinstance(record, MemberName) or (
                isinstance(record, LeadImage | Attachment) and self.taken.held_by(record)
            ):
                type(record)._base_manager.filter(pk=record.pk).delete()  # a name or a file is all that it holds
            else:
                self._record(record)
        search.forget_what_went()
        self._keep_anew(found)

    def _edition(self, edition):
        """Destroy the document and its salt; store the successor, which says that words were taken out."""
        with translation.override(edition.language):
            note = self.redaction.note or _("Words were taken out of this text to protect a person.")
        slug = self._address(edition.language, edition.slug, Release.objects.filter(language=edition.language))
        document = replace(
            self.sweep.document(self.taken.document(edition.document)),
            slug=slug,
            salt=secrets.token_hex(32),
            redacted_at=self.redaction.at,
            redaction=note,
        )
        text = schema.dump(document)
        was = {name: getattr(edition, name) for name in ("digest", "signature", "key")}
        DestroyedDocument.objects.create(edition=edition, redaction=self.redaction, **was)
        columns = {name: getattr(document, name) for name in ("slug", "list_title", "kicker", "headline", "note")}
        columns = {name: value[: Edition._meta.get_field(name).max_length] for name, value in columns.items()}
        columns |= self._seal(edition, text)
        Edition.objects.filter(pk=edition.pk).update(**columns, search_text=search_text(document), document=text)
        reindex_document(edition, document)

    def _seal(self, edition, text):
        """A person is protected at once, also where there is no key; `sign_editions` signs the text afterwards.

        What was not signed, or is not what was signed, is no more so by having words taken out.
        """
        if edition.is_signed():
            with suppress(signing.NoKey):
                return sign_document(text, release=edition.release_id, number=edition.number, by=self.redaction.by)
        return {"digest": Edition.digest_of(text), "signature": "", "key": ""}

    def _record(self, record):
        new = {}
        for field in inventory.fields(record):
            value = getattr(record, field.attname)
            if self.sweep.finds(inventory.words(field, value)) or self._names_a_file(field, value):
                new[field.attname] = self._value(record, field, value)
        type(record)._base_manager.filter(pk=record.pk).update(**new)

    def _names_a_file(self, field, value):
        if not (isinstance(field, models.JSONField) or field.name == "document"):
            return False
        there = inventory.read(field, value)
        return self.taken.without(there) != there

    def _value(self, record, field, value):
        if inventory.is_json(field, value):
            swept = self.sweep.data(self.taken.without(inventory.read(field, value)))
            return swept if isinstance(field, models.JSONField) else json.dumps(swept)
        match field:
            case models.SlugField() if isinstance(record, Release):
                return self._address(record.language, value, Release.objects.filter(language=record.language))
            case models.SlugField():
                return self._address("member", value, CoalitionMember.objects.all())
            case RichTextField():
                return html.clean(self.sweep.text(value))
        match field.model, field.name:
            case (model, "form") if model is Autosave:
                return self.sweep.form(value)
            case (model, "document") if model is OutsideReview:
                return schema.dump(self._draft(self.taken.document(value)))
        return self._free(record, field, self.sweep.text(value)[: field.max_length])

    def _draft(self, document):
        releases = Release.objects.filter(language=document.language)
        return replace(self.sweep.document(document), slug=self._address(document.language, document.slug, releases))

    def _free(self, record, field, value):
        """The value or, where it must be of its own, with a number."""
        others = type(record)._base_manager.exclude(pk=record.pk)
        number, wanted = 1, value
        while field.unique and others.filter(**{field.name: value}).exists():
            number += 1
            value = f"{wanted} {number}"
        return value

    def _address(self, language, slug, others):
        """The address without the name, the same for a release and all its editions. One that was public is retired."""
        if not self.sweep.finds(slug):
            return slug
        if (language, slug) not in self.addresses:
            self.addresses[language, slug] = free_slug(self.sweep.slug(slug), others, others.model._meta.model_name)
            if _was_public(language, slug):
                digest = RetiredAddress.digest_of(language, slug)
                RetiredAddress.objects.get_or_create(digest=digest, defaults={"redaction": self.redaction})
        return self.addresses[language, slug]

    def _keep_anew(self, found):
        """Make each working record that was touched a version of its own: who has it open is told of that."""
        for model, pk in dict.fromkeys(owner for record in found if (owner := _owner(record))):
            record = model._base_manager.get(pk=pk)
            record.changed_by = self.redaction.by
            record.save()
            keep(record, by=self.redaction.by, occasion=_("Redacted."))
        releases = {
            record.pk if isinstance(record, Release) else getattr(record, "release_id", None) for record in found
        }
        WorkflowEvent.objects.bulk_create(
            WorkflowEvent(
                release_id=release, verb=WorkflowEvent.Verb.REDACT, by=self.redaction.by, at=self.redaction.at
            )
            for release in sorted(releases - {None})
        )


def _sweep(terms, instead=""):
    terms = [term.strip() for term in terms if term.strip()]
    if not terms:
        raise ActionRefused(gettext_lazy("Say which name or words are to go, one spelling a line."), "no_terms")
    if short := [term for term in terms if len("".join(filter(str.isalnum, term))) < SHORTEST]:
        words = gettext_lazy("“%(term)s” is too short: it would take far more out than a name.")
        raise ActionRefused(words % {"term": short[0]}, "too_short")
    return Sweep(terms, instead)


def _refuse_to_write_them_down(sweep, why, instead, note):
    if not why.strip():
        raise ActionRefused(gettext_lazy("Say why, for the record. It is never public."), "no_reason")
    if any(sweep.finds(text) for text in (why, instead, note)):
        words = gettext_lazy("The reason, the note and what stands instead must not hold the words themselves.")
        raise ActionRefused(words, "words_written_down")


def _hold_everybody_off():
    """Nobody saves or issues until this is done. SQLite has one writer at a time as it is."""
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in inventory.kinds())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")


def _was_public(language, slug) -> bool:
    """Whether anybody could have read what stood there: else a redaction would tell of it."""
    if language == "member":
        named = CoalitionMember.objects.filter(slug=slug)
        return named.exclude(listed_since=None).exists() or EditionMember.objects.filter(member__in=named).exists()
    return Edition.objects.begun().filter(language=language, slug=slug).exists()


def _owner(record):
    """(model, id) of the working record that this is, or that it is a part of; None for anything else."""
    if isinstance(record, WorkingRecord):
        return type(record), record.pk
    for field in record._meta.concrete_fields:
        owner = field.related_model if field.is_relation else None
        if owner and issubclass(owner, WorkingRecord):
            parts = [owner._meta.get_field(name).related_model for name in owner.parts]
            if type(record) in parts:
                return owner, getattr(record, field.attname)
    return None
