"""Uploaded PDFs: pages are kept; scripts, attachments and metadata are removed."""

import io
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import Link, Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, StreamObject, TextStringObject

from icnk.core.media import pdf
from tests.factories import a_pdf


def written(writer):
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def a_script(words):
    return DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(f"app.alert('{words}')")}
    )


def a_loaded_pdf():
    """Return a PDF with one page and a different mark in each part that must be removed."""
    writer = PdfWriter(clone_from=io.BytesIO(a_pdf("Sample words.")))
    writer.add_metadata({"/Author": "zqxauthor", "/Title": "zqxtitle"})
    writer.add_attachment("zqxname.txt", b"zqxenclosed")
    writer.add_annotation(0, Text(text="zqxcomment", rect=(1, 1, 9, 9)))
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="https://example.org/kept"))
    writer.add_annotation(0, Link(rect=(1, 1, 9, 9), url="javascript:zqxlink"))
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): a_script("zqxpage")})
    names = DictionaryObject({NameObject("/Names"): ArrayObject([TextStringObject("zqx"), a_script("zqxnamed")])})
    writer.root_object["/Names"][NameObject("/JavaScript")] = names
    writer.root_object[NameObject("/OpenAction")] = a_script("zqxopen")
    return written(writer) + b"PK\x03\x04zqxarchive"


def test_clean_keeps_pages_only():
    before, after = a_loaded_pdf(), pdf.clean(a_loaded_pdf())
    assert before.count(b"zqx") >= 8
    assert b"zqx" not in after
    assert b"/JavaScript" not in after
    reader = PdfReader(io.BytesIO(after))
    assert not reader.metadata
    assert not reader.attachments
    assert pdf.extract_text(after).strip() == "Sample words."
    links = [each.get_object()["/A"]["/URI"] for each in reader.pages[0]["/Annots"] if "/A" in each.get_object()]
    assert links == ["https://example.org/kept"]


def test_encrypted_pdf_is_told_from_a_broken_one():
    writer = PdfWriter(clone_from=io.BytesIO(a_pdf()))
    writer.encrypt(user_password="", owner_password="sample")
    with pytest.raises(pdf.EncryptedPdf):
        pdf.clean(written(writer))


@pytest.mark.parametrize(
    "data",
    [b"", b"GIF89a", b"%PDF-1.7\n", a_pdf()[:200], b"<html>%PDF-1.7", written(PdfWriter())],
    ids=["nothing", "GIF", "a beginning", "half", "a page of the web", "no pages"],
)
def test_unreadable_pdf_is_refused(data):
    with pytest.raises(pdf.InvalidPdf):
        pdf.clean(data)


@pytest.mark.parametrize("filters", [["/DCTDecode"], ["/FlateDecode", "/DCTDecode"]])
def test_photo_in_a_pdf_keeps_pixels_and_loses_metadata(filters):
    photo = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "zqxcamera"
    picture = Image.effect_noise((40, 30), 50)
    picture.save(photo, "JPEG", exif=exif, comment=b"zqxcomment", progressive=True)
    stream = StreamObject()
    stream._data = photo.getvalue() + b"zqxbehind"
    if len(filters) > 1:
        stream._data = zlib.compress(stream._data)
    named = {"/Type": "/XObject", "/Subtype": "/Image", "/ColorSpace": "/DeviceGray"}
    stream.update({NameObject(key): NameObject(value) for key, value in named.items()})
    numbers = {"/Width": 40, "/Height": 30, "/BitsPerComponent": 8}
    stream.update({NameObject(key): NumberObject(value) for key, value in numbers.items()})
    stream[NameObject("/Filter")] = ArrayObject(map(NameObject, filters))
    writer = PdfWriter(clone_from=io.BytesIO(a_pdf()))
    pictures = DictionaryObject({NameObject("/Photo"): writer._add_object(stream)})
    writer.pages[0]["/Resources"][NameObject("/XObject")] = pictures
    page = PdfReader(io.BytesIO(pdf.clean(written(writer)))).pages[0]
    shown = page["/Resources"]["/XObject"]["/Photo"].get_data()
    assert b"zqx" not in shown
    assert Image.open(io.BytesIO(shown)).tobytes() == Image.open(photo).tobytes()


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe1\xff\xff", b"\xff\xd8\xff\xda\x00\x02abc", b"GIF89a"]
)
def test_broken_jpeg_in_a_pdf_is_refused(data):
    with pytest.raises(pdf.InvalidPdf):
        pdf.strip_jpeg_metadata(data)
