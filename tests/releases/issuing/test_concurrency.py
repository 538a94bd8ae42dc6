"""Several people at once: each verb waits for the other's to end."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from releases.issuing import workflow
from releases.models import Edition
from tests.factories import a_draft, a_public_edition, a_publisher

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


def together(act):
    """What each of eight people gets who act at once: an edition, or the class of the refusal."""

    def one(_):
        try:
            return act()
        except workflow.ActionRefused:
            return workflow.ActionRefused
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as pool:
        return list(pool.map(one, range(PEOPLE)))


def test_of_eight_people_who_issue_at_once_one_does():
    release = a_draft()
    got = together(lambda: workflow.issue(release, by=a_publisher()))
    assert got.count(workflow.ActionRefused) == PEOPLE - 1
    assert Edition.objects.count() == 1


def test_eight_corrections_at_once_make_one_chain():
    release = a_public_edition().release
    together(lambda: workflow.correct(release, by=a_publisher(), note="A slip."))
    editions = list(Edition.objects.order_by("number"))
    assert [edition.number for edition in editions] == list(range(1, PEOPLE + 2))
    assert [edition.content.previous for edition in editions[1:]] == [edition.digest for edition in editions[:-1]]
    assert [edition.public_until for edition in editions[:-1]] == [edition.public_from for edition in editions[1:]]
