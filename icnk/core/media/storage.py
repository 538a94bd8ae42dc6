"""Files under random names: how they are stored, found and answered. A name says nothing; its bytes never change."""

import hashlib
import re
import secrets

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
    """{name, type, size, digest} of a file that is to be stored: a name of 128 random bits, bytes, SHA-256."""
    return {
        "name": f"{secrets.token_hex(16)}.{ending}",
        "type": CONTENT_TYPES[ending],
        "size": len(data),
        "digest": hashlib.sha256(data).hexdigest(),
    }


def file_label(row: dict) -> str:
    """Which file a row of a version names, so that two can be told apart; "" where it names none."""
    digest = row.get("digest") or next((each["digest"] for each in row.get("renditions") or ()), "")
    return _("file %(digest)s") % {"digest": digest[:8]} if digest else ""


def place(name: str) -> str:
    """Where it lies in the storage: files/ab/abcd….webp."""
    return f"{FOLDER}/{name[:2]}/{name}"


def store(made: list[tuple[dict, bytes]]) -> list[dict]:
    """Store each file of (description, bytes), and return the descriptions. Call it before a record names them."""
    for description, data in made:
        stored = default_storage.save(place(description["name"]), ContentFile(data))
        if stored != place(description["name"]):
            raise FileExistsError(description["name"])
    return [description for description, _data in made]


def read(name: str) -> bytes:
    """Raises `FileNotFoundError`."""
    with default_storage.open(place(name)) as file:
        return file.read()


def extracted_text_path(name: str) -> str:
    """Where the words of a document lie, beside it, once they were read."""
    return f"{place(name)}.words"


def delete_files(names) -> None:
    for name in names:
        default_storage.delete(place(name))
        default_storage.delete(extracted_text_path(name))


def file_response(name: str, *, title="", headers) -> HttpResponse:
    """The file itself. What is no picture is saved, under `title`. Raises `Http404`.

    A browser takes it for nothing but its type, and runs nothing of it (RFC 6266, Fetch, CSP 3).
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
        own["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{title}.{ending}")
    return HttpResponse(data, content_type=CONTENT_TYPES[ending], headers=own | headers)
