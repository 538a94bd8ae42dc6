"""Files under random names. A file never changes, and its name says nothing about it."""

import hashlib
import re
import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

LOGO_WIDTHS = (480, 240)  # pixels
FOLDER = "files"
CONTENT_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "pdf": "application/pdf"}
FILE_NAME = re.compile(rf"[0-9a-f]{{32}}\.(?:{'|'.join(CONTENT_TYPES)})")


def describe_file(data: bytes, ending: str) -> dict:
    """Return {name, type, size, digest} for a new file: 128 random bits, content type, bytes, SHA-256."""
    return {
        "name": f"{secrets.token_hex(16)}.{ending}",
        "type": CONTENT_TYPES[ending],
        "size": len(data),
        "digest": hashlib.sha256(data).hexdigest(),
    }


def file_label(row: dict) -> str:
    """Return a label with the digest of the file that a row of a version names, or ""."""
    digest = row.get("digest") or next((each["digest"] for each in row.get("renditions") or ()), "")
    return _("file %(digest)s") % {"digest": digest[:8]} if digest else ""


def storage_path(name: str) -> str:
    """Return the path in the storage: files/ab/abcd….webp."""
    return f"{FOLDER}/{name[:2]}/{name}"


def store(files: list[tuple[dict, bytes]]) -> list[dict]:
    """Store (description, bytes) pairs and return the descriptions. Call it before a record names the files."""
    for description, data in files:
        stored = default_storage.save(storage_path(description["name"]), ContentFile(data))
        if stored != storage_path(description["name"]):
            raise FileExistsError(description["name"])
    return [description for description, _data in files]


def read(name: str) -> bytes:
    """Raises `FileNotFoundError`."""
    with default_storage.open(storage_path(name)) as file:
        return file.read()


def extracted_text_path(name: str) -> str:
    """Return the path of a document's extracted text, which is stored next to it."""
    return f"{storage_path(name)}.words"


def delete_files(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(storage_path(name))
        default_storage.delete(extracted_text_path(name))


def file_response(name: str, *, title: str = "", headers: dict[str, str]) -> HttpResponse:
    """Return the file as a response; documents are downloads named `title`. Raises `Http404`.

    Browsers can't sniff another type or run anything in it (RFC 6266, Fetch, CSP 3).
    """
    title = "".join(letter for letter in " ".join(title.split())[:150] if letter.isprintable())
    try:
        data = read(name)
    except FileNotFoundError as error:
        raise Http404 from error
    ending = name.rpartition(".")[2]
    own = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "ETag": f'"{name}"',
    }
    if not CONTENT_TYPES[ending].startswith("image/"):
        disposition = content_disposition_header(as_attachment=True, filename=f"{title}.{ending}")
        own["Content-Disposition"] = disposition or "attachment"
    return HttpResponse(data, content_type=CONTENT_TYPES[ending], headers=own | headers)
