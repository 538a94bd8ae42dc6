"""Uploaded images: each is encoded anew or refused with a message that says what to do."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, ImageCms, ImageFile

from icnk.core.media import images
from icnk.core.media.images import (
    ANIMATED,
    BROKEN,
    TOO_MANY_BYTES,
    TOO_MANY_PIXELS,
    UNKNOWN_FORMAT,
    InvalidImage,
    make_renditions,
)
from tests.factories import a_picture

MARK = b"zqx hidden words"


def opened(rendition):
    description, data = rendition
    picture = Image.open(io.BytesIO(data))
    assert picture.size == (description["width"], description["height"])
    return picture


def a_png_that_says(width, height):
    """Return a PNG whose header claims this size, with almost no data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def an_animation():
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param(b"", UNKNOWN_FORMAT, id="nothing"),
        pytest.param(b"\xff\xd8\xff" + b"\x00" * images.MAX_BYTES, TOO_MANY_BYTES, id="more than 10 MB"),
        pytest.param(a_picture(form="GIF", mode="L"), UNKNOWN_FORMAT, id="GIF"),
        pytest.param(a_picture(form="TIFF"), UNKNOWN_FORMAT, id="TIFF"),
        pytest.param(a_picture(form="BMP"), UNKNOWN_FORMAT, id="BMP"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", UNKNOWN_FORMAT, id="SVG"),
        pytest.param(b"%!PS-Adobe-3.0 EPSF-3.0\n", UNKNOWN_FORMAT, id="EPS"),
        pytest.param(b"RIFF\x00\x00\x00\x00WAVEfmt ", UNKNOWN_FORMAT, id="a sound that begins as WebP does"),
        pytest.param(a_png_that_says(13_300, 13_300), TOO_MANY_PIXELS, id="a bomb"),
        pytest.param(a_png_that_says(6_400, 6_400), TOO_MANY_PIXELS, id="a small bomb"),
        pytest.param(a_png_that_says(10_001, 1), TOO_MANY_PIXELS, id="one line"),
        pytest.param(an_animation(), ANIMATED, id="animated WebP"),
        pytest.param(a_picture(600, 600)[:4000], BROKEN, id="half a JPEG"),
        pytest.param(a_picture(form="PNG")[:60], BROKEN, id="the beginning of a PNG"),
        pytest.param(b"\xff\xd8\xff\xe0" + b"\x00" * 64, UNKNOWN_FORMAT, id="no JPEG but its beginning"),
    ],
)
def test_upload_that_is_no_image_is_refused_with_a_message(data, words):
    with pytest.raises(InvalidImage) as refused:
        make_renditions(data)
    assert refused.value.message == words


def test_truncated_image_is_refused_even_if_weasyprint_is_loaded(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(InvalidImage):
        make_renditions(a_picture(600, 600)[:4000])


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_image_is_encoded_in_each_width_and_two_formats(form):
    made = make_renditions(a_picture(1600, 800, form=form))
    sizes = [(1440, 720), (960, 480), (480, 240)]
    expected = [(*size, kind) for size in sizes for kind in ("WEBP", "JPEG")]
    assert [(*opened(each).size, opened(each).format) for each in made] == expected
    assert [each["type"] for each, _data in made] == ["image/webp", "image/jpeg"] * 3
    assert all(each["size"] == len(data) for each, data in made)


def test_image_is_never_enlarged():
    assert [each["width"] for each, _data in make_renditions(a_picture(700, 10))] == [700, 700, 480, 480]
    assert [each["width"] for each, _data in make_renditions(a_picture(64, 48))] == [64, 64]


def test_file_names_are_random():
    data = a_picture()
    names = [each["name"] for _time in range(2) for each, _data in make_renditions(data)]
    assert len(set(names)) == 4
    assert all(len(name.partition(".")[0]) == 32 for name in names)


def exif(**tags):
    found = Image.Exif()
    found[0x010E] = MARK.decode()
    found[0x0112] = tags.get("orientation", 1)
    found.get_ifd(0x8825)[1], found.get_ifd(0x8825)[2] = "N", (39.0, 1.0, 9.0)
    return found.tobytes()


def an_archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("names.txt", MARK)
    return out.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(a_picture(exif=exif()), id="EXIF with a place"),
        pytest.param(a_picture(comment=MARK), id="a comment"),
        pytest.param(a_picture(xmp=MARK), id="XMP"),
        pytest.param(a_picture(form="WEBP", exif=exif(), xmp=MARK), id="WebP"),
        pytest.param(a_picture() + an_archive(), id="an archive behind the picture"),
        pytest.param(a_picture(form="PNG") + b"<?php zqx hidden words ?>", id="a program behind the picture"),
    ],
)
def test_only_pixels_are_kept(data):
    assert MARK in data or b"names.txt" in data
    for each, made in make_renditions(data):
        assert b"zqx" not in made
        assert b"names.txt" not in made
        assert not opened((each, made)).getexif()
        assert not {"xmp", "comment", "icc_profile"} & set(opened((each, made)).info)


def test_portrait_photo_is_rotated():
    (webp, _jpeg) = make_renditions(a_picture(64, 48, exif=exif(orientation=6)))
    assert opened(webp).size == (48, 64)


def test_transparent_image_is_flattened_on_white_as_jpeg():
    out = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(out, "PNG")
    webp, jpeg = make_renditions(out.getvalue())
    assert opened(webp).convert("RGBA").getpixel((4, 4))[3] == 0
    assert opened(jpeg).getpixel((4, 4)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("form", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "1"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16")]
)
def test_every_colour_mode_is_read(form, mode):
    assert [opened(each).mode for each in make_renditions(a_picture(form=form, mode=mode))][1] == "RGB"


def test_16_bit_grey_keeps_its_greys():
    out = io.BytesIO()
    Image.new("I;16", (8, 8), 32768).save(out, "PNG")
    _webp, jpeg = make_renditions(out.getvalue())
    assert abs(opened(jpeg).getpixel((4, 4))[0] - 128) < 3


@pytest.mark.parametrize("profile", [ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), b"no profile"])
def test_colour_profile_is_applied_and_removed(profile):
    _webp, jpeg = make_renditions(a_picture(icc_profile=profile))
    assert "icc_profile" not in opened(jpeg).info


def test_jpeg_with_embedded_thumbnail_is_not_animated():
    whole, small = Image.open(io.BytesIO(a_picture(80, 60))), Image.open(io.BytesIO(a_picture(40, 30)))
    out = io.BytesIO()
    whole.save(out, "MPO", save_all=True, append_images=[small])
    assert [opened(each).size for each in make_renditions(out.getvalue())] == [(80, 60)] * 2
