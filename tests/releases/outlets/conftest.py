import pytest


@pytest.fixture
def words_for_pdf(monkeypatch):
    """A PDF takes a while and packs its words away: in its place stands the text that would be drawn."""
    monkeypatch.setattr("releases.outlets.formats.pdf.draw", lambda html, *_more: html.encode())
