"""What was drawn from an edition (a PDF, a card) and takes too long to draw for each reader, kept in the storage.

Never a source: all of it can be thrown away at any time and is drawn anew. Whoever asks for a rendering has asked
before whether the edition may be seen.
"""

import hashlib
import threading
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import constant_time_compare, salted_hmac

from releases.models.edition import Edition

VERSION = 1  # of the drawing: raised by hand when the same words are to look different and `shaped_by` does not say it

_one_at_a_time = threading.Lock()  # a release that everybody opens at once is drawn once; other pages go on meanwhile


def stored(edition, kind: str, make, shaped_by: str = "") -> bytes:
    """The rendering of `edition` as it is kept or, where it is not, as `make()` draws it.

    `kind`: `pdf`, `card` … `shaped_by`: what shapes it besides the document, such as the site's address. Stored as
    `renderings/<edition>/<kind>-<key>`, headed by a code that SECRET_KEY makes: a file that was only half written, or
    by somebody else, counts for nothing.
    """
    key = hashlib.sha256("\n".join([edition.digest, kind, str(VERSION), shaped_by]).encode()).hexdigest()[:32]
    name = f"{_folder(edition.pk)}/{kind}-{key}"
    if (there := kept(name)) is not None:
        return there
    with _one_at_a_time:
        if (there := kept(name)) is not None:
            return there
        drawn = make()
        forget([edition.pk], kind)  # whoever asks by many names of the host fills no disk
        keep(name, drawn)
    if not Edition.objects.filter(pk=edition.pk, digest=edition.digest).exists():
        default_storage.delete(name)  # it was redacted while it was drawn
    return drawn


def forget(editions, kind="") -> None:
    """Delete all that was drawn from the editions with these ids, or all of one kind."""
    for pk in editions:
        with suppress(FileNotFoundError):  # nothing was drawn
            for name in default_storage.listdir(_folder(pk))[1]:
                if name.startswith(kind):
                    default_storage.delete(f"{_folder(pk)}/{name}")


def _folder(pk):
    return f"renderings/{pk}"


def kept(name: str) -> bytes | None:
    """What `keep()` stored under this name; None where it is not there, or is not what was stored."""
    with suppress(FileNotFoundError), default_storage.open(name) as file:
        code, drawn = file.read(32), file.read()
        if constant_time_compare(_code(name, drawn), code):
            return drawn
    return None


def keep(name: str, drawn: bytes) -> None:
    """Store it, headed by its code."""
    default_storage.delete(name)  # what is there is damaged
    saved = default_storage.save(name, ContentFile(_code(name, drawn) + drawn))
    if saved != name:
        default_storage.delete(saved)  # another process was quicker


def _code(name, drawn):
    return salted_hmac("releases.render_cache", name.encode() + b"\n" + drawn, algorithm="sha256").digest()
