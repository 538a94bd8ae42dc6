"""Hostile PDFs: each gets an answer and none crashes the server."""

import io

import pytest
from pypdf import PdfReader

from icnk.core.media import pdf
from icnk.core.sandbox import runner
from tests.factories import a_pdf
from tests.icnk.core.media.hostile_pdfs import HOSTILE, many_pages


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("what", ["clean", "text"])
def test_each_hostile_pdf_is_cleaned_or_refused(name, what):
    try:
        answer = runner.run(f"icnk.core.media.pdf:{what}", HOSTILE[name](), seconds=4)
    except (pdf.InvalidPdf, runner.SandboxError):
        return
    assert answer.startswith(b"%PDF-") if what == "clean" else len(answer) < 1_000_000


def test_valid_pdf_is_accepted():
    cleaned = runner.run("icnk.core.media.pdf:clean", a_pdf("Sample words."))
    assert runner.run("icnk.core.media.pdf:extract_text", cleaned).strip() == "Sample words."
    assert runner.run("icnk.core.media.pdf:clean", many_pages(pdf.MAX_PAGES))


def test_encrypted_pdf_is_told_from_a_broken_one():
    with pytest.raises(pdf.EncryptedPdf):
        runner.run("icnk.core.media.pdf:clean", HOSTILE["locked"]())


def test_pdf_with_too_many_pages_is_refused():
    with pytest.raises(pdf.InvalidPdf, match="too many"):
        pdf.clean(many_pages(pdf.MAX_PAGES + 1))


def test_fonts_and_cjk_encodings_are_read_in_the_sandbox():
    weasyprint = pytest.importorskip("weasyprint", exc_type=OSError)
    drawn = weasyprint.HTML(string="<p>Sample words, 북한 인권, 日本の人々, ﬁne</p><h1>x</h1>").write_pdf()
    assert len(PdfReader(io.BytesIO(drawn)).pages) == 1
    assert runner.run("icnk.core.media.pdf:extract_text", drawn) == pdf.extract_text(drawn)
