"""Renderings of an edition that cost something to make: kept in the storage, and made anew where they are gone."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage


def stored(edition, kind: str, make) -> bytes:
    """The rendering of this kind: as it is kept or, the first time, as `make()` gives it.

    The name holds the digest, so that what was made before a redaction is not found after it.
    """
    name = f"renderings/{edition.pk}/{edition.digest[:16]}-{kind}"
    if default_storage.exists(name):
        with default_storage.open(name) as file:
            return file.read()
    data = make()
    default_storage.save(name, ContentFile(data))
    return data
