import pytest

from tests.factories import a_public_edition

from .verify_page import a_release


@pytest.fixture
def words_for_pdf(monkeypatch):
    """Replace PDFs by the text that they would show, since they are slow and compressed."""
    monkeypatch.setattr("releases.outlets.formats.pdf.draw", lambda html, *_more: html.encode())


@pytest.fixture
def edition():
    """The release that the tests of *Genuine or not?* compare with."""
    return a_public_edition(a_release(headline="A Newsroom Opens"))
