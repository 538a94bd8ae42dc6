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


def test_issuing_prints_the_records_as_they_stand():
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


def test_issuing_records_who_and_when():
    editor, before = an_editor(), timezone.now()
    edition = workflow.issue(a_draft(), by=editor)
    assert edition.issued_by == editor
    assert before <= edition.issued_at == edition.public_from <= timezone.now()


def test_a_release_is_issued_once():
    edition = a_public_edition()
    with pytest.raises(workflow.ActionRefused, match="Correct it instead"):
        workflow.issue(edition.release, by=a_publisher())
    assert Edition.objects.count() == 1


def test_a_member_renamed_afterwards_stays_as_printed():
    member = a_member(name="Old Sample")
    edition = a_public_edition(a_draft(members=[member]))
    member.as_printed = "New Sample"
    member.save()
    second = workflow.correct(edition.release, by=a_publisher(), note="A slip elsewhere.")
    assert second.content.members == ("Old Sample",)


def test_what_changed_after_it_was_shown_is_not_issued():
    release = a_draft()
    shown = compose(release, public_from=timezone.now())
    Release.objects.filter(pk=release.pk).update(kicker="Changed meanwhile")
    with pytest.raises(workflow.ActionRefused, match="changed after this page was shown"):
        workflow.issue(release, by=a_publisher(), shown=shown)
    assert not Edition.objects.exists()


def test_what_was_shown_is_issued():
    release = a_draft()
    assert workflow.issue(release, by=a_publisher(), shown=compose(release, public_from=timezone.now()))


def test_a_correction_needs_a_note():
    edition = a_public_edition()
    with pytest.raises(workflow.ActionRefused, match="what was wrong"):
        workflow.correct(edition.release, by=a_publisher(), note="  ")


def test_a_correction_of_what_was_never_issued_is_refused():
    with pytest.raises(workflow.ActionRefused, match="has not been issued"):
        workflow.correct(a_draft(), by=a_publisher(), note="A slip.")


def test_a_correction_waits_for_the_edition_that_waits():
    with pytest.raises(workflow.ActionRefused, match="Stop it first"):
        workflow.correct(an_embargoed_edition().release, by=a_publisher(), note="A slip.")


def test_a_correction_makes_a_withdrawn_release_public_again():
    edition = a_withdrawn_edition()
    third = workflow.correct(edition.release, by=a_publisher(), note="It was right after all.")
    assert Edition.objects.public().get() == third


def test_the_address_is_fixed_once_it_is_issued():
    edition = a_public_edition()
    Release.objects.filter(pk=edition.release_id).update(slug="another")
    with pytest.raises(workflow.ActionRefused, match="cannot change"):
        workflow.correct(edition.release, by=a_publisher(), note="A slip.")
    with pytest.raises(ValidationError, match="cannot change"):
        Release.objects.get(pk=edition.release_id).full_clean()


def test_the_address_may_change_after_a_stop():
    edition = an_embargoed_edition()
    workflow.stop(edition.release, by=a_publisher())
    Release.objects.filter(pk=edition.release_id).update(slug="another")
    assert workflow.issue(edition.release, by=a_publisher()).slug == "another"


def test_nothing_is_issued_in_the_past():
    with pytest.raises(workflow.ActionRefused, match="passed"):
        workflow.issue(a_draft(), by=a_publisher(), at=timezone.now() - timedelta(minutes=1))


def test_a_withdrawal_holds_no_word_of_the_text():
    edition = a_withdrawn_edition(kicker="zqxkicker", headline="zqxheadline", slug="address", body="<p>zqxbody</p>")
    withdrawal = edition.release.editions.last()
    assert withdrawal.kind == "withdrawal"
    assert withdrawal.content.note == "It was a sample."
    for value in (withdrawal.document, withdrawal.search_text, withdrawal.headline, withdrawal.list_title):
        assert "zqx" not in value


def test_characters_that_reorder_what_is_read_are_not_issued():
    release = a_draft(headline="Sa\u202emple", boilerplate="Stan\u2066ding", members_heading="Mem\u202dbers")
    release.quotes.create(text="Qui\u202eet", speaker="A\u202eda")
    edition = workflow.issue(release, by=a_publisher())
    correction = workflow.correct(release, by=a_publisher(), note="A sl\u202eip.")
    withdrawal = workflow.withdraw(release, by=a_publisher(), reason="Wro\u202eng.")
    assert (edition.headline, edition.content.quotes[0].speaker) == ("Sample", "Ada")
    assert (correction.note, withdrawal.note) == ("A slip.", "Wrong.")
    for each in (edition, correction, withdrawal):
        assert not {"\u202d", "\u202e", "\u2066"} & set(each.document + each.search_text + each.note)


def test_what_is_only_embargoed_is_stopped_not_withdrawn():
    edition = an_embargoed_edition()
    with pytest.raises(workflow.ActionRefused, match="nothing to withdraw"):
        workflow.withdraw(edition.release, by=a_publisher(), reason="Wrong.")
    edition.refresh_from_db()
    assert edition.public_until is None


def test_a_withdrawal_needs_a_reason():
    with pytest.raises(workflow.ActionRefused, match="reason"):
        workflow.withdraw(a_public_edition().release, by=a_publisher(), reason="")


@pytest.mark.parametrize("missing", ["headline", "body", "released_on"])
def test_a_release_without_its_essentials_is_not_issued(missing):
    release = a_draft()
    setattr(release, missing, None if missing == "released_on" else "")
    release.save()
    with pytest.raises(ValidationError, match="There is no"):
        workflow.issue(release, by=a_publisher())


def test_an_import_is_public_since_its_own_date_in_the_site_s_zone():
    edition = an_archived_edition(a_draft(released_on=date(2017, 3, 8)))
    assert edition.public_from == datetime(2017, 3, 7, 15, tzinfo=UTC)  # midnight in Seoul
    assert edition.content.archived
    assert edition.issued_at > edition.public_from


def test_an_import_from_the_future_is_refused():
    with pytest.raises(workflow.ActionRefused, match="lies ahead"):
        an_archived_edition(a_draft(released_on=timezone.localdate() + timedelta(days=2)))
