"""Minor corrections: what they may change, and their note."""

import pytest

from releases.issuing import workflow
from releases.models import Edition, Release
from tests.factories import (
    a_draft,
    a_public_edition,
    a_publisher,
    a_withdrawn_edition,
    an_embargoed_edition,
)
from tests.releases.issuing.test_review import workflow_verbs, written_by

pytestmark = pytest.mark.django_db


def test_minor_correction_has_ready_made_note_and_needs_no_clearance():
    publisher = a_publisher()
    release = a_public_edition(a_draft(body="<p>There were 12 people in the room.</p>")).release
    release = Release.objects.get(pk=release.pk)
    release.body = "<p>There were 13 people in the room.</p>"
    written_by(publisher, release)
    edition = workflow.issue_minor_correction(release, by=publisher)
    assert (edition.kind, edition.note) == ("correction", "A misprint was put right: “12” is now “13”.")
    assert workflow_verbs(release)[-1] == "slip"


def test_minor_correction_is_refused_for_many_words():
    release = a_public_edition().release
    Release.objects.update(body="<p>A quite different text with many more words than anybody takes for a slip.</p>")
    with pytest.raises(workflow.ActionRefused, match="a slip is at most 8"):
        workflow.issue_minor_correction(release, by=a_publisher())
    assert Edition.objects.count() == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("There were 12 people.", "There were 13 people."),
        ("Call +1-202-555-0101.", "Call +1-202-555-0199."),
        ("The comission met.", "The commission met."),
        ("They spoke; of it.", "They spoke of it."),
        ("3월 7일에 모였다.", "3월 8일에 모였다."),
    ],
)
def test_minor_correction_accepts_number_mark_or_misprint(before, after):
    release = a_public_edition(a_draft(body=f"<p>{before}</p>")).release
    Release.objects.update(body=f"<p>{after}</p>")
    assert workflow.issue_minor_correction(release, by=a_publisher())


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("They did not leave.", "They did leave."),
        ("A quiet room.", "A loud room."),
        ("北朝鮮は話した。", "日本政府は何も答えなかった。"),
        ('Read <a href="https://example.org/a">it</a>.', 'Read <a href="https://example.com/a">it</a>.'),
    ],
)
def test_minor_correction_is_refused_for_other_word_or_link(before, after):
    release = a_public_edition(a_draft(body=f"<p>{before}</p>")).release
    Release.objects.update(body=f"<p>{after}</p>")
    with pytest.raises(workflow.ActionRefused, match="with a note"):
        workflow.issue_minor_correction(release, by=a_publisher())


def test_minor_correction_is_refused_for_quote():
    release = a_public_edition(a_draft(quotes=["It is a quiet room,"])).release
    release.quotes.update(speaker="Ada Sampel")
    with pytest.raises(workflow.ActionRefused, match="A quote"):
        workflow.issue_minor_correction(release, by=a_publisher())


def test_minor_corrections_are_limited_in_sum():
    publisher = a_publisher()
    release = a_public_edition(a_draft(body=f"<p>{' '.join(map(str, range(20)))}</p>")).release
    numbers = list(range(20))
    for place in range(8):
        numbers[place] += 100
        Release.objects.update(body=f"<p>{' '.join(map(str, numbers))}</p>")
        workflow.issue_minor_correction(release, by=publisher)
    numbers[9] += 100
    Release.objects.update(body=f"<p>{' '.join(map(str, numbers))}</p>")
    with pytest.raises(workflow.ActionRefused, match="a slip is at most 8"):
        workflow.issue_minor_correction(release, by=publisher)


def test_minor_correction_does_not_clear_words_of_its_writer():
    publisher = a_publisher()
    release = a_public_edition(a_draft(body="<p>There were 12 people.</p>")).release
    release = Release.objects.get(pk=release.pk)
    release.body = "<p>There were 13 people.</p>"
    workflow.issue_minor_correction(written_by(publisher, release), by=publisher)
    Release.objects.update(body="<p>There were 13 people, and more words that nobody saw.</p>")
    with pytest.raises(workflow.ActionRefused, match="another person has to clear it"):
        workflow.correct(release, by=publisher, note="More.")


def test_minor_correction_is_refused_for_check_error():
    release = a_public_edition(a_draft(quotes=["It is a quiet room,"])).release
    Release.objects.update(body=release.body.replace("room", "rom"))
    with pytest.raises(workflow.ActionRefused, match="do not stand in the body"):
        workflow.issue_minor_correction(release, by=a_publisher())


def test_minor_correction_is_refused_when_nothing_differs():
    with pytest.raises(workflow.ActionRefused, match="Nothing differs"):
        workflow.issue_minor_correction(a_public_edition().release, by=a_publisher())


@pytest.mark.parametrize(
    ("make", "words"),
    [(a_withdrawn_edition, "withdrawn"), (an_embargoed_edition, "Stop it first")],
)
def test_minor_correction_is_refused_unless_public(make, words):
    with pytest.raises(workflow.ActionRefused, match=words):
        workflow.issue_minor_correction(make().release, by=a_publisher())
