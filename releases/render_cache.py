"""Caches renderings of editions, such as PDFs and cards, in the storage.

Renderings can be deleted at any time; they are rendered again. The cache does not check whether the reader may see the
edition: callers do.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.crypto import constant_time_compare, salted_hmac

from releases.models.edition import Edition

VERSION = 1  # raise it when the same document renders differently and `vary_on` does not say so

_render_lock = threading.Lock()  # a release that many readers open at once is rendered once


def get_or_render(edition: Edition, kind: str, render: Callable[[], bytes], vary_on: str = "") -> bytes:
    """Return the cached rendering of `edition`, or call `render()` and cache the result.

    `kind` is `pdf`, `card` …; `vary_on` is what the rendering depends on besides the document, such as the address of
    the site. The file `renderings/<edition>/<kind>-<key>` begins with a code made with SECRET_KEY, so a file that is
    incomplete or written by others is ignored.
    """
    key = hashlib.sha256("\n".join([edition.digest, kind, str(VERSION), vary_on]).encode()).hexdigest()[:32]
    name = f"{_folder(edition.pk)}/{kind}-{key}"
    if (cached := read(name)) is not None:
        return cached
    with _render_lock:
        if (cached := read(name)) is not None:
            return cached
        data = render()
        clear([edition.pk], kind)  # one file of each kind, so that requests with many host names fill no disk
        write(name, data)
    if not Edition.objects.filter(pk=edition.pk, digest=edition.digest).exists():
        default_storage.delete(name)  # the edition was redacted meanwhile
    return data


def clear(editions: Iterable[int], kind: str = "") -> None:
    """Delete all renderings of the editions with these ids, or those of one kind."""
    for pk in editions:
        with suppress(FileNotFoundError):
            for name in default_storage.listdir(_folder(pk))[1]:
                if name.startswith(kind):
                    default_storage.delete(f"{_folder(pk)}/{name}")


def _folder(pk):
    return f"renderings/{pk}"


def read(name: str) -> bytes | None:
    """Return the data stored under this name, or None if it is missing or its code is wrong."""
    with suppress(FileNotFoundError), default_storage.open(name) as file:
        code, data = file.read(32), file.read()
        if constant_time_compare(_code(name, data), code):
            return data
    return None


def write(name: str, data: bytes) -> None:
    default_storage.delete(name)  # an existing file is damaged
    saved = default_storage.save(name, ContentFile(_code(name, data) + data))
    if saved != name:
        default_storage.delete(saved)  # another process was quicker


def _code(name, data):
    return salted_hmac("releases.render_cache", name.encode() + b"\n" + data, algorithm="sha256").digest()
