"""Finds every record, field and file of the newsroom that holds text, and the text in it as people read it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from icnk.core.history.models import Version
from icnk.core.media import pdf, storage
from icnk.core.sandbox import runner
from members.models import CoalitionMember
from releases import render_cache
from releases.document import schema
from releases.models import (
    Attachment,
    Autosave,
    DestroyedDocument,
    Edition,
    EditionFile,
    EditionQuote,
    LeadImage,
    OutsideReview,
    RetiredAddress,
)

from .matcher import Redactor

APPS = ("history", "members", "releases", "icnk", "accounts")
CONTEXT_LENGTH = 60  # characters shown on each side of an occurrence
EXCLUDED_FIELDS = {"digest", "token_digest", "cleared_digest", "signature", "key", "language", "username", "password"}
#: Models that only redactions write, and indexes, which are rebuilt from the document.
EXCLUDED_MODELS = {DestroyedDocument, RetiredAddress, EditionQuote, EditionFile}
SEPARATOR = "\x1e"  # between texts of one field, so that nothing is found across them
MAX_SECONDS = 30  # processor time to extract the text of a long report; the text is cached
#: Model → a function that returns the JSON of a record that names files.
FILE_DATA = {
    LeadImage: lambda record: {"renditions": record.renditions} | _values(record, "alt", "caption", "credit", "rights"),
    Attachment: lambda record: _values(record, "title", "name", "digest"),
    CoalitionMember: lambda record: record.logo,
    Edition: lambda record: json.loads(record.document),
    OutsideReview: lambda record: json.loads(record.document),
    Version: lambda record: record.content,
}


class RedactedFiles:
    """The files to redact: those with the words in their own text or in their description.

    A picture or a document is removed as a whole.
    """

    def __init__(self, redactor: Redactor):
        self.redactor = redactor

    @cached_property
    def texts(self) -> dict[str, str]:
        """Map the name of each PDF that contains the words to its text."""
        names = {row["name"] for row in _iter_rows() if row.get("name", "").endswith(".pdf")}
        return {name: text for name in sorted(names) if self.redactor.matches(text := _extract_text(name))}

    @cached_property
    def names(self) -> set[str]:
        """The names of all files to redact, wherever else they are named."""
        rows = {name for row in _iter_rows() if self.redactor.matches(_description(row)) for name in file_names(row)}
        members = CoalitionMember.objects.exclude(logo=[])
        named = [each for each in members if self.redactor.matches(f"{each.name}{SEPARATOR}{each.as_printed}")]
        return rows | self.texts.keys() | {rendition["name"] for member in named for rendition in member.logo}

    def is_held_by(self, record: models.Model) -> bool:
        get_data = FILE_DATA.get(type(record))
        return bool(
            get_data and self.names and any(file_names(row) & self.names for row in _iter_file_rows(get_data(record)))
        )

    def texts_of(self, record: models.Model) -> list[tuple[str | Promise, str]]:
        """Return (label, text) of each document of this record that contains the words."""
        get_data = FILE_DATA.get(type(record))
        rows = _iter_file_rows(get_data(record)) if get_data and self.texts else ()
        return [(_("text of the document"), self.texts[row["name"]]) for row in rows if row.get("name") in self.texts]

    def without(self, value):
        """Return a JSON value without the rows that name one of these files."""
        if not self.names:
            return value
        if isinstance(value, list):
            return [self.without(each) for each in value if not self._is_redacted(each)]
        if isinstance(value, dict):
            return {key: None if self._is_redacted(each) else self.without(each) for key, each in value.items()}
        return value

    def load_document(self, text: str) -> schema.Document:
        return schema.load(json.dumps(self.without(json.loads(text))))

    def _is_redacted(self, row):
        return isinstance(row, dict) and bool(file_names(row) & self.names)


def get_unreadable_titles() -> list[str]:
    """Return the titles of documents without readable text, such as scanned pages."""
    titles = {row["name"]: row["title"] for row in _iter_rows() if row.get("name", "").endswith(".pdf")}
    return sorted({title for name, title in titles.items() if not _extract_text(name).strip()})


def file_names(row: dict) -> set[str]:
    """Return the names of the files in the row of a picture, a rendition or a document."""
    if is_file(row):
        return {row["name"]}
    renditions = row.get("renditions")
    return {each["name"] for each in renditions} if isinstance(renditions, list) else set()


def is_file(row: dict) -> bool:
    """Whether the row describes one file. Only its title is text."""
    return "digest" in row and "name" in row


def _iter_rows():
    """Yield the row of every picture and document that a record names."""
    for model, get_data in FILE_DATA.items():
        for record in model._base_manager.order_by("pk").iterator(chunk_size=500):
            yield from _iter_file_rows(get_data(record))


def _iter_file_rows(value):
    if isinstance(value, dict):
        if file_names(value):
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _iter_file_rows(each)


def _description(row):
    if is_file(row):
        return row.get("title", "")
    return SEPARATOR.join(value for value in row.values() if isinstance(value, str))


def _values(record, *names):
    return {name: getattr(record, name) for name in names}


def _extract_text(name):
    """Extract the text of a document. It is cached, since a long report takes many seconds and a file never changes."""
    place = storage.extracted_text_path(name)
    if (cached := render_cache.read(place)) is not None:
        return cached.decode()
    try:
        text = (
            runner.run("icnk.core.media.pdf:extract_text", storage.read(name), seconds=MAX_SECONDS)
            .encode(errors="replace")
            .decode()
        )
    except FileNotFoundError:
        return ""
    except (pdf.InvalidPdf, runner.SandboxError):
        text = ""
    render_cache.write(place, text.encode())
    if not default_storage.exists(storage.storage_path(name)):
        default_storage.delete(place)  # the file was deleted meanwhile
    return text


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
