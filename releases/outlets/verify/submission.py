"""What a visitor submits for comparison: a text or a file, read into text within limits, in memory only."""

import hashlib
import json
import re
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest
from django.utils.translation import gettext as _

from icnk.core.media import pdf
from icnk.core.sandbox import runner
from releases.document import schema

from .reference import document_segments

MAX_TEXT, MAX_FILE = 500_000, 20 * 1024 * 1024  # bytes
FORM_OVERHEAD = 1024 * 1024  # bytes that a form sends besides the file
MAX_EDITION_NUMBER = 1_000_000
SIGNATURES = {b"%PDF-": "pdf", b"\xff\xd8\xff": "jpg"}  # WebP begins like other RIFF files
PAGE_FOOTER = re.compile(r"(?:https?://\S+)?(?: ?\d+ / \d+)?")  # of our PDFs: address, page number
MAX_FOOTER_LENGTH = 500
SLUG = re.compile(r"[-\w]+")
JSON_OBJECT = re.compile(r"\s*\{")


class UnreadableSubmission(ValueError):
    """The submission cannot be read. The message says what to do."""


class InMemoryUploadHandler(MemoryFileUploadHandler):
    """Keep all uploads in memory, never on disk."""

    def handle_raw_input(self, input_data, META, content_length, boundary, encoding=None):
        self.activated = True


@dataclass(frozen=True)
class Submission:
    """`kind`: text, json, pdf, or the extension of a picture; `address`: the edition that a document claims to be."""

    text: str  # "" if there is none to read
    data: bytes = b""  # of a file
    kind: str = "text"
    address: dict = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.data or self.text.encode()).hexdigest()

    @classmethod
    def from_request(cls, request: HttpRequest) -> "Submission | None":
        """Return None if nothing was sent. Raises `UnreadableSubmission`."""
        length = request.headers.get("content-length") or ""
        if length.isdecimal() and int(length) > MAX_FILE + FORM_OVERHEAD:
            raise UnreadableSubmission(_("This file is too large. 20 MB can be checked here."))
        request.upload_handlers = [InMemoryUploadHandler(request)]
        try:
            text, file = request.POST.get("text", ""), request.FILES.get("file")
        except RequestDataTooBig as error:
            raise UnreadableSubmission(too_long_message()) from error
        if text.strip():
            return _from_text(text, text.encode("utf-8", "replace"))
        return _from_file(file.read()) if file and file.size else None


def too_long_message() -> str:
    return _("This text is too long. Send the release or the passage alone.")


def _from_text(text, data):
    if len(data) > MAX_TEXT:
        raise UnreadableSubmission(too_long_message())
    return _from_json(text, data) if JSON_OBJECT.match(text) else Submission(text)


def _from_file(data):
    if len(data) > MAX_FILE:
        raise UnreadableSubmission(_("This file is too large. 20 MB can be checked here."))
    kind = next((kind for signature, kind in SIGNATURES.items() if data.startswith(signature)), "")
    kind = "webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else kind
    if kind == "pdf":
        return Submission(_extract_pdf_text(data), data, kind)
    if kind:
        return Submission("", data, kind)
    if len(data) > MAX_TEXT:
        raise UnreadableSubmission(too_long_message())
    return replace(_from_text(_decode(data), data), data=data)


def _decode(data):
    """Decode UTF-8, or UTF-16 with a byte order mark."""
    try:
        encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableSubmission(
            _("This file cannot be read. Send a PDF, a text in UTF-8, or a file that came from this site.")
        ) from error


def _extract_pdf_text(data):
    """Parse untrusted bytes in the sandbox, for at most three seconds."""
    try:
        text = runner.run("icnk.core.media.pdf:extract_text", data, seconds=3)
    except (pdf.InvalidPdf, runner.SandboxError):
        return ""
    lines = text[:MAX_TEXT].splitlines()
    footers = {line for line in lines if len(line) < MAX_FOOTER_LENGTH and PAGE_FOOTER.fullmatch(line.strip())}
    return "\n".join("" if line in footers else line for line in lines)


def _from_json(text, data):
    """Read a document or ninjs into the text it prints. Any other JSON is plain text."""
    try:
        fields = json.loads(text)
        address = _edition_address(fields) if "schema" in fields else {}
        segments = document_segments(schema.load(text)) if address else ()
        lines = [segment.text for segment in segments] or _ninjs_lines(fields)
        return Submission("\n".join(lines), data, "json", address)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError, ValidationError):
        return Submission(text, data)


def _edition_address(fields):
    """Return lookups of an edition. Raises `ValueError` or `KeyError` if the fields do not identify one."""
    language, slug, number = (fields[name] for name in ("language", "slug", "number"))
    if language not in dict(settings.LANGUAGES) or type(number) is not int or not 0 < number < MAX_EDITION_NUMBER:
        raise ValueError("There is no such edition.")
    if not SLUG.fullmatch(slug):
        raise ValueError("There is no such address.")
    return {"language": language, "slug": slug, "number": number}


def _ninjs_lines(fields):
    own, headlines = fields["icnk"], {each["role"]: each["value"] for each in fields["headlines"]}
    yield from (headlines.get(role, "") for role in ("kicker", "main", "subheadline"))
    yield from (each["value"] for each in fields["bodies"] if each["contentType"] == "text/plain")
    yield from (each["line"] for each in own["contacts"])
    yield from (own["boilerplate"], own["members"]["heading"], *own["members"]["lines"])
