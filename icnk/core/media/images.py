"""Uploaded images, encoded anew in several widths.

Only pixels are kept (`icnk.core.media.reencode`): location, camera, comments, thumbnails and trailing data are lost.
Uploads are encoded in the sandbox, and its answer is validated.
"""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log
from icnk.core.sandbox import runner

from . import reencode
from .image_formats import read_bare_size
from .reencode import MAX_BYTES
from .storage import describe_file

WIDTHS = (1440, 960, 480)  # pixels, the widest first
ENDINGS = ("webp", "jpg")

TOO_MANY_BYTES = _("This picture is larger than 10 MB. Save it smaller, and choose it again.")
TOO_MANY_PIXELS = _(
    "This picture has too many pixels: at most 40 million as a JPEG, 24 million as a PNG, 12 million as a WebP, and "
    "10,000 a side. Save it smaller."
)
UNKNOWN_FORMAT = _("This is no JPEG, PNG or WebP picture. Save it as one of these, and choose it again.")
ANIMATED = _("This picture moves. Save one still of it, and choose that.")
BROKEN = _("This picture is damaged or not complete. Open it, save it anew, and choose it again.")
MESSAGES = {"heavy": TOO_MANY_BYTES, "large": TOO_MANY_PIXELS, "other": UNKNOWN_FORMAT, "moving": ANIMATED}


class InvalidImage(ValueError):
    """A file that is not a usable image. `message` says why and what to do."""

    def __init__(self, message: str | Promise):
        super().__init__(message)
        self.message = message


def read_upload(upload: UploadedFile, widths: Sequence[int] = WIDTHS) -> list[tuple[dict, bytes]]:
    """Return `make_renditions()` of an uploaded file, made in the sandbox. Raises `ValidationError`."""
    data = upload.read(MAX_BYTES + 1)
    try:
        if len(data) > MAX_BYTES:
            raise reencode.UnsuitableImage("heavy")
        return _validate(
            runner.run("icnk.core.media.reencode:resize_and_encode", data, list(widths), memory=reencode.MAX_MEMORY),
            widths,
        )
    except (reencode.UnsuitableImage, runner.SandboxError) as error:
        reason = str(error)
        kind = reencode.detect_format(data) or "other"
        audit_log.record("upload.refused", what="picture", size=upload.size, format=kind, reason=reason)
        raise ValidationError(MESSAGES.get(reason, BROKEN)) from error


def make_renditions(data: bytes, widths: Sequence[int] = WIDTHS) -> list[tuple[dict, bytes]]:
    """Return the image in each of `widths`, widest first and never enlarged; for each width WebP, then JPEG.

    Each is ({name, type, size, digest, width, height}, bytes). It runs in this process, so use it for trusted images
    only. Raises `InvalidImage`, and nothing else.
    """
    try:
        return _describe(reencode.resize_and_encode(data, list(widths)))
    except reencode.UnsuitableImage as error:
        raise InvalidImage(MESSAGES.get(str(error), BROKEN)) from error


def _validate(rows, widths):
    """Return the sandbox's answer if it is what was asked for. Raises `SandboxError`."""
    try:
        for ending, width, height, data in rows:
            if not isinstance(data, bytes) or read_bare_size(data, ending) != (width, height) or width > max(widths):
                raise ValueError("It is not what it says.")
        if [row[0] for row in rows] != [*ENDINGS] * (len(rows) // 2) or not 0 < len(rows) <= 2 * len(widths):
            raise ValueError("It is not what was asked for.")
    except (ValueError, TypeError, KeyError) as error:
        raise runner.SandboxError("broken") from error
    return _describe(rows)


def _describe(rows):
    return [
        (describe_file(data, ending) | {"width": width, "height": height}, data) for ending, width, height, data in rows
    ]
