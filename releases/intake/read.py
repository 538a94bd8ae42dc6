"""Bytes → text."""

import re
from itertools import pairwise
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MAX_BYTES = 2 * 1024 * 1024

IMAGE = gettext_lazy("an image")
SAVE_IT = gettext_lazy("Open it and save it as plain text (UTF-8).")
COPY_IT = gettext_lazy("Copy its text into a plain text file and save that as UTF-8.")
TYPE_IT = gettext_lazy("Type its words into a plain text file and save that as UTF-8.")

# What a file that is no text begins with, what it is, and what to do instead.
LOOKS_LIKE = (
    (b"%PDF", gettext_lazy("a PDF"), COPY_IT),
    (b"PK\x03\x04", gettext_lazy("a Word document or another packed file"), SAVE_IT),
    (b"\xd0\xcf\x11\xe0", gettext_lazy("an old Word document"), SAVE_IT),
    (b"{\\rtf", gettext_lazy("a rich text (RTF) file"), SAVE_IT),
    (b"\x89PNG", IMAGE, TYPE_IT),
    (b"\xff\xd8\xff", IMAGE, TYPE_IT),
    (b"GIF8", IMAGE, TYPE_IT),
    (b"II*\x00", IMAGE, TYPE_IT),
    (b"MM\x00*", IMAGE, TYPE_IT),
)

CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
# The marks and letters above ASCII that Western European text is made of, and the currency and legal signs.
WESTERN = set("‘’“”‚„–—…•«»‹›€£©®™°§¶·¡¿ªº½¼¾²³¹×÷±´¨\xa0\xad")


class UnreadableText(ValueError):
    """Bytes that give no text. The message is one plain line that says what to do."""


def decode(data: bytes) -> str:
    """The text in `data`: UTF-8, UTF-16 with a byte order mark, or Windows-1252.

    Line ends become "\\n"; every other character stays. Raises `Unreadable`.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableText(_("This is larger than 2 MB. Take the pictures out, or split it, and try again."))
    for start, what, instead in LOOKS_LIKE:
        if data.startswith(start):
            raise UnreadableText(_("This looks like %(what)s, not text. %(instead)s") % {"what": what, "instead": instead})
    text = _characters(data).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text or len(CONTROL.findall(text)) > 0.01 * len(text):
        raise UnreadableText(_("This holds bytes that are no text. Save it as plain text (UTF-8) and try again."))
    if not text.strip("\ufeff\u200b \t\n\xa0\u3000"):
        raise UnreadableText(_("There is no text in this. Paste or choose the text of a release."))
    return text


def read_file(path) -> str:
    """The text of the file at `path`. Raises `Unreadable`, also where the file cannot be opened."""
    try:
        with Path(path).open("rb") as file:
            return decode(file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        raise UnreadableText(_("There is no such file. Check its name and folder.")) from None
    except IsADirectoryError:
        raise UnreadableText(_("This is a folder, not a file. Name one file in it.")) from None
    except PermissionError:
        raise UnreadableText(_("This file may not be opened. Ask for the right to read it.")) from None
    except (OSError, ValueError) as error:
        if isinstance(error, UnreadableText):
            raise
        raise UnreadableText(_("This file cannot be read. Copy it to another place and try again.")) from None


def _characters(data: bytes) -> str:
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    if not _plausible(text):
        raise UnreadableText(_("The characters of this text are in an encoding that is not known. Save it as UTF-8."))
    return text


def _plausible(text: str) -> bool:
    """Whether `text`, read as Windows-1252, is Western prose and not another encoding's bytes.

    Another script's bytes come in long runs; in Western text, letters with accents and curly marks stand
    alone or in twos between plain letters.
    """
    high = [c for c in text if ord(c) > 127]
    if not text or len(high) > 0.2 * len(text):
        return False
    strange = sum(not (c.isalpha() or c in WESTERN) for c in high)
    together = sum(ord(a) > 127 < ord(b) for a, b in pairwise(text))
    return strange <= 0.1 * len(high) and together <= 0.25 * len(high)
