"""The PDF of a release, as it is drawn. Drawing takes a while, so one PDF shows as much as it can."""

import io
import os
import sys
from datetime import date

import pytest
from django.core.exceptions import SuspiciousFileOperation
from pypdf import PdfReader

from releases.outlets.formats import pdf
from tests.factories import a_contact, a_draft, a_member, a_public_edition
from tests.page_text import collapse_whitespace

pytestmark = pytest.mark.django_db

A4 = (595, 842)  # points
LETTER_HEIGHT = 792


@pytest.fixture
def _pango():
    try:
        import weasyprint  # noqa: F401
    except OSError as error:
        if "CI" in os.environ:
            raise
        pytest.skip(f"Pango is not installed here: {error}")


@pytest.fixture
def unreachable(monkeypatch):
    """Record attempts to open a network connection."""
    connections = []
    monkeypatch.setattr("socket.socket.connect", lambda _socket, address: connections.append(address))
    return connections


def a_korean_release():
    body = "".join(
        f'<h2>제목 {part}</h2><p>상황은 <a href="https://un.example/report">보고서</a>에 있다. {"긴 문장. " * 50}</p>'
        for part in range(6)
    )
    return a_public_edition(
        a_draft(
            language="ko",
            slug="견본",
            headline="북한 인권을 위한 견본",
            kicker="견본: 뉴스룸",
            places="서울",
            dated=date(2026, 3, 7),
            body=body + "<p><em>日本語</em> and English.</p>",
            members=[a_member(as_printed="견본 감시단 (일본)")],
            contacts=[a_contact(name="홍길동", organisation="견본 협회", city="서울")],
        )
    )


@pytest.mark.usefixtures("_pango")
def test_pdf_is_tagged_searchable_and_reproducible(client, settings, monkeypatch, unreachable):
    settings.SITE_URL = "https://newsroom.example.org"
    edition = a_korean_release()
    address = "https://newsroom.example.org/ko/information/releases/견본/"
    drawn = client.get("/ko/information/releases/견본.pdf").content
    read = PdfReader(io.BytesIO(drawn))
    assert read.metadata.title == "북한 인권을 위한 견본"
    assert read.metadata.author
    assert read.metadata.creation_date == edition.public_from.replace(microsecond=0)
    assert "서울" in read.metadata["/Keywords"]
    catalog = read.root_object
    assert catalog["/Lang"] == "ko"
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/StructTreeRoot"]["/K"]
    assert 'pdfuaid:part="1"' in catalog["/Metadata"].get_data().decode()
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    pages = [collapse_whitespace(page.extract_text()) for page in read.pages]
    assert len(pages) > 1
    for number, (page, words) in enumerate(zip(read.pages, pages, strict=True), start=1):
        assert tuple(map(round, page.mediabox[2:])) == A4
        assert f"{number} / {len(pages)}" in words
        assert address in words
    text = " ".join(pages)
    for words in [
        "북한 인권을 위한 견본",
        "보고서 <https://un.example/report>",
        "日本語",
        "홍길동",
        "견본 감시단 (일본)",
    ]:
        assert words in text
    assert all(is_embedded(font) for font in fonts(read))
    assert lowest(read.pages[0]) > A4[1] - LETTER_HEIGHT
    assert unreachable == []
    monkeypatch.setattr(pdf, "draw", None)
    assert client.get("/ko/information/releases/견본.pdf").content == drawn


def fonts(read):
    for page in read.pages:
        for font in page["/Resources"]["/Font"].values():
            yield from (each.get_object() for each in font["/DescendantFonts"])


def is_embedded(font):
    return any(name.startswith("/FontFile") for name in font["/FontDescriptor"])


def lowest(page):
    """How far the lowest letter stands from the foot of the sheet, in points."""
    found = []

    def note(words, matrix, text_matrix, *_font):
        if words.strip():
            found.append(text_matrix[5] * matrix[3] + matrix[5])

    page.extract_text(visitor_text=note)
    return min(found)


@pytest.fixture
def _no_pango(monkeypatch):
    """As WeasyPrint fails where the library is missing."""

    class Missing:
        def find_spec(self, name, *_more):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])


@pytest.mark.usefixtures("_no_pango")
def test_pdf_without_pango_shows_an_explanation(client):
    a_public_edition(a_draft(slug="sample"))
    response = client.get("/information/releases/sample.pdf")
    assert response.status_code == 503
    page = response.content.decode()
    assert "libpango-1.0-0" in page
    assert 'href="/information/releases/sample.txt"' in page
    kit = client.get("/information/releases/sample.zip").content
    assert b"sample/sample.pdf" not in kit
    assert b"The PDF is not in this kit" in kit


@pytest.mark.usefixtures("_pango")
def test_pdf_fetches_only_styles_and_named_files(unreachable, tmp_path):
    secret = tmp_path / "secret.css"
    secret.write_text("p { color: red }")
    addresses = [secret.as_uri(), "https://evil.example/x.png", "https://static.invalid/../icnk/settings.py"]
    fetch = pdf._document_file_fetcher([])
    for address in [*addresses, "https://newsroom.example.org/files/unnamed.jpg"]:
        for let in (fetch, pdf._fetch_static):
            with pytest.raises((ValueError, SuspiciousFileOperation)):
                let(address)
    assert unreachable == []
