"""What was sent: a text or a file, read into words, with bounds. It is held in memory while it is looked at, and then
it is gone."""

import hashlib
import json
import re
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext as _

from icnk.core.media import pdf
from icnk.core.sandbox import runner
from releases.document import schema

from .reference import units_of

MOST_TEXT, MOST_FILE = 500_000, 20 * 1024 * 1024  # bytes
ROOM = 1024 * 1024  # for what a form sends around a file
MOST_NUMBER = 1_000_000  # of an edition
STARTS = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg"}  # of the files that releases name; WebP begins like other RIFF
FOOT = re.compile(r"(?:https?://\S+)?(?: ?\d+ / \d+)?")  # of a page on paper: address, page number
MOST_FOOT = 500  # characters: it is looked for in no longer line
SLUG = re.compile(r"[-\w]+")
OBJECT = re.compile(r"\s*\{")


class CannotRead(ValueError):
    """What was sent cannot be looked at; its words say why and what to do."""


class InMemory(MemoryFileUploadHandler):
    """No file that was sent to be looked at is written to a disk."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.activated = True


@dataclass(frozen=True)
class Sent:
    """`words`: what stands in it, "" where there are none to read; `data`: the bytes of a file; `kind`: text, json,
    pdf, or the ending of a picture's name; `address`: of the edition whose document it says it is."""

    words: str
    data: bytes = b""
    kind: str = "text"
    address: dict = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data or self.words.encode()).hexdigest()

    @classmethod
    def of(cls, request) -> "Sent | None":
        """What this request sends; None where it is nothing. Raises `CannotRead`."""
        length = request.headers.get("content-length") or ""
        if length.isdecimal() and int(length) > MOST_FILE + ROOM:
            raise CannotRead(_("This file is too large. 20 MB can be checked here."))
        request.upload_handlers = [InMemory(request)]
        try:
            text, file = request.POST.get("text", ""), request.FILES.get("file")
        except RequestDataTooBig as error:
            raise CannotRead(too_long()) from error
        if text.strip():
            return _from_text(text, text.encode("utf-8", "replace"))
        return _from_file(file.read()) if file and file.size else None


def too_long() -> str:
    return _("This text is too long. Send the release or the passage alone.")


def _from_text(text, data):
    if len(data) > MOST_TEXT:
        raise CannotRead(too_long())
    return _from_json(text, data) if OBJECT.match(text) else Sent(text)


def _from_file(data):
    if len(data) > MOST_FILE:
        raise CannotRead(_("This file is too large. 20 MB can be checked here."))
    kind = next((kind for start, kind in STARTS.items() if data.startswith(start)), "")
    kind = "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else kind
    if kind == "pdf":
        return Sent(_words_of_pdf(data), data, kind)
    if kind:
        return Sent("", data, kind)
    if len(data) > MOST_TEXT:
        raise CannotRead(too_long())
    read = _from_text(_decoded(data), data)
    return replace(read, data=data)


def _decoded(data):
    """Text files are UTF-8 or, from some systems, UTF-16 with its mark."""
    try:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CannotRead(
            _("This file cannot be read. Send a PDF, a text in UTF-8, or a file that came from this site.")
        ) from error


def _words_of_pdf(data):
    """They are a stranger's bytes: a child reads them, for three seconds at most."""
    try:
        words = runner.call("icnk.core.media.pdf:text", data, seconds=3)
    except (pdf.BadPdf, runner.Failed):
        return ""
    lines = words[:MOST_TEXT].splitlines()
    return "\n".join("" if len(line) < MOST_FOOT and FOOT.fullmatch(line.strip()) else line for line in lines)


def _from_json(text, data):
    """A document or the JSON of a release, with what it prints; any other JSON as it stands."""
    try:
        fields = json.loads(text)
        address = _address(fields) if "schema" in fields else {}
        words = _document(text) if address else _ninjs(fields)
        return Sent("\n".join(words), data, "json", address)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, ValidationError):
        return Sent(text, data)


def _address(fields):
    """What an edition is found by. Raises `ValueError` or `KeyError` for what is no address."""
    language, slug, number = (fields[name] for name in ("language", "slug", "number"))
    if language not in dict(settings.LANGUAGES) or type(number) is not int or not 0 < number < MOST_NUMBER:
        raise ValueError("There is no such edition.")
    if not SLUG.fullmatch(slug):
        raise ValueError("There is no such address.")
    return {"language": language, "slug": slug, "number": number}


def _document(text):
    return [unit.text for unit in units_of(schema.load(text))]


def _ninjs(fields):
    own, headlines = fields["icnk"], {each["role"]: each["value"] for each in fields["headlines"]}
    yield from (headlines.get(role, "") for role in ("kicker", "main", "subheadline"))
    yield from (each["value"] for each in fields["bodies"] if each["contentType"] == "text/plain")
    yield from (each["line"] for each in own["contacts"])
    yield from (own["boilerplate"], own["members"]["heading"], *own["members"]["lines"])
