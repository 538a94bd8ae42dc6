"""What the newsroom holds in words: which records and fields, and the texts in them as people read them."""

import json
from dataclasses import dataclass

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.functional import Promise

from releases.models import Attachment, Autosave, DestroyedDocument, EditionFile, EditionQuote, RetiredAddress

from .matcher import Sweep
from .media import is_described

ROOMS = ("history", "members", "releases", "icnk", "accounts")
AROUND = 60  # characters that are shown on each side of a place
#: Texts that are no words; what only redactions write; indexes, which are made anew from the document.
KEPT = {"digest", "token_digest", "cleared_digest", "signature", "key", "language", "username", "password"}
NO_WORDS = {DestroyedDocument, RetiredAddress, EditionQuote, EditionFile}
APART = "\x1e"  # between texts that do not belong together, so that nothing is found across them


@dataclass(frozen=True)
class Place:
    """Where words stand that would go: the kind and title of the record, the field, and the words around them."""

    kind: str | Promise
    title: str
    field: str | Promise
    before: str
    words: str
    after: str


def records():
    """Every record of the newsroom that holds words, the desk's people, and the admin's own log."""
    for model in kinds():
        yield from model._base_manager.order_by("pk").iterator(chunk_size=500)


def kinds():
    ours = [model for room in ROOMS for model in apps.get_app_config(room).get_models()]
    return [model for model in [*ours, get_user_model(), LogEntry] if model not in NO_WORDS and any(fields(model))]


def fields(model):
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, (models.CharField, models.TextField, models.JSONField))
        and not field.choices
        and field.name not in KEPT
        and not (field.model is Attachment and field.name in ("name", "type"))  # of a file
    ]


def places(record, sweep, taken):
    texts = [
        (getattr(field, "verbose_name", field.name), words(field, getattr(record, field.attname)))
        for field in fields(record)
    ]
    for label, text in [*texts, *taken.texts_of(record)]:
        for start, end in sweep.spans(text):
            before, after = text[:start], text[end:]
            yield Place(
                kind=record._meta.verbose_name,
                title=str(record),
                field=label,
                before=before.rpartition(APART)[2][-AROUND:],
                words=text[start:end],
                after=after.partition(APART)[0][:AROUND],
            )


def words(field, value) -> str:
    """The texts that a field holds, in the letters that people read."""
    if not value:
        return ""
    if is_json(field, value) or field.name == "document":
        return APART.join(texts(read(field, value)))
    if field.model is Autosave:
        return APART.join(Sweep.typed(value))
    return value


def is_json(field, value) -> bool:
    """Whether the texts stand in JSON: there the admin's log escapes every letter that is not ASCII."""
    return isinstance(field, models.JSONField) or (field.model is LogEntry and value.startswith("[{"))


def read(field, value):
    return value if isinstance(field, models.JSONField) else json.loads(value)


def texts(value):
    if isinstance(value, dict):
        value = [value.get("title")] if is_described(value) else list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value
