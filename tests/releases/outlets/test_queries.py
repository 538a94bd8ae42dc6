"""Query counts of pages do not grow with the number of releases."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from releases.models import Edition, EditionMember, Release, search
from tests.factories import a_contact, a_draft, a_member, a_public_edition, copy_edition

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("words_for_pdf")]

MAX_QUERIES = {
    "/": 4,
    "/information/": 1,
    "/information/releases/": 3,
    "/information/releases/?year=all": 3,
    "/information/releases/?year=2026": 3,
    "/information/releases/?member=sample-watch": 3,
    "/information/releases/?q=sample": 5,
    "/information/releases/?q=sample&year=2026&member=sample-watch": 5,
    "/information/quotes/": 3,
    "/information/verify/": 0,
    "/information/releases/sample/": 4,
    "/information/releases/sample/editions/1/": 4,
    "/information/releases/sample/editions/1/document.json": 1,
    "/information/releases/sample/editions/1/document.sig": 1,
    "/information/ledger/": 4,
    "/information/ledger.jsonl": 4,
    "/.well-known/icnk-signing-keys.json": 0,
    "/information/releases/sample.txt": 1,
    "/information/releases/sample.pdf": 2,
    "/information/releases/sample.json": 3,
    "/information/releases/sample.zip": 2,
    "/information/releases/sample/republish/": 1,
    "/information/releases/feed/": 3,
    "/information/releases/feed.json": 3,
    "/information/releases/sample.png": 2,
    "/members/sample-watch/feed/": 3,
    "/members/sample-watch/feed.json": 3,
    "/sitemap.xml": 3,
    "/news-sitemap.xml": 2,
    "/information/contacts/": 4,
    "/members/": 2,
    "/members/?by=country&on=2026-03-02": 2,
    "/members/members.csv": 2,
    "/accessibility/": 0,
    "/members/sample-watch/": 6,  # also its names, who speaks for it, and what it said
}


def a_newsroom(releases):
    """Create `releases` public releases of 50 members each, and return the one in the middle."""
    members = [a_member(name="Sample Watch"), *(a_member() for _ in range(49))]
    model = a_public_edition(
        a_draft(slug="sample", members=members, contacts=[a_contact()], released_on=date(2026, 3, 2))
    )
    drafts = Release.objects.bulk_create(
        Release(headline=f"Sample {n}", slug=f"sample-{n}", released_on=date(2026, 3, 2) + timedelta(days=n % 9 - 4))
        for n in range(releases - 1)
    )
    editions = Edition.objects.bulk_create(copy_edition(model, draft) for draft in drafts)
    EditionMember.objects.bulk_create(
        (
            EditionMember(edition=edition, member=member, position=position, signed=False)
            for edition in editions
            for position, member in enumerate(members)
        ),
        batch_size=10_000,
    )
    for edition in editions:
        search.index_edition(edition.pk, edition, edition.search_text)


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in captured]


@pytest.mark.parametrize("releases", [10, pytest.param(2000, marks=pytest.mark.slow)])
def test_query_counts_of_public_pages(client, releases):
    a_newsroom(releases)
    counts = {address: len(queries(client, address)) for address in MAX_QUERIES}
    assert {address: count for address, count in counts.items() if count > MAX_QUERIES[address]} == {}


@pytest.mark.parametrize(
    "address", ["/", "/information/releases/", "/information/releases/?year=all", "/members/sample-watch/"]
)
def test_lists_load_no_document_and_use_no_offset(client, address):
    a_newsroom(10)
    for sql in queries(client, address):
        assert '"document"' not in sql
        assert '"search_text"' not in sql
        assert "OFFSET" not in sql


def test_release_page_loads_one_document(client):
    a_newsroom(10)
    statements = queries(client, "/information/releases/sample/")
    assert sum('"document"' in each for each in statements) == 1
    (neighbours,) = [each for each in statements if '"released_on" <=' in each]
    assert neighbours.count("LIMIT 1") == 2
    assert '"released_on" >=' in neighbours
