"""Read receipts: desk pages that show an embargoed release record the reader, and a page lists the readers."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases.issuing import workflow
from releases.models import ReadReceipt, Release
from tests.factories import (
    a_draft,
    a_pass,
    a_public_edition,
    a_publisher,
    a_review,
    a_writer,
    an_administrator,
    an_editor,
    an_embargoed_edition,
    an_image,
)

pytestmark = pytest.mark.django_db

#: Every desk page about one release. A new one records a read, or is named here because it shows no text.
RELEASE_PAGES = [
    url.name.removeprefix("releases_release_")
    for url in admin.site._registry[Release].get_urls()
    if url.name and set(url.pattern.converters) in ({"object_id"}, {"pk"})
]
WITHOUT_TEXT = {"read-receipts"}


def address(release, page, *more):
    return reverse(f"admin:releases_release_{page}", args=[release.pk, *more])


@pytest.fixture
def release():
    draft = a_draft(
        headline="Zqxheadline", body="<p>“Zqxquote it was,” said Ada Sample.</p>", quotes=["Zqxquote it was,"]
    )
    return an_embargoed_edition(draft).release


def readers():
    return [receipt.person for receipt in ReadReceipt.objects.select_related("person").order_by("pk")]


def test_release_pages_are_complete():
    assert {"change", "preview", "history", "issue", "passes", "unsaved-changes", "duplicate", "read-receipts"} <= set(
        RELEASE_PAGES
    )


@pytest.mark.parametrize("page", sorted(set(RELEASE_PAGES) - WITHOUT_TEXT))
def test_release_page_records_read(client, release, page):
    person = a_publisher()
    client.force_login(person)
    client.get(address(release, page))
    client.post(address(release, page))
    assert readers() == [person]


@pytest.mark.parametrize("part", ["page", "list", "feed", "card"])
def test_preview_part_records_read(client, release, part):
    person = a_writer()
    client.force_login(person)
    assert client.get(address(release, "preview_part", part)).status_code == 200
    assert readers() == [person]


def test_refused_page_records_nothing(client, release):
    client.force_login(an_editor(is_superuser=False))
    assert client.get(address(release, "change")).status_code == 403
    assert readers() == []


def test_search_records_read_for_quotes_but_not_titles(client, release):
    person = a_writer()
    client.force_login(person)
    assert "Zqxheadline" in client.get(reverse("admin:search"), {"q": "zqxheadline"}).content.decode()
    assert readers() == []
    assert "Zqxquote" in client.get(reverse("admin:search"), {"q": "zqxquote"}).content.decode()
    assert readers() == [person]


def test_file_of_embargoed_release_records_read(client):
    draft = a_draft()
    image = an_image(draft)
    an_embargoed_edition(draft)
    person = a_writer()
    client.force_login(person)
    assert client.get(reverse("admin:releases_release_file", args=[image.renditions[0]["name"]])).status_code == 200
    assert readers() == [person]


@pytest.mark.parametrize("make", [lambda: a_draft(), lambda: a_public_edition().release])
def test_release_without_embargo_records_nothing_and_runs_no_query(admin_client, make):
    release = make()
    with CaptureQueriesContext(connection) as asked:
        admin_client.get(address(release, "change"))
    assert not [query for query in asked if "releases_readreceipt" in query["sql"]]
    assert readers() == []


def test_stopped_release_records_nothing(client, release):
    workflow.stop(release, by=a_publisher())
    client.force_login(a_writer())
    client.get(address(release, "change"))
    assert readers() == []


@pytest.mark.parametrize(("make", "status"), [(a_writer, 403), (a_publisher, 200), (an_administrator, 200)])
def test_read_receipts_require_publisher_or_administrator(client, release, make, status):
    client.force_login(make())
    assert client.get(address(release, "read-receipts")).status_code == status


def test_read_receipts_name_people_passes_and_reviews(client, release):
    a_review(release, name="Ben Sample", used=2, last_used_at=release.changed_at)
    reader = a_writer(first_name="Ada", last_name="Reader")
    client.force_login(reader)
    client.get(address(release, "change"))
    (edition,) = release.editions.all()
    ReadReceipt.record(edition.pk, release.pk, release.changed_at, embargo_pass=a_pass(release, name="Eva Sample"))
    client.force_login(a_publisher())
    page = client.get(address(release, "read-receipts")).content.decode()
    assert "Ada Reader" in page
    assert "Eva Sample (Sample Times), with a pass" in page
    assert "Ben Sample: 2 times" in page
    assert readers() == [reader, None]  # opening this page is not recorded


def test_read_receipts_query_count(client, release, django_assert_max_num_queries):
    (edition,) = release.editions.all()
    for _each in range(20):
        ReadReceipt.record(edition.pk, release.pk, release.changed_at, person=an_editor())
    client.force_login(a_publisher())
    client.get(address(release, "read-receipts"))
    with django_assert_max_num_queries(9):
        client.get(address(release, "read-receipts"))


def test_no_permission_to_change_read_receipts_exists():
    everything = an_editor(is_superuser=False).get_all_permissions() | an_editor().get_all_permissions()
    assert not [each for each in everything if each.endswith("_readreceipt")]


@pytest.mark.parametrize("page", ["change", "issued"])
def test_release_and_issued_pages_link_to_read_receipts(client, release, page):
    client.force_login(a_publisher())
    assert f'href="{address(release, "read-receipts")}"' in client.get(address(release, page)).content.decode()
    client.force_login(a_writer())
    assert address(release, "read-receipts") not in client.get(address(release, page)).content.decode()
