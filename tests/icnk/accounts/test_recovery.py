"""Recoveries, which take two administrators within a day."""

import getpass

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from icnk.accounts import recovery
from icnk.accounts.models import EmergencyCode, Invitation, Recovery
from icnk.accounts.webauthn import get_passkeys
from releases.redaction.redact import redact
from tests.factories import a_publisher, a_writer, an_administrator, an_editor

from .helpers import a_stored_passkey, with_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked():
    """A recovery of a person with a passkey, requested by an administrator."""
    person = with_passkey(a_writer())
    recovery.request_recovery(person, by=an_administrator(), reason="Both were lost.")
    return Recovery.objects.get()


def test_database_stores_no_token_or_code():
    person = an_editor()
    secrets = [recovery.invite(person).secret, *recovery.create_emergency_codes(person).secret]
    kept = str([*Invitation.objects.values(), *EmergencyCode.objects.values()])
    assert not [secret for secret in secrets if secret in kept or secret.replace("-", "") in kept]


def test_recovery_takes_two_administrators():
    person, first, second = with_passkey(a_writer()), an_administrator(), an_administrator()
    recovery.create_emergency_codes(person)
    recovery.request_recovery(person, by=first, reason="Both were lost.")
    assert get_passkeys(person).exists()
    token = recovery.approve_recovery(Recovery.objects.get(), by=second).secret
    assert not get_passkeys(person).exists()
    assert not recovery.get_unused_codes(person).exists()
    assert recovery.use_invitation(token).person == person


def test_recovery_link_works_when_person_has_passkey(asked):
    """Unlike an invitation for a first passkey, the link was approved by two administrators."""
    token = recovery.approve_recovery(asked, by=an_administrator()).secret
    a_stored_passkey(asked.person)
    assert recovery.use_invitation(token)


def test_recovery_link_works_once_person_is_active_again(asked):
    asked.person.is_active = False
    asked.person.save()
    token = recovery.approve_recovery(asked, by=an_administrator()).secret
    assert recovery.use_invitation(token) is None
    asked.person.is_active = True
    asked.person.save()
    assert recovery.use_invitation(token)


def test_requester_cannot_approve(asked):
    with pytest.raises(PermissionDenied):
        recovery.approve_recovery(asked, by=asked.made_by)
    assert get_passkeys(asked.person).exists()


def let_in_by(administrator):
    """An administrator just invited by another one."""
    new = an_administrator()
    recovery.use_invitation(recovery.invite(new, by=administrator).secret)
    return new


def test_administrator_invited_by_requester_cannot_approve(asked, advance_clock):
    """Otherwise a thief of one administrator's device could create a second account and recover anybody."""
    second = let_in_by(asked.made_by)
    with pytest.raises(PermissionDenied):
        recovery.approve_recovery(asked, by=second)
    assert get_passkeys(asked.person).exists()
    advance_clock(days=3, minutes=1)
    recovery.request_recovery(asked.person, by=asked.made_by, reason="Once more.")
    assert recovery.approve_recovery(Recovery.objects.get(ended_at=None), by=second).secret


def test_new_administrator_cannot_request_recovery():
    person, one = with_passkey(a_writer()), an_administrator()
    with pytest.raises(ValidationError, match="another administrator"):
        recovery.request_recovery(person, by=let_in_by(one), reason="Lost.")
    assert not Recovery.objects.exists()


def test_administrator_with_recent_code_cannot_approve(asked):
    second = an_administrator()
    recovery.use_emergency_code(recovery.create_emergency_codes(second).secret[0])
    with pytest.raises(PermissionDenied):
        recovery.approve_recovery(asked, by=second)


def test_administrator_invited_from_shell_can_approve(asked):
    second = an_administrator()
    recovery.use_invitation(recovery.invite(second).secret)
    assert recovery.approve_recovery(asked, by=second).secret


def test_people_cannot_recover_themselves():
    person, other = with_passkey(an_administrator()), an_administrator()
    with pytest.raises(PermissionDenied):
        recovery.request_recovery(person, by=person, reason="Mine.")
    recovery.request_recovery(person, by=other, reason="Theirs.")
    with pytest.raises(PermissionDenied):
        recovery.approve_recovery(Recovery.objects.get(), by=person)


@pytest.mark.parametrize("make", [a_writer, a_publisher])
def test_writers_and_publishers_cannot_recover(asked, make):
    person = with_passkey(a_writer())
    with pytest.raises(PermissionDenied):
        recovery.request_recovery(person, by=make(), reason="A sample.")
    for verb in (recovery.approve_recovery, recovery.cancel_recovery):
        with pytest.raises(PermissionDenied):
            verb(asked, by=make())


def test_administrator_cannot_recover_superuser():
    boss = with_passkey(an_editor())
    with pytest.raises(PermissionDenied):
        recovery.request_recovery(boss, by=an_administrator(), reason="A sample.")
    recovery.request_recovery(boss, by=an_editor(), reason="A sample.")
    with pytest.raises(PermissionDenied):
        recovery.approve_recovery(Recovery.objects.get(), by=an_administrator())


def test_recovery_is_refused_when_requester_was_deactivated(asked):
    asked.made_by.is_active = False
    asked.made_by.save()
    with pytest.raises(PermissionDenied):
        recovery.approve_recovery(asked, by=an_administrator())


def test_recovery_request_expires_after_a_day(asked, advance_clock):
    advance_clock(hours=24)
    with pytest.raises(ValidationError):
        recovery.approve_recovery(asked, by=an_administrator())
    assert get_passkeys(asked.person).exists()


def test_cancelled_recovery_cannot_be_approved(asked):
    recovery.cancel_recovery(asked, by=asked.made_by)
    with pytest.raises(ValidationError):
        recovery.approve_recovery(asked, by=an_administrator())
    assert get_passkeys(asked.person).exists()


def test_expired_recovery_can_be_requested_again(asked, advance_clock):
    advance_clock(hours=25)
    recovery.request_recovery(asked.person, by=asked.made_by, reason="Once more.")
    assert Recovery.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("second", ["who asked", "the person"])
def test_database_requires_two_other_people_for_recovery(asked, second):
    by = {"who asked": asked.made_by, "the person": asked.person}[second]
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.update(approved_by=by)


def test_end_access_leaves_only_passkeys():
    """Otherwise one administrator could deactivate a person, reactivate and invite them: a recovery by one."""
    person = a_writer()
    token, code = recovery.invite(person).secret, recovery.create_emergency_codes(person).secret[0]
    a_stored_passkey(person)
    recovery.end_access(person)
    assert (recovery.use_invitation(token), recovery.use_emergency_code(code)) == (None, (None, True))
    assert get_passkeys(person).exists()


def test_redaction_covers_recovery_reason(asked):
    redact(["Both"], by=a_publisher(), reason="A sample.", replacement="[withheld]")
    asked.refresh_from_db()
    assert asked.reason == "[withheld] were lost."


def test_recovery_steps_are_logged(audit_actors):
    first, second, person = an_administrator(), an_administrator(), a_writer()
    recovery.use_invitation(recovery.invite(person, by=first).secret)
    a_stored_passkey(person)
    recovery.request_recovery(person, by=first, reason="Zqx.")
    recovery.cancel_recovery(Recovery.objects.get(), by=second)
    recovery.request_recovery(person, by=second, reason="Zqx.")
    recovery.approve_recovery(Recovery.objects.get(ended_at=None), by=first)
    code = recovery.create_emergency_codes(person).secret[0]
    recovery.use_emergency_code(code)
    recovery.use_emergency_code(code)
    one, two, who = first.username, second.username, person.username
    assert audit_actors() == [
        ("invitation.made", one),
        ("invitation.used", who),
        ("recovery.asked", one),
        ("recovery.called_off", two),
        ("recovery.asked", two),
        ("recovery.approved", one),
        ("emergency.made", who),
        ("emergency.used", who),
        ("emergency.refused", f"shell:{getpass.getuser()}"),
    ]
