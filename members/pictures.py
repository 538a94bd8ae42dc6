"""What is uploaded as a picture → pictures of our own: nothing of the file that came in goes on.

What is allowed is told by content, never by name; how large it is, before it is decoded. Bare pixels alone are encoded
anew: place, camera, comments, a thumbnail of what was cut away and whatever hangs behind the picture stay behind.
"""

import io
import logging
import warnings

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageFile, ImageOps, PngImagePlugin

from .files import described

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 10_000  # pixels
WIDTHS = (1440, 960, 480)  # pixels, the widest first
BEGINNINGS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
WHITE = (255, 255, 255)

logger = logging.getLogger(__name__)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
PngImagePlugin.MAX_TEXT_CHUNK, PngImagePlugin.MAX_TEXT_MEMORY = 64 * 1024, 256 * 1024


class BadPicture(ValueError):
    """A file that makes no picture. `words` says why and what to do."""

    def __init__(self, words: str | Promise):
        super().__init__(words)
        self.words = words


TOO_HEAVY = _("This picture is larger than 10 MB. Save it smaller, and choose it again.")
TOO_LARGE = _("This picture has too many pixels: at most 40 million, and 10,000 a side. Save it smaller.")
NO_PICTURE = _("This is no JPEG, PNG or WebP picture. Save it as one of these, and choose it again.")
MOVING = _("This picture moves. Save one still of it, and choose that.")
BROKEN = _("This picture is damaged or not complete. Open it, save it anew, and choose it again.")


def read_upload(upload, widths=WIDTHS) -> list[tuple[dict, bytes]]:
    """The `renditions()` of what a form sent. Raises `ValidationError`."""
    try:
        return renditions(upload.read(MOST_BYTES + 1), widths)
    except BadPicture as error:
        logger.info("Refused a picture of %d bytes: %r", upload.size, error.__cause__ or error.words)
        raise ValidationError(error.words) from error


def renditions(data: bytes, widths=WIDTHS) -> list[tuple[dict, bytes]]:
    """The picture in each of `widths`, none wider than it came, the widest first; of each size WebP, then JPEG.

    Each as ({name, type, size, digest, width, height}, bytes). Raises `BadPicture`, and nothing else.
    """
    if len(data) > MOST_BYTES:
        raise BadPicture(TOO_HEAVY)
    kind = next((kind for beginning, kind in BEGINNINGS.items() if data.startswith(beginning)), None)
    if not kind:
        raise BadPicture(NO_PICTURE)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a strange file there are many; what counts is refused below
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _rendered(_pixels(data, kind, max(widths)), widths)
    except BadPicture:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise BadPicture(TOO_LARGE) from error
    except Image.UnidentifiedImageError as error:
        raise BadPicture(NO_PICTURE) from error
    except Exception as error:  # a decoder of hostile bytes raises whatever it likes
        raise BadPicture(BROKEN) from error


def _pixels(data, kind, widest):
    """The bare pixels, upright and in sRGB, as RGB or RGBA."""
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        if picture.width * picture.height > MOST_PIXELS or max(picture.size) > LONGEST_SIDE:
            raise BadPicture(TOO_LARGE)
        if kind != "JPEG" and getattr(picture, "is_animated", False):  # a camera may put a small copy behind its JPEG
            raise BadPicture(MOVING)
        if kind == "JPEG":  # decoded at a half, a quarter or an eighth where that is enough, at a fraction of the cost
            picture.draft(None, (widest, widest))
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for the whole process as it is imported
        picture.load()
        upright = _in_srgb(ImageOps.exif_transpose(picture))
        bare = Image.new(upright.mode, upright.size)
        bare.paste(upright)
        return bare


def _in_srgb(picture):
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode.startswith("I"):  # 16 bits of grey
        picture = picture.point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            there = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            here = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, there, here, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):  # a broken profile: the colours as they stand are better than none
            pass
    return picture.convert(mode)


def _rendered(picture, widths):
    made = []
    for width in sorted({min(width, picture.width) for width in widths}, reverse=True):
        height = max(1, round(picture.height * width / picture.width))
        sized = picture.resize((width, height), Image.Resampling.LANCZOS) if width < picture.width else picture
        for ending, encoded in (("webp", _webp(sized)), ("jpg", _jpeg(sized))):
            made.append((described(encoded, ending) | {"width": width, "height": height}, encoded))
    return made


def _webp(picture):
    out = io.BytesIO()
    picture.save(out, "WEBP", quality=80, method=4)
    return out.getvalue()


def _jpeg(picture):
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, (*WHITE, 255)), picture).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True, progressive=True)
    return out.getvalue()
