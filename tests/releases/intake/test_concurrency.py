"""The same text, or the same headline, from several people in one moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from releases.intake import draft
from releases.models import Release
from tests.page_text import SAMPLES

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 6


def together(act):
    def one(_):
        try:
            return act()
        except draft.AlreadyImported as error:
            return type(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def test_one_text_makes_one_draft():
    text = SAMPLES[0].read_text(encoding="utf-8")
    got = together(lambda: draft.import_text(text))
    assert got.count(draft.AlreadyImported) == PEOPLE - 1
    assert Release.objects.count() == 1


def test_one_headline_makes_as_many_drafts_with_addresses_of_their_own():
    together(lambda: draft.create_draft(language="en", headline="Sample", released_on=date(2026, 3, 2), by=None))
    slugs = set(Release.objects.values_list("slug", flat=True))
    assert len(slugs) == PEOPLE
    assert all(slug.startswith("sample-") for slug in slugs)
