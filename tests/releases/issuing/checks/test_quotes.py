"""Checks of quotes, speakers and quotation marks."""

import pytest

from releases.models import Quote
from tests.factories import (
    a_member,
)
from tests.releases.issuing.checks.drafts import (
    a_complete_draft,
    a_draft_with_body,
    a_draft_with_known_speaker,
    messages,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("It is a quiet room,", True),
        ("It is a quiet room", True),
        ("it’s a quiet room", False),
        ("It is a loud room", False),
        ("It is a quiet room, and it will stay so.", True),
    ],
)
def test_quote_not_in_body_is_error(text, stands):
    body = "“It is a quiet room,” said Ada Sample, director of Sample Watch. “and it will stay so.”"
    release = a_draft_with_body(body, quotes=[text])
    assert (messages(release, "quotes", "error") == []) is stands


def test_korean_and_japanese_quotes_are_compared_with_body():
    korean = a_draft_with_body("김표본 대표는 “조용한 방이다”라고 말했다.", quotes=["조용한 방이다"], language="ko")
    japanese = a_draft_with_body("標本氏は「静かな部屋だ」と述べた。", quotes=["騒がしい部屋だ"], language="ja")
    assert messages(korean, "quotes", "error") == []
    assert "騒がしい部屋だ" in messages(japanese, "quotes", "error")[0]


BALANCED = [
    "“It is a quiet room,” said Ada Sample.",
    "The workers’ rights, and it’s Ada’s room in ’98.",
    "He said: ‘It is a quiet room’ and left the girls’ school.",
    "She said, “They told us, ‘You will never see it,’ and left.”",
    'It measures 6\' 2" and 11" across.',
    'He said "it is quiet" twice.',
    "„Ein stiller Raum“, sagte sie. « Nous attendons », a-t-elle dit.",
    "標本氏は「『静かな部屋』だ」と述べた。",
    "김표본 대표는 “조용한 방이다”라며 ‘센터’를 열었다.",
    "Rock ’n’ roll, and the ’90s.",
]


UNBALANCED = [
    "“It is a quiet room, said Ada Sample.",
    "It is a quiet room,” said Ada Sample.",
    'He noted that, "The report is quiet.',
    'The report is quiet." He noted that.',
    "“It is a quiet room,” she said. “It will stay so.",
    "She said ‘it is a quiet room.",
    "標本氏は「静かな部屋だと述べた。",
    "標本氏は静かな部屋だ」と述べた。",
    "김표본 대표는 “조용한 방이다라고 말했다.",
    "« Nous attendons, a-t-elle dit.",
]


@pytest.mark.parametrize("text", BALANCED)
def test_balanced_marks_have_no_finding(text):
    assert [words for words in messages(a_draft_with_body(text), "body") if "quotation mark" in words] == []


@pytest.mark.parametrize("text", UNBALANCED)
def test_unbalanced_marks_are_warning(text):
    words = messages(a_draft_with_body(text), "body", "warning")
    assert len([each for each in words if "quotation mark" in each]) == 1


def test_quote_over_two_paragraphs_is_balanced():
    assert messages(a_draft_with_body("“First, the camps must close.", "“Second, monitors must enter.”"), "body") == []
    assert (
        len(messages(a_draft_with_body("“First, the camps must close.", "Second, monitors must enter."), "body")) == 1
    )


def test_unbalanced_mark_in_headline_is_warning():
    assert (
        "near “A Quiet Room" in messages(a_draft_with_known_speaker(headline="“A Quiet Room"), "headline", "warning")[0]
    )


def test_quote_without_speaker_is_warning():
    release = a_draft_with_known_speaker()
    release.quotes.update(speaker=" ")
    assert "Nobody is named as the speaker" in messages(release, "quotes", "warning")[0]


@pytest.mark.parametrize(
    ("speaker", "kind", "known"),
    [
        ("Ben Unknown", "spoken", False),
        ("Ben Unknown", "document", True),
        ("Cho Sample", "spoken", True),  # a member
        ("CHO  SAMPLE", "spoken", True),
        ("Chris Sample", "spoken", True),  # as the member was called
        ("a survivor, whose name is withheld", "spoken", True),
        ("한 관계자", "spoken", True),
        ("ある関係者", "spoken", True),
        ("김모름", "spoken", False),
    ],
)
def test_unknown_speaker_is_finding(speaker, kind, known):
    release = a_complete_draft()
    a_member(name="Cho Sample", kind="individual").names.create(name="Chris Sample", kind="former")
    Quote.objects.update(speaker=speaker, kind=kind)
    assert (messages(release, "quotes") == []) is known


def test_unknown_speakers_are_listed_in_one_finding():
    release = a_complete_draft(quotes=["It is a quiet room,", "The newsroom opened today."])
    for quote, name in zip(release.quotes.all(), ["Ben Unknown", "Cy Unknown"], strict=True):
        Quote.objects.filter(pk=quote.pk).update(speaker=name)
    assert messages(release, "quotes")[0].startswith("Ben Unknown, Cy Unknown are quoted")
