"""What may be done so that somebody gets a key, and what ends it. Who asks is looked at here, not by the pages alone.

Each verb says in the record what was done, and mails it to every administrator and to the person (`Done.told`).
"""

import secrets
from contextlib import contextmanager
from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from icnk.core import audit_log
from icnk.core.clock import database_now
from releases.models.access_link import token_digest

from . import notifications, recovery_codes, sessions
from .models import GOOD_FOR, EmergencyCode, Invitation, Recovery
from .passkey_views import get_passkeys

CODES = 3  # of one set
NEW_FOR = timedelta(days=3)


class Done(NamedTuple):
    """`secret`: the token of a link, or the codes; nothing else keeps it. `told`: whether the mails went out."""

    secret: str | list[str]
    told: bool


def may_keep(by, person) -> bool:
    """Whether `by` may invite, recover and end this person: nobody mightier, and never themselves."""
    return by != person and by.has_perm("auth.change_user") and (by.is_superuser or not person.is_superuser)


def invite(person, *, by=None) -> Done:
    """A link for a first key; a former one opens nothing any more. `by` is None on the shell."""
    with _alone(person, by):
        if not (person.is_active and person.is_staff):
            raise ValidationError(_("This person may not work at the desk. Let them in first, then invite them."))
        if get_passkeys(person).exists():
            raise ValidationError(_("This person has a passkey. Who has lost theirs is helped by a recovery."))
        token = _new_link(person, Invitation.Why.FIRST, by)
    return Done(token, _say("invitation.made", person, by))


def living(token):
    """The invitation that this token opens now, or None: alike for unknown, used, replaced and expired ones, and those
    of somebody who could not make them any more."""
    found = Invitation.objects.open(database_now()).of_secret(token).select_related("person", "made_by").first()
    if not found or (found.why == Invitation.Why.FIRST and get_passkeys(found.person).exists()):
        return None
    maker = found.made_by  # was ended since, or the person has become mightier than they are
    return found if maker is None or (maker.is_staff and may_keep(maker, found.person)) else None


def use_link(token):
    """The invitation, which is used up now; None where it opens nothing. Of two at once one gets it."""
    invitation, at = living(token), database_now()
    if not invitation or not Invitation.objects.filter(pk=invitation.pk).end(at, used_at=at):
        return None
    audit_log.record("invitation.used", by=invitation.person, invitation=invitation.pk)
    return invitation


def is_new(person) -> bool:
    """Whether a link of an administrator, or a code, let them in during the last three days.

    Such a one recovers nobody: else one administrator makes a second account and is two. Everybody has been told of
    the link and has the time to ask. Whom the shell let in counts at once.
    """
    since = database_now() - NEW_FOR
    links = Invitation.objects.filter(made_by__isnull=False, person=person, used_at__gt=since)
    return links.exists() or EmergencyCode.objects.filter(person=person, used_at__gt=since).exists()


def ask_for_recovery(person, *, by, reason) -> Done:
    with _alone(person, by):
        if is_new(by):
            words = _("You got your own key in the last three days. Let another administrator ask for the recovery.")
            raise ValidationError(words)
        if not get_passkeys(person).exists():
            raise ValidationError(_("This person has no passkey that could be lost. Invite them."))
        at = database_now()
        if Recovery.objects.open(at).filter(person=person).exists():
            raise ValidationError(_("A recovery of this person was asked for already. Look at this page once more."))
        Recovery.objects.filter(person=person).end(at)
        Recovery.objects.create(person=person, made_by=by, reason=reason, made_at=at, expires_at=at + GOOD_FOR)
    return Done("", _say("recovery.asked", person, by))


def may_approve(by, recovery) -> bool:
    """Whether `by` is a second one. Who asked must still be one who could."""
    asker = recovery.made_by
    if by == asker or not asker.is_staff or is_new(by):
        return False
    return may_keep(by, recovery.person) and may_keep(asker, recovery.person)


def approve(recovery, *, by) -> Done:
    """End all that the person has to get in with, and make the link for a new key."""
    with _alone(recovery.person, by):
        if not may_approve(by, recovery):
            raise PermissionDenied
        at = database_now()
        if not Recovery.objects.open(at).filter(pk=recovery.pk).end(at, approved_by=by):
            raise ValidationError(_("This recovery was approved, called off or expired meanwhile."))
        token = _recovered(recovery.person, by)
    return Done(token, _say("recovery.approved", recovery.person, by, asked_by=recovery.made_by.get_username()))


def call_off(recovery, *, by) -> Done:
    with _alone(recovery.person, by):
        if not Recovery.objects.filter(pk=recovery.pk).end(database_now()):
            raise ValidationError(_("This recovery was approved, called off or expired meanwhile."))
    return Done("", _say("recovery.called_off", recovery.person, by))


def recover_on_the_shell(person) -> Done:
    """Without a second one: whoever has the shell has the database and could write all of this into it."""
    with _alone(person, None):
        Recovery.objects.filter(person=person).end(database_now())
        token = _recovered(person, None)
    return Done(token, _say("recovery.approved", person, None, on="shell"))


def make_codes(person) -> Done:
    """A new set for whoever asks for it, and never for another: who prints codes could use them."""
    with _alone(person, None):
        at, fresh = database_now(), [recovery_codes.new_code() for _number in range(CODES)]
        EmergencyCode.objects.filter(person=person).end(at)
        rows = [EmergencyCode(person=person, token_digest=token_digest(code), made_at=at) for code in fresh]
        EmergencyCode.objects.bulk_create(rows)
    return Done([recovery_codes.in_groups(code) for code in fresh], _say("emergency.made", person, person))


def sealed_codes(person):
    """Their codes that still open, and since when."""
    return EmergencyCode.objects.open(database_now()).filter(person=person).order_by("pk")


def use_code(typed: str):
    """The code, which is used up now, and whether that was told; (None, True) alike for wrong and used ones."""
    at, code = database_now(), recovery_codes.as_typed(typed)
    found = EmergencyCode.objects.open(at).of_secret(code).select_related("person").first() if code else None
    if not found or not EmergencyCode.objects.filter(pk=found.pk).end(at, used_at=at):
        audit_log.record("emergency.refused")
        return None, True
    return found, _say("emergency.used", found.person, found.person, code=found.pk)


def end_access(person) -> None:
    """Their sessions end, and what would open a new one. Their keys stay: to replace those takes two."""
    at = database_now()
    for way in (Invitation, EmergencyCode):
        way.objects.filter(person=person).end(at)
    sessions.end_all(person, why="person")


def _recovered(person, by):
    end_access(person)
    get_passkeys(person).delete()
    return _new_link(person, Invitation.Why.RECOVERY, by)


def _new_link(person, why, by):
    at, token = database_now(), secrets.token_urlsafe(32)
    Invitation.objects.filter(person=person).end(at)
    Invitation.objects.create(
        person=person, why=why, made_by=by, token_digest=token_digest(token), made_at=at, expires_at=at + GOOD_FOR
    )
    return token


@contextmanager
def _alone(person, by):
    """One such thing at a time for a person. Raises `PermissionDenied` where `by` may not keep them."""
    with transaction.atomic():
        person.refresh_from_db(from_queryset=get_user_model().objects.select_for_update())
        if by is not None and not may_keep(by, person):
            raise PermissionDenied
        yield


def _say(event, person, by, **facts):
    audit_log.record(event, by=by, person=person.get_username(), **facts)
    return notifications.tell(event, person, by=by)
