"""Valid and hostile images: name → (factory, reason of the refusal, see `reencode.UnsuitableImage`; None if accepted).

Hidden data contains the mark `zqx`.
"""

import io
import random
import struct
import zipfile
import zlib

from PIL import Image, ImageCms

MARK = b"zqx hidden words"
SIZE = (48, 36)


def still(mode="RGB", size=SIZE):
    return Image.linear_gradient("L").resize(size).convert(mode)


def saved(form, mode="RGB", size=SIZE, **more):
    out = io.BytesIO()
    still(mode, size).save(out, form, **more)
    return out.getvalue()


def exif(orientation=1):
    """Return EXIF data with place, camera and a thumbnail."""
    told = Image.Exif()
    told[0x0112], told[0x010E], told[0x010F] = orientation, MARK.decode(), MARK.decode()
    told.get_ifd(0x8825).update({1: "N", 2: (39.0, 1.0, 9.0), 3: "E", 4: (125.0, 44.0, 12.0), 29: MARK.decode()})
    return told.tobytes()


def segment(marker, data):
    return bytes([0xFF, marker]) + struct.pack(">H", len(data) + 2) + data


def jpeg_with(*segments):
    plain = saved("JPEG")
    return plain[:2] + b"".join(segments) + plain[2:]


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height, *between, depth=8, colour=2, packed=None):
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    packed = zlib.compress(b"") if packed is None else packed
    parts = [chunk(b"IHDR", header), *between, chunk(b"IDAT", packed), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def png_with(*between):
    """Return a small valid PNG with these chunks."""
    rows = b"".join(b"\x00" + bytes(3 * SIZE[0]) for _row in range(SIZE[1]))
    return png(*SIZE, *between, packed=zlib.compress(rows))


def flat_png(width, height):
    """Return a valid PNG of this size in one colour."""
    packer, row = zlib.compressobj(9), b"\x00" + bytes(3 * width)
    packed = b"".join(packer.compress(row * 64) for _rows in range(height // 64))
    packed += packer.compress(row * (height % 64)) + packer.flush()
    return png(width, height, packed=packed)


def riff(*chunks):
    body = b"WEBP" + b"".join(
        kind + struct.pack("<I", len(data)) + data + b"\x00" * (len(data) % 2) for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def canvas(width, height, flags=0):
    return b"VP8X", bytes([flags, 0, 0, 0]) + struct.pack("<I", width - 1)[:3] + struct.pack("<I", height - 1)[:3]


def chunks_of(data):
    place = 12
    while place < len(data):
        length = struct.unpack("<I", data[place + 4 : place + 8])[0]
        yield data[place : place + 4], data[place + 8 : place + 8 + length]
        place += 8 + length + length % 2


def moving(form):
    out = io.BytesIO()
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue", "green")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


def camera():
    """Return a JPEG followed by a smaller one, as cameras write it."""
    out = io.BytesIO()
    still(size=(80, 60)).save(out, "MPO", save_all=True, append_images=[still(size=(40, 30))], exif=exif())
    return out.getvalue()


def archive():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("zqx.txt", MARK)
    return out.getvalue()


def jpeg_that_says(width, height, marker=0xC0):
    plain = saved("JPEG")
    place = plain.index(b"\xff\xc0")
    return (
        plain[:place]
        + bytes([0xFF, marker])
        + plain[place + 2 : place + 5]
        + struct.pack(">HH", height, width)
        + plain[place + 9 :]
    )


def flipped(data, seed):
    """Return the data with some bytes changed."""
    chance, bad = random.Random(seed), bytearray(data)
    for _each in range(20):
        bad[chance.randrange(20, len(bad))] = chance.randrange(256)
    return bytes(bad)


def of_chance(length, beginning=b"", seed=1):
    return beginning + random.Random(seed).randbytes(length)


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
PAGE = b"<!doctype html><script>zqx</script>"
SCRIPT = b"=1/*zqx*/;alert(1);//"
XMP = b"http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>zqx hidden words</x:xmpmeta>"
IPTC = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x15\x1c\x02\x78\x00\x10zqx hidden words"
BOMB = zlib.compress(bytes(60_000_000), 9)

HONEST = {
    **{f"a JPEG held in way {way}": lambda way=way: saved("JPEG", exif=exif(way)) for way in range(1, 9)},
    **{f"a WebP held in way {way}": lambda way=way: saved("WEBP", exif=exif(way)) for way in (3, 6, 8)},
    **{f"a PNG held in way {way}": lambda way=way: saved("PNG", exif=exif(way)) for way in (2, 6)},
    **{f"a JPEG, {mode}": lambda mode=mode: saved("JPEG", mode) for mode in ("L", "RGB", "CMYK", "YCbCr")},
    **{f"a PNG, {mode}": lambda mode=mode: saved("PNG", mode) for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16")},
    **{f"a WebP, {mode}": lambda mode=mode: saved("WEBP", mode) for mode in ("RGB", "RGBA")},
    "a progressive JPEG": lambda: saved("JPEG", progressive=True),
    "a progressive JPEG in CMYK": lambda: saved("JPEG", "CMYK", progressive=True),
    "a JPEG without subsampling": lambda: saved("JPEG", subsampling=0),
    "a WebP without loss": lambda: saved("WEBP", lossless=True),
    "a palette with a clear colour": lambda: saved("PNG", "P", transparency=3),
    "grey with a clear shade": lambda: saved("PNG", "L", transparency=3),
    "a PNG with a profile": lambda: saved("PNG", icc_profile=SRGB),
    "a JPEG with a profile": lambda: saved("JPEG", icc_profile=SRGB),
    "a WebP with a profile": lambda: saved("WEBP", icc_profile=SRGB),
    "a JPEG in CMYK with a profile for RGB": lambda: saved("JPEG", "CMYK", icc_profile=SRGB),
    "a broken profile": lambda: saved("JPEG", icc_profile=b"zqx no profile"),
    "one pixel": lambda: saved("PNG", size=(1, 1)),
    "one pixel as a JPEG": lambda: saved("JPEG", size=(1, 1)),
    "one line": lambda: saved("PNG", size=(2000, 1)),
    "one column": lambda: saved("PNG", size=(1, 2000)),
    "one of 24 million pixels": lambda: flat_png(6000, 4000),
    "a photograph of 20 million": lambda: saved("JPEG", size=(5472, 3648)),
    "a camera's JPEG with a small one behind it": camera,
}
HIDING = {
    "a place in EXIF": lambda: saved("JPEG", exif=exif()),
    "a place in the EXIF of a WebP": lambda: saved("WEBP", exif=exif()),
    "a place in the EXIF of a PNG": lambda: saved("PNG", exif=exif()),
    "XMP in a JPEG": lambda: jpeg_with(segment(0xE1, XMP)),
    "XMP in a WebP": lambda: saved("WEBP", xmp=MARK),
    "IPTC": lambda: jpeg_with(segment(0xED, IPTC)),
    "a comment": lambda: saved("JPEG", comment=MARK),
    "a long comment": lambda: jpeg_with(segment(0xFE, MARK * 4000)),
    "two hundred comments": lambda: jpeg_with(*[segment(0xFE, MARK)] * 200),
    "a huge header": lambda: jpeg_with(*[segment(0xE5, MARK * 4000)] * 60),
    "a small copy in EXIF": lambda: jpeg_with(segment(0xE1, b"Exif\x00\x00" + MARK + saved("JPEG"))),
    "a small copy in JFIF": lambda: jpeg_with(segment(0xE0, b"JFXX\x00\x10" + MARK + saved("JPEG"))),
    "words in a PNG": lambda: png_with(chunk(b"tEXt", b"Author\x00" + MARK)),
    "packed words in a PNG": lambda: png_with(
        chunk(b"zTXt", b"Author\x00\x00" + zlib.compress(MARK)), chunk(b"tEXt", MARK)
    ),
    "words of the world in a PNG": lambda: png_with(chunk(b"iTXt", b"Author\x00\x00\x00\x00\x00" + MARK)),
    "an hour in a PNG": lambda: png_with(chunk(b"tIME", b"\x07\xe2\x03\x01\x0c\x00\x00"), chunk(b"tEXt", MARK)),
    "a chunk of its own in a PNG": lambda: png_with(chunk(b"zqXx", MARK)),
    "a chunk of its own in a WebP": lambda: riff(canvas(*SIZE), *chunks_of(saved("WEBP")), (b"zqx ", MARK)),
    "an archive behind a JPEG": lambda: saved("JPEG") + archive(),
    "an archive behind a PNG": lambda: saved("PNG") + archive(),
    "an archive behind a WebP": lambda: saved("WEBP") + archive(),
    "an archive in a comment": lambda: jpeg_with(segment(0xFE, archive())),
    "a page behind a JPEG": lambda: saved("JPEG") + PAGE,
    "a page in a comment": lambda: jpeg_with(segment(0xFE, PAGE)),
    "a page in a PNG": lambda: png_with(chunk(b"tEXt", b"Comment\x00" + PAGE)),
    "PHP behind a PNG": lambda: saved("PNG") + b"<?php echo 'zqx'; ?>",
    "PHP in a JPEG": lambda: jpeg_with(segment(0xFE, b"<?php echo 'zqx'; ?>")),
    "a script in a JPEG": lambda: jpeg_with(segment(0xFE, SCRIPT)),
    "a PDF behind a JPEG": lambda: saved("JPEG") + b"%PDF-1.7 zqx",
    "a program behind a WebP": lambda: saved("WEBP") + b"MZ" + MARK,
    "a second JPEG behind the first": lambda: saved("JPEG") + saved("JPEG", comment=MARK),
}
HOSTILE = {
    "nothing": (lambda: b"", "other"),
    "three bytes of a JPEG": (lambda: b"\xff\xd8\xff", "other"),
    "chance": (lambda: of_chance(5000), "other"),
    "chance that begins like a JPEG": (lambda: of_chance(5000, b"\xff\xd8\xff\xe0"), "broken"),
    "chance that begins like a PNG": (lambda: of_chance(5000, b"\x89PNG\r\n\x1a\n"), "other"),
    "chance that begins like a WebP": (lambda: of_chance(5000, b"RIFF\x00\x00\x10\x00WEBPVP8 "), "broken"),
    "a sound": (lambda: b"RIFF\x00\x00\x00\x00WAVEfmt zqx", "other"),
    "more than 10 MB": (lambda: saved("JPEG") + bytes(10 * 1024 * 1024), "heavy"),
    "a bomb of 177 million pixels": (lambda: png(13_300, 13_300), "large"),
    "one of 60 million in a column": (lambda: png(1, 60_000_000), "large"),
    "one of 60 million in a line": (lambda: png(60_000_000, 1), "large"),
    "as many as can be said": (lambda: png(2**31 - 1, 2**31 - 1), "large"),
    "one of 25 million": (lambda: flat_png(5000, 5000), "large"),
    "a line that is too long": (lambda: saved("PNG", size=(10_001, 1)), "large"),
    "a JPEG that says 4 thousand million": (lambda: jpeg_that_says(65_535, 65_535), "large"),
    "a JPEG that says 99 million": (lambda: jpeg_that_says(9_999, 9_999), "large"),
    "a progressive one that says 39 million": (lambda: jpeg_that_says(6_300, 6_300, 0xC2), "large"),
    "a WebP that says 268 million": (lambda: riff(canvas(16_384, 16_384), *chunks_of(saved("WEBP"))), "large"),
    "a WebP that says 30 million": (lambda: riff(canvas(6_000, 5_000), *chunks_of(saved("WEBP"))), "large"),
    "a bomb in a text": (lambda: png_with(chunk(b"zTXt", b"Author\x00\x00" + BOMB)), "broken"),
    "a bomb in a text of the world": (lambda: png_with(chunk(b"iTXt", b"Author\x00\x01\x00\x00\x00" + BOMB)), "broken"),
    "a bomb in a profile": (lambda: png_with(chunk(b"iCCP", b"zqx\x00\x00" + BOMB)), "broken"),
    "more pixels than it says": (lambda: png(*SIZE, packed=BOMB), None),
    "fewer pixels than it says": (lambda: png(4_000, 4_000, packed=zlib.compress(bytes(1_000))), "broken"),
    "half a JPEG": (lambda: saved("JPEG", size=(600, 600))[:4000], "broken"),
    "half a PNG": (lambda: saved("PNG", size=(600, 600))[:400], "broken"),
    "half a WebP": (lambda: (whole := saved("WEBP", size=(600, 600)))[: len(whole) // 2], "broken"),
    "the beginning of a PNG": (lambda: saved("PNG")[:40], "other"),
    "a PNG with a wrong sum": (lambda: saved("PNG").replace(b"IDAT", b"IDAX"), "other"),
    "a JPEG without tables": (lambda: saved("JPEG").replace(b"\xff\xdb", b"\xff\xfe"), "broken"),
    "a JPEG of no size": (lambda: jpeg_that_says(0, 0), "other"),
    "a PNG of no size": (lambda: png(0, 0), "other"),
    "a moving GIF": (lambda: moving("GIF"), "other"),
    "a moving PNG": (lambda: moving("PNG"), "moving"),
    "a moving WebP": (lambda: moving("WEBP"), "moving"),
    **{
        f"a {form}": (lambda form=form: saved(form), "other")
        for form in ("GIF", "TIFF", "BMP", "ICO", "PCX", "TGA", "PPM")
    },
    **{f"a {form}": (lambda form=form: saved(form), "other") for form in ("EPS", "SGI", "DDS", "PDF")},
    "a JPEG 2000": (lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + MARK, "other"),
    "an AVIF": (lambda: b"\x00\x00\x00\x1cftypavif" + MARK, "other"),
    "a HEIC": (lambda: b"\x00\x00\x00\x18ftypheic" + MARK, "other"),
    "an SVG": (lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script>zqx</script></svg>", "other"),
    "an SVG behind white space": (lambda: b"\n <?xml version='1.0'?><svg onload='zqx'/>", "other"),
    "a page": (lambda: PAGE, "other"),
    "a page before a JPEG": (lambda: PAGE + saved("JPEG"), "other"),
    "an archive": (archive, "other"),
    "an archive before a PNG": (lambda: archive() + saved("PNG"), "other"),
    "PostScript": (lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n(zqx) show", "other"),
    "a program": (lambda: b"\x7fELF" + MARK, "other"),
}
PICTURES = {name: (make, None) for name, make in (HONEST | HIDING).items()} | HOSTILE
#: Damaged images. Some can be decoded and some can't; each must get an answer.
DAMAGED = {
    f"a {form} with bytes that fell over, {seed}": lambda form=form, seed=seed: flipped(
        saved(form, size=(90, 60)), seed
    )
    for form in ("JPEG", "PNG", "WEBP")
    for seed in (1, 2, 3, 4)
}
#: hostile file names
NAMES = [
    "../../../etc/passwd",
    "..\\..\\windows\\system.ini",
    "/absolute/path.png",
    "picture.php",
    "picture.jpg.html",
    "picture\u202egpj.exe",
    "zqx" * 80 + ".jpg",
    "한국 이름.png",
    "CON.png",
    ".htaccess",
    "picture;rm -rf.jpg",
    '"><script>zqx</script>.png',
    "zqx\r\nSet-Cookie: a=b.png",
]
