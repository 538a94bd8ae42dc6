from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from icnk.core.text import normalize_name
from members.models import CoalitionMember, MemberName
from tests.factories import a_member

pytestmark = pytest.mark.django_db
DAY = date(2017, 3, 8)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("joined", "left", "is_member"),
    [
        (None, None, True),
        (DAY, None, True),
        (AFTER, None, False),
        (None, DAY, False),
        (None, AFTER, True),
        (BEFORE, BEFORE, False),
        (BEFORE, AFTER, True),
    ],
)
def test_on_returns_members_of_that_day(joined, left, is_member):
    member = a_member(joined_on=joined, left_on=left)
    assert CoalitionMember.objects.on(DAY).contains(member) is is_member


def test_new_member_is_unlisted():
    member = CoalitionMember.objects.create(name="Sample")
    assert not CoalitionMember.objects.listed().contains(member)


def test_listed_returns_members_from_listed_since():
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    member = a_member(listed_since=at)
    assert CoalitionMember.objects.listed(at).contains(member)
    assert not CoalitionMember.objects.listed(at - timedelta(seconds=1)).contains(member)
    assert CoalitionMember.objects.listed().contains(member)


def test_member_cannot_leave_before_joining():
    with pytest.raises(IntegrityError), transaction.atomic():
        a_member(joined_on=DAY, left_on=BEFORE)


def test_name_cannot_end_before_it_starts():
    with pytest.raises(IntegrityError), transaction.atomic():
        MemberName.objects.create(member=a_member(), name="Short", kind="short", since=DAY, until=BEFORE)


def test_normalize_name_ignores_case_spacing_and_punctuation():
    assert normalize_name("SARAM – Für Menschen") == normalize_name("saram - FÜR  MENSCHEN")
    assert normalize_name("북한 인권") == normalize_name("북한인권")
    assert normalize_name("Sample") != normalize_name("Samples")


def test_by_folded_name_prefers_the_present_name():
    old, new = a_member(name="Now Called Other"), a_member(name="Sample")
    old.names.create(name="Sample", kind="former")
    known = CoalitionMember.objects.by_folded_name()
    assert known[normalize_name("SAMPLE")] == new
    assert known[normalize_name("now called other")] == old


def test_similar_names_get_different_slugs():
    slugs = {a_member(name=name).slug for name in ("Sample Watch", "Sample Watch!", "Sample - Watch", "견본 단체")}
    assert slugs == {"sample-watch", "sample-watch-2", "sample-watch-3", "견본-단체"}


def test_as_printed_defaults_to_name():
    assert str(a_member(name="Sample")) == "Sample"
    assert str(a_member(name="Other", as_printed="Other (Japan)")) == "Other (Japan)"
