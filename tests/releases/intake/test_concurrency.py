"""The same text, or the same headline, from several people in one moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from releases.intake import draft
from releases.models import Release
from tests.page_text import SAMPLES

pytestmark = pytest.mark.django_db(transaction=True)
MAX_WORKERS = 6


def run_concurrently(act):
    def one(_):
        try:
            return act()
        except draft.AlreadyImported as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(MAX_WORKERS) as pool:
        return list(pool.map(one, range(MAX_WORKERS)))


def test_concurrent_imports_of_one_text_make_one_draft():
    text = SAMPLES[0].read_text(encoding="utf-8")
    got = run_concurrently(lambda: draft.import_text(text))
    assert got.count(draft.AlreadyImported) == MAX_WORKERS - 1
    assert Release.objects.count() == 1


def test_concurrent_drafts_with_one_headline_get_unique_slugs():
    run_concurrently(
        lambda: draft.create_draft(language="en", headline="Sample", released_on=date(2026, 3, 2), by=None)
    )
    slugs = set(Release.objects.values_list("slug", flat=True))
    assert len(slugs) == MAX_WORKERS
    assert all(slug.startswith("sample-") for slug in slugs)
