"""The checks as a whole: order, queries, false errors."""

import re
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from releases.issuing.checks import check
from releases.issuing.workflow import correct
from releases.models import ContactLine, Release
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
)
from tests.page_text import ALL_RELEASES, LONG_RELEASES
from tests.releases.issuing.checks.drafts import AT, a_draft_with_known_speaker, messages

pytestmark = pytest.mark.django_db


def test_complete_release_has_no_findings():
    assert check(a_draft_with_known_speaker(), at=AT) == []


def test_errors_come_before_warnings():
    release = a_draft(body="", quotes=["Nowhere"], unassigned="A line")
    levels = [finding.level for finding in check(release, at=AT)]
    assert levels == sorted(levels)
    assert set(levels) == {"error", "warning"}


@pytest.mark.parametrize("file", ALL_RELEASES, ids=lambda path: path.stem)
def test_imported_release_has_no_error(file):
    call_command("import_release", str(file), verbosity=0)
    release = Release.objects.get()
    assert [finding for finding in check(release) if finding.is_error] == []


@pytest.mark.parametrize("file", LONG_RELEASES, ids=lambda path: path.stem)
def test_imported_release_has_wrong_member_count_and_no_time_zones(file):
    call_command("import_release", str(file), verbosity=0)
    release = Release.objects.get()
    at = datetime(*release.released_on.timetuple()[:3], 3, tzinfo=UTC)
    printed = re.search(r"over \d\d human rights groups", release.boilerplate)[0]
    assert messages(release, "boilerplate", at=at) == [
        f"The text says “{printed}”, and the list below names {release.signatories.count()}. Put one of them right."
    ]
    assert {finding.field for finding in check(release, at=at)} == {"boilerplate", "contact_lines"}


@pytest.mark.parametrize("size", [1, 40])
def test_check_runs_ten_queries_at_any_size(size):
    links = "".join(f'<p><a href="/information/releases/s{n}/">“W{n}”</a></p>' for n in range(size))
    links += "".join(f'<p><a href="/members/m{n}/">M</a></p>' for n in range(size))
    members, contacts = [a_member() for _ in range(size)], [a_contact() for _ in range(size)]
    release = a_draft(body=links, members=members, contacts=contacts, quotes=[f"W{n}" for n in range(size)])
    ContactLine.objects.filter(pk=release.contact_lines.first().pk).update(contact=None)
    with CaptureQueriesContext(connection) as captured:
        check(release, at=AT)
    assert len(captured) == 10  # four kinds of parts, editions, reviews; names; contacts; link targets


def test_check_of_complete_release_runs_six_queries():
    release = a_draft_with_known_speaker()
    with CaptureQueriesContext(connection) as captured:
        check(release, at=AT)
    assert len(captured) == 6


def test_check_accepts_corrected_release():
    edition = a_public_edition(a_draft_with_known_speaker())
    correct(edition.release, by=a_publisher(), note="A sample slip.")
    assert check(edition.release, at=AT) == []


def test_check_without_instant_uses_now():
    assert messages(a_draft_with_known_speaker(), "released_on", at=None) != []
    today = timezone.localdate()
    assert messages(a_draft_with_known_speaker(released_on=today, dated=today), "released_on", at=None) == []
