"""Decodes an image and encodes its pixels anew in given widths. No Django: it runs in the sandbox.

The format is detected by content, and the size is checked before decoding. A large image is reduced strip by strip, so
that it is in memory only once.
"""

import io
import warnings

from PIL import Image, ImageCms, ImageFile, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin

from .image_formats import read_webp_size

MAX_BYTES = 10 * 1024 * 1024
#: A JPEG is reduced while it is decoded; a PNG and a progressive JPEG are whole in memory, a WebP several times.
MAX_PIXELS, MAX_WHOLE_PIXELS, MAX_WEBP_PIXELS = 40_000_000, 24_000_000, 12_000_000
MAX_MEMORY = 256 * 1024 * 1024  # bytes of address space
MAX_SIDE = 10_000  # pixels
SIGNATURES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG"}
WHITE = (255, 255, 255, 255)  # RGBA
STRIP_HEIGHT = 128  # lines, or a little more
DECODERS = (MpoImagePlugin, WebPImagePlugin)  # imported, so that Pillow doesn't load all of its plugins
ORIENTATION = 0x0112  # EXIF tag
TRANSPOSITIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
SIDEWAYS = range(5, 9)  # orientations that swap width and height

Image.MAX_IMAGE_PIXELS = MAX_PIXELS
PngImagePlugin.MAX_TEXT_CHUNK, PngImagePlugin.MAX_TEXT_MEMORY = 64 * 1024, 256 * 1024


class UnsuitableImage(ValueError):
    """Why a file can't be used: "heavy", "large", "other" (unknown format), "moving" or "broken"."""


def detect_format(data: bytes) -> str:
    """Return Pillow's name of the format, or "" if it is not accepted."""
    if data[:4] == b"RIFF":
        return "WEBP" if data[8:12] == b"WEBP" else ""
    return next((kind for signature, kind in SIGNATURES.items() if data.startswith(signature)), "")


def resize_and_encode(data: bytes, widths: list[int]) -> list:
    """Return the image in each of `widths`, widest first and never enlarged; for each width WebP, then JPEG.

    Each is [ending, width, height, bytes]. Raises `UnsuitableImage`, and nothing else.
    """
    if len(data) > MAX_BYTES:
        raise UnsuitableImage("heavy")
    kind = detect_format(data)
    if not kind:
        raise UnsuitableImage("other")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what matters is refused below
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return list(_encode(_rotate(*_pixels(data, kind, max(widths))), widths))
    except UnsuitableImage:
        raise
    except (Image.DecompressionBombWarning, Image.DecompressionBombError, MemoryError) as error:
        raise UnsuitableImage("large") from error
    except Image.UnidentifiedImageError as error:
        raise UnsuitableImage("other") from error
    except Exception as error:  # decoders of hostile bytes raise anything
        raise UnsuitableImage("broken") from error


def preload() -> None:
    """Import everything that Pillow imports lazily."""
    for form in ("PNG", "WEBP", "JPEG"):
        out = io.BytesIO()
        Image.new("RGB", (8, 8)).save(out, form, exif=Image.Exif())
        resize_and_encode(out.getvalue(), [4])
    ImageCms.createProfile("sRGB")
    TiffImagePlugin.ImageFileDirectory_v2()


def _pixels(data, kind, widest):
    """Return (pixels in sRGB as RGB or RGBA, not much wider than `widest`; EXIF orientation)."""
    if kind == "WEBP" and _is_over(MAX_WEBP_PIXELS, *read_webp_size(data)):  # opening it takes memory
        raise UnsuitableImage("large")
    with Image.open(io.BytesIO(data), formats=[kind]) as picture:
        whole = kind != "JPEG" or "progressive" in picture.info
        if _is_over(MAX_WHOLE_PIXELS if whole else MAX_PIXELS, *picture.size):
            raise UnsuitableImage("large")
        if kind != "JPEG" and getattr(picture, "is_animated", False):  # a camera's JPEG may have a thumbnail
            raise UnsuitableImage("moving")
        if kind == "JPEG":  # decode at 1/2, 1/4 or 1/8 if that is enough
            picture.draft(None, (widest, widest))
        ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it on import
        picture.load()
        orientation = picture.getexif().get(ORIENTATION)
        width = picture.height if orientation in SIDEWAYS else picture.width
        return _reduce(picture, max(1, min(width // (2 * widest), *picture.size))), orientation


def _is_over(limit, width, height):
    return width * height > limit or max(width, height) > MAX_SIDE


def _reduce(picture, factor):
    """Return a new image in sRGB with one pixel for each square of `factor` by `factor` pixels."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    convert = _to_srgb(picture)
    small = Image.new(mode, (-(-picture.width // factor), -(-picture.height // factor)))
    step = -(-STRIP_HEIGHT // factor) * factor
    for top in range(0, picture.height, step):
        strip = convert(picture.crop((0, top, picture.width, min(top + step, picture.height)))).convert(mode)
        small.paste(strip.reduce(factor) if factor > 1 else strip, (0, top // factor))
    return small


def _to_srgb(picture):
    """Return a function that converts a strip of the image to sRGB."""
    if picture.mode.startswith("I"):  # 16 bits of grey
        return lambda strip: strip.point(lambda value: value / 256).convert("L")
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK"):
        try:
            source, target = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            transform = ImageCms.buildTransform(source, target, picture.mode, "RGB")
            return lambda strip: ImageCms.applyTransform(strip, transform)
        except (ImageCms.PyCMSError, OSError):  # a broken profile is ignored
            pass
    return lambda strip: strip


def _rotate(picture, orientation):
    return picture.transpose(TRANSPOSITIONS[orientation]) if orientation in TRANSPOSITIONS else picture


def _encode(picture, widths):
    for width in sorted({min(width, picture.width) for width in widths}, reverse=True):
        height = max(1, round(picture.height * width / picture.width))
        sized = picture.resize((width, height), Image.Resampling.LANCZOS) if width < picture.width else picture
        yield ["webp", width, height, _save(sized, "WEBP", quality=80, method=4)]
        if sized.mode == "RGBA":
            sized = Image.alpha_composite(Image.new("RGBA", sized.size, WHITE), sized).convert("RGB")
        yield ["jpg", width, height, _save(sized, "JPEG", quality=82, optimize=True, progressive=True)]


def _save(picture, kind, **options):
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()
