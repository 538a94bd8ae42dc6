"""Finds the files to redact. A picture or a document is removed as a whole."""

import json
from functools import cached_property

from django.core.files.storage import default_storage
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from icnk.core.history.models import Version
from icnk.core.media import pdf, storage
from icnk.core.sandbox import runner
from members.models import CoalitionMember
from releases import render_cache
from releases.document import schema
from releases.models import Attachment, Edition, LeadImage, OutsideReview

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
    """The files to redact: those with the words in their own text or in their description."""

    def __init__(self, redactor):
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
        logos = [member.logo for member in members if self.redactor.matches(f"{member.name}\x1e{member.as_printed}")]
        return rows | self.texts.keys() | {each["name"] for logo in logos for each in logo}

    def is_held_by(self, record: Model) -> bool:
        get_data = FILE_DATA.get(type(record))
        return bool(
            get_data and self.names and any(file_names(row) & self.names for row in _iter_file_rows(get_data(record)))
        )

    def texts_of(self, record: Model) -> list[tuple[str | Promise, str]]:
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
    return "\x1e".join(value for value in row.values() if isinstance(value, str))


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
