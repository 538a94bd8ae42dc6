"""Several people at once: each verb waits for the other's to end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from releases.issuing import workflow
from releases.models import Edition
from tests.factories import a_draft, a_public_edition, a_publisher

pytestmark = pytest.mark.django_db(transaction=True)
MAX_WORKERS = 8


def run_concurrently(act):
    """What each of eight people gets who act at once: an edition, or the class of the refusal."""

    def one(_):
        try:
            return act()
        except workflow.ActionRefused:
            return workflow.ActionRefused
        finally:
            connection.close()

    with ThreadPoolExecutor(MAX_WORKERS) as pool:
        return list(pool.map(one, range(MAX_WORKERS)))


def test_concurrent_issues_make_one_edition():
    release = a_draft()
    got = run_concurrently(lambda: workflow.issue(release, by=a_publisher()))
    assert got.count(workflow.ActionRefused) == MAX_WORKERS - 1
    assert Edition.objects.count() == 1


def test_concurrent_corrections_make_one_chain():
    release = a_public_edition().release
    run_concurrently(lambda: workflow.correct(release, by=a_publisher(), note="A slip."))
    editions = list(Edition.objects.order_by("number"))
    assert [edition.number for edition in editions] == list(range(1, MAX_WORKERS + 2))
    assert [edition.content.previous for edition in editions[1:]] == [edition.digest for edition in editions[:-1]]
    assert [edition.public_until for edition in editions[:-1]] == [edition.public_from for edition in editions[1:]]
