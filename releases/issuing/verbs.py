"""What staff do with a release. Each verb is one transaction, and only these write editions."""

import secrets
from dataclasses import replace
from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.clock import database_now
from releases import content
from releases.models import Edition, EditionMember, Release

from .compose import compose, compose_withdrawal, search_text


class Refused(ValidationError):
    """The verb does not fit what is issued now. Nothing was changed."""


@transaction.atomic
def issue(release: Release, *, by, at=None, shown=None) -> Edition:
    """Make the release public: now, or from the instant `at`.

    `shown`: the document that the person saw; if the records have changed since, nothing is issued.
    Raises `Refused`, or `ValidationError` where something is missing.
    """
    release, last, now = _lock(release)
    if last:
        raise Refused(_("This release is issued already. Correct it instead."))
    return _issue(release, last, now, kind=Edition.Kind.ORIGINAL, by=by, at=at, shown=shown)


@transaction.atomic
def correct(release: Release, *, by, note, at=None, shown=None) -> Edition:
    """Issue the records as they stand as the next edition, with a public `note` that says what was wrong.

    On a withdrawn release this makes it public again. Raises as `issue()` does.
    """
    release, last, now = _lock(release)
    if not last:
        raise Refused(_("This release has not been issued, so there is nothing to correct. Issue it."))
    if last.public_from > now:
        raise Refused(_("An edition of this release is waiting to become public. Stop it first."))
    if not note.strip():
        raise Refused(_("Say in the note what was wrong. It is public."))
    return _issue(release, last, now, kind=Edition.Kind.CORRECTION, by=by, at=at, note=note.strip(), shown=shown)


@transaction.atomic
def withdraw(release: Release, *, by, reason) -> Edition:
    """Take a release back, now. Its address stays and gives `reason`; its text no longer shows anywhere.

    An edition that is still waiting to become public is stopped. Raises `Refused`.
    """
    release, last, now = _lock(release)
    if last and last.public_from > now:
        last = _stop(last)
    if not last or last.kind == Edition.Kind.WITHDRAWAL:
        raise Refused(_("Nothing of this release is public, so there is nothing to withdraw."))
    if not reason.strip():
        raise Refused(_("Give the reason. It is public."))
    document = compose_withdrawal(last, number=last.number + 1, reason=reason.strip(), public_from=_after(last, now))
    return _succeed(last, document, release=release, by=by, now=now)


@transaction.atomic
def stop(release: Release, *, by) -> Edition:
    """Stop the edition that is not public yet; what stands before it goes on. Raises `Refused`."""
    release, last, now = _lock(release)
    if not last or last.public_from <= now:
        raise Refused(_("No edition of this release is waiting to become public."))
    _stop(last)
    return last


@transaction.atomic
def issue_from_archive(release: Release, *, by=None) -> Edition:
    """Issue what the former site had published, public since its release date began. Raises as `issue()`."""
    release, last, now = _lock(release)
    if last:
        raise Refused(_("This release is issued already."))
    if not release.released_on:
        raise Refused(_("There is no release date."))
    at = timezone.make_aware(datetime.combine(release.released_on, time.min))
    if at > now:
        raise Refused(_("The release date lies ahead, so the former site cannot have published this."))
    document = compose(release, archived=True, public_from=at)
    return _succeed(None, document, release=release, by=by, now=now)


def _lock(release):
    """(the release as it stands, its open edition or None, now). Nobody else changes its editions until we are done."""
    release = Release.objects.select_for_update().filter(pk=release.pk).first()
    if not release:
        raise Refused(_("Somebody has deleted this release meanwhile."))
    return release, release.editions.filter(public_until=None).first(), database_now()


def _after(last, instant):
    """`instant`, or just after `last` began: else that edition would look as if it had been stopped."""
    return max(instant, last.public_from + timedelta(microseconds=1)) if last else instant


def _issue(release, last, now, *, kind, by, at, note="", shown=None):
    begins = now if at is None else at
    if begins < now:
        raise Refused(_("This time has passed already."))
    number = last.number + 1 if last else 1
    document = compose(release, number=number, kind=kind, note=note, public_from=_after(last, begins))
    if shown and not document.same_words(shown):
        raise Refused(_("The release was changed after this page was shown. Look at it once more."))
    if last and (last.language, last.slug) != (document.language, document.slug):
        raise Refused(_("Language and address of a release cannot change once it is issued."))
    return _succeed(last, document, release=release, by=by, now=now)


def _succeed(last, document, *, release, by, now):
    """Close one edition and append the next: the only place where an edition is made."""
    if last:
        last.public_until = document.public_from
        last.save(update_fields=["public_until"])
    document = replace(document, previous=last.digest if last else "", salt=secrets.token_hex(32))
    text = content.dump(document)
    edition = Edition.objects.create(
        release=release,
        language=document.language,
        slug=document.slug,
        number=document.number,
        kind=document.kind,
        list_title=document.list_title,
        kicker=document.kicker,
        headline=document.headline,
        released_on=document.released_on,
        public_from=document.public_from,
        issued_at=now,
        issued_by=by,
        note=document.note,
        search_text=search_text(document),
        document=text,
        digest=Edition.digest_of(text),
    )
    if document.members:
        signed = document.members_are == Release.MembersAre.SIGNED
        EditionMember.objects.bulk_create(
            EditionMember(edition=edition, member_id=member, position=position, signed=signed)
            for position, member in enumerate(release.signatories.values_list("member", flat=True))
        )
    return edition


def _stop(waiting):
    """Empty the interval of an edition that has not begun, and let the one before go on. Returns that one, or None."""
    before = waiting.release.editions.not_stopped().filter(public_until=waiting.public_from).first()
    waiting.public_until = waiting.public_from
    waiting.save(update_fields=["public_until"])
    if before:
        before.public_until = None
        before.save(update_fields=["public_until"])
    return before
