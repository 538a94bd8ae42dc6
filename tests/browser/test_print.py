"""A release as a browser prints it."""

import io

import pytest
from pypdf import PdfReader

from tests.factories import a_contact, a_draft, a_member, a_public_edition
from tests.page_text import collapse_whitespace

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


def test_printed_pages_have_number_and_address_and_no_controls(page, live_server):
    body = '<p>See <a href="https://un.example/report">the report</a>.</p>' + "<p>A line of a long release.</p>" * 60
    edition = a_public_edition(a_draft(body=body, members=[a_member()], contacts=[a_contact(name="Ada Sample")]))
    address = live_server.url + edition.get_absolute_url()
    page.goto(address)
    read = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    pages = [collapse_whitespace(each.extract_text()) for each in read.pages]
    assert len(pages) > 1
    for number, words in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in words
        assert address in words
    text = " ".join(pages)
    assert "the report <https://un.example/report>" in text
    assert "Ada Sample" in text
    for control in ["Plain text", "Press kit", "Press desk", "Prev", "Home"]:
        assert control not in text
