"""The files that a redaction takes with it: a picture or a document is taken out whole, for it has no other words."""

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

SECONDS = 30  # of a processor: a long report is read once, and its words are kept
#: model → what of a record names files, as JSON has it
HOLDERS = {
    LeadImage: lambda record: (
        {"renditions": record.renditions} | _words_of(record, "alt", "caption", "credit", "rights")
    ),
    Attachment: lambda record: _words_of(record, "title", "name", "digest"),
    CoalitionMember: lambda record: record.logo,
    Edition: lambda record: json.loads(record.document),
    OutsideReview: lambda record: json.loads(record.document),
    Version: lambda record: record.content,
}


class RedactedFiles:
    """Which files go, given what holds them and the `Sweep` of the words."""

    def __init__(self, sweep):
        self.sweep = sweep

    @cached_property
    def texts(self) -> dict[str, str]:
        """The name of every PDF in whose pages the words stand → its text."""
        names = {row["name"] for row in _rows() if row.get("name", "").endswith(".pdf")}
        return {name: text for name in sorted(names) if self.sweep.finds(text := _text(name))}

    @cached_property
    def names(self) -> set[str]:
        """Every file that goes, wherever it is named: also where other words stand beside it."""
        rows = {name for row in _rows() if self.sweep.finds(_said(row)) for name in named_by(row)}
        members = CoalitionMember.objects.exclude(logo=[])
        logos = [member.logo for member in members if self.sweep.finds(f"{member.name}\x1e{member.as_printed}")]
        return rows | self.texts.keys() | {each["name"] for logo in logos for each in logo}

    def held_by(self, record: Model) -> bool:
        holds = HOLDERS.get(type(record))
        return bool(holds and self.names and any(named_by(row) & self.names for row in _with_files(holds(record))))

    def texts_of(self, record: Model) -> list[tuple[str | Promise, str]]:
        """(what it is, its words) of each document of this record in which the words stand."""
        holds = HOLDERS.get(type(record))
        rows = _with_files(holds(record)) if holds and self.texts else ()
        return [(_("text of the document"), self.texts[row["name"]]) for row in rows if row.get("name") in self.texts]

    def without(self, value):
        """A JSON value without the rows that name one of these files."""
        if not self.names:
            return value
        if isinstance(value, list):
            return [self.without(each) for each in value if not self._goes(each)]
        if isinstance(value, dict):
            return {key: None if self._goes(each) else self.without(each) for key, each in value.items()}
        return value

    def document(self, text: str) -> schema.Document:
        return schema.load(json.dumps(self.without(json.loads(text))))

    def _goes(self, row):
        return isinstance(row, dict) and bool(named_by(row) & self.names)


def unread() -> list[str]:
    """The titles of the documents in which no words can be found: pictures of pages, and what cannot be read."""
    titles = {row["name"]: row["title"] for row in _rows() if row.get("name", "").endswith(".pdf")}
    return sorted({title for name, title in titles.items() if not _text(name).strip()})


def named_by(row: dict) -> set[str]:
    """The files of a picture or a document, or of one rendition of a picture."""
    if is_described(row):
        return {row["name"]}
    renditions = row.get("renditions")
    return {each["name"] for each in renditions} if isinstance(renditions, list) else set()


def is_described(row: dict) -> bool:
    """Whether it describes a file: what stands in it are no words, but for a title."""
    return "digest" in row and "name" in row


def _rows():
    """Every picture and document that anything names."""
    for model, holds in HOLDERS.items():
        for record in model._base_manager.order_by("pk").iterator(chunk_size=500):
            yield from _with_files(holds(record))


def _with_files(value):
    if isinstance(value, dict):
        if named_by(value):
            yield value
            return
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from _with_files(each)


def _said(row):
    if is_described(row):
        return row.get("title", "")
    return "\x1e".join(value for value in row.values() if isinstance(value, str))


def _words_of(record, *names):
    return {name: getattr(record, name) for name in names}


def _text(name):
    """The words of a document: read once and kept, for a long report takes many seconds, and a file never changes."""
    place = storage.words_place(name)
    if (kept := render_cache.kept(place)) is not None:
        return kept.decode()
    try:
        text = (
            runner.call("icnk.core.media.pdf:text", storage.read(name), seconds=SECONDS)
            .encode(errors="replace")
            .decode()
        )
    except FileNotFoundError:
        return ""
    except (pdf.BadPdf, runner.Failed):
        text = ""
    render_cache.keep(place, text.encode())
    if not default_storage.exists(storage.place(name)):
        default_storage.delete(place)  # it was destroyed while it was read
    return text
