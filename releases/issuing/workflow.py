"""What staff do with a release. Each verb is one transaction, checks the right to it, and leaves an `WorkflowEvent`.

Only these write editions. `by` is always a person; what comes from the former site is issued by whoever has the shell.
"""

from datetime import datetime, time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log
from icnk.core.clock import database_now
from icnk.core.history.models import versions_of
from releases.models import Edition, Release, WorkflowEvent

from . import edition_chain, minor_correction
from .checks import check
from .compose import compose, compose_withdrawal
from .errors import ActionRefused, audited_action

State, Verb = Release.State, WorkflowEvent.Verb


@audited_action
def send_for_review(release: Release, *, by, remark="") -> WorkflowEvent:
    """Hand the draft to those who clear it. Raises `Refused`."""
    release, _last, now = _lock(release)
    require_permission(by, "change")
    if release.state != State.DRAFT:
        raise ActionRefused(_("This release is in review already."), "state")
    return _move(release, State.IN_REVIEW, Verb.SEND_FOR_REVIEW, by=by, at=now, remark=remark)


@audited_action
def send_back(release: Release, *, by, remark) -> WorkflowEvent:
    """Make the release a draft again, with a `remark` to whoever wrote it. Raises `Refused`."""
    release, _last, now = _lock(release)
    require_permission(by, "issue")
    if release.state == State.DRAFT:
        raise ActionRefused(_("This release is a draft already."), "state")
    if not remark.strip():
        raise ActionRefused(_("Say what is to be changed."), "no_reason")
    return _move(release, State.DRAFT, Verb.SEND_BACK, by=by, at=now, remark=remark)


@audited_action
def clear(release: Release, *, by, shown=None) -> WorkflowEvent:
    """Approve the release, word for word, as another than those who wrote it.

    `shown`: the document that the person saw. Raises `Refused`, or `ValidationError` where something is missing.
    """
    release, _last, now = _lock(release)
    require_permission(by, "issue")
    if release.state == State.CLEARED:
        raise ActionRefused(_("This release is cleared already."), "state")
    document = compose(release, public_from=now)
    refuse_if_changed(document, shown)
    return _clear(release, document, by=by, at=now)


@audited_action
def issue(release: Release, *, by, at=None, shown=None, bypass="", confirmed=()) -> Edition:
    """Make the release public: now, or from the instant `at`.

    `shown`: the document that the person saw; if the records have changed since, nothing is issued.
    `bypass`: why it goes out without being cleared by another. `confirmed`: the warnings they saw, in words.
    A release that is not cleared yet is cleared by the same act, if `by` did not write it.
    Raises `Refused`, or `ValidationError` where something is missing.
    """
    release, last, now = _lock(release)
    require_permission(by, "issue")
    if last:
        raise ActionRefused(_("This release is issued already. Correct it instead."), "state")
    asked = {"at": at, "shown": shown, "bypass": bypass, "confirmed": confirmed}
    return _issue(release, last, now, kind=Edition.Kind.ORIGINAL, verb=Verb.ISSUE, by=by, **asked)


@audited_action
def correct(release: Release, *, by, note, at=None, shown=None, bypass="", confirmed=()) -> Edition:
    """Issue the records as they stand as the next edition, with a public `note` that says what was wrong.

    On a withdrawn release this makes it public again. Takes and raises what `issue()` does.
    """
    release, last, now = _lock(release)
    require_permission(by, "issue")
    _refuse_correcting(last, now)
    if not note.strip():
        raise ActionRefused(_("Say in the note what was wrong. It is public."), "no_reason")
    asked = {"at": at, "note": note.strip(), "shown": shown, "bypass": bypass, "confirmed": confirmed}
    return _issue(release, last, now, kind=Edition.Kind.CORRECTION, verb=Verb.CORRECT, by=by, **asked)


@audited_action
def issue_minor_correction(release: Release, *, by, shown=None, confirmed=()) -> Edition:
    """Correct a wrong number or a misprint, now, with a ready-made note and without a second clearance.

    Raises `Refused` where more differs than a slip (`releases.issuing.slip`), or nothing does.
    """
    release, last, now = _lock(release)
    require_permission(by, "issue")
    _refuse_correcting(last, now)
    note = minor_correction_note(release, last)
    kind, verb = Edition.Kind.CORRECTION, Verb.MINOR_CORRECTION
    return _issue(release, last, now, kind=kind, verb=verb, by=by, note=note, shown=shown, confirmed=confirmed)


@audited_action
def withdraw(release: Release, *, by, reason) -> Edition:
    """Take a release back, now. Its address stays and gives `reason`; its text no longer shows anywhere.

    An edition that is still waiting to become public is stopped. Raises `Refused`.
    """
    release, last, now = _lock(release)
    require_permission(by, "issue")
    if last and last.public_from > now:
        last = edition_chain.stop(last)
    if not last or last.kind == Edition.Kind.WITHDRAWAL:
        raise ActionRefused(_("Nothing of this release is public, so there is nothing to withdraw."), "state")
    if not reason.strip():
        raise ActionRefused(_("Give the reason. It is public."), "no_reason")
    document = compose_withdrawal(
        last, number=last.number + 1, reason=reason.strip(), public_from=edition_chain.after(last, now)
    )
    edition = edition_chain.succeed(last, document, release=release, by=by, now=now)
    _record(release, Verb.WITHDRAW, by=by, at=now, edition=edition)
    return edition


@audited_action
def stop(release: Release, *, by) -> Edition:
    """Stop the edition that is not public yet; what stands before it goes on. Raises `Refused`."""
    release, last, now = _lock(release)
    require_permission(by, "issue")
    if not last or last.public_from <= now:
        raise ActionRefused(_("No edition of this release is waiting to become public."), "state")
    edition_chain.stop(last)
    _record(release, Verb.STOP, by=by, at=now, edition=last)
    return last


@audited_action
def issue_from_archive(release: Release, *, by=None) -> Edition:
    """Issue what the former site had published, public since its release date began. Raises as `issue()`.

    `by`: None for whoever has the shell of the server.
    """
    release, last, now = _lock(release)
    if by:
        require_permission(by, "issue")
    if last:
        raise ActionRefused(_("This release is issued already."), "state")
    if not release.released_on:
        raise ActionRefused(_("There is no release date."), "missing")
    at = timezone.make_aware(datetime.combine(release.released_on, time.min))
    if at > now:
        raise ActionRefused(_("The release date lies ahead, so the former site cannot have published this."), "time")
    document = compose(release, archived=True, public_from=at)
    edition = edition_chain.succeed(None, document, release=release, by=by, now=now)
    _record(release, Verb.ISSUE, by=by, at=now, edition=edition)
    return edition


def minor_correction_note(release: Release, last: Edition) -> str:
    """The note with which the slip would go out. Raises `Refused` where it is none.

    It is measured by what is public and by what another cleared last, so that many slips do not add up to more.
    """
    if last.kind == Edition.Kind.WITHDRAWAL:
        raise ActionRefused(_("This release is withdrawn. To make it public again is more than to correct a slip."), "state")
    document, cleared = compose(release), _last_cleared(release)
    try:
        note = minor_correction.note(last.content, document)
        if cleared and cleared != last:
            minor_correction.refuse_more(cleared.content, document)
    except minor_correction.MoreThanASlip as error:
        raise ActionRefused(str(error), "more_than_a_slip") from error
    return note


def writers_since_clearance(release: Release) -> set[int]:
    """Who wrote what nobody else has cleared yet, by the ids of their accounts: also of what was brought back."""
    versions, cleared = versions_of(release), _last_cleared(release)
    new = versions.filter(saved_at__gt=cleared.issued_at) if cleared else versions
    found, wrote = {}, set()
    more = list(new.values_list("number", "saved_by", "restored_from"))
    while more:
        wrote |= {by for _number, by, _restored in more}
        found |= {number: restored for number, _by, restored in more}
        earlier = set(found.values()) - {None} - found.keys()
        more = list(versions.filter(number__in=earlier).values_list("number", "saved_by", "restored_from"))
    return wrote - {None}


def needs_clearance_by_another(release: Release, by) -> bool:
    """Whether another than this person has to clear it: who wrote it, or who withdrew what it would bring back."""
    last = release.editions.filter(public_until=None).first()
    withdrew = last and last.kind == Edition.Kind.WITHDRAWAL and last.issued_by_id == by.pk
    return bool(withdrew) or by.pk in writers_since_clearance(release)


def _last_cleared(release):
    """The last edition that went out by more than the correction of a slip, and was not stopped."""
    acts = WorkflowEvent.objects.filter(release=release, verb__in=[Verb.ISSUE, Verb.CORRECT])
    return release.editions.not_stopped().filter(pk__in=acts.values("edition")).order_by("issued_at", "pk").last()


def require_permission(by, verb) -> None:
    """Raise `Refused` unless this person may do that with releases."""
    if not by or not by.has_perm(f"releases.{verb}_release"):
        words = _("Your account may not do this. Ask somebody who may, or an administrator of the newsroom.")
        raise ActionRefused(words, "not_allowed")


def _lock(release):
    """(the release as it stands, its open edition or None, now). Nobody else changes its editions until we are done."""
    release = Release.objects.select_for_update().filter(pk=release.pk).first()
    if not release:
        raise ActionRefused(_("Somebody has deleted this release meanwhile."), "deleted")
    return release, release.editions.filter(public_until=None).first(), database_now()


def _record(release, verb, *, by, at, **fields):
    act = WorkflowEvent.objects.create(release=release, verb=verb, by=by, at=at, **fields)
    edition = fields.get("edition")
    facts = {"edition": edition.pk, "digest": edition.digest, "public_from": edition.public_from} if edition else {}
    audit_log.record_once_kept(f"release.{verb}", by=by, release=release.pk, **facts)
    return act


def _move(release, state, verb, *, by, at, remark=""):
    """Put the release into `state`. Its words, and so its version, stay what they were."""
    cleared = {"cleared_by": None, "cleared_at": None, "cleared_digest": ""}
    Release.objects.filter(pk=release.pk).update(state=state, **cleared)
    return _record(release, verb, by=by, at=at, remark=remark.strip())


def _clear(release, document, *, by, at, bypass=""):
    wrote = needs_clearance_by_another(release, by)
    if wrote and not bypass.strip():
        raise ActionRefused(_("You wrote some of this, or took it back, so another person has to clear it."), "own_words")
    cleared = {"cleared_by": by, "cleared_at": at, "cleared_digest": document.words()}
    Release.objects.filter(pk=release.pk).update(state=State.CLEARED, **cleared)
    return _record(release, Verb.BYPASS if wrote else Verb.CLEAR, by=by, at=at, remark=bypass.strip() if wrote else "")


def _refuse_correcting(last, now):
    if not last:
        raise ActionRefused(_("This release has not been issued, so there is nothing to correct. Issue it."), "state")
    if last.public_from > now:
        raise ActionRefused(_("An edition of this release is waiting to become public. Stop it first."), "state")


def refuse_if_changed(document, shown) -> None:
    """Raise `Refused` unless `document` prints what the person saw; None where nothing was shown."""
    if shown and not document.same_words(shown):
        raise ActionRefused(_("The release was changed after this page was shown. Look at it once more."), "changed")


def _issue(release, last, now, *, kind, verb, by, at=None, note="", shown=None, bypass="", confirmed=()):
    begins = now if at is None else at
    if begins < now:
        raise ActionRefused(_("This time has passed already."), "time")
    number = last.number + 1 if last else 1
    document = compose(release, number=number, kind=kind, note=note, public_from=edition_chain.after(last, begins))
    refuse_if_changed(document, shown)
    if last and (last.language, last.slug) != (document.language, document.slug):
        raise ActionRefused(_("Language and address of a release cannot change once it is issued."), "address")
    _refuse_errors(release, at)
    if verb != Verb.MINOR_CORRECTION:
        _refuse_what_is_not_cleared(release, document, by=by, at=now, bypass=bypass)
    edition = edition_chain.succeed(last, document, release=release, by=by, now=now)
    _record(release, verb, by=by, at=now, edition=edition, confirmed=[str(words) for words in confirmed])
    cleared = {"cleared_by": None, "cleared_at": None, "cleared_digest": ""}
    Release.objects.filter(pk=release.pk).update(state=State.DRAFT, **cleared)  # what comes next is cleared anew
    return edition


def _refuse_errors(release, at):
    if errors := [finding.message for finding in check(release, at=at) if finding.is_error]:
        raise ActionRefused(errors, "checks")


def _refuse_what_is_not_cleared(release, document, *, by, at, bypass):
    if release.state != State.CLEARED:
        _clear(release, document, by=by, at=at, bypass=bypass)
    elif release.cleared_digest != document.words():
        raise ActionRefused(_("These are not the words that were cleared. Send the release for review again."), "not_cleared")
