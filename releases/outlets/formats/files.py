"""The files that a document names, as bytes."""

import hashlib
from contextlib import suppress

from icnk.core.media import storage


def bytes_of(file) -> bytes | None:
    """What the document meant by this `content.File`; None where it is missing from the storage or is another."""
    with suppress(FileNotFoundError):
        found = storage.read(file.name)
        if hashlib.sha256(found).hexdigest() == file.digest:
            return found
    return None
