"""Checks of the member list and its count."""

from datetime import date

import pytest

from members.models import CoalitionMember
from releases.models import Signatory
from tests.factories import (
    a_member,
)
from tests.releases.issuing.checks.drafts import a_draft_with_known_speaker, messages

pytestmark = pytest.mark.django_db


WRONG_COUNTS = {
    "a joint effort of over 40 human rights groups": 47,
    "the coalition of more than forty organizations": 47,
    "a 40-member coalition": 47,
    "The coalition has 46 members": 47,
    "the coalition of forty-six organisations": 47,
    "over 50 groups form the coalition": 47,
    "over 40 groups form the coalition": 39,
    "40여 개 인권단체의 연대": 47,
    "40개 이상의 단체가 모인 연합": 47,
    "40개가 넘는 인권 단체의 연합": 47,
    "48개 회원단체의 연합": 47,
    "40以上の人権団体からなる連合": 47,
    "40を超える団体の連合": 47,
    "４０余りの国際人権団体の連合": 47,
    "46の加盟団体の連合": 47,
}


RIGHT_COUNTS = {
    "a joint effort of over 40 human rights groups": 43,
    "a joint effort of about 45 groups": 47,
    "a 47-member coalition": 47,
    "the coalition of forty-seven organisations": 47,
    "The coalition asked the 46 member states and 12 governments": 47,
    "The coalition freed 41 detained families": 47,
    "The coalition met in 2011 with groups of workers": 47,
    "The coalition counts six groups in Asia": 47,
    "45여 개 단체의 연대": 47,
    "약 45개 단체의 연대": 47,
    "46개국 회원국이 연대": 47,
    "연대는 46개 회원국에 요청했다": 47,
    "47개 단체의 연대": 47,
    "約45団体の連合": 47,
    "連合は46か国の組織に求めた": 47,
    "連合は46加盟国に求めた": 47,
    "47団体の連合": 47,
}


def a_draft_with_members(count, **fields):
    release = a_draft_with_known_speaker(members=[], quotes=[], **fields)
    members = CoalitionMember.objects.bulk_create(
        CoalitionMember(name=f"M{n}", slug=f"m{n}", as_printed=f"M{n}") for n in range(count)
    )
    Signatory.objects.bulk_create(
        Signatory(release=release, member=member, position=n, as_printed=member.name)
        for n, member in enumerate(members)
    )
    return release


@pytest.mark.parametrize(("text", "count"), WRONG_COUNTS.items())
@pytest.mark.parametrize("field", ["boilerplate", "body"])
def test_wrong_member_count_is_warning(field, text, count):
    if field == "body" and "joint" in text:
        text = text.replace("a joint effort", "the coalition")
    words = messages(a_draft_with_members(count, **{field: text}), field, "warning")
    assert len(words) == 1
    assert f"the list below names {count}" in words[0]


@pytest.mark.parametrize(("text", "count"), RIGHT_COUNTS.items())
@pytest.mark.parametrize("field", ["boilerplate", "body"])
def test_right_member_count_or_other_number_has_no_finding(field, text, count):
    assert messages(a_draft_with_members(count, **{field: text}), field) == []


def test_member_count_in_quote_has_no_finding():
    text = "“We joined over 40 groups in the coalition,” said Ada Sample. He met 20 groups."
    assert messages(a_draft_with_members(47, body=f"<p>{text}</p>"), "body") == []


def test_member_count_has_no_finding_without_member_list():
    text = "a coalition of over 40 groups"
    assert messages(a_draft_with_members(0, boilerplate=text), "boilerplate") == []
    assert messages(a_draft_with_members(9, boilerplate=text, members_are="signed"), "boilerplate") == []


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ({"joined_on": date(2026, 3, 3)}, "warning"),
        ({"joined_on": date(2026, 3, 2)}, None),
        ({"left_on": date(2026, 3, 2)}, "error"),
        ({"left_on": date(2026, 3, 3)}, None),
        ({}, None),
    ],
)
def test_signatory_who_was_not_a_member_is_finding(days, wrong):
    member = a_member(**days)
    for level in ("error", "warning"):
        assert (messages(a_draft_with_known_speaker(members=[member]), "members", level) != []) is (level == wrong)
    assert (
        messages(a_draft_with_known_speaker(members=[member], members_are="signed"), "members", "warning") != []
    ) is bool(wrong)
