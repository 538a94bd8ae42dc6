"""The sitemaps, by https://www.sitemaps.org/protocol.html and Google's rules for news."""

from datetime import date, datetime, timedelta
from xml.etree import ElementTree

import pytest

from releases.issuing import workflow
from releases.outlets import sitemaps
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

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def pages(client, address="/sitemap.xml"):
    """Map each address to its element, in the order of the file."""
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # noqa: S314 - our own
    assert root.tag == f"{SITEMAP}urlset"
    return {page.findtext(f"{SITEMAP}loc").removeprefix("http://testserver"): page for page in root}


def test_sitemap_lists_every_public_page_once(client):
    a_member(name="Sample Watch")
    a_member(name="Not Listed", listed_since=None)
    a_public_edition(slug="sample")
    a_public_edition(slug="견본", language="ko")
    an_embargoed_edition(slug="embargoed")
    a_withdrawn_edition(slug="withdrawn")
    found = pages(client)
    assert len(found) == 3 * (len(sitemaps.TRANSLATED_PAGES) + 1) + 2
    assert {"/", "/ja/members/", "/ko/members/sample-watch/", "/information/releases/sample/"} <= set(found)
    for address in found:
        assert client.get(address).status_code == 200, address


def test_release_in_the_sitemap_has_lastmod_and_one_language(client):
    edition = a_public_edition(slug="sample")
    correction = workflow.correct(edition.release, by=a_publisher(), note="A sample slip.")
    page = pages(client)["/information/releases/sample/"]
    changed = page.findtext(f"{SITEMAP}lastmod")
    assert datetime.fromisoformat(changed) == correction.public_from.replace(microsecond=0)
    assert changed.endswith("+09:00")
    assert page.find(f"{XHTML}link") is None


def test_section_in_the_sitemap_links_to_its_translations(client):
    for page in ["/members/", "/ko/members/"]:
        links = pages(client)[page].findall(f"{XHTML}link[@rel='alternate']")
        there = {link.get("hreflang"): link.get("href") for link in links}
        host = "http://testserver"
        assert there == {lang: f"{host}{at}/members/" for lang, at in [("en", ""), ("ko", "/ko"), ("ja", "/ja")]}


def test_sitemap_leaves_out_the_oldest_when_full(client, monkeypatch):
    for day in (1, 2):
        a_public_edition(slug=f"day-{day}", released_on=date(2026, 3, day))
    monkeypatch.setattr(sitemaps, "MAX_PAGES", 3 * len(sitemaps.TRANSLATED_PAGES) + 1)
    assert list(pages(client))[-1] == "/information/releases/day-2/"


def test_news_sitemap_has_what_google_requires(client):
    edition = a_public_edition(slug="견본", language="ko", headline='</news:title><b>"&')
    (page,) = pages(client, "/news-sitemap.xml").values()
    news = page.find(f"{NEWS}news")
    assert news.findtext(f"{NEWS}publication/{NEWS}name") == "ICNK newsroom"
    assert news.findtext(f"{NEWS}publication/{NEWS}language") == "ko"
    assert news.findtext(f"{NEWS}title") == '</news:title><b>"&'
    published = datetime.fromisoformat(news.findtext(f"{NEWS}publication_date"))
    assert published == edition.public_from.replace(microsecond=0)


def test_news_sitemap_lists_a_release_for_two_days(client, monkeypatch):
    edition = a_public_edition(slug="sample")
    for ago, there in [(timedelta(days=2) - timedelta(seconds=1), 1), (timedelta(days=2), 0)]:
        monkeypatch.setattr(sitemaps, "database_now", lambda ago=ago: edition.public_from + ago)
        assert len(pages(client, "/news-sitemap.xml")) == there


def test_news_sitemap_omits_corrections_of_old_releases(client):
    edition = an_archived_edition(a_draft(released_on=date(2017, 3, 7)))
    workflow.correct(edition.release, by=a_publisher(), note="A sample slip.")
    assert pages(client, "/news-sitemap.xml") == {}


def test_redaction_changes_lastmod(client):
    a_public_edition(slug="sample", headline="Zoya Zed Speaks")
    redaction = redact(["Zoya Zed"], by=a_publisher(), reason="Her family asked for it.")
    changed = pages(client)["/information/releases/sample/"].findtext(f"{SITEMAP}lastmod")
    assert datetime.fromisoformat(changed) == redaction.at.replace(microsecond=0)
