"""A second pair of eyes: who wrote it does not clear it, and clearing binds to the words."""

import pytest
from django.utils import timezone

from icnk.core.history.models import get_versions, restore_version, save_version
from releases.issuing import workflow
from releases.issuing.compose import compose
from releases.models import Edition, Release, WorkflowEvent
from tests.factories import (
    a_contact,
    a_draft,
    a_public_edition,
    a_publisher,
    a_withdrawn_edition,
    a_writer,
    an_administrator,
    an_editor,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db
NIGHT = "It is three in the morning."


def written_by(person, release=None):
    """The release, saved once more by this person."""
    release = release or a_draft()
    release.save()
    save_version(release, by=person)
    return release


def state(release):
    return Release.objects.get(pk=release.pk).state


def acts(release):
    return list(WorkflowEvent.objects.filter(release=release).values_list("verb", flat=True))


NEEDS = {
    "send_for_review": lambda release, by: workflow.send_for_review(release, by=by),
    "send_back": lambda release, by: workflow.send_back(release, by=by, remark="Too long."),
    "clear": lambda release, by: workflow.clear(release, by=by),
    "issue": lambda release, by: workflow.issue(release, by=by),
    "correct": lambda release, by: workflow.correct(release, by=by, note="A slip."),
    "issue_minor_correction": lambda release, by: workflow.issue_minor_correction(release, by=by),
    "withdraw": lambda release, by: workflow.withdraw(release, by=by, reason="Wrong."),
    "stop": lambda release, by: workflow.stop(release, by=by),
    "issue_from_archive": lambda release, by: workflow.issue_from_archive(release, by=by),
}


@pytest.mark.parametrize("verb", sorted(NEEDS.keys() - {"send_for_review"}))
@pytest.mark.parametrize("make", [a_writer, an_administrator])
def test_only_a_publisher_may(verb, make):
    with pytest.raises(workflow.ActionRefused, match="may not do this"):
        NEEDS[verb](a_draft(), make())
    assert not WorkflowEvent.objects.exists()


@pytest.mark.parametrize("verb", sorted(NEEDS.keys() - {"issue_from_archive"}))
def test_nobody_in_particular_may_nothing(verb):
    with pytest.raises(workflow.ActionRefused, match="may not do this"):
        NEEDS[verb](a_draft(), None)


def test_an_account_that_was_closed_may_nothing():
    with pytest.raises(workflow.ActionRefused, match="may not do this"):
        workflow.issue(a_draft(), by=a_publisher(is_active=False))


def test_a_writer_sends_for_review_and_a_publisher_clears_and_issues():
    writer, publisher = a_writer(), a_publisher()
    release = written_by(writer)
    workflow.send_for_review(release, by=writer, remark="The last paragraph is new.")
    assert state(release) == "in_review"
    workflow.clear(release, by=publisher)
    assert state(release) == "cleared"
    workflow.issue(release, by=writer_turned_publisher(writer))
    assert acts(release) == ["send_for_review", "clear", "issue"]
    assert state(release) == "draft"


def writer_turned_publisher(writer):
    writer.groups.set(a_publisher().groups.all())
    return type(writer).objects.get(pk=writer.pk)


def test_clearing_and_issuing_can_be_one_act():
    release = written_by(a_writer())
    workflow.issue(release, by=a_publisher())
    assert acts(release) == ["clear", "issue"]


@pytest.mark.parametrize("make", [a_publisher, an_editor])
def test_what_a_publisher_wrote_another_clears(make):
    publisher = make()
    release = written_by(publisher)
    for act in (workflow.clear, workflow.issue):
        with pytest.raises(workflow.ActionRefused, match="another person has to clear it"):
            act(release, by=publisher)
    assert workflow.clear(release, by=a_publisher())
    assert workflow.issue(release, by=publisher)


def test_who_wrote_any_part_of_it_does_not_clear_it():
    publisher = a_publisher()
    release = written_by(a_writer(), written_by(publisher))
    with pytest.raises(workflow.ActionRefused, match="another person has to clear it"):
        workflow.clear(release, by=publisher)


def test_who_wrote_only_what_is_public_already_may_clear_the_next():
    publisher = a_publisher()
    release = written_by(publisher)
    workflow.issue(release, by=a_publisher())
    written_by(a_writer(), Release.objects.get())
    assert workflow.clear(release, by=publisher)


def test_a_bypass_needs_its_reason_and_is_recorded():
    publisher = a_publisher()
    release = written_by(publisher)
    with pytest.raises(workflow.ActionRefused):
        workflow.issue(release, by=publisher, bypass="  ")
    workflow.issue(release, by=publisher, bypass=NIGHT)
    assert list(WorkflowEvent.objects.values_list("verb", "by", "remark")) == [
        ("bypass", publisher.pk, NIGHT),
        ("issue", publisher.pk, ""),
    ]


def test_warnings_that_were_confirmed_are_recorded():
    release = a_draft()
    workflow.issue(release, by=a_publisher(), confirmed=["There is no dateline."])
    assert WorkflowEvent.objects.get(verb="issue").confirmed == ["There is no dateline."]


def test_a_save_makes_what_was_cleared_a_draft_again():
    release = a_draft()
    workflow.clear(release, by=a_publisher())
    written_by(a_writer(), Release.objects.get())
    fresh = Release.objects.get()
    assert (fresh.state, fresh.cleared_by, fresh.cleared_at, fresh.cleared_digest) == ("draft", None, None, "")


@pytest.mark.parametrize("change", ["body", "quote", "contact", "headline", "date"])
def test_words_that_changed_behind_the_clearing_are_not_issued(change):
    release = a_draft(quotes=["It is a quiet room,"], contacts=[a_contact()])
    workflow.clear(release, by=a_publisher())
    {
        "body": lambda: Release.objects.update(body="<p>Slipped in. “It is a quiet room,” said Ada Sample.</p>"),
        "headline": lambda: Release.objects.update(headline="Slipped in"),
        "date": lambda: Release.objects.update(released_on="2026-01-01"),
        "quote": lambda: release.quotes.update(speaker="Slipped in"),
        "contact": lambda: release.contact_lines.update(channels="tel: +1-202-555-0199"),
    }[change]()
    with pytest.raises(workflow.ActionRefused, match="not the words that were cleared"):
        workflow.issue(release, by=a_publisher())
    assert not Edition.objects.exists()


def test_what_was_cleared_after_another_looked_is_not_cleared_unseen():
    release = a_draft()
    shown = compose(release)
    Release.objects.update(kicker="Changed meanwhile")
    with pytest.raises(workflow.ActionRefused, match="changed after this page was shown"):
        workflow.clear(release, by=a_publisher(), shown=shown)


def test_sending_back_needs_a_remark_and_makes_it_a_draft():
    release = a_draft()
    workflow.send_for_review(release, by=a_writer())
    with pytest.raises(workflow.ActionRefused, match="what is to be changed"):
        workflow.send_back(release, by=a_publisher(), remark=" ")
    workflow.send_back(release, by=a_publisher(), remark="Shorter, please.")
    assert state(release) == "draft"
    with pytest.raises(workflow.ActionRefused, match="a draft already"):
        workflow.send_back(release, by=a_publisher(), remark="Once more.")


def test_a_verb_does_not_make_the_form_of_somebody_stale():
    release = a_draft()
    workflow.send_for_review(release, by=a_writer())
    assert Release.objects.get().version == release.version
    release.save()


def test_a_slip_goes_out_with_a_ready_made_note_and_no_second_clearance():
    publisher = a_publisher()
    release = a_public_edition(a_draft(body="<p>There were 12 people in the room.</p>")).release
    release = Release.objects.get(pk=release.pk)
    release.body = "<p>There were 13 people in the room.</p>"
    written_by(publisher, release)
    edition = workflow.issue_minor_correction(release, by=publisher)
    assert (edition.kind, edition.note) == ("correction", "A misprint was put right: “12” is now “13”.")
    assert acts(release)[-1] == "slip"


def test_more_than_a_slip_is_a_correction():
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
def test_a_number_a_mark_or_a_misprint_is_a_slip(before, after):
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
def test_another_word_or_link_is_no_slip(before, after):
    release = a_public_edition(a_draft(body=f"<p>{before}</p>")).release
    Release.objects.update(body=f"<p>{after}</p>")
    with pytest.raises(workflow.ActionRefused, match="with a note"):
        workflow.issue_minor_correction(release, by=a_publisher())


def test_a_quote_is_never_a_slip():
    release = a_public_edition(a_draft(quotes=["It is a quiet room,"])).release
    release.quotes.update(speaker="Ada Sampel")
    with pytest.raises(workflow.ActionRefused, match="A quote"):
        workflow.issue_minor_correction(release, by=a_publisher())


def test_many_slips_do_not_add_up_to_more():
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


def test_a_slip_does_not_make_its_writer_another_pair_of_eyes():
    publisher = a_publisher()
    release = a_public_edition(a_draft(body="<p>There were 12 people.</p>")).release
    release = Release.objects.get(pk=release.pk)
    release.body = "<p>There were 13 people.</p>"
    workflow.issue_minor_correction(written_by(publisher, release), by=publisher)
    Release.objects.update(body="<p>There were 13 people, and more words that nobody saw.</p>")
    with pytest.raises(workflow.ActionRefused, match="another person has to clear it"):
        workflow.correct(release, by=publisher, note="More.")


def test_a_slip_is_stopped_by_what_stops_an_issue():
    release = a_public_edition(a_draft(quotes=["It is a quiet room,"])).release
    Release.objects.update(body=release.body.replace("room", "rom"))
    with pytest.raises(workflow.ActionRefused, match="do not stand in the body"):
        workflow.issue_minor_correction(release, by=a_publisher())


def test_who_wrote_what_another_brought_back_does_not_clear_it():
    writer, other, third = a_publisher(), a_publisher(), a_publisher()
    release = written_by(writer)
    old = get_versions(release).last()
    release.kicker = "Another kicker"
    workflow.issue(written_by(other, release), by=third)
    restore_version(old, by=other)
    with pytest.raises(workflow.ActionRefused, match="another person has to clear it"):
        workflow.correct(release, by=writer, note="As it was.")
    assert workflow.correct(release, by=third, note="As it was.")


def test_who_withdrew_it_does_not_bring_it_back_alone():
    publisher = a_publisher()
    release = a_public_edition().release
    workflow.withdraw(release, by=publisher, reason="Untrue.")
    with pytest.raises(workflow.ActionRefused, match="took it back"):
        workflow.correct(release, by=publisher, note="True after all.")
    assert workflow.correct(release, by=a_publisher(), note="True after all.")


def test_a_clearance_is_not_brought_back_with_an_older_version():
    release = written_by(a_writer(), a_draft(quotes=["It is a quiet room,"]))
    release.quotes.update(cleared_by="Ada Sample", cleared_at=timezone.now())
    kept = keep_again(release)
    restore_version(kept, by=a_writer())
    assert release.quotes.get().cleared_by == "Ada Sample"
    release.quotes.update(cleared_by="", cleared_at=None)
    restore_version(kept, by=a_writer())
    assert release.quotes.get().cleared_by == ""


def keep_again(release):
    release = Release.objects.get(pk=release.pk)
    release.save()
    return save_version(release, by=a_writer())


def test_a_slip_that_changes_nothing_is_refused():
    with pytest.raises(workflow.ActionRefused, match="Nothing differs"):
        workflow.issue_minor_correction(a_public_edition().release, by=a_publisher())


@pytest.mark.parametrize(
    ("make", "words"),
    [(a_withdrawn_edition, "withdrawn"), (an_embargoed_edition, "Stop it first")],
)
def test_a_slip_is_of_what_is_public(make, words):
    with pytest.raises(workflow.ActionRefused, match=words):
        workflow.issue_minor_correction(make().release, by=a_publisher())


def test_a_refusal_leaves_no_act():
    release = a_public_edition().release
    before = WorkflowEvent.objects.count()
    for act in NEEDS.values():
        try:
            act(release, an_administrator())
        except workflow.ActionRefused:
            continue
    assert WorkflowEvent.objects.count() == before
