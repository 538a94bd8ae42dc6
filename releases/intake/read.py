"""Decode the bytes of a text file."""

import re
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_BYTES = 2 * 1024 * 1024

IMAGE = gettext_lazy("an image")
SAVE_AS_TEXT = gettext_lazy("Open it and save it as plain text (UTF-8).")
COPY_TEXT = gettext_lazy("Copy its text into a plain text file and save that as UTF-8.")
TYPE_TEXT = gettext_lazy("Type its words into a plain text file and save that as UTF-8.")

# First bytes of files that are not text, what they are, and what to do.
FILE_SIGNATURES = (
    (b"%PDF", gettext_lazy("a PDF"), COPY_TEXT),
    (b"PK\x03\x04", gettext_lazy("a Word document or another packed file"), SAVE_AS_TEXT),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("an old Word document"), SAVE_AS_TEXT),
    (b"{\\rtf", gettext_lazy("a rich text (RTF) file"), SAVE_AS_TEXT),
    (b"\x89PNG", IMAGE, TYPE_TEXT),
    (b"\xff\xd8\xff", IMAGE, TYPE_TEXT),
    (b"GIF8", IMAGE, TYPE_TEXT),
    (b"II*\x00", IMAGE, TYPE_TEXT),
    (b"MM\x00*", IMAGE, TYPE_TEXT),
)

CONTROL_CHARACTER = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
# Punctuation and signs above ASCII in Western European text.
WESTERN_SIGNS = set("‘’“”‚„–—…•«»‹›€£©®™°§¶·¡¿ªº½¼¾²³¹×÷±´¨\xa0\xad")


class UnreadableText(ValueError):
    """The bytes cannot be decoded to text. The message is one line that says what to do."""


def decode(data: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or Windows-1252. Line ends become "\\n".

    Raises `UnreadableText`.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableText(_("This is larger than 2 MB. Take the pictures out, or split it, and try again."))
    for signature, what, instead in FILE_SIGNATURES:
        if data.startswith(signature):
            words = _("This looks like %(what)s, not text. %(instead)s")
            raise UnreadableText(words % {"what": what, "instead": instead})
    text = _decode(data).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or len(CONTROL_CHARACTER.findall(text)) > 0.01 * len(text):
        raise UnreadableText(_("This holds bytes that are no text. Save it as plain text (UTF-8) and try again."))
    if not text.strip("\ufeff\u200b \t\n\xa0\u3000"):
        raise UnreadableText(_("There is no text in this. Paste or choose the text of a release."))
    return text


def read_file(path: str | Path) -> str:
    """The text of the file at `path`. Raises `UnreadableText`, also if the file cannot be opened."""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise UnreadableText(_("There is no such file. Check its name and folder.")) from None
    except IsADirectoryError:
        raise UnreadableText(_("This is a folder, not a file. Name one file in it.")) from None
    except PermissionError:
        raise UnreadableText(_("This file may not be opened. Ask for the right to read it.")) from None
    except (OSError, ValueError):
        raise UnreadableText(_("This file cannot be read. Copy it to another place and try again.")) from None
    return decode(data)


def _decode(data: bytes) -> str:
    with suppress(UnicodeDecodeError):
        return data.decode("utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    with suppress(UnicodeDecodeError):
        if _is_western_text(text := data.decode("cp1252")):
            return text
    raise UnreadableText(_("The characters of this text are in an encoding that is not known. Save it as UTF-8."))


def _is_western_text(text: str) -> bool:
    """Whether `text`, decoded as Windows-1252, is Western prose and not bytes of another encoding.

    Bytes of another script come in long runs; accented letters and curly marks stand alone or in pairs.
    """
    high = [c for c in text if ord(c) > 127]
    if len(high) > 0.2 * len(text):
        return False
    unusual = sum(not (c.isalpha() or c in WESTERN_SIGNS) for c in high)
    adjacent = sum(ord(a) > 127 < ord(b) for a, b in pairwise(text))
    return unusual <= 0.1 * len(high) and adjacent <= 0.25 * len(high)
