"""The bytes of a picture → its bare pixels in our sizes, encoded anew. Pure Python, no Django: it runs in a child.

What is allowed is told by content, never by name; how large it is, before it is decoded. A large picture is made
small strip by strip: whole, it stands in memory once.
"""

import io
import warnings

from PIL import Image, ImageCms, ImageFile, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from .image_formats import read_webp_size

MAX_BYTES = 10 * 1024 * 1024
#: A JPEG is decoded small at once; a PNG and a progressive JPEG stand in memory whole, a WebP several times.
MAX_PIXELS, MAX_WHOLE_PIXELS, MAX_WEBP_PIXELS = 40_000_000, 24_000_000, 12_000_000
MAX_MEMORY = 256 * 1024 * 1024  # bytes of addresses that are enough for these
MAX_SIDE = 10_000  # pixels
BEGINNINGS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
WHITE = (255, 255, 255)
STRIP = 128  # lines, or a little more
DECODERS = (MpoImagePlugin, WebPImagePlugin)  # those of other formats are not even loaded for these
ORIENTATION = 0x0112  # of EXIF: the number of a way in which the camera was held
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = range(5, 9)  # those that make its height its width

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
PngImagePlugin.MAX_TEXT_CHUNK, PngImagePlugin.MAX_TEXT_MEMORY = 64 * 1024, 256 * 1024


class UnsuitableImage(ValueError):
    """A file that makes no picture: "heavy", "large", "other" (no format that is taken), "moving" or "broken"."""


def detect_format(data: bytes) -> str:
    """The format that it begins like, as Pillow names it; "" for all that are not taken."""
    if data[:4] == b"RIFF":
        return "WEBP" if data[8:12] == b"WEBP" else ""
    return next((kind for beginning, kind in BEGINNINGS.items() if data.startswith(beginning)), "")


def resize_and_encode(data: bytes, widths: list[int]) -> list:
    """The picture in each of `widths`, none wider than it came, the widest first; of each size WebP, then JPEG.

    Each as [ending, width, height, bytes]. Raises `Unfit`, and nothing else.
    """
    if len(data) > MAX_BYTES:
        raise UnsuitableImage("heavy")
    kind = detect_format(data)
    if not kind:
        raise UnsuitableImage("other")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a strange file there are many; what counts is refused below
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return list(_encoded(_upright(*_pixels(data, kind, max(widths))), widths))
    except UnsuitableImage:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as error:
        raise UnsuitableImage("large") from error
    except Image.UnidentifiedImageError as error:
        raise UnsuitableImage("other") from error
    except Exception as error:  # a decoder of hostile bytes raises whatever it likes
        raise UnsuitableImage("broken") from error


def preload() -> None:
    """Load what is loaded as it is needed."""
    for form in ("PNG", "WEBP", "JPEG"):
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, form, exif=Image.Exif())
        resize_and_encode(out.getvalue(), [4])
    ImageCms.createProfile("sRGB")
    TiffImagePlugin.ImageFileDirectory_v2()


def _pixels(data, kind, widest):
    """(the bare pixels in sRGB, as RGB or RGBA, not much wider than `widest`; how they are to be turned)."""
    if kind == "WEBP" and _is_over(MAX_WEBP_PIXELS, *read_webp_size(data)):  # its decoder takes memory as it opens
        raise UnsuitableImage("large")
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        whole = kind != "JPEG" or "progressive" in picture.info
        if _is_over(MAX_WHOLE_PIXELS if whole else MAX_PIXELS, *picture.size):
            raise UnsuitableImage("large")
        if kind != "JPEG" and getattr(picture, "is_animated", False):  # a camera may put a small copy behind its JPEG
            raise UnsuitableImage("moving")
        if kind == "JPEG":  # decoded at a half, a quarter or an eighth where that is enough, at a fraction of the cost
            picture.draft(None, (widest, widest))
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for the whole process as it is imported
        picture.load()
        orientation = picture.getexif().get(ORIENTATION)
        width = picture.height if orientation in LYING else picture.width
        return _in_small(picture, max(1, min(width // (2 * widest), *picture.size))), orientation


def _is_over(most, width, height):
    return width * height > most or max(width, height) > MAX_SIDE


def _in_small(picture, factor):
    """A new picture of the same pixels in sRGB: of each square of them, `factor` wide, one."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    turn = _to_srgb(picture)
    small = Image.new(mode, (-(-picture.width // factor), -(-picture.height // factor)))
    step = -(-STRIP // factor) * factor
    for top in range(0, picture.height, step):
        strip = turn(picture.crop((0, top, picture.width, min(top + step, picture.height)))).convert(mode)
        small.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return small


def _to_srgb(picture):
    """How its pixels become those of sRGB."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return lambda strip: strip.point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            there, here = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            change = ImageCms.buildTransform(there, here, picture.mode, "RGB")
            return lambda strip: ImageCms.applyTransform(strip, change)
        except (ImageCms.PyCMSError, OSError):  # a broken profile: the colours as they stand are better than none
            pass
    return lambda strip: strip


def _upright(picture, orientation):
    return picture.transpose(TURNS[orientation]) if orientation in TURNS else picture


def _encoded(picture, widths):
    for width in sorted({min(width, picture.width) for width in widths}, reverse=True):
        height = max(1, round(picture.height * width / picture.width))
        sized = picture.resize((width, height), Image.Resampling.LANCZOS) if width < picture.width else picture
        for ending, data in (("webp", _webp(sized)), ("jpg", _jpeg(sized))):
            yield [ending, width, height, data]


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
