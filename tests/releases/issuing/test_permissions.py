"""Who may perform the actions on a release."""

import pytest

from releases.issuing import workflow
from releases.models import WorkflowEvent
from tests.factories import (
    a_draft,
    a_public_edition,
    a_publisher,
    a_writer,
    an_administrator,
)

pytestmark = pytest.mark.django_db


ACTIONS = {
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


@pytest.mark.parametrize("verb", sorted(ACTIONS.keys() - {"send_for_review"}))
@pytest.mark.parametrize("make", [a_writer, an_administrator])
def test_action_is_refused_to_other_roles(verb, make):
    with pytest.raises(workflow.ActionRefused, match="may not do this"):
        ACTIONS[verb](a_draft(), make())
    assert not WorkflowEvent.objects.exists()


@pytest.mark.parametrize("verb", sorted(ACTIONS.keys() - {"issue_from_archive"}))
def test_action_is_refused_without_person(verb):
    with pytest.raises(workflow.ActionRefused, match="may not do this"):
        ACTIONS[verb](a_draft(), None)


def test_action_is_refused_to_inactive_account():
    with pytest.raises(workflow.ActionRefused, match="may not do this"):
        workflow.issue(a_draft(), by=a_publisher(is_active=False))


def test_refused_action_leaves_no_workflow_event():
    release = a_public_edition().release
    before = WorkflowEvent.objects.count()
    for act in ACTIONS.values():
        try:
            act(release, an_administrator())
        except workflow.ActionRefused:
            continue
    assert WorkflowEvent.objects.count() == before
