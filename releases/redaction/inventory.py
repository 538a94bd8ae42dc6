"""Finds every record and field of the newsroom that holds text, and the text in it as people read it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.functional import Promise

from releases.models import Attachment, Autosave, DestroyedDocument, EditionFile, EditionQuote, RetiredAddress

from .matcher import Redactor
from .media import RedactedFiles, is_file

APPS = ("history", "members", "releases", "icnk", "accounts")
CONTEXT_LENGTH = 60  # characters shown on each side of an occurrence
EXCLUDED_FIELDS = {"digest", "token_digest", "cleared_digest", "signature", "key", "language", "username", "password"}
#: Models that only redactions write, and indexes, which are rebuilt from the document.
EXCLUDED_MODELS = {DestroyedDocument, RetiredAddress, EditionQuote, EditionFile}
SEPARATOR = "\x1e"  # between texts of one field, so that nothing is found across them


@dataclass(frozen=True)
class Occurrence:
    """The words to be redacted at one place, with the text around them."""

    kind: str | Promise
    title: str
    field: str | Promise
    before: str
    words: str
    after: str


def iter_records() -> Iterator[models.Model]:
    """Yield every record that holds text, including users and the admin log."""
    for model in get_models():
        yield from model._base_manager.order_by("pk").iterator(chunk_size=500)


def get_models() -> list[type[models.Model]]:
    own = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [
        model
        for model in [*own, get_user_model(), LogEntry]
        if model not in EXCLUDED_MODELS and any(text_fields(model))
    ]


def text_fields(model) -> list[models.Field]:
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField, models.JSONField))
        and not field.choices
        and field.name not in EXCLUDED_FIELDS
        and not (field.model is Attachment and field.name in ("name", "type"))  # of a file
    ]


def iter_occurrences(record: models.Model, redactor: Redactor, files: RedactedFiles) -> Iterator[Occurrence]:
    texts = [
        (getattr(field, "verbose_name", field.name), get_text(field, getattr(record, field.attname)))
        for field in text_fields(record)
    ]
    for label, text in [*texts, *files.texts_of(record)]:
        for start, end in redactor.spans(text):
            yield Occurrence(
                kind=record._meta.verbose_name,
                title=str(record),
                field=label,
                before=text[:start].rpartition(SEPARATOR)[2][-CONTEXT_LENGTH:],
                words=text[start:end],
                after=text[end:].partition(SEPARATOR)[0][:CONTEXT_LENGTH],
            )


def get_text(field: models.Field, value) -> str:
    """Return all texts in the value of a field, decoded and joined by `SEPARATOR`."""
    if not value:
        return ""
    if is_json(field, value) or field.name == "document":
        return SEPARATOR.join(_strings(load_json(field, value)))
    if field.model is Autosave:
        return SEPARATOR.join(Redactor.form_values(value))
    return value


def is_json(field: models.Field, value) -> bool:
    """Whether the value is JSON; the admin log stores JSON in a text field."""
    return isinstance(field, models.JSONField) or (field.model is LogEntry and value.startswith("[{"))


def load_json(field: models.Field, value):
    return value if isinstance(field, models.JSONField) else json.loads(value)


def _strings(value):
    if isinstance(value, dict):
        value = [value.get("title")] if is_file(value) else list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _strings(each)
    elif isinstance(value, str):
        yield value
