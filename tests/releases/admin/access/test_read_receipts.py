"""Every page of the desk that shows what waits to become public notes who has read it; *Who has read it* says so."""

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

#: Every page of the desk about one release: a new one is a look at it, or is named here as showing no word.
ABOUT_ONE = [
    url.name.removeprefix("releases_release_")
    for url in admin.site._registry[Release].get_urls()
    if url.name and set(url.pattern.converters) in ({"object_id"}, {"pk"})
]
NO_WORD = {"looks"}


def address(release, page, *more):
    return reverse(f"admin:releases_release_{page}", args=[release.pk, *more])


@pytest.fixture
def release():
    draft = a_draft(
        headline="Zqxheadline", body="<p>“Zqxquote it was,” said Ada Sample.</p>", quotes=["Zqxquote it was,"]
    )
    return an_embargoed_edition(draft).release


def readers():
    return [look.person for look in ReadReceipt.objects.select_related("person").order_by("pk")]


def test_the_pages_are_found():
    assert {"change", "preview", "history", "issue", "passes", "unsaved", "again", "looks"} <= set(ABOUT_ONE)


@pytest.mark.parametrize("page", sorted(set(ABOUT_ONE) - NO_WORD))
def test_a_page_about_it_is_a_look(client, release, page):
    person = a_publisher()
    client.force_login(person)
    client.get(address(release, page))
    client.post(address(release, page))
    assert readers() == [person]


@pytest.mark.parametrize("part", ["page", "list", "feed", "card"])
def test_each_part_of_the_preview_is_a_look(client, release, part):
    person = a_writer()
    client.force_login(person)
    assert client.get(address(release, "preview_of", part)).status_code == 200
    assert readers() == [person]


def test_a_page_that_is_refused_shows_nothing_and_is_no_look(client, release):
    client.force_login(an_editor(is_superuser=False))
    assert client.get(address(release, "change")).status_code == 403
    assert readers() == []


def test_finding_its_quotes_is_a_look_and_finding_its_title_is_none(client, release):
    person = a_writer()
    client.force_login(person)
    assert "Zqxheadline" in client.get(reverse("admin:search"), {"q": "zqxheadline"}).content.decode()
    assert readers() == []
    assert "Zqxquote" in client.get(reverse("admin:search"), {"q": "zqxquote"}).content.decode()
    assert readers() == [person]


def test_a_file_of_it_is_a_look(client):
    draft = a_draft()
    image = an_image(draft)
    an_embargoed_edition(draft)
    person = a_writer()
    client.force_login(person)
    assert client.get(reverse("admin:releases_release_file", args=[image.renditions[0]["name"]])).status_code == 200
    assert readers() == [person]


@pytest.mark.parametrize("make", [lambda: a_draft(), lambda: a_public_edition().release])
def test_what_does_not_wait_is_no_look_and_costs_no_query(admin_client, make):
    release = make()
    with CaptureQueriesContext(connection) as asked:
        admin_client.get(address(release, "change"))
    assert not [query for query in asked if "releases_readreceipt" in query["sql"]]
    assert readers() == []


def test_a_text_that_was_read_while_it_waited_is_not_read_once_it_is_stopped(client, release):
    workflow.stop(release, by=a_publisher())
    client.force_login(a_writer())
    client.get(address(release, "change"))
    assert readers() == []


@pytest.mark.parametrize(("make", "status"), [(a_writer, 403), (a_publisher, 200), (an_administrator, 200)])
def test_those_who_answer_for_a_leak_see_who_has_read_it(client, release, make, status):
    client.force_login(make())
    assert client.get(address(release, "looks")).status_code == status


def test_the_page_names_people_passes_and_reviews(client, release):
    a_review(release, name="Ben Sample", used=2, last_used_at=release.changed_at)
    reader = a_writer(first_name="Ada", last_name="Reader")
    client.force_login(reader)
    client.get(address(release, "change"))
    (edition,) = release.editions.all()
    ReadReceipt.note(edition.pk, release.pk, release.changed_at, embargo_pass=a_pass(release, name="Eva Sample"))
    client.force_login(a_publisher())
    page = client.get(address(release, "looks")).content.decode()
    assert "Ada Reader" in page
    assert "Eva Sample (Sample Times), with a pass" in page
    assert "Ben Sample: 2 times" in page
    assert readers() == [reader, None]  # to see who has read it is no look


def test_the_page_costs_the_same_for_many(client, release, django_assert_max_num_queries):
    (edition,) = release.editions.all()
    for _each in range(20):
        ReadReceipt.note(edition.pk, release.pk, release.changed_at, person=an_editor())
    client.force_login(a_publisher())
    client.get(address(release, "looks"))
    with django_assert_max_num_queries(9):
        client.get(address(release, "looks"))


def test_nobody_has_the_right_to_change_looks():
    everything = an_editor(is_superuser=False).get_all_permissions() | an_editor().get_all_permissions()
    assert not [right for right in everything if right.endswith("_look")]


@pytest.mark.parametrize("page", ["change", "issued"])
def test_the_release_and_the_issued_page_lead_to_it(client, release, page):
    client.force_login(a_publisher())
    assert f'href="{address(release, "looks")}"' in client.get(address(release, page)).content.decode()
    client.force_login(a_writer())
    assert address(release, "looks") not in client.get(address(release, page)).content.decode()
