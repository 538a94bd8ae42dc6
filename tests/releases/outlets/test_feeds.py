"""Feeds conform to RFC 4287 and JSON Feed 1.1, and depend only on public editions."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from xml.etree import ElementTree

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone
from django.utils.html import escape

from releases.issuing import workflow
from releases.models import Attachment, Edition, LeadImage
from releases.outlets import feeds, metadata
from releases.redaction.redact import redact
from tests.factories import (
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_withdrawn_edition,
    an_archived_edition,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db

FEEDS = ["/information/releases/feed/", "/members/sample-watch/feed/"]
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "</script><b>\"&'x"


def a_release(**fields):
    member = a_member(name="Sample Watch")
    return a_draft(**{"slug": "sample", "members": [member]} | fields)


def read(client, address):
    """Parse the feed with a feed reader."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.get("bozo_exception")
    return feed


def items(client, address):
    return client.get(address.replace("/feed/", "/feed.json")).json()["items"]


@pytest.mark.parametrize("address", FEEDS)
def test_atom_has_what_rfc_4287_requires(client, address):
    a_public_edition(a_release())
    root = ElementTree.fromstring(client.get(address).content)  # noqa: S314 - our own
    entry = root.find(f"{ATOM}entry")
    for element in (root, entry):
        for name in ("id", "title", "updated"):  # 4.1.1 and 4.1.2: exactly one
            assert len(element.findall(ATOM + name)) == 1, name
            assert element.find(ATOM + name).text
        assert datetime.fromisoformat(element.find(f"{ATOM}updated").text).utcoffset() is not None
    assert root.find(f"{ATOM}author/{ATOM}name").text
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links["self"] == f"http://testserver{address}"
    assert links["alternate"].startswith("http://testserver/")
    assert entry.find(f"{ATOM}link[@rel='alternate']").get("href") == entry.find(f"{ATOM}id").text
    assert entry.find(f"{ATOM}content").get("type") == "html"


@pytest.mark.parametrize("address", FEEDS)
def test_feed_holds_the_whole_text(client, address):
    edition = a_public_edition(a_release(headline="The Sample Headline", subheadline="Beneath It"))
    feed = read(client, address)
    assert feed.version == "atom10"
    assert feed.feed.language == "en"
    (entry,) = feed.entries
    assert entry.title == "The Sample Headline"
    assert entry.link == f"http://testserver{edition.get_absolute_url()}"
    assert entry.summary == "The newsroom opened today."
    html = entry.content[0].value
    for words in ["Beneath It", "(Seoul – March 1, 2026) --", "“It is a quiet room,” said Ada Sample."]:
        assert words in html
    assert datetime.fromisoformat(entry.published) == edition.public_from.replace(microsecond=0)
    assert entry.updated.endswith("+09:00")


@pytest.mark.parametrize("address", FEEDS)
def test_json_feed_has_what_its_version_requires(client, address):
    edition = a_public_edition(a_release())
    response = client.get(address.replace("/feed/", "/feed.json"))
    assert response["Content-Type"] == "application/feed+json"
    feed = response.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"http://testserver{address}".replace("/feed/", "/feed.json")
    assert feed["title"]
    (item,) = feed["items"]
    assert item["id"] == item["url"] == f"http://testserver{edition.get_absolute_url()}"
    assert item["image"] == "http://testserver/information/releases/sample.png"
    assert "The newsroom opened today." in item["content_html"]
    for name in ("date_published", "date_modified"):
        assert datetime.fromisoformat(item[name]) == edition.public_from.replace(microsecond=0)


def test_correction_changes_updated_and_is_mentioned(client):
    edition = an_archived_edition(a_release(released_on=date(2017, 3, 7)))
    before = read(client, FEEDS[0])
    correction = workflow.correct(edition.release, by=a_publisher(), note="A sample slip.")
    after = read(client, FEEDS[0])
    (old,), (new,) = before.entries, after.entries
    assert (old.id, old.published) == (new.id, new.published)
    assert datetime.fromisoformat(new.published).date() == date(2017, 3, 7)
    assert datetime.fromisoformat(new.updated) == correction.public_from.replace(microsecond=0)
    assert after.feed.updated == new.updated > old.updated
    assert "A sample slip." in new.content[0].value


def test_redaction_changes_updated_and_is_mentioned(client):
    an_archived_edition(a_release(released_on=date(2017, 3, 7), body="<p>The newsroom of Bea Sample opened.</p>"))
    redaction = redact(["Bea Sample"], by=a_publisher(), reason="To protect her.", replacement="[withheld]")
    (item,) = items(client, FEEDS[0])
    assert datetime.fromisoformat(item["date_modified"]) == redaction.at.replace(microsecond=0)
    assert "Words were taken out of this text to protect a person." in item["content_html"]


@pytest.mark.parametrize("address", FEEDS)
@pytest.mark.parametrize("make", [an_embargoed_edition, a_withdrawn_edition])
def test_hidden_editions_do_not_change_the_feed(client, address, make):
    public = a_public_edition(a_release())
    before = [client.get(address.replace("/feed/", end)).content for end in ("/feed/", "/feed.json")]
    make(a_draft(members=[row.member for row in public.member_index.all()]))
    workflow.correct(public.release, by=a_publisher(), note="Later.", at=timezone.now() + timedelta(days=1))
    assert [client.get(address.replace("/feed/", end)).content for end in ("/feed/", "/feed.json")] == before


def test_empty_feed_is_valid(client):
    feed = read(client, "/ko/information/releases/feed/")
    assert feed.entries == []
    assert feed.feed.updated_parsed[:3] == (1970, 1, 1)


def test_feed_has_the_newest_twenty_of_one_language(client):
    a_public_edition(language="ko", slug="견본", headline="견본 보도자료")
    for day in range(1, 23):
        a_public_edition(released_on=date(2026, 3, day))
    assert len(read(client, FEEDS[0]).entries) == 20
    (korean,) = read(client, "/ko/information/releases/feed/").entries
    assert korean.title == "견본 보도자료"
    assert korean.link == "http://testserver/ko/information/releases/%EA%B2%AC%EB%B3%B8/"


def test_member_feed_holds_only_its_releases(client):
    member = a_member(name="Sample Watch")
    a_public_edition(headline="Of Others", members=[a_member()])
    a_public_edition(headline="Signed", members=[member], members_are="signed")
    a_public_edition(headline="Listed", members=[member])
    assert {entry.title for entry in read(client, FEEDS[1]).entries} == {"Signed", "Listed"}
    assert len(items(client, FEEDS[1])) == 2


def test_unlisted_member_has_no_feed(client):
    member = a_member(name="Sample Watch", listed_since=None)
    a_public_edition(members=[member])
    for address in [FEEDS[1], FEEDS[1].replace("/feed/", "/feed.json")]:
        assert client.get(address).status_code == 404


def test_feed_escapes_markup(client):
    a_public_edition(
        a_release(headline=HOSTILE, subheadline=HOSTILE, body=f"<p>{escape(HOSTILE)}<img src=x onerror=alert(1)></p>")
    )
    (entry,) = read(client, FEEDS[0]).entries
    (item,) = items(client, FEEDS[0])
    assert entry.title == item["title"] == HOSTILE
    root = ElementTree.fromstring(client.get(FEEDS[0]).content)  # noqa: S314 - our own
    assert unescape(root.findtext(f"{ATOM}entry/{ATOM}summary")) == item["summary"] == HOSTILE
    for html in [item["content_html"], root.findtext(f"{ATOM}entry/{ATOM}content")]:
        assert "<strong>&lt;/script&gt;&lt;b&gt;" in html
        assert "<script" not in html
        assert "onerror" not in html


def test_control_characters_are_removed_from_feeds(client):
    edition = a_public_edition(a_release(headline="A \ufffesample\x0b headline", subheadline="\uffff"))
    assert read(client, FEEDS[0]).entries[0].title == "A sample headline"
    issued_before = replace(edition.content, headline="A \ufffesample headline")
    item = feeds.build_item(RequestFactory().get("/"), edition, issued_before, edition.public_from)
    assert item["title"] == "A sample headline"
    member = a_member(name="Sample\x0b Group")
    assert read(client, f"/members/{member.slug}/feed/").feed.title == "ICNK releases: Sample Group"


def test_feed_links_are_absolute(client, settings):
    settings.SITE_URL = "https://newsroom.example.org"
    body = '<p>The <a href="/members/?a=1&amp;b=2">members</a> <a href="#p-2">say</a> href="/no/" and <a href="https://example.com/">more</a>.</p>'
    a_public_edition(a_release(body=body))
    (item,) = items(client, FEEDS[0])
    for link in [
        '<a href="https://newsroom.example.org/members/?a=1&amp;b=2"',
        '<a href="https://newsroom.example.org/information/releases/sample/#p-2"',
        'href="/no/"',
        '<a href="https://example.com/"',
    ]:
        assert link in item["content_html"]


def test_item_has_picture_and_attachments(client, monkeypatch):
    for module in (feeds, metadata):
        monkeypatch.setattr(module, "reverse", lambda name, args=(): f"/{name}/{''.join(args)}")
    file = {"size": 12, "digest": "d" * 64}
    renditions = [
        {**file, "name": f"a.{end}", "type": f"image/{end}", "width": 4, "height": 3} for end in ("webp", "jpeg")
    ]
    draft = a_release()
    LeadImage.objects.create(release=draft, alt="A sample.", renditions=renditions)
    Attachment.objects.create(release=draft, title="The Report", name="b.pdf", type="application/pdf", **file)
    a_public_edition(draft)
    (item,) = items(client, FEEDS[0])
    assert item["image"] == "http://testserver/file/a.jpeg"
    document = {"url": "http://testserver/file/b.pdf", "mime_type": "application/pdf", "size_in_bytes": 12}
    assert item["attachments"] == [{**document, "title": "The Report"}]
    (enclosed,) = read(client, FEEDS[0]).entries[0].enclosures
    assert (enclosed.href, enclosed.type, enclosed.length) == (document["url"], "application/pdf", "12")


@pytest.mark.parametrize("address", ["/", "/ko/", "/information/releases/"])
def test_pages_name_the_feeds_of_their_language(client, address):
    page = client.get(address).content.decode()
    prefix = "/ko" if address == "/ko/" else ""
    for kind, end in [("atom+xml", "feed/"), ("feed+json", "feed.json")]:
        assert f'<link rel="alternate" type="application/{kind}"' in page
        assert f'href="{prefix}/information/releases/{end}">' in page


def test_member_page_names_its_feeds(client):
    a_member(name="Sample Watch")
    page = client.get("/members/sample-watch/").content.decode()
    assert 'href="/members/sample-watch/feed/">' in page
    assert 'href="/members/sample-watch/feed.json">' in page


def test_release_slug_cannot_be_feed():
    with pytest.raises(ValidationError, match="taken by the newsroom itself"):
        a_draft(slug="feed").clean()


def test_first_published_at_is_that_of_the_first_edition():
    edition = an_archived_edition(a_release(released_on=date(2017, 3, 7)))
    workflow.correct(edition.release, by=a_publisher(), note="A sample slip.")
    (public,) = Edition.objects.public().with_first_published_at(timezone.now())
    assert public.first_published_at == datetime(2017, 3, 6, 15, tzinfo=UTC)
    assert public.public_from > public.first_published_at
