"""Metadata of pages: descriptions, Open Graph, canonical addresses and schema.org."""

import json
import re
from datetime import datetime
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.utils.html import escape

from icnk.context_processors import page_metadata
from releases.issuing import workflow
from releases.outlets import metadata
from tests.factories import a_draft, a_member, a_pass, a_public_edition, a_publisher, an_embargoed_edition

pytestmark = pytest.mark.django_db

HOSTILE = "</script><b>\"&'x"
#: schema.org: type → the properties that it or one of its parents has
TERMS = {
    "NewsArticle": """headline description datePublished dateModified dateline inLanguage isAccessibleForFree author
        publisher image correction mainEntityOfPage url""",
    "Quotation": "text spokenByCharacter isPartOf",
    "Person": "name jobTitle affiliation memberOf url",
    "Organization": "name url memberOf",
    "NGO": "name alternateName url",
    "WebSite": "name url publisher",
    "CorrectionComment": "text datePublished",
    "BreadcrumbList": "itemListElement",
    "ListItem": "position name item",
}


class _Head(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.metas, self.links, self.linked, self.title, self.inside = {}, [], [], "", None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "meta":
            self.metas[attrs.get("name") or attrs.get("property")] = attrs.get("content")
        if tag == "link":
            self.links.append((attrs["rel"], attrs["href"]))
        self.inside = "linked" if attrs.get("type") == "application/ld+json" else tag

    def handle_data(self, data):
        if self.inside == "linked" and data.strip():
            self.linked += json.loads(data)["@graph"]
        if self.inside == "title":
            self.title += data

    def handle_endtag(self, tag):
        self.inside = None


def head_of(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    parser = _Head()
    parser.feed(response.content.decode())
    return parser


def json_ld_items(found):
    """Yield each JSON-LD object, including nested ones."""
    for thing in found if isinstance(found, list) else [found]:
        if isinstance(thing, dict):
            yield thing
            for value in thing.values():
                yield from json_ld_items(value)


def of_type(page, name):
    return [thing for thing in json_ld_items(page.linked) if thing.get("@type") == name]


@pytest.fixture
def release():
    quoted = a_draft(
        slug="sample",
        headline="The Sample Headline",
        kicker="Above It",
        members=[a_member(name="Sample Watch", website="https://example.com/")],
        quotes=["It is a quiet room,"],
    )
    quoted.quotes.update(title="Director", organisation="Sample Society")
    return a_public_edition(quoted).release


ADDRESSES = [
    "/",
    "/information/",
    "/information/releases/",
    "/information/quotes/",
    "/information/contacts/",
    "/accessibility/",
    "/members/",
    "/members/sample-watch/",
    "/information/releases/sample/",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_public_page_has_metadata(client, settings, release, address):
    settings.SITE_URL = "https://newsroom.example.org"
    page = head_of(client, address)
    assert ("canonical", f"https://newsroom.example.org{address}") in page.links
    assert page.metas["og:url"] == f"https://newsroom.example.org{address}"
    assert 10 < len(page.metas["description"]) <= 160
    assert page.metas["og:description"] == page.metas["description"]
    assert page.metas["og:title"]
    assert page.metas["og:locale"] == "en_US"
    assert page.title.endswith("ICNK newsroom")


@pytest.mark.parametrize("address", ADDRESSES)
def test_json_ld_uses_schema_org_terms(client, release, address):
    workflow.correct(release, by=a_publisher(), note="A sample slip.")
    page = head_of(client, address)
    assert page.linked
    for thing in json_ld_items(page.linked):
        if names := set(thing) - {"@id"}:
            assert names - {"@type"} <= set(TERMS[thing["@type"]].split()), thing


def test_json_ld_of_a_release_is_a_news_article(client, release):
    edition = release.editions.get()
    correction = workflow.correct(release, by=a_publisher(), note="A sample slip.")
    page = head_of(client, "/information/releases/sample/")
    (article,) = of_type(page, "NewsArticle")
    address = "http://testserver/information/releases/sample/"
    assert article["@id"] == article["mainEntityOfPage"] == address
    assert article["headline"] == "The Sample Headline"
    assert article["dateline"] == "(Seoul – March 1, 2026) --"
    assert article["inLanguage"] == "en"
    assert article["isAccessibleForFree"] is True
    assert article["correction"]["text"] == "A sample slip."
    assert article["datePublished"].endswith("+09:00")
    assert datetime.fromisoformat(article["datePublished"]) == edition.public_from.replace(microsecond=0)
    assert datetime.fromisoformat(article["dateModified"]) == correction.public_from.replace(microsecond=0)
    assert datetime.fromisoformat(page.metas["article:published_time"]) == edition.public_from.replace(microsecond=0)
    (coalition,) = of_type(page, "NGO")
    assert article["publisher"] == article["author"] == {"@id": coalition["@id"]}


def test_interrupted_quote_has_an_ellipsis(client):
    draft = a_draft(slug="sample", body="<p>“It is quiet,” said Ada Sample. “We hear all.”</p>")
    draft.quotes.create(text="It is quiet, We hear all.", speaker="Ada Sample")
    a_public_edition(draft)
    (quote,) = of_type(head_of(client, "/information/releases/sample/"), "Quotation")
    assert quote["text"] == "It is quiet, … We hear all."


def test_quotation_has_speaker_and_address(client, release):
    (quote,) = of_type(head_of(client, "/information/releases/sample/"), "Quotation")
    address = "http://testserver/information/releases/sample/"
    assert quote == {
        "@type": "Quotation",
        "@id": f"{address}#quote-1",
        "text": "It is a quiet room,",
        "spokenByCharacter": {
            "@type": "Person",
            "name": "Ada Sample",
            "jobTitle": "Director",
            "affiliation": {"@type": "Organization", "name": "Sample Society"},
        },
        "isPartOf": {"@id": address},
    }


def test_breadcrumb_json_ld_matches_the_page(client, release):
    (way,) = of_type(head_of(client, "/information/releases/sample/"), "BreadcrumbList")
    steps = [(step["position"], step["name"], step.get("item", "")) for step in way["itemListElement"]]
    host = "http://testserver"
    assert steps == [
        (1, "Home", f"{host}/"),
        (2, "Information", f"{host}/information/"),
        (3, "Releases", f"{host}/information/releases/"),
        (4, "The Sample Headline", ""),
    ]
    assert of_type(head_of(client, "/"), "BreadcrumbList") == []


def test_release_has_a_picture_of_a_known_size(client, release):
    page = head_of(client, "/information/releases/sample/")
    assert page.metas["og:type"] == "article"
    assert page.metas["og:image"] == "http://testserver/information/releases/sample.png"
    assert (page.metas["og:image:width"], page.metas["og:image:height"]) == ("1200", "630")
    assert page.metas["og:image:alt"] == "The Sample Headline"
    assert page.metas["twitter:card"] == "summary_large_image"


def test_metadata_escapes_markup(client):
    member = a_member(name=HOSTILE, slug="hostile")
    draft = a_draft(slug="sample", headline=HOSTILE, places=HOSTILE, body=f"<p>{escape(HOSTILE)}</p>", members=[member])
    draft.quotes.create(text=HOSTILE, speaker=HOSTILE)
    a_public_edition(draft)
    page = head_of(client, "/information/releases/sample/")
    (article,) = of_type(page, "NewsArticle")
    (quote,) = of_type(page, "Quotation")
    assert article["headline"] == page.metas["og:title"] == quote["text"] == HOSTILE
    assert head_of(client, "/members/hostile/").metas["og:title"] == HOSTILE
    text = client.get("/information/releases/sample/").content.decode()
    assert not re.search(r"</script><b>|<b>\"", text)
    assert text.count("</script>") == len(re.findall(r'<script (?:type="application/ld\+json"|type="module")', text))


@pytest.mark.parametrize(
    ("query", "kept"),
    [("?year=2026", "?year=2026"), ("?year=2026&q=sample", "?year=2026"), ("?q=sample", ""), ("?utm_source=x", "")],
)
def test_canonical_address_of_the_list_keeps_its_filters(query, kept):
    request = RequestFactory().get(f"/information/releases/{query}")
    assert page_metadata(request)["canonical"]() == f"http://testserver/information/releases/{kept}"


def test_noindex_pages_have_no_metadata(client, admin_client, release):
    workflow.correct(release, by=a_publisher(), note="A sample slip.")
    waiting = a_pass(an_embargoed_edition().release)
    assert isinstance(client.get("/").context["user"], AnonymousUser)
    quiet = [
        head_of(client, "/information/releases/sample/editions/1/"),
        head_of(client, f"/embargo/{waiting.token}/"),
        head_of(client, "/never/was/", 404),
        head_of(admin_client, f"/admin/releases/release/{release.pk}/preview/page/"),
    ]
    for page in quiet:
        assert page.linked == []
        assert not [name for name in page.metas if name and name.startswith(("og:", "description", "article:"))]
        assert "canonical" not in dict(page.links)


def test_edition_page_has_its_own_title(client, release):
    assert head_of(client, "/information/releases/sample/editions/1/").title.startswith("Edition 1: The Sample Headl")


@pytest.mark.parametrize(
    ("body", "lede"),
    [
        ("<p>Short.</p><p>Second.</p>", "Short."),
        (f"<p>{'word ' * 40}</p>", "word " * 30 + "word…"),
        (f"<p>{'북' * 200}</p>", "북" * 159 + "…"),
    ],
)
def test_description_is_the_lede_cut_between_words(body, lede):
    found = metadata.description(a_public_edition(body=body).content)
    assert found == lede
    assert len(found) <= 160
