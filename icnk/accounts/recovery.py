"""Invitations, recoveries and emergency codes, with which people get a passkey; and the end of a person's access.

The functions check permissions themselves. Each writes to the audit log and mails all administrators and the person.
"""

import re
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

from . import notifications, sessions
from .models import GRANT_LIFETIME, EmergencyCode, Invitation, Recovery
from .webauthn import get_passkeys

CODES_PER_SET = 3
NEW_ACCESS_PERIOD = timedelta(days=3)

# 31 characters, without those that look alike (0 O, 1 I L). 31 is a prime, so a checksum that weighs each place
# differently finds every single wrong character and every exchange of two.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM_LENGTH = 27  # 133 bits; the checksum follows
GROUP_LENGTH = 4
SEPARATORS = re.compile(r"[\s\-‐‑–—.]+")


class RecoveryResult(NamedTuple):
    """`secret`: the token of a link, or the codes, stored nowhere else."""

    secret: str | list[str]
    mail_sent: bool


def can_manage(by, person) -> bool:
    """Return whether `by` may invite and recover this person: not themselves, and a superuser only as a superuser."""
    return by != person and by.has_perm("auth.change_user") and (by.is_superuser or not person.is_superuser)


def invite(person, *, by=None) -> RecoveryResult:
    """Make a link for a first passkey, which replaces a former link. `by` is None on the shell.

    Raises `ValidationError` if the person is not active staff or has a passkey, `PermissionDenied` if `by` may not.
    """
    with _lock(person, by):
        if not (person.is_active and person.is_staff):
            raise ValidationError(_("This person may not work at the desk. Let them in first, then invite them."))
        if get_passkeys(person).exists():
            raise ValidationError(_("This person has a passkey. Who has lost theirs is helped by a recovery."))
        token = _create_invitation(person, Invitation.Purpose.FIRST, by)
    return RecoveryResult(token, _record_and_notify("invitation.made", person, by))


def get_open_invitation(token: str) -> Invitation | None:
    """Return the invitation with this token.

    Return None if it is unknown, used, replaced or expired, or its maker lost the permission to make it.
    """
    found = Invitation.objects.open(database_now()).for_secret(token).select_related("person", "made_by").first()
    if not found or (found.purpose == Invitation.Purpose.FIRST and get_passkeys(found.person).exists()):
        return None
    maker = found.made_by
    return found if maker is None or (maker.is_staff and can_manage(maker, found.person)) else None


def use_invitation(token: str) -> Invitation | None:
    """Mark the invitation as used and return it; of two concurrent requests only one gets it."""
    invitation, at = get_open_invitation(token), database_now()
    if not invitation or not Invitation.objects.filter(pk=invitation.pk).end(at, used_at=at):
        return None
    audit_log.record("invitation.used", by=invitation.person, invitation=invitation.pk)
    return invitation


def has_new_access(person) -> bool:
    """Return whether this person used an administrator's link or an emergency code in the last three days.

    They can't take part in recoveries: otherwise one administrator with a second account would count as two. In three
    days the others can object, after the mail about the link. An invitation from the shell is exempt.
    """
    since = database_now() - NEW_ACCESS_PERIOD
    links = Invitation.objects.filter(made_by__isnull=False, person=person, used_at__gt=since)
    return links.exists() or EmergencyCode.objects.filter(person=person, used_at__gt=since).exists()


def request_recovery(person, *, by, reason: str) -> RecoveryResult:
    """Request a recovery, which another administrator approves. Raises `ValidationError`, `PermissionDenied`."""
    with _lock(person, by):
        if has_new_access(by):
            words = _("You got your own key in the last three days. Let another administrator ask for the recovery.")
            raise ValidationError(words)
        if not get_passkeys(person).exists():
            raise ValidationError(_("This person has no passkey that could be lost. Invite them."))
        at = database_now()
        if Recovery.objects.open(at).filter(person=person).exists():
            raise ValidationError(_("A recovery of this person was asked for already. Look at this page once more."))
        Recovery.objects.filter(person=person).end(at)
        Recovery.objects.create(person=person, made_by=by, reason=reason, made_at=at, expires_at=at + GRANT_LIFETIME)
    return RecoveryResult("", _record_and_notify("recovery.asked", person, by))


def can_approve(by, recovery) -> bool:
    """Return whether `by` is a second administrator, and the first is still one."""
    first = recovery.made_by
    if by == first or not first.is_staff or has_new_access(by):
        return False
    return can_manage(by, recovery.person) and can_manage(first, recovery.person)


def approve_recovery(recovery, *, by) -> RecoveryResult:
    """End all access of the person and make a link for a new passkey. Raises `ValidationError`, `PermissionDenied`."""
    with _lock(recovery.person, by):
        if not can_approve(by, recovery):
            raise PermissionDenied
        at = database_now()
        if not Recovery.objects.open(at).filter(pk=recovery.pk).end(at, approved_by=by):
            raise ValidationError(_("This recovery was approved, called off or expired meanwhile."))
        token = _replace_access(recovery.person, by)
    asked_by = recovery.made_by.get_username()
    return RecoveryResult(token, _record_and_notify("recovery.approved", recovery.person, by, asked_by=asked_by))


def cancel_recovery(recovery, *, by) -> RecoveryResult:
    with _lock(recovery.person, by):
        if not Recovery.objects.filter(pk=recovery.pk).end(database_now()):
            raise ValidationError(_("This recovery was approved, called off or expired meanwhile."))
    return RecoveryResult("", _record_and_notify("recovery.called_off", recovery.person, by))


def recover_from_shell(person) -> RecoveryResult:
    """Recover without a second administrator: the shell gives access to the whole database anyway."""
    with _lock(person, None):
        Recovery.objects.filter(person=person).end(database_now())
        token = _replace_access(person, None)
    return RecoveryResult(token, _record_and_notify("recovery.approved", person, None, on="shell"))


def create_emergency_codes(person) -> RecoveryResult:
    """Replace the person's emergency codes. Call it only for the person's own request, since the codes give access."""
    with _lock(person, None):
        at, codes = database_now(), [generate_code() for _number in range(CODES_PER_SET)]
        EmergencyCode.objects.filter(person=person).end(at)
        rows = [EmergencyCode(person=person, token_digest=token_digest(code), made_at=at) for code in codes]
        EmergencyCode.objects.bulk_create(rows)
    mail_sent = _record_and_notify("emergency.made", person, person)
    return RecoveryResult([format_code(code) for code in codes], mail_sent)


def get_unused_codes(person):
    return EmergencyCode.objects.open(database_now()).filter(person=person).order_by("pk")


def use_emergency_code(typed: str) -> tuple[EmergencyCode | None, bool]:
    """Mark the code as used. Return it and whether the mails were sent, or (None, True) if it is wrong or used."""
    at, code = database_now(), normalize_code(typed)
    found = EmergencyCode.objects.open(at).for_secret(code).select_related("person").first() if code else None
    if not found or not EmergencyCode.objects.filter(pk=found.pk).end(at, used_at=at):
        audit_log.record("emergency.refused")
        return None, True
    return found, _record_and_notify("emergency.used", found.person, found.person, code=found.pk)


def end_access(person) -> None:
    """End the person's sessions, invitations and emergency codes. Passkeys stay: two people have to replace those."""
    at = database_now()
    for model in (Invitation, EmergencyCode):
        model.objects.filter(person=person).end(at)
    sessions.end_all_sessions(person, why="person")


def _replace_access(person, by):
    end_access(person)
    get_passkeys(person).delete()
    return _create_invitation(person, Invitation.Purpose.RECOVERY, by)


def _create_invitation(person, purpose, by):
    at, token = database_now(), secrets.token_urlsafe(32)
    Invitation.objects.filter(person=person).end(at)
    facts = {"person": person, "purpose": purpose, "made_by": by, "token_digest": token_digest(token)}
    Invitation.objects.create(**facts, made_at=at, expires_at=at + GRANT_LIFETIME)
    return token


@contextmanager
def _lock(person, by):
    """Allow one change of a person's access at a time. Raises `PermissionDenied` if `by` may not manage them."""
    with transaction.atomic():
        person.refresh_from_db(from_queryset=get_user_model().objects.select_for_update())
        if by is not None and not can_manage(by, person):
            raise PermissionDenied
        yield


def _record_and_notify(event, person, by, **facts):
    audit_log.record(event, by=by, person=person.get_username(), **facts)
    return notifications.notify(event, person, by=by)


def generate_code() -> str:
    characters = "".join(secrets.choice(ALPHABET) for _place in range(RANDOM_LENGTH))
    return characters + next(last for last in ALPHABET if _has_valid_checksum(characters + last))


def normalize_code(text: str) -> str:
    """Return the code without spaces and hyphens, in capitals; "" if a character is wrong or missing."""
    code = SEPARATORS.sub("", text).upper()
    is_code = len(code) == RANDOM_LENGTH + 1 and set(code) <= set(ALPHABET) and _has_valid_checksum(code)
    return code if is_code else ""


def format_code(code: str) -> str:
    """Return *ABCD-EFGH-…*."""
    return "-".join(code[start : start + GROUP_LENGTH] for start in range(0, len(code), GROUP_LENGTH))


def _has_valid_checksum(code):
    return sum(place * ALPHABET.index(character) for place, character in enumerate(code, start=1)) % len(ALPHABET) == 0
