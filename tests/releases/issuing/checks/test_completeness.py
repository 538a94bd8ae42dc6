"""Checks of required fields, dateline, contacts and signatories."""

from datetime import date

import pytest

from releases.issuing.checks import check
from releases.models import ContactLine, PressContact
from tests.factories import (
    a_draft,
    a_member,
    a_review,
)
from tests.releases.issuing.checks.drafts import AT, a_draft_with_known_speaker, messages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["headline", "released_on", "body"])
def test_missing_required_field_is_error(field):
    release = a_draft_with_known_speaker(quotes=[])
    setattr(release, field, None if field == "released_on" else "")
    assert "There is no" in messages(release, field, "error")[0]


def test_unassigned_line_is_error():
    assert "2 lines of the text have found no place" in messages(a_draft(unassigned="A\n\nB"), "unassigned", "error")[0]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"places": ""}, "places"), ({"dated": None}, "dated"), ({"places": "", "dated": None}, "places")],
)
def test_missing_dateline_is_warning(fields, field):
    assert len(messages(a_draft_with_known_speaker(**fields), field, "warning")) == 1


def test_written_dateline_counts_as_dateline():
    assert check(a_draft_with_known_speaker(places="", dated=None, dateline="(Seoul – March 1, 2026) --"), at=AT) == []


def test_missing_unknown_unreachable_or_retired_contact_is_warning():
    assert "nobody whom journalists can call" in messages(a_draft(), "contact_lines", "warning")[0]
    release = a_draft_with_known_speaker()
    ContactLine.objects.update(contact=None, name="Cy Unknown", channels=" ")
    words = " ".join(messages(release, "contact_lines", "warning"))
    assert "Nobody can reach Cy Unknown" in words
    assert "Cy Unknown: nobody of this name" in words
    retired = a_draft_with_known_speaker()
    PressContact.objects.update(retired_on=date(2026, 3, 2), time_zone="")
    words = " ".join(messages(retired, "contact_lines", "warning"))
    assert "Name the successor instead." in words
    assert "The time zone of" in words


def test_typed_contact_line_is_matched_by_name():
    release = a_draft_with_known_speaker()
    ContactLine.objects.update(contact=None)
    assert messages(release, "contact_lines") == []
    ContactLine.objects.update(name="")  # a hotline
    assert messages(release, "contact_lines") == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("EMBARGOED until 9 March 2017", True),
        ("STRICTLY UNDER EMBARGO UNTIL 00:01 GMT", True),
        ("Embargo: not for publication till noon", True),
        ("엠바고: 3월 9일 정오까지", True),
        ("【解禁】三月九日正午", True),
        ("Embargoes on arms have failed.", False),
        ("The arms embargo goes on until 2030.", False),
    ],
)
def test_embargo_in_body_is_warning(line, wrong):
    release = a_draft_with_known_speaker()
    release.body += f"<p>{line}</p>"
    assert (messages(release, "body", "warning") != []) is wrong


def test_signed_release_without_signatories_is_warning():
    assert messages(a_draft(members_are="signed"), "members", "warning") != []
    assert messages(a_draft_with_known_speaker(members=[a_member()], members_are="signed"), "members", "warning") == []


def test_open_or_remarked_outside_review_is_warning():
    release = a_draft_with_known_speaker()
    review = a_review(release)
    assert "has not answered yet" in messages(release, "quotes", "warning")[0]
    review.record_answer("remarked", remark="It was another room.", at=AT)
    assert "It was another room." in messages(release, "quotes", "warning")[0]
    release.outside_reviews.update(answer="agreed")
    assert messages(release, "quotes", "warning") == []
