"""Comparisons of two versions of a record."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from icnk.core.history.diff import compare
from icnk.core.history.models import (
    get_content,
)
from members.models import CoalitionMember, MemberName
from releases.models import LeadImage, PressContact, Release
from tests.factories import a_contact, a_draft, a_member
from tests.icnk.core.history.helpers import address, changed

pytestmark = pytest.mark.django_db


def test_comparison_shows_parts_as_lines_and_names_of_links():
    member = a_member(name="Sample Alliance", country="KR")
    MemberName.objects.create(member=member, name="Old Sample", kind="former", until=date(2020, 1, 2))
    before = get_content(member)
    member.names.update(name="Older Sample")
    member.country = "JP"
    contact = a_contact(member=member)
    told = {
        each.label: [piece.text for piece in each.pieces]
        for each in compare(CoalitionMember, before, get_content(member))
    }
    assert told["Country"] == ["South Korea", "Japan"]
    assert "Other names" in told
    assert any("kind: former name" in text for text in told["Other names"])
    told = {each.label: each.pieces for each in compare(PressContact, None, get_content(contact))}
    assert told["Speaks for"][0].text == "Sample Alliance"
    assert told["Channels"][0].text.splitlines()[0] == "tel: +1-202-555-0101"


def test_comparison_names_links_to_deleted_records():
    member = a_member()
    contact = a_contact(member=member)
    before = get_content(contact)
    before["fields"]["member_id"] = 999_999
    (difference,) = compare(PressContact, before, get_content(contact))
    assert "no longer there (number 999999)" in "".join(piece.text for piece in difference.pieces)


def test_comparison_runs_one_query_per_linked_model(admin_client):
    draft = a_draft(members=[a_member() for _ in range(40)], contacts=[a_contact() for _ in range(5)])
    _first, second = changed(draft, kicker="Another sample")
    with CaptureQueriesContext(connection) as queries:
        admin_client.get(address(draft, "version", draft.pk, second))
    assert len(queries) <= 12


@pytest.mark.parametrize(("before", "after"), [(False, True), (True, False)])
def test_comparison_shows_booleans_as_yes_and_no(before, after):
    draft = a_draft()
    LeadImage.objects.create(release=draft, decorative=before, renditions=[], alt="Sample")
    old = get_content(draft)
    LeadImage.objects.update(decorative=after)
    (difference,) = compare(Release, old, get_content(Release.objects.get(pk=draft.pk)))
    words = {False: "no", True: "yes"}
    assert [(piece.kind, piece.text) for piece in difference.pieces if piece.kind != "same"] == [
        ("out", words[before]),
        ("in", words[after]),
    ]
