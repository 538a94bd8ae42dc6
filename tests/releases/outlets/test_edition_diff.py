"""Word-by-word differences between two public editions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from releases.issuing import workflow
from releases.models import Release
from tests.factories import a_draft, a_public_edition, a_publisher

from .test_release_detail import page

pytestmark = pytest.mark.django_db

HERE = "/information/releases/sample/editions/"


@pytest.fixture
def release():
    """A release corrected twice: the day in the headline, then a word in the body."""
    release = a_public_edition(a_draft(slug="sample", headline="On Monday")).release
    return corrected(corrected(release, "Wrong day.", headline="On Tuesday"), "Wrong word.", body="<p>It shut.</p>")


def corrected(release, note, at=None, **fields):
    Release.objects.filter(pk=release.pk).update(**fields)
    release = Release.objects.get(pk=release.pk)
    workflow.correct(release, by=a_publisher(), note=note, at=at)
    return Release.objects.get(pk=release.pk)


def test_diff_marks_changed_words(client, release):
    text = page(client, f"{HERE}2/since/1/")
    assert '<del><span class="visually-hidden">[taken out: </span>Monday' in text
    assert '<ins><span class="visually-hidden">[put in: </span>Tuesday' in text
    assert "Wrong day." in text
    assert "Wrong word." not in text
    assert "It shut." not in text
    assert '<meta name="robots" content="noindex">' in text


def test_diff_lists_notes_of_all_editions_between(client, release):
    text = page(client, f"{HERE}3/since/1/")
    assert text.index("Wrong word.") < text.index("Wrong day.")
    assert text.count("<time datetime=") == 4  # both editions; the two corrections
    assert f'href="{HERE}2/since/1/"' in text


def test_diff_of_equal_editions_says_so(client, release):
    corrected(release, "Nothing.")
    assert "Not a word differs between these two editions." in page(client, f"{HERE}4/since/3/")


@pytest.mark.parametrize("numbers", ["1/since/1", "1/since/2", "4/since/1", "9/since/4", "999999/since/999998"])
def test_diff_is_not_found_for_invalid_numbers(client, release, numbers):
    page(client, f"{HERE}{numbers}/", status=404)


def test_diff_is_not_found_for_an_embargoed_edition(client, release):
    before = client.get(f"{HERE}4/since/1/").content
    corrected(release, "Later.", at=timezone.now() + timedelta(days=1), headline="Not Yet")
    assert client.get(f"{HERE}4/since/1/").content == before


def test_diff_of_a_withdrawn_release_shows_its_reason(client, release):
    workflow.withdraw(release, by=a_publisher(), reason="It was a sample.")
    text = page(client, f"{HERE}2/since/1/", status=410)
    assert "It was a sample." in text
    assert "Monday" not in text
    page(client, f"{HERE}9/since/1/", status=404)
    corrected(Release.objects.get(pk=release.pk), "Right after all.")
    assert "Tuesday" in page(client, f"{HERE}5/since/1/")
    page(client, f"{HERE}5/since/4/", status=404)


def test_diff_query_count(client, release):
    with CaptureQueriesContext(connection) as queries:
        page(client, f"{HERE}3/since/1/")
    assert len(queries) <= 3
