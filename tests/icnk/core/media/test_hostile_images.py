"""Hostile images: each is reduced to its pixels or refused with a message."""

import io
import json
import re
import struct
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from icnk.core.media import images
from icnk.core.media.image_formats import read_bare_size
from icnk.core.media.images import BROKEN, MESSAGES, read_upload
from tests.icnk.core.media.hostile_images import (
    DAMAGED,
    HIDING,
    PICTURES,
    SIZE,
    chunk,
    exif,
    jpeg_with,
    png_with,
    saved,
    segment,
)

WIDTHS = (960, 480)


def upload(data, name="Kim Chol-su in Hyesan.jpg"):
    return SimpleUploadedFile(name, data, "text/html")


def parts(data):
    """Return the kinds of segments or chunks, with a parser independent of the code under test."""
    if data.startswith(b"RIFF"):
        kinds, place = [], 12
        while place + 8 <= len(data):
            kinds.append(data[place : place + 4].decode())
            place += 8 + (struct.unpack("<I", data[place + 4 : place + 8])[0] + 1) // 2 * 2
        assert place == len(data)
        return set(kinds)
    assert data.endswith(b"\xff\xd9")
    return {f"{marker[0]:x}" for marker in re.findall(rb"\xff([\x01-\xcf\xd8-\xfe])", data)}


def assert_bare(made):
    assert made
    for described, data in made:
        assert b"zqx" not in data.lower()
        assert parts(data) <= {"VP8 ", "VP8L", "VP8X", "ALPH", "d8", "e0", "db", "c0", "c2", "c4", "da", "d9"}
        with Image.open(io.BytesIO(data)) as picture:
            picture.load()
            assert picture.size == (described["width"], described["height"])
            assert not picture.getexif()
            assert not {"exif", "xmp", "comment", "icc_profile", "photoshop"} & set(picture.info)


@pytest.mark.parametrize("name", PICTURES)
def test_each_hostile_image_is_accepted_or_refused_as_listed(name):
    make, refused = PICTURES[name]
    if refused:
        with pytest.raises(ValidationError) as said:
            read_upload(upload(make()), WIDTHS)
        assert said.value.messages == [MESSAGES.get(refused, BROKEN)]
    else:
        assert_bare(read_upload(upload(make()), WIDTHS))


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_image_is_refused_or_encoded_anew(name):
    try:
        assert_bare(read_upload(upload(DAMAGED[name]()), WIDTHS))
    except ValidationError as refused:
        said = refused.messages[0]
        if said not in map(str, [*MESSAGES.values(), BROKEN]):
            raise


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize(("way", "size"), [(1, SIZE), (3, SIZE), (6, SIZE[::-1]), (8, SIZE[::-1])])
def test_image_is_rotated_as_its_orientation_says(form, way, size):
    made = read_upload(upload(saved(form, exif=exif(way))), WIDTHS)
    assert {(each["width"], each["height"]) for each, _data in made} == {size}


@pytest.mark.parametrize("size", [(3000, 900), (900, 3000), (3000, 2000)])
@pytest.mark.parametrize("form", ["JPEG", "PNG"])
def test_image_resized_in_strips_has_no_seams(form, size):
    """The gradient from black at the top to white at the bottom has no seam between strips."""
    (_webp, (described, data)) = read_upload(upload(saved(form, size=size)), WIDTHS)[:2]
    with Image.open(io.BytesIO(data)) as picture:
        greys = [picture.getpixel((picture.width // 2, y))[0] for y in range(picture.height)]
    assert abs(described["width"] / described["height"] - size[0] / size[1]) < 0.01
    assert greys[0] < 8
    assert greys[-1] > 247
    assert all(abs(after - before) <= 6 for before, after in pairwise(greys))


def test_transparent_palette_image_stays_transparent():
    clear = Image.new("P", (400, 300), 3)
    clear.putpalette([0] * 9 + [200, 0, 0] + [0] * 700)
    out = io.BytesIO()
    clear.save(out, "PNG", transparency=3)
    (_each, webp), (_other, jpeg) = read_upload(upload(out.getvalue()), WIDTHS)
    assert Image.open(io.BytesIO(webp)).getpixel((9, 290))[3] == 0
    assert min(Image.open(io.BytesIO(jpeg)).getpixel((9, 290))) > 250  # on white


def test_hostile_images_are_a_hundred_and_hide_their_mark():
    assert len(PICTURES) >= 100
    assert all(re.search(b"zqx", make(), re.IGNORECASE) for make in HIDING.values())


def test_refused_upload_is_logged_without_name_or_content(caplog):
    caplog.set_level("INFO", "newsroom.audit")
    with pytest.raises(ValidationError):
        read_upload(upload(saved("PNG")[:60] + b"zqx"))
    (line,) = [json.loads(record.message) for record in caplog.records]
    assert (line["event"], line["size"], line["format"], line["reason"]) == ("upload.refused", 63, "PNG", "broken")
    assert not re.search("zqx|Kim", caplog.text)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["webp", 48, 36]],
        ["words"],
        [["webp", 48, 36, saved("WEBP")]],
        [["jpg", 48, 36, saved("JPEG")], ["webp", 48, 36, saved("WEBP")]],
        [["webp", 48, 36, saved("WEBP")], ["jpg", 48, 35, saved("JPEG")]],
        [["webp", 48, 36, saved("WEBP")], ["jpg", 48, 36, saved("JPEG", comment=b"zqx")]],
        [["webp", 48, 36, saved("WEBP", xmp=b"zqx")], ["jpg", 48, 36, saved("JPEG")]],
        [["webp", 48, 36, saved("WEBP")], ["pdf", 48, 36, b"%PDF-1.7"]],
        [["webp", 48, 36, saved("WEBP")], ["jpg", 48, 36, None]],
        [["webp", 48, 36, saved("WEBP")], ["jpg", 48, 36, saved("JPEG")]] * 3,
        [["webp", 4000, 1, saved("WEBP", size=(4000, 1))], ["jpg", 4000, 1, saved("JPEG", size=(4000, 1))]],
    ],
)
def test_answer_of_the_sandbox_is_validated(monkeypatch, rows):
    monkeypatch.setattr(images.runner, "run", lambda *_asked, **_limits: rows)
    with pytest.raises(ValidationError, match="damaged"):
        read_upload(upload(saved("JPEG")), WIDTHS)


@pytest.mark.parametrize(("form", "ending"), [("JPEG", "jpg"), ("WEBP", "webp")])
def test_bare_image_is_recognised_without_decoding(form, ending):
    assert read_bare_size(saved(form), ending) == SIZE
    assert read_bare_size(saved(form, size=(300, 200), quality=99), ending) == (300, 200)


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (b"", "jpg"),
        (b"", "webp"),
        (saved("JPEG")[:-2], "jpg"),
        (saved("JPEG") + b"zqx\xff\xd9", "jpg"),
        (saved("JPEG")[:300] + b"\xff\xd9", "jpg"),
        (saved("JPEG", comment=b"zqx"), "jpg"),
        (jpeg_with(segment(0xE1, b"Exif\x00\x00zqx")), "jpg"),
        (saved("JPEG")[:20] + segment(0xED, b"zqx") + saved("JPEG")[20:], "jpg"),
        (saved("WEBP") + b"zqx", "webp"),
        (saved("WEBP")[:-4], "webp"),
        (saved("WEBP", xmp=b"zqx"), "webp"),
        (saved("WEBP", icc_profile=b"zqx"), "webp"),
        (png_with(chunk(b"tEXt", b"zqx")), "webp"),
    ],
)
def test_image_with_more_than_pixels_is_recognised(data, ending):
    with pytest.raises(ValueError):  # noqa: PT011
        read_bare_size(data, ending)
