"""Hostile text in CSV, vCards, mails, headers, feeds and archives."""

import csv
import io
import json
import zipfile
from email import message_from_bytes
from html.parser import HTMLParser
from itertools import count
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.html import escape

from icnk.core.media import storage
from members.models import CoalitionMember
from releases.admin.workflow import notifications
from releases.models import WorkflowEvent
from releases.models.contact import parse_channel
from tests.factories import (
    LONG_AGO,
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_writer,
    an_attachment,
)
from tests.hostile_input import folded, payloads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words_for_pdf")]

LINES = "a\r\nBcc: spy@evil.example\r\n\r\n<script>alert(1)</script>\x0b\x85\u2028b"


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        (" =1", "' =1"),
        ("＝1", "'＝1"),
        ("a;=1", "a;'=1"),
        ('a";=1', "a\";'=1"),
        ("a\n=1", "a\n'=1"),
        ("a=b - c@d", "a=b - c@d"),
    ],
)
def test_csv_cells_are_not_formulas(client, typed, cell):
    CoalitionMember.objects.create(name="Sample", as_printed=typed, slug="sample", listed_since=LONG_AGO)
    (row,) = csv.DictReader(io.StringIO(client.get(reverse("members_csv")).content.decode("utf-8-sig"), newline=""))
    assert row["as_printed"] == cell


def test_vcard_text_cannot_inject_lines(client):
    contact = a_contact(name=LINES[:200], title=LINES, organisation=LINES, city=LINES[:100], languages=LINES)
    card = client.get(reverse("vcard", args=[contact.pk])).content.decode()
    lines = card.replace("\r\n ", "").removesuffix("\r\n").split("\r\n")
    known = (
        "BEGIN:",
        "VERSION:",
        "FN:",
        "N:",
        "ORG:",
        "TITLE:",
        "TEL;",
        "EMAIL;",
        "ADR;",
        "TZ;",
        "NOTE:",
        "SOURCE:",
        "END:",
    )
    assert [line for line in lines if not line.startswith(known)] == []
    assert "\n" not in "".join(lines)
    assert "\x0b" not in card


@pytest.mark.parametrize(
    ("typed", "href"),
    [
        ("email: a?bcc=spy@evil.example", "mailto:a%3Fbcc%3Dspy@evil.example"),
        ("email: a%0abcc=x&cc=spy@evil.example", "mailto:a%250abcc%3Dx%26cc%3Dspy@evil.example"),
        ("email: o'neil+press@example.org", "mailto:o'neil+press@example.org"),
        ("web: javascript:alert(1)", ""),
    ],
)
def test_channel_link_matches_its_value(typed, href):
    assert parse_channel(typed).href == href


def test_mail_headers_cannot_be_injected():
    writer = a_writer(first_name=LINES[:60], email="writer@example.org")
    publisher = a_publisher(email="publisher@example.org")
    assert notifications.notify(
        WorkflowEvent.Verb.SEND_FOR_REVIEW, by=writer, writers=set(), url="https://example.org/x"
    )
    (letter,) = mail.outbox
    sent = message_from_bytes(letter.message().as_bytes())
    assert letter.recipients() == [publisher.email]
    assert sent["Bcc"] is None
    assert "\n" not in sent["Subject"]
    assert len(letter.body.splitlines()) == 3


def test_double_address_is_rejected():
    a_publisher(email="publisher@example.org\nBcc: spy@evil.example")
    assert not notifications.notify(
        WorkflowEvent.Verb.SEND_FOR_REVIEW, by=a_writer(), writers=set(), url="https://example.org/x"
    )
    assert mail.outbox == []


@pytest.mark.parametrize("title", [LINES, '"; filename="x.html', "\u202efdp.exe", "../../etc/passwd", "가" * 300, ""])
def test_download_name_stays_in_one_line(client, title):
    edition = a_public_edition(a_release_with(title))
    (file,) = edition.content.attachments
    header = client.get(reverse("file", args=[file.name])).headers["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert header.isascii()
    assert "%E2%80%AE" not in header
    assert "%0" not in header
    assert len(header) < 2_000
    assert "\n" not in storage.file_response(file.name, title=title, headers={}).headers["Content-Disposition"]


def a_release_with(title):
    release = a_draft()
    an_attachment(release, title=title)
    return release


def a_hostile_release(words):
    fields = dict.fromkeys(["kicker", "headline", "subheadline", "list_title", "members_heading"], words[:300])
    release = a_draft(
        **fields,
        slug="hostile",
        places=words[:200],
        dateline=words[:200],
        boilerplate=words,
        body=f"<p>Words of a sample. {escape(words)}</p>",
        members=[a_member(name=f"{words[:280]} {CoalitionMember.objects.count()}", as_printed=words[:500])],
        contacts=[a_contact(name=words[:200], title=words[:200], organisation=words[:300], city=words[:100])],
    )
    an_attachment(release, title=words[:300])
    return a_public_edition(release)


@pytest.mark.parametrize("words", payloads()[::40] + payloads()[-12:], ids=count())
def test_formats_escape_hostile_text(client, words):
    edition = a_hostile_release(words)
    title = edition.content.headline
    root = ElementTree.fromstring(client.get(reverse("feed")).content)  # noqa: S314 - our own
    assert folded(root.findtext("{*}entry/{*}title")) == folded(title)
    news = ElementTree.fromstring(client.get(reverse("news_sitemap")).content)  # noqa: S314
    assert folded(news.findtext(".//{*}title")) == folded(title)
    ElementTree.fromstring(client.get(reverse("sitemap")).content)  # noqa: S314
    (item,) = client.get(reverse("feed_json")).json()["items"]
    assert item["title"] == title
    ninjs = json.loads(client.get(reverse("release_json", args=["hostile"])).content)
    assert ninjs["icnk"]["boilerplate"] == edition.content.boilerplate
    assert client.get(reverse("release_text", args=["hostile"])).headers["Content-Type"].startswith("text/plain")
    assert client.get(reverse("social_card", args=["hostile"])).content.startswith(b"\x89PNG")


def test_press_kit_paths_and_lines_cannot_be_injected(client):
    a_hostile_release("../../x\r\n" + "0" * 64 + "  hostile.txt")
    kit = zipfile.ZipFile(io.BytesIO(client.get(reverse("release_kit", args=["hostile"])).content))
    assert all(name.startswith("hostile/") and ".." not in name and "\\" not in name for name in kit.namelist())
    readme = kit.read("hostile/README.txt").decode()
    assert not any(line.startswith("0" * 64) for line in readme.splitlines())


@pytest.mark.parametrize("slug", ["x%0d%0aSet-Cookie: a=b", "x/../y", "<script>alert(1)</script>", "\u202ex", "x.html"])
def test_unknown_address_is_not_repeated(client, slug):
    response = client.get(f"/information/releases/{slug}/")
    assert response.status_code == 404
    assert "alert(1)" not in response.content.decode()
    assert "Set-Cookie" not in response.headers


class Skeleton(HTMLParser):
    """The elements of a page and the names of their attributes, without any words."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page.content.decode())

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, *(name for name, _value in attrs)))


def test_search_escapes_hostile_text(client):
    honest = Skeleton(client.get(reverse("release_list"), {"q": "sample"})).found
    for words in payloads():
        if words.split():
            page = client.get(reverse("release_list"), {"q": words})
            assert page.status_code == 200
            assert Skeleton(page).found == honest, words
