from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from releases.issuing import workflow
from releases.issuing.compose import compose
from releases.models import Edition, Release
from tests.factories import (
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_withdrawn_edition,
    an_archived_edition,
    an_editor,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db


def test_issue_copies_records_to_edition():
    member = a_member(as_printed="Sample Watch (SW)(Japan)")
    edition = a_public_edition(a_draft(members=[member], headline="Sample", kicker="About samples"))
    assert (edition.headline, edition.kicker, edition.kind, edition.number) == (
        "Sample",
        "About samples",
        "original",
        1,
    )
    assert edition.content.members == ("Sample Watch (SW)(Japan)",)
    assert list(edition.member_index.values_list("member", "position", "signed")) == [(member.pk, 0, False)]


def test_issue_records_person_and_time():
    editor, before = an_editor(), timezone.now()
    edition = workflow.issue(a_draft(), by=editor)
    assert edition.issued_by == editor
    assert before <= edition.issued_at == edition.public_from <= timezone.now()


def test_issue_is_refused_for_issued_release():
    edition = a_public_edition()
    with pytest.raises(workflow.ActionRefused, match="Correct it instead"):
        workflow.issue(edition.release, by=a_publisher())
    assert Edition.objects.count() == 1


def test_correction_keeps_printed_name_of_renamed_member():
    member = a_member(name="Old Sample")
    edition = a_public_edition(a_draft(members=[member]))
    member.as_printed = "New Sample"
    member.save()
    second = workflow.correct(edition.release, by=a_publisher(), note="A slip elsewhere.")
    assert second.content.members == ("Old Sample",)


def test_issue_is_refused_when_shown_words_changed():
    release = a_draft()
    shown = compose(release, public_from=timezone.now())
    Release.objects.filter(pk=release.pk).update(kicker="Changed meanwhile")
    with pytest.raises(workflow.ActionRefused, match="changed after this page was shown"):
        workflow.issue(release, by=a_publisher(), shown=shown)
    assert not Edition.objects.exists()


def test_issue_accepts_unchanged_shown_words():
    release = a_draft()
    assert workflow.issue(release, by=a_publisher(), shown=compose(release, public_from=timezone.now()))


def test_correct_needs_note():
    edition = a_public_edition()
    with pytest.raises(workflow.ActionRefused, match="what was wrong"):
        workflow.correct(edition.release, by=a_publisher(), note="  ")


def test_correct_is_refused_for_draft():
    with pytest.raises(workflow.ActionRefused, match="has not been issued"):
        workflow.correct(a_draft(), by=a_publisher(), note="A slip.")


def test_correct_is_refused_while_edition_is_scheduled():
    with pytest.raises(workflow.ActionRefused, match="Stop it first"):
        workflow.correct(an_embargoed_edition().release, by=a_publisher(), note="A slip.")


def test_correct_makes_withdrawn_release_public():
    edition = a_withdrawn_edition()
    third = workflow.correct(edition.release, by=a_publisher(), note="It was right after all.")
    assert Edition.objects.public().get() == third


def test_slug_cannot_change_after_issue():
    edition = a_public_edition()
    Release.objects.filter(pk=edition.release_id).update(slug="another")
    with pytest.raises(workflow.ActionRefused, match="cannot change"):
        workflow.correct(edition.release, by=a_publisher(), note="A slip.")
    with pytest.raises(ValidationError, match="cannot change"):
        Release.objects.get(pk=edition.release_id).full_clean()


def test_slug_can_change_after_stop():
    edition = an_embargoed_edition()
    workflow.stop(edition.release, by=a_publisher())
    Release.objects.filter(pk=edition.release_id).update(slug="another")
    assert workflow.issue(edition.release, by=a_publisher()).slug == "another"


def test_issue_is_refused_in_past():
    with pytest.raises(workflow.ActionRefused, match="passed"):
        workflow.issue(a_draft(), by=a_publisher(), at=timezone.now() - timedelta(minutes=1))


def test_withdrawal_has_no_text_of_release():
    edition = a_withdrawn_edition(kicker="zqxkicker", headline="zqxheadline", slug="address", body="<p>zqxbody</p>")
    withdrawal = edition.release.editions.last()
    assert withdrawal.kind == "withdrawal"
    assert withdrawal.content.note == "It was a sample."
    for value in (withdrawal.document, withdrawal.search_text, withdrawal.headline, withdrawal.list_title):
        assert "zqx" not in value


def test_bidi_control_characters_are_not_issued():
    release = a_draft(headline="Sa\u202emple", boilerplate="Stan\u2066ding", members_heading="Mem\u202dbers")
    release.quotes.create(text="Qui\u202eet", speaker="A\u202eda")
    edition = workflow.issue(release, by=a_publisher())
    correction = workflow.correct(release, by=a_publisher(), note="A sl\u202eip.")
    withdrawal = workflow.withdraw(release, by=a_publisher(), reason="Wro\u202eng.")
    assert (edition.headline, edition.content.quotes[0].speaker) == ("Sample", "Ada")
    assert (correction.note, withdrawal.note) == ("A slip.", "Wrong.")
    for each in (edition, correction, withdrawal):
        assert not {"\u202d", "\u202e", "\u2066"} & set(each.document + each.search_text + each.note)


def test_withdraw_is_refused_for_scheduled_edition():
    edition = an_embargoed_edition()
    with pytest.raises(workflow.ActionRefused, match="nothing to withdraw"):
        workflow.withdraw(edition.release, by=a_publisher(), reason="Wrong.")
    edition.refresh_from_db()
    assert edition.public_until is None


def test_withdraw_needs_reason():
    with pytest.raises(workflow.ActionRefused, match="reason"):
        workflow.withdraw(a_public_edition().release, by=a_publisher(), reason="")


@pytest.mark.parametrize("missing", ["headline", "body", "released_on"])
def test_issue_is_refused_when_required_field_is_missing(missing):
    release = a_draft()
    setattr(release, missing, None if missing == "released_on" else "")
    release.save()
    with pytest.raises(ValidationError, match="There is no"):
        workflow.issue(release, by=a_publisher())


def test_archived_edition_is_public_from_its_date_in_site_zone():
    edition = an_archived_edition(a_draft(released_on=date(2017, 3, 8)))
    assert edition.public_from == datetime(2017, 3, 7, 15, tzinfo=UTC)  # midnight in Seoul
    assert edition.content.archived
    assert edition.issued_at > edition.public_from


def test_issue_from_archive_is_refused_for_future_date():
    with pytest.raises(workflow.ActionRefused, match="lies ahead"):
        an_archived_edition(a_draft(released_on=timezone.localdate() + timedelta(days=2)))
