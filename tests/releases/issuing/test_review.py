"""Review and clearance: writers cannot clear their own words, and a clearance holds for exact words."""

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
    a_writer,
    an_editor,
)

pytestmark = pytest.mark.django_db


BYPASS_REASON = "It is three in the morning."


def written_by(person, release=None):
    """The release, saved once more by this person."""
    release = release or a_draft()
    release.save()
    save_version(release, by=person)
    return release


def state(release):
    return Release.objects.get(pk=release.pk).state


def workflow_verbs(release):
    return list(WorkflowEvent.objects.filter(release=release).values_list("verb", flat=True))


def test_release_goes_from_review_to_cleared_to_issued():
    writer, publisher = a_writer(), a_publisher()
    release = written_by(writer)
    workflow.send_for_review(release, by=writer, remark="The last paragraph is new.")
    assert state(release) == "in_review"
    workflow.clear(release, by=publisher)
    assert state(release) == "cleared"
    workflow.issue(release, by=writer_turned_publisher(writer))
    assert workflow_verbs(release) == ["send_for_review", "clear", "issue"]
    assert state(release) == "draft"


def writer_turned_publisher(writer):
    writer.groups.set(a_publisher().groups.all())
    return type(writer).objects.get(pk=writer.pk)


def test_issue_clears_release_of_another_writer():
    release = written_by(a_writer())
    workflow.issue(release, by=a_publisher())
    assert workflow_verbs(release) == ["clear", "issue"]


@pytest.mark.parametrize("make", [a_publisher, an_editor])
def test_writer_cannot_clear_or_issue_own_release(make):
    publisher = make()
    release = written_by(publisher)
    for act in (workflow.clear, workflow.issue):
        with pytest.raises(workflow.ActionRefused, match="another person has to clear it"):
            act(release, by=publisher)
    assert workflow.clear(release, by=a_publisher())
    assert workflow.issue(release, by=publisher)


def test_writer_of_earlier_version_cannot_clear():
    publisher = a_publisher()
    release = written_by(a_writer(), written_by(publisher))
    with pytest.raises(workflow.ActionRefused, match="another person has to clear it"):
        workflow.clear(release, by=publisher)


def test_writer_of_public_edition_can_clear_next_one():
    publisher = a_publisher()
    release = written_by(publisher)
    workflow.issue(release, by=a_publisher())
    written_by(a_writer(), Release.objects.get())
    assert workflow.clear(release, by=publisher)


def test_bypass_needs_reason_and_is_recorded():
    publisher = a_publisher()
    release = written_by(publisher)
    with pytest.raises(workflow.ActionRefused):
        workflow.issue(release, by=publisher, bypass="  ")
    workflow.issue(release, by=publisher, bypass=BYPASS_REASON)
    assert list(WorkflowEvent.objects.values_list("verb", "by", "remark")) == [
        ("bypass", publisher.pk, BYPASS_REASON),
        ("issue", publisher.pk, ""),
    ]


def test_confirmed_warnings_are_recorded():
    release = a_draft()
    workflow.issue(release, by=a_publisher(), confirmed=["There is no dateline."])
    assert WorkflowEvent.objects.get(verb="issue").confirmed == ["There is no dateline."]


def test_save_makes_cleared_release_a_draft():
    release = a_draft()
    workflow.clear(release, by=a_publisher())
    written_by(a_writer(), Release.objects.get())
    fresh = Release.objects.get()
    assert (fresh.state, fresh.cleared_by, fresh.cleared_at, fresh.cleared_digest) == ("draft", None, None, "")


@pytest.mark.parametrize("change", ["body", "quote", "contact", "headline", "date"])
def test_issue_is_refused_when_cleared_words_changed(change):
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


def test_clear_is_refused_when_shown_words_changed():
    release = a_draft()
    shown = compose(release)
    Release.objects.update(kicker="Changed meanwhile")
    with pytest.raises(workflow.ActionRefused, match="changed after this page was shown"):
        workflow.clear(release, by=a_publisher(), shown=shown)


def test_send_back_needs_remark_and_makes_draft():
    release = a_draft()
    workflow.send_for_review(release, by=a_writer())
    with pytest.raises(workflow.ActionRefused, match="what is to be changed"):
        workflow.send_back(release, by=a_publisher(), remark=" ")
    workflow.send_back(release, by=a_publisher(), remark="Shorter, please.")
    assert state(release) == "draft"
    with pytest.raises(workflow.ActionRefused, match="a draft already"):
        workflow.send_back(release, by=a_publisher(), remark="Once more.")


def test_action_does_not_change_release_version():
    release = a_draft()
    workflow.send_for_review(release, by=a_writer())
    assert Release.objects.get().version == release.version
    release.save()


def test_writer_of_restored_version_cannot_clear():
    writer, other, third = a_publisher(), a_publisher(), a_publisher()
    release = written_by(writer)
    old = get_versions(release).last()
    release.kicker = "Another kicker"
    workflow.issue(written_by(other, release), by=third)
    restore_version(old, by=other)
    with pytest.raises(workflow.ActionRefused, match="another person has to clear it"):
        workflow.correct(release, by=writer, note="As it was.")
    assert workflow.correct(release, by=third, note="As it was.")


def test_person_who_withdrew_cannot_republish_alone():
    publisher = a_publisher()
    release = a_public_edition().release
    workflow.withdraw(release, by=publisher, reason="Untrue.")
    with pytest.raises(workflow.ActionRefused, match="took it back"):
        workflow.correct(release, by=publisher, note="True after all.")
    assert workflow.correct(release, by=a_publisher(), note="True after all.")


def test_restore_does_not_restore_quote_clearance():
    release = written_by(a_writer(), a_draft(quotes=["It is a quiet room,"]))
    release.quotes.update(cleared_by="Ada Sample", cleared_at=timezone.now())
    kept = save_again(release)
    restore_version(kept, by=a_writer())
    assert release.quotes.get().cleared_by == "Ada Sample"
    release.quotes.update(cleared_by="", cleared_at=None)
    restore_version(kept, by=a_writer())
    assert release.quotes.get().cleared_by == ""


def save_again(release):
    release = Release.objects.get(pk=release.pk)
    release.save()
    return save_version(release, by=a_writer())
