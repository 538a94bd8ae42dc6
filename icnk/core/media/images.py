"""What is uploaded as a picture → pictures of our own: nothing of the file that came in goes on.

Bare pixels alone are encoded anew (`members.pixels`), in a process of its own: place, camera, comments, a thumbnail
of what was cut away and whatever hangs behind the picture stay behind. What comes back is looked at once more.
"""

from django.core.exceptions import ValidationError
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

TOO_HEAVY = _("This picture is larger than 10 MB. Save it smaller, and choose it again.")
TOO_LARGE = _(
    "This picture has too many pixels: at most 40 million as a JPEG, 24 million as a PNG, 12 million as a WebP, and "
    "10,000 a side. Save it smaller."
)
NO_PICTURE = _("This is no JPEG, PNG or WebP picture. Save it as one of these, and choose it again.")
MOVING = _("This picture moves. Save one still of it, and choose that.")
BROKEN = _("This picture is damaged or not complete. Open it, save it anew, and choose it again.")
WORDS = {"heavy": TOO_HEAVY, "large": TOO_LARGE, "other": NO_PICTURE, "moving": MOVING}


class InvalidImage(ValueError):
    """A file that makes no picture. `words` says why and what to do."""

    def __init__(self, words: str | Promise):
        super().__init__(words)
        self.words = words


def read_upload(upload, widths=WIDTHS) -> list[tuple[dict, bytes]]:
    """The `renditions()` of what a form sent, made in a child. Raises `ValidationError`."""
    data = upload.read(MAX_BYTES + 1)
    try:
        if len(data) > MAX_BYTES:
            raise reencode.UnsuitableImage("heavy")
        return _checked(
            runner.run("icnk.core.media.reencode:resize_and_encode", data, list(widths), memory=reencode.MAX_MEMORY),
            widths,
        )
    except (reencode.UnsuitableImage, runner.SandboxError) as error:
        reason = str(error)
        kind = reencode.detect_format(data) or "other"
        audit_log.record("upload.refused", what="picture", size=upload.size, format=kind, reason=reason)
        raise ValidationError(WORDS.get(reason, BROKEN)) from error


def make_renditions(data: bytes, widths=WIDTHS) -> list[tuple[dict, bytes]]:
    """The picture in each of `widths`, none wider than it came, the widest first; of each size WebP, then JPEG.

    Each as ({name, type, size, digest, width, height}, bytes). It is made right here: for pictures of our own.
    Raises `BadPicture`, and nothing else.
    """
    try:
        return _described(reencode.resize_and_encode(data, list(widths)))
    except reencode.UnsuitableImage as error:
        raise InvalidImage(WORDS.get(str(error), BROKEN)) from error


def _checked(rows, widths):
    """What a child says, where that is what it was asked for. Raises `child.Failed`."""
    try:
        for ending, width, height, data in rows:
            if not isinstance(data, bytes) or read_bare_size(data, ending) != (width, height) or width > max(widths):
                raise ValueError("It is not what it says.")
        if [row[0] for row in rows] != [*ENDINGS] * (len(rows) // 2) or not 0 < len(rows) <= 2 * len(widths):
            raise ValueError("It is not what was asked for.")
    except (ValueError, TypeError, KeyError) as error:
        raise runner.SandboxError("broken") from error
    return _described(rows)


def _described(rows):
    return [
        (describe_file(data, ending) | {"width": width, "height": height}, data) for ending, width, height, data in rows
    ]
