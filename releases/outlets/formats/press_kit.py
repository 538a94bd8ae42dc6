"""The press kit: all of a release in one ZIP file, for a desk that works offline."""

import hashlib
import io
import zipfile
from datetime import UTC
from operator import attrgetter
from pathlib import PurePath

from django.utils.text import slugify
from django.utils.translation import gettext as _

from icnk.core.clock import instant_in_words

from .files import bytes_of
from .pdf import LibraryMissing, pdf_of
from .plain_text import text_of

EXTENSIONS = {"image/jpeg": ".jpg", "image/webp": ".webp"}


def kit_of(edition, address: str, site: str) -> bytes:
    """The kit of an edition whose release stands at `address`. The same edition gives the same bytes.

    Nothing in it is compressed: what is large in it, pictures and PDF, is compressed already.
    """
    document = edition.content
    entries, remarks = {f"{document.slug}.txt": text_of(document, address, site).encode()}, []
    try:
        entries[f"{document.slug}.pdf"] = pdf_of(edition, address)
    except LibraryMissing:
        remarks.append(_("The PDF is not in this kit: the newsroom cannot draw it at the moment."))
    for name, file in {**_pictures(document.image), **_attachments(document.attachments)}.items():
        if found := bytes_of(file):
            entries[name] = found
        else:
            remarks.append(_("Missing from this kit: %(name)s") % {"name": name})
    if document.image:
        entries["captions.txt"] = _captions(document.image).encode()
    entries = {"README.txt": _readme(document, address, entries, remarks).encode(), **entries}
    return _zipped(document, entries)


def _pictures(image):
    """The largest of each format, by its name in the kit."""
    widest = {}
    for rendition in sorted(image.renditions, key=attrgetter("width")) if image else ():
        if extension := EXTENSIONS.get(rendition.type):
            widest[f"picture{extension}"] = rendition
    return widest


def _attachments(attachments):
    """By names that people can read, where the storage knows random ones."""
    return {
        f"documents/{number}-{slugify(each.title, allow_unicode=True)[:80]}{PurePath(each.name).suffix}": each
        for number, each in enumerate(attachments, start=1)
    }


def _captions(image):
    words = {
        _("Caption"): image.caption,
        _("Credit"): image.credit,
        _("Rights"): image.rights,
        _("Text alternative"): _("none: the picture is decorative") if image.decorative else image.alt,
    }
    return "".join(f"{label}: {_in_one_line(said)}\n" for label, said in words.items() if said)


def _in_one_line(words):
    """So that no caption can pass for another line of its file."""
    return " ".join(words.split())


def _readme(document, address, entries, remarks):
    lines = [
        _in_one_line(document.headline),
        address,
        "",
        _("Edition %(number)s, public from %(instant)s.")
        % {"number": document.number, "instant": instant_in_words(document.public_from)},
        *([_in_one_line(document.note)] if document.kind == "correction" else []),
        *(f"{_in_one_line(file.title)}: {name}" for name, file in _attachments(document.attachments).items()),
        *remarks,
        "",
        "SHA-256",
        *(f"{hashlib.sha256(found).hexdigest()}  {name}" for name, found in entries.items()),
    ]
    return "\n".join(lines) + "\n"


def _zipped(document, entries):
    written = io.BytesIO()
    when = max(document.public_from.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))  # ZIP knows none before
    with zipfile.ZipFile(written, "w") as archive:
        for name, found in entries.items():
            entry = zipfile.ZipInfo(f"{document.slug}/{name}", when)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix, on whatever the newsroom runs
            archive.writestr(entry, found)
    return written.getvalue()
