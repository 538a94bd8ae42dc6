"""Checks of dates, spelling and links."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from releases.issuing.checks import check
from tests.factories import (
    a_draft,
    a_member,
    a_public_edition,
    a_withdrawn_edition,
    an_embargoed_edition,
)
from tests.releases.issuing.checks.drafts import AT, a_draft_with_body, a_draft_with_known_speaker, messages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"dated": date(2026, 3, 3)}, "dated"),
        ({"dated": date(2026, 2, 2)}, "dated"),
        ({"dateline": "(Seoul – February 28, 2026) --"}, "dateline"),
        ({"dateline": "(서울 – 2026년 2월 28일)"}, "dateline"),
        ({"released_on": date(2026, 3, 3), "dated": date(2026, 3, 2)}, "released_on"),
        ({"released_on": date(2026, 2, 20), "dated": date(2026, 2, 20)}, "released_on"),
    ],
)
def test_conflicting_dates_are_warning(fields, field):
    assert len(messages(a_draft_with_known_speaker(**fields), field, "warning")) == 1


@pytest.mark.parametrize("dated", [date(2026, 2, 27), date(2026, 3, 1), date(2026, 3, 2)])
def test_dateline_up_to_three_days_before_release_has_no_finding(dated):
    assert check(a_draft_with_known_speaker(dated=dated), at=AT) == []


def test_embargo_day_is_in_site_time_zone():
    release = a_draft_with_known_speaker()
    assert check(release, at=datetime(2026, 3, 1, 15, 0, tzinfo=UTC)) == []  # March 2, 00:00 in Seoul
    assert len(messages(release, "released_on", at=datetime(2026, 3, 1, 14, 59, tzinfo=UTC))) == 1
    assert len(messages(release, "released_on", at=datetime(2026, 3, 2, 15, 0, tzinfo=UTC))) == 1


def test_release_date_of_issued_release_has_no_finding():
    assert messages(a_public_edition(a_draft_with_known_speaker()).release, "released_on", at=None) == []


@pytest.mark.parametrize(
    "text",
    [
        "on Tuesday, March 8, 2017 in Seoul",
        "on Tuesday 8 March 2017 in Seoul",
        "2017년 3월 8일(화) 서울에서",
        "2017년 3월 8일 화요일 서울에서",
        "2017年3月8日（火）にソウルで",
        "2017年3月8日火曜日にソウルで",
    ],
)
def test_wrong_weekday_is_warning(text):
    assert "Wednesday" in messages(a_draft_with_body(text), "body", "warning")[0]
    right = text.replace("Tuesday", "Wednesday").replace("화", "수").replace("火", "水")
    assert messages(a_draft_with_body(right), "body") == []


def test_weekday_without_date_has_no_finding():
    assert messages(a_draft_with_body("On Tuesday they met. March 8, 2017 was cold. Friday came."), "body") == []


LOST_APOSTROPHES = [
    "They dont know.",
    "Dont go.",
    "it s a room",
    "Kim s report",
    "they don t know",
    "they ve gone",
    "the inquirys members",
    "the countrys courts",
    "don?t go",
    "Kim?s report",
    "don\ufffdt go",
    "in todays report",
    "the worlds governments",
    "Samples report says",
]


CORRECT_APOSTROPHES = [
    "It’s Ada’s report; they don’t know, and we’re well.",
    "It's Ada's report; they don't know.",
    "Its members were ill. Well, she’ll wed.",
    "The Samples are a family. Both Samples have left.",
    "The Kennedys and the standbys, as is his wont.",
    "Is that so? says Ada. Who?",
    "J. S. Sample, U S troops, plan s-1, point s) and t.",
    "See https://example.org/watch?s=1&don?t=2 and www.example.org/a?s, ada?t@example.org.",
    "the days of the worlds of art",
]


@pytest.mark.parametrize("text", LOST_APOSTROPHES)
def test_lost_apostrophe_is_warning(text):
    words = [
        each for each in messages(a_draft_with_body(text, quotes=["Nobody"]), "body", "warning") if "apostrophe" in each
    ]
    assert len(words) == 1


@pytest.mark.parametrize("text", CORRECT_APOSTROPHES)
def test_text_without_lost_apostrophe_has_no_finding(text):
    assert [each for each in messages(a_draft_with_body(text, quotes=["Nobody"]), "body") if "apostrophe" in each] == []


def test_apostrophes_are_checked_in_english_only():
    assert messages(a_draft_with_body("They dont know.", language="ko"), "body") == []


@pytest.mark.parametrize("text", ["the room\ufffds door", "Adaâ€™s room", "CafÃ© Sample", "標\ufffd本"])
def test_garbled_character_is_warning(text):
    assert "garbled" in " ".join(messages(a_draft_with_body(text, language="ja"), "body", "warning"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": "<p>Two  spaces</p>"}, "body"),
        ({"body": "<p>Two&nbsp; spaces</p>"}, "body"),
        ({"headline": "Two  Spaces"}, "headline"),
        ({"boilerplate": "One.\nTwo  spaces"}, "boilerplate"),
    ],
)
def test_double_space_is_one_warning_a_field(fields, field):
    assert "near “" in messages(a_draft_with_known_speaker(quotes=[], **fields), field, "warning")[0]


@pytest.mark.parametrize(
    "body", ["<p>One&nbsp;space</p>", "<p>A line\n   wrapped</p>", "<p> Lead </p>  <p>in</p>", "<p>　標本。　標本</p>"]
)
def test_other_white_space_has_no_finding(body):
    assert messages(a_draft_with_known_speaker(quotes=[], body=body), "body") == []


def link_warnings(address, **fields):
    return messages(
        a_draft_with_body(f'See <a href="{address}">this</a>.', **fields), "body", "warning", at=timezone.now()
    )


@pytest.mark.parametrize(
    "address",
    [
        "/information/releases/nowhere/",
        "/information/releases/public/editions/2/",
        "/information/releases/embargoed/",
        "/information/releases/withdrawn/",
        "/information/releases/draft/",
        "/ko/information/releases/public/",
        "/members/unlisted/",
        "/members/nobody/",
        "/admin/",
        "/nowhere/",
        "https://news.example.org/information/releases/nowhere/",
        "//news.example.org/nowhere/",
    ],
)
def test_broken_link_is_warning(address, settings):
    settings.ALLOWED_HOSTS = ["news.example.org", "*"]
    create_site()
    expected = [] if address.startswith("//") else [address]  # an address without its scheme is no link here
    assert [words.split()[3] for words in link_warnings(address)] == expected


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/information/releases/",
        "/information/releases/?year=2026",
        "/information/releases/public/",
        "/information/releases/public",
        "/information/releases/public/editions/1/",
        "/information/releases/public/#members",
        "/ko/information/releases/%EA%B3%B5%EA%B0%9C/",
        "/members/listed/",
        "/information/contacts/",
        "https://news.example.org/information/releases/public/",
        "https://news.example.org",
        "https://elsewhere.example.org/information/releases/nowhere/",
        "mailto:ada@example.org",
        "#there",
    ],
)
def test_working_link_has_no_finding(address, settings):
    settings.ALLOWED_HOSTS = ["news.example.org", "*"]
    create_site()
    assert link_warnings(address) == []


def create_site():
    a_public_edition(slug="public")
    a_public_edition(slug="공개", language="ko")
    an_embargoed_edition(slug="embargoed")
    a_withdrawn_edition(slug="withdrawn")
    a_draft(slug="draft")
    a_member(slug="listed")
    a_member(slug="unlisted", listed_since=None)


def test_link_to_release_public_by_then_has_no_finding():
    waiting = an_embargoed_edition(slug="waiting")
    release = a_draft_with_body('<a href="/information/releases/waiting/">this</a>')
    assert messages(release, "body", at=waiting.public_from) == []
    assert len(messages(release, "body", at=waiting.issued_at)) == 1


def test_link_to_release_itself_has_no_finding():
    assert link_warnings("/information/releases/own/", slug="own") == []
