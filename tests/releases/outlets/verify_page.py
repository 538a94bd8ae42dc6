"""Helpers for tests of the page *Genuine or not?*: a release, and requests to the page."""

import re
from html import unescape

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories import (
    a_contact,
    a_draft,
    a_member,
)
from tests.page_text import visible_text

ADDRESS = "/information/verify/"
SAME, WORDS, MORE = "Yes, it is ours: the same characters", "The same words", "In part: some of it is not"
DIFFERS, UNKNOWN, FILE = "It differs from what we issued", "We do not know it", "the same file, byte for byte"
WITHHELD = "It differs where we took words out"
BODY = """<p>“It is a quiet room,” said Ada Sample. “We shall see who comes to stay in it for good.”</p>
<p>The room holds twenty chairs; nobody knows how many of them will be needed in the years to come.</p>
<p>Nobody was asked to leave, and the coalition thanks the neighbours for their patience.</p>"""
QUOTE = "It is a quiet room, We shall see who comes to stay in it for good."


def ask(text="", *, file=None, name="file.bin", address=ADDRESS, client=None):
    """Submit to the page and return the text of its result, without the form."""
    sent = {"file": SimpleUploadedFile(name, file)} if file is not None else {"text": text}
    response = (client or Client(enforce_csrf_checks=True)).post(address, sent)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    ask.html = response.content.decode()
    return visible_text(ask.html).rpartition("Check another")[0] or visible_text(ask.html)


def page_of(edition):
    """Return the text of its page as a browser copies it, one block a line."""
    html = Client().get(edition.get_absolute_url()).content.decode()
    body = re.sub(r"<(script|style|head)\b.*?</\1>", "", html, flags=re.S)
    body = re.sub(r"\s+", " ", body)
    lines = re.sub(
        r"</?(?:p|h\d|li|div|section|article|header|figure|figcaption|blockquote|ul|ol|nav)\b[^>]*>", "\n", body
    )
    return unescape(re.sub(r"<[^>]*>", "", lines))


def a_release(**fields):
    fields = {"body": BODY, "quotes": [QUOTE], "contacts": [a_contact(name="Ada Sample")]} | fields
    return a_draft(**{"members": [a_member() for _n in range(5)]} | fields)
