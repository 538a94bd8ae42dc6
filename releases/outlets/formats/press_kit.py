"""The press kit: a release with its files in one ZIP archive."""

import hashlib
import io
import zipfile
from datetime import UTC
from operator import attrgetter
from pathlib import PurePath

from django.utils.text import slugify
from django.utils.translation import gettext as _

from icnk.core.clock import format_instant
from releases.models.edition import Edition

from .pdf import PangoMissing, read_file, render_pdf
from .plain_text import render_text

EXTENSIONS = {"image/jpeg": ".jpg", "image/webp": ".webp"}


def build_press_kit(edition: Edition, address: str, site: str) -> bytes:
    """Return the archive; the same edition gives the same bytes. `address`: that of the release.

    Nothing is compressed, because pictures and PDF already are.
    """
    document = edition.content
    entries, remarks = {f"{document.slug}.txt": render_text(document, address, site).encode()}, []
    try:
        entries[f"{document.slug}.pdf"] = render_pdf(edition, address)
    except PangoMissing:
        remarks.append(_("The PDF is not in this kit: the newsroom cannot draw it at the moment."))
    for name, file in {**_pictures(document.image), **_attachments(document.attachments)}.items():
        if data := read_file(file):
            entries[name] = data
        else:
            remarks.append(_("Missing from this kit: %(name)s") % {"name": name})
    if document.image:
        entries["captions.txt"] = _captions(document.image).encode()
    entries = {"README.txt": _readme(document, address, entries, remarks).encode(), **entries}
    return _zip(document, entries)


def _pictures(image):
    """Return the widest rendition of each format by its name in the kit."""
    widest = {}
    for rendition in sorted(image.renditions, key=attrgetter("width")) if image else ():
        if extension := EXTENSIONS.get(rendition.type):
            widest[f"picture{extension}"] = rendition
    return widest


def _attachments(attachments):
    """Return the attachments by readable names."""
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
    return "".join(f"{label}: {_single_line(text)}\n" for label, text in words.items() if text)


def _single_line(words):
    """Collapse white space, so that a caption cannot look like another line of the file."""
    return " ".join(words.split())


def _readme(document, address, entries, remarks):
    lines = [
        _single_line(document.headline),
        address,
        "",
        _("Edition %(number)s, public from %(instant)s.")
        % {"number": document.number, "instant": format_instant(document.public_from)},
        *([_single_line(document.note)] if document.kind == "correction" else []),
        *(f"{_single_line(file.title)}: {name}" for name, file in _attachments(document.attachments).items()),
        *remarks,
        "",
        "SHA-256",
        *(f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in entries.items()),
    ]
    return "\n".join(lines) + "\n"


def _zip(document, entries):
    file = io.BytesIO()
    when = max(document.public_from.astimezone(UTC).timetuple()[:6], (1980, 1, 1, 0, 0, 0))  # the earliest in ZIP
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in entries.items():
            entry = zipfile.ZipInfo(f"{document.slug}/{name}", when)
            entry.external_attr = 0o644 << 16
            entry.create_system = 3  # Unix
            archive.writestr(entry, data)
    return file.getvalue()
