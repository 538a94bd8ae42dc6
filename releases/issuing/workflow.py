"""The editorial actions on a release. Each is one transaction, checks permissions and records a `WorkflowEvent`.

Only these write editions. `by` is the person who acts; None only for an import from the archive by the server's shell.
"""

from collections.abc import Sequence
from datetime import datetime, time
from typing import TypedDict, Unpack

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log
from icnk.core.clock import database_now
from icnk.core.history.models import get_versions
from releases.document.schema import Document
from releases.models import Edition, Release, WorkflowEvent

from . import edition_chain, minor_correction
from .checks import check
from .compose import compose, compose_withdrawal
from .errors import ActionRefused, audited_action

State, Verb = Release.State, WorkflowEvent.Verb
NOT_CLEARED = {"cleared_by": None, "cleared_at": None, "cleared_digest": ""}


class IssueOptions(TypedDict, total=False):
    """How to issue a release. `shown`: nothing is issued if the records have changed since the person saw it."""

    at: datetime | None  # None for now
    shown: Document | None
    bypass: str  # the reason to issue without clearance by another person
    confirmed: Sequence[str]  # the warnings that the person confirmed


@audited_action
def send_for_review(release: Release, *, by: User, remark: str = "") -> WorkflowEvent:
    """Hand the draft to those who clear it. Raises `ActionRefused`."""
    release, _last, now = _lock(release, by, "change")
    if release.state != State.DRAFT:
        raise ActionRefused(_("This release is in review already."), "state")
    return _set_state(release, State.IN_REVIEW, Verb.SEND_FOR_REVIEW, by=by, at=now, remark=remark)


@audited_action
def send_back(release: Release, *, by: User, remark: str) -> WorkflowEvent:
    """Make the release a draft again, with a `remark` for its writers. Raises `ActionRefused`."""
    release, _last, now = _lock(release, by, "issue")
    if release.state == State.DRAFT:
        raise ActionRefused(_("This release is a draft already."), "state")
    if not remark.strip():
        raise ActionRefused(_("Say what is to be changed."), "no_reason")
    return _set_state(release, State.DRAFT, Verb.SEND_BACK, by=by, at=now, remark=remark)


@audited_action
def clear(release: Release, *, by: User, shown: Document | None = None) -> WorkflowEvent:
    """Approve the exact words of the release. Its writers cannot clear it.

    `shown`: the document that the person saw. Raises `ActionRefused`, or `ValidationError` if something is missing.
    """
    release, _last, now = _lock(release, by, "issue")
    if release.state == State.CLEARED:
        raise ActionRefused(_("This release is cleared already."), "state")
    document = compose(release, public_from=now)
    _refuse_if_changed(document, shown)
    return _clear(release, document, by=by, at=now)


@audited_action
def issue(release: Release, *, by: User, **options: Unpack[IssueOptions]) -> Edition:
    """Make the release public.

    A release that is not cleared is cleared by the same action if `by` did not write it.
    Raises `ActionRefused`, or `ValidationError` if something is missing.
    """
    release, last, now = _lock(release, by, "issue")
    if last:
        raise ActionRefused(_("This release is issued already. Correct it instead."), "state")
    return _issue(release, last, now, verb=Verb.ISSUE, by=by, **options)


@audited_action
def correct(release: Release, *, by: User, note: str, **options: Unpack[IssueOptions]) -> Edition:
    """Issue the records as they stand as the next edition, with a public `note` that says what was wrong.

    Makes a withdrawn release public again. Raises what `issue()` does.
    """
    release, last, now = _lock(release, by, "issue")
    _refuse_correction(last, now)
    if not note.strip():
        raise ActionRefused(_("Say in the note what was wrong. It is public."), "no_reason")
    return _issue(release, last, now, verb=Verb.CORRECT, by=by, note=note.strip(), **options)


@audited_action
def issue_minor_correction(
    release: Release, *, by: User, shown: Document | None = None, confirmed: Sequence[str] = ()
) -> Edition:
    """Correct a number or a misprint now, with a ready-made note and without a second clearance.

    Raises `ActionRefused` if nothing differs, or more than a minor correction may change.
    """
    release, last, now = _lock(release, by, "issue")
    _refuse_correction(last, now)
    note = minor_correction_note(release, last)
    return _issue(release, last, now, verb=Verb.MINOR_CORRECTION, by=by, note=note, shown=shown, confirmed=confirmed)


@audited_action
def withdraw(release: Release, *, by: User, reason: str) -> Edition:
    """Withdraw the release now. Its address stays and gives `reason`; its text no longer shows anywhere.

    Stops an edition that is scheduled. Raises `ActionRefused`.
    """
    release, last, now = _lock(release, by, "issue")
    if last and last.public_from > now:
        last = edition_chain.stop_edition(last)
    if not last or last.kind == Edition.Kind.WITHDRAWAL:
        raise ActionRefused(_("Nothing of this release is public, so there is nothing to withdraw."), "state")
    if not reason.strip():
        raise ActionRefused(_("Give the reason. It is public."), "no_reason")
    public_from = edition_chain.start_after(last, now)
    document = compose_withdrawal(last, reason=reason.strip(), public_from=public_from)
    edition = edition_chain.append_edition(last, document, release=release, by=by, now=now)
    _record(release, Verb.WITHDRAW, by=by, at=now, edition=edition)
    return edition


@audited_action
def stop(release: Release, *, by: User) -> Edition:
    """Stop the scheduled edition; the one before it stays public. Raises `ActionRefused`."""
    release, last, now = _lock(release, by, "issue")
    if not last or last.public_from <= now:
        raise ActionRefused(_("No edition of this release is waiting to become public."), "state")
    edition_chain.stop_edition(last)
    _record(release, Verb.STOP, by=by, at=now, edition=last)
    return last


@audited_action
def issue_from_archive(release: Release, *, by: User | None = None) -> Edition:
    """Issue what the former site had published, public from the start of its release date.

    `by`: None for the server's shell. Raises what `issue()` does.
    """
    release, last, now = _lock(release, by, "issue" if by else None)
    if last:
        raise ActionRefused(_("This release is issued already."), "state")
    if not release.released_on:
        raise ActionRefused(_("There is no release date."), "missing")
    at = timezone.make_aware(datetime.combine(release.released_on, time.min))
    if at > now:
        raise ActionRefused(_("The release date lies ahead, so the former site cannot have published this."), "time")
    document = compose(release, archived=True, public_from=at)
    edition = edition_chain.append_edition(None, document, release=release, by=by, now=now)
    _record(release, Verb.ISSUE, by=by, at=now, edition=edition)
    return edition


def minor_correction_note(release: Release, last: Edition) -> str:
    """The note of a minor correction of `last`. Raises `ActionRefused` if more than that has changed.

    Compared with the public edition and with the last cleared one, so that many small changes do not add up.
    """
    if last.kind == Edition.Kind.WITHDRAWAL:
        words = _("This release is withdrawn. To make it public again is more than to correct a slip.")
        raise ActionRefused(words, "state")
    document, cleared = compose(release), _last_cleared(release)
    note = minor_correction.note(last.content, document)
    if cleared and cleared != last:
        minor_correction.refuse_major_change(cleared.content, document)
    return note


def writers_since_clearance(release: Release) -> set[int]:
    """The ids of those who wrote what nobody else has cleared, including versions that were restored."""
    versions, cleared = get_versions(release), _last_cleared(release)
    new = versions.filter(saved_at__gt=cleared.issued_at) if cleared else versions
    restored_from: dict[int, int | None] = {}
    writers: set[int] = set()
    rows = list(new.values_list("number", "saved_by", "restored_from"))
    while rows:
        writers |= {by for _number, by, _restored in rows if by}
        restored_from |= {number: restored for number, _by, restored in rows}
        earlier = set(restored_from.values()) - {None} - restored_from.keys()
        rows = list(versions.filter(number__in=earlier).values_list("number", "saved_by", "restored_from"))
    return writers


def needs_clearance_by_another(release: Release, by: User) -> bool:
    """Whether `by` wrote part of the release, or withdrew the edition that it would make public again."""
    last = release.editions.filter(public_until=None).first()
    withdrew = last and last.kind == Edition.Kind.WITHDRAWAL and last.issued_by_id == by.pk
    return bool(withdrew) or by.pk in writers_since_clearance(release)


def require_permission(by: User | None, action: str) -> None:
    """Raise `ActionRefused` unless `by` has the permission `<action>_release`."""
    if not by or not by.has_perm(f"releases.{action}_release"):
        words = _("Your account may not do this. Ask somebody who may, or an administrator of the newsroom.")
        raise ActionRefused(words, "not_allowed")


def _last_cleared(release):
    """The last edition that was cleared in full and not stopped."""
    events = WorkflowEvent.objects.filter(release=release, verb__in=[Verb.ISSUE, Verb.CORRECT])
    return release.editions.not_stopped().filter(pk__in=events.values("edition")).order_by("issued_at", "pk").last()


def _lock(release, by, permission):
    """Lock the release against other actions. Returns the release as stored, its open edition or None, and now."""
    release = Release.objects.select_for_update().filter(pk=release.pk).first()
    if not release:
        raise ActionRefused(_("Somebody has deleted this release meanwhile."), "deleted")
    last, now = release.editions.filter(public_until=None).first(), database_now()
    if permission:
        require_permission(by, permission)
    return release, last, now


def _record(release, verb, *, by, at, **fields):
    event = WorkflowEvent.objects.create(release=release, verb=verb, by=by, at=at, **fields)
    edition = fields.get("edition")
    facts = {"edition": edition.pk, "digest": edition.digest, "public_from": edition.public_from} if edition else {}
    audit_log.record_on_commit(f"release.{verb}", by=by, release=release.pk, **facts)
    return event


def _set_state(release, state, verb, *, by, at, remark):
    """Change the state without a new version of the release."""
    Release.objects.filter(pk=release.pk).update(state=state, **NOT_CLEARED)
    return _record(release, verb, by=by, at=at, remark=remark.strip())


def _clear(release, document, *, by, at, bypass=""):
    is_bypass = needs_clearance_by_another(release, by)
    if is_bypass and not bypass.strip():
        words = _("You wrote some of this, or took it back, so another person has to clear it.")
        raise ActionRefused(words, "own_words")
    cleared = {"cleared_by": by, "cleared_at": at, "cleared_digest": document.content_digest()}
    Release.objects.filter(pk=release.pk).update(state=State.CLEARED, **cleared)
    verb, remark = (Verb.BYPASS, bypass.strip()) if is_bypass else (Verb.CLEAR, "")
    return _record(release, verb, by=by, at=at, remark=remark)


def _refuse_correction(last, now):
    if not last:
        raise ActionRefused(_("This release has not been issued, so there is nothing to correct. Issue it."), "state")
    if last.public_from > now:
        raise ActionRefused(_("An edition of this release is waiting to become public. Stop it first."), "state")


def _refuse_if_changed(document, shown):
    if shown and not document.has_same_content(shown):
        raise ActionRefused(_("The release was changed after this page was shown. Look at it once more."), "changed")


def _issue(release, last, now, *, verb, by, at=None, note="", shown=None, bypass="", confirmed=()):
    begins = now if at is None else at
    if begins < now:
        raise ActionRefused(_("This time has passed already."), "time")
    number, kind = (last.number + 1, Edition.Kind.CORRECTION) if last else (1, Edition.Kind.ORIGINAL)
    public_from = edition_chain.start_after(last, begins)
    document = compose(release, number=number, kind=kind, note=note, public_from=public_from)
    _refuse_if_changed(document, shown)
    if last and (last.language, last.slug) != (document.language, document.slug):
        raise ActionRefused(_("Language and address of a release cannot change once it is issued."), "address")
    if errors := [finding.message for finding in check(release, at=at) if finding.is_error]:
        raise ActionRefused(errors, "checks")
    if verb != Verb.MINOR_CORRECTION and release.state != State.CLEARED:
        _clear(release, document, by=by, at=now, bypass=bypass)
    elif verb != Verb.MINOR_CORRECTION and release.cleared_digest != document.content_digest():
        words = _("These are not the words that were cleared. Send the release for review again.")
        raise ActionRefused(words, "not_cleared")
    edition = edition_chain.append_edition(last, document, release=release, by=by, now=now)
    _record(release, verb, by=by, at=now, edition=edition, confirmed=[str(words) for words in confirmed])
    Release.objects.filter(pk=release.pk).update(state=State.DRAFT, **NOT_CLEARED)
    return edition
