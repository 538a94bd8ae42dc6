"""The ways to a key: each is good once and for a time, and no one person takes them alone."""

import getpass
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from icnk.accounts import notifications, recovery
from icnk.accounts.models import EmergencyCode, Invitation, Recovery
from icnk.accounts.webauthn import get_passkeys
from releases.redaction.redact import redact
from tests.factories import a_publisher, a_writer, an_administrator, an_editor

from .helpers import a_stored_passkey, an_administrator_with_email, mailed_subjects, with_passkey

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    """Moves the clock on."""

    def move(**ahead):
        now = timezone.now() + timedelta(**ahead)
        monkeypatch.setattr("icnk.accounts.recovery.database_now", lambda: now)

    return move


@pytest.fixture
def asked():
    """A recovery of somebody with a key that an administrator asked for."""
    person = with_passkey(a_writer())
    recovery.request_recovery(person, by=an_administrator(), reason="Both were lost.")
    return Recovery.objects.get()


def test_invitation_is_used_once():
    token = recovery.invite(a_writer()).secret
    assert recovery.get_open_invitation(token)
    assert recovery.get_open_invitation(token)
    assert recovery.use_invitation(token)
    assert recovery.get_open_invitation(token) is None
    assert recovery.use_invitation(token) is None


def test_database_stores_no_token_or_code():
    person = an_editor()
    secrets = [recovery.invite(person).secret, *recovery.create_emergency_codes(person).secret]
    kept = str([*Invitation.objects.values(), *EmergencyCode.objects.values()])
    assert not [secret for secret in secrets if secret in kept or secret.replace("-", "") in kept]


@pytest.mark.parametrize(("ahead", "lives"), [({"hours": 23, "minutes": 59}, True), ({"hours": 24}, False)])
def test_invitation_expires_after_a_day(later, ahead, lives):
    token = recovery.invite(a_writer()).secret
    later(**ahead)
    assert bool(recovery.get_open_invitation(token)) is lives
    assert bool(recovery.use_invitation(token)) is lives


def test_new_invitation_replaces_former_one():
    person = a_writer()
    former, fresh = recovery.invite(person).secret, recovery.invite(person).secret
    assert recovery.use_invitation(former) is None
    assert recovery.use_invitation(fresh)


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_invitation_of_former_staff_is_refused(field):
    person = a_writer()
    token = recovery.invite(person).secret
    setattr(person, field, False)
    person.save()
    assert recovery.use_invitation(token) is None


def test_invitation_is_refused_when_person_outranks_its_maker():
    """Else an administrator makes one, waits, and is a superuser."""
    person = a_writer()
    token = recovery.invite(person, by=an_administrator()).secret
    person.is_superuser = True
    person.save()
    assert recovery.use_invitation(token) is None
    assert recovery.use_invitation(recovery.invite(person, by=an_editor()).secret)


@pytest.mark.parametrize("end", [{"is_active": False}, {"is_staff": False}, {"groups": []}])
def test_invitation_is_refused_when_its_maker_lost_permission(end):
    """Whoever is ended keeps no way in that they made for the day after."""
    maker = an_administrator()
    token = recovery.invite(a_writer(), by=maker).secret
    if "groups" in end:
        maker.groups.clear()
    else:
        type(maker).objects.filter(pk=maker.pk).update(**end)
    assert recovery.get_open_invitation(token) is None
    assert recovery.use_invitation(token) is None


def test_person_with_passkey_is_not_invited():
    person = with_passkey(a_writer())
    with pytest.raises(ValidationError, match="recovery"):
        recovery.invite(person, by=an_administrator())


def test_first_invitation_is_refused_once_person_has_passkey():
    person = a_writer()
    token = recovery.invite(person).secret
    a_stored_passkey(person)
    assert recovery.use_invitation(token) is None


@pytest.mark.parametrize("make", [a_writer, a_publisher])
def test_writers_and_publishers_cannot_invite(make):
    with pytest.raises(PermissionDenied):
        recovery.invite(a_writer(), by=make())


def test_administrator_cannot_invite_superuser_or_themselves():
    administrator = an_administrator()
    for person in (an_editor(), administrator):
        with pytest.raises(PermissionDenied):
            recovery.invite(person, by=administrator)


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
    """The link of a recovery is not the one of a first key: two have decided it."""
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
    """An administrator whom another has just invited."""
    new = an_administrator()
    recovery.use_invitation(recovery.invite(new, by=administrator).secret)
    return new


def test_administrator_invited_by_requester_cannot_approve(asked, later):
    """Else one whose device is in wrong hands makes another, and takes over whom they like."""
    second = let_in_by(asked.made_by)
    with pytest.raises(PermissionDenied):
        recovery.approve_recovery(asked, by=second)
    assert get_passkeys(asked.person).exists()
    later(days=3, minutes=1)
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


def test_recovery_request_expires_after_a_day(asked, later):
    later(hours=24)
    with pytest.raises(ValidationError):
        recovery.approve_recovery(asked, by=an_administrator())
    assert get_passkeys(asked.person).exists()


def test_cancelled_recovery_cannot_be_approved(asked):
    recovery.cancel_recovery(asked, by=asked.made_by)
    with pytest.raises(ValidationError):
        recovery.approve_recovery(asked, by=an_administrator())
    assert get_passkeys(asked.person).exists()


def test_expired_recovery_can_be_requested_again(asked, later):
    later(hours=25)
    recovery.request_recovery(asked.person, by=asked.made_by, reason="Once more.")
    assert Recovery.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("second", ["who asked", "the person"])
def test_database_requires_two_other_people_for_recovery(asked, second):
    by = {"who asked": asked.made_by, "the person": asked.person}[second]
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.update(approved_by=by)


def test_code_is_used_once():
    person = a_publisher()
    code, *others = recovery.create_emergency_codes(person).secret
    assert recovery.use_emergency_code(code.lower())[0].person == person
    assert recovery.use_emergency_code(code) == (None, True)
    assert recovery.use_emergency_code(others[0])[0]


def test_new_codes_replace_former_ones():
    person = a_publisher()
    former, fresh = recovery.create_emergency_codes(person).secret, recovery.create_emergency_codes(person).secret
    assert recovery.use_emergency_code(former[0]) == (None, True)
    assert recovery.use_emergency_code(fresh[0])[0]


def test_codes_of_former_staff_are_refused():
    person = a_publisher()
    code = recovery.create_emergency_codes(person).secret[0]
    person.is_active = False
    person.save()
    assert recovery.use_emergency_code(code) == (None, True)
    person.is_active = True
    person.save()
    assert recovery.use_emergency_code(code) == (None, True)  # who is let in again makes new ones


def test_end_access_leaves_only_passkeys():
    """Else one administrator could end, let in again and invite: a recovery by one."""
    person = a_writer()
    token, code = recovery.invite(person).secret, recovery.create_emergency_codes(person).secret[0]
    a_stored_passkey(person)
    recovery.end_access(person)
    assert (recovery.use_invitation(token), recovery.use_emergency_code(code)) == (None, (None, True))
    assert get_passkeys(person).exists()


def test_each_recovery_step_is_mailed_to_administrators_and_person(mailoutbox):
    first, second = an_administrator_with_email("first@example.org"), an_administrator_with_email("second@example.org")
    an_administrator_with_email("gone@example.org", is_active=False)
    a_writer(email="writer@example.org")
    person = with_passkey(a_publisher(email="person@example.org"))
    everybody = ["first@example.org", "person@example.org", "second@example.org"]
    recovery.request_recovery(person, by=first, reason="Zqx was lost.")
    assert mailed_subjects(mailoutbox) == dict.fromkeys(everybody, "A recovery was asked for")
    token = recovery.approve_recovery(Recovery.objects.get(), by=second).secret
    assert "http" not in "".join(letter.body for letter in mailoutbox)
    assert not [letter for letter in mailoutbox if token in letter.body or "Zqx" in letter.body]
    assert mailed_subjects(mailoutbox) == dict.fromkeys(everybody, "A recovery was approved")
    recovery.use_emergency_code(recovery.create_emergency_codes(person).secret[0])
    both = "Emergency codes were made; An emergency code was used"
    assert mailed_subjects(mailoutbox) == dict.fromkeys(everybody, both)


def test_mail_shows_name_on_one_line(mailoutbox):
    person = a_writer(first_name="Ada\nBcc: all@example.org\n\n", last_name="Sample", email="ada@example.org")
    notifications.notify("key.added", person)
    (letter,) = mailoutbox
    assert letter.body.startswith(f"Ada Bcc: all@example.org Sample ({person.username}) has a new passkey.\n")


def test_mail_failure_does_not_stop_invitation(settings):
    settings.EMAIL_BACKEND = "tests.releases.admin.broken_mail.Backend"
    done = recovery.invite(a_writer(email="ada@example.org"), by=an_administrator())
    assert not done.mail_sent
    assert recovery.use_invitation(done.secret)


def test_mail_is_not_reported_sent_without_administrator_address(mailoutbox):
    an_administrator()
    assert not recovery.invite(a_writer(email="ada@example.org")).mail_sent
    an_administrator_with_email("admin@example.org")
    assert recovery.invite(a_writer(email="bea@example.org")).mail_sent


def test_refused_address_does_not_stop_other_mails(settings, mailoutbox):
    """Else whoever gives themselves such an address is not watched any more."""
    settings.EMAIL_BACKEND = "tests.icnk.accounts.helpers.RefusingBackend"
    an_administrator_with_email("a@example.org")
    an_administrator_with_email("b@example.org")
    done = recovery.invite(a_writer(email="c@example.org\n"))
    assert not done.mail_sent
    assert set(mailed_subjects(mailoutbox)) == {"b@example.org"}


def test_redaction_covers_recovery_reason(asked):
    redact(["Both"], by=a_publisher(), reason="A sample.", replacement="[withheld]")
    asked.refresh_from_db()
    assert asked.reason == "[withheld] were lost."


def test_recovery_steps_are_logged(audited):
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
    assert audited() == [
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
