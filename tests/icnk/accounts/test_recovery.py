"""The ways to a key: each is good once and for a time, and no one person takes them alone."""

import getpass
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from icnk.accounts import notifications, recovery
from icnk.accounts.models import EmergencyCode, Invitation, Recovery
from icnk.accounts.passkey_views import get_passkeys
from releases.redaction.redact import redact
from tests.factories import a_publisher, a_writer, an_administrator, an_editor

from .people import a_key, an_administrator_of, told, with_a_key

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
    person = with_a_key(a_writer())
    recovery.ask_for_recovery(person, by=an_administrator(), reason="Both were lost.")
    return Recovery.objects.get()


def test_a_link_is_good_once():
    token = recovery.invite(a_writer()).secret
    assert recovery.living(token)
    assert recovery.living(token)
    assert recovery.use_link(token)
    assert recovery.living(token) is None
    assert recovery.use_link(token) is None


def test_the_database_keeps_no_token_and_no_code():
    person = an_editor()
    secrets = [recovery.invite(person).secret, *recovery.make_codes(person).secret]
    kept = str([*Invitation.objects.values(), *EmergencyCode.objects.values()])
    assert not [secret for secret in secrets if secret in kept or secret.replace("-", "") in kept]


@pytest.mark.parametrize(("ahead", "lives"), [({"hours": 23, "minutes": 59}, True), ({"hours": 24}, False)])
def test_a_link_is_good_for_a_day(later, ahead, lives):
    token = recovery.invite(a_writer()).secret
    later(**ahead)
    assert bool(recovery.living(token)) is lives
    assert bool(recovery.use_link(token)) is lives


def test_a_new_link_makes_the_former_one_void():
    person = a_writer()
    former, fresh = recovery.invite(person).secret, recovery.invite(person).secret
    assert recovery.use_link(former) is None
    assert recovery.use_link(fresh)


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_a_link_of_somebody_ended_opens_nothing(field):
    person = a_writer()
    token = recovery.invite(person).secret
    setattr(person, field, False)
    person.save()
    assert recovery.use_link(token) is None


def test_a_link_of_somebody_who_became_mightier_than_its_maker_opens_nothing():
    """Else an administrator makes one, waits, and is a superuser."""
    person = a_writer()
    token = recovery.invite(person, by=an_administrator()).secret
    person.is_superuser = True
    person.save()
    assert recovery.use_link(token) is None
    assert recovery.use_link(recovery.invite(person, by=an_editor()).secret)


@pytest.mark.parametrize("end", [{"is_active": False}, {"is_staff": False}, {"groups": []}])
def test_a_link_ends_with_the_right_of_who_made_it(end):
    """Whoever is ended keeps no way in that they made for the day after."""
    maker = an_administrator()
    token = recovery.invite(a_writer(), by=maker).secret
    if "groups" in end:
        maker.groups.clear()
    else:
        type(maker).objects.filter(pk=maker.pk).update(**end)
    assert recovery.living(token) is None
    assert recovery.use_link(token) is None


def test_who_has_a_key_is_not_invited():
    person = with_a_key(a_writer())
    with pytest.raises(ValidationError, match="recovery"):
        recovery.invite(person, by=an_administrator())


def test_a_first_link_is_dead_once_there_is_a_key():
    person = a_writer()
    token = recovery.invite(person).secret
    a_key(person)
    assert recovery.use_link(token) is None


@pytest.mark.parametrize("make", [a_writer, a_publisher])
def test_only_who_keeps_people_invites(make):
    with pytest.raises(PermissionDenied):
        recovery.invite(a_writer(), by=make())


def test_nobody_invites_the_mightier_or_themselves():
    administrator = an_administrator()
    for person in (an_editor(), administrator):
        with pytest.raises(PermissionDenied):
            recovery.invite(person, by=administrator)


def test_a_recovery_takes_two():
    person, first, second = with_a_key(a_writer()), an_administrator(), an_administrator()
    recovery.make_codes(person)
    recovery.ask_for_recovery(person, by=first, reason="Both were lost.")
    assert get_passkeys(person).exists()
    token = recovery.approve(Recovery.objects.get(), by=second).secret
    assert not get_passkeys(person).exists()
    assert not recovery.sealed_codes(person).exists()
    assert recovery.use_link(token).person == person


def test_a_recovered_person_with_another_key_may_still_use_the_link(asked):
    """The link of a recovery is not the one of a first key: two have decided it."""
    token = recovery.approve(asked, by=an_administrator()).secret
    a_key(asked.person)
    assert recovery.use_link(token)


def test_a_stolen_key_is_replaced_while_its_owner_is_kept_out(asked):
    asked.person.is_active = False
    asked.person.save()
    token = recovery.approve(asked, by=an_administrator()).secret
    assert recovery.use_link(token) is None
    asked.person.is_active = True
    asked.person.save()
    assert recovery.use_link(token)


def test_who_asked_does_not_approve(asked):
    with pytest.raises(PermissionDenied):
        recovery.approve(asked, by=asked.made_by)
    assert get_passkeys(asked.person).exists()


def let_in_by(administrator):
    """An administrator whom another has just invited."""
    new = an_administrator()
    recovery.use_link(recovery.invite(new, by=administrator).secret)
    return new


def test_one_administrator_with_a_second_account_recovers_nobody(asked, later):
    """Else one whose device is in wrong hands makes another, and takes over whom they like."""
    second = let_in_by(asked.made_by)
    with pytest.raises(PermissionDenied):
        recovery.approve(asked, by=second)
    assert get_passkeys(asked.person).exists()
    later(days=3, minutes=1)
    recovery.ask_for_recovery(asked.person, by=asked.made_by, reason="Once more.")
    assert recovery.approve(Recovery.objects.get(ended_at=None), by=second).secret


def test_who_is_new_asks_for_no_recovery_either():
    person, one = with_a_key(a_writer()), an_administrator()
    with pytest.raises(ValidationError, match="another administrator"):
        recovery.ask_for_recovery(person, by=let_in_by(one), reason="Lost.")
    assert not Recovery.objects.exists()


def test_whoever_came_by_a_code_lately_recovers_nobody(asked):
    second = an_administrator()
    recovery.use_code(recovery.make_codes(second).secret[0])
    with pytest.raises(PermissionDenied):
        recovery.approve(asked, by=second)


def test_whom_the_shell_let_in_is_a_second_one_at_once(asked):
    second = an_administrator()
    recovery.use_link(recovery.invite(second).secret)
    assert recovery.approve(asked, by=second).secret


def test_nobody_recovers_themselves():
    person, other = with_a_key(an_administrator()), an_administrator()
    with pytest.raises(PermissionDenied):
        recovery.ask_for_recovery(person, by=person, reason="Mine.")
    recovery.ask_for_recovery(person, by=other, reason="Theirs.")
    with pytest.raises(PermissionDenied):
        recovery.approve(Recovery.objects.get(), by=person)


@pytest.mark.parametrize("make", [a_writer, a_publisher])
def test_only_who_keeps_people_recovers(asked, make):
    person = with_a_key(a_writer())
    with pytest.raises(PermissionDenied):
        recovery.ask_for_recovery(person, by=make(), reason="A sample.")
    for verb in (recovery.approve, recovery.call_off):
        with pytest.raises(PermissionDenied):
            verb(asked, by=make())


def test_no_administrator_recovers_a_superuser():
    boss = with_a_key(an_editor())
    with pytest.raises(PermissionDenied):
        recovery.ask_for_recovery(boss, by=an_administrator(), reason="A sample.")
    recovery.ask_for_recovery(boss, by=an_editor(), reason="A sample.")
    with pytest.raises(PermissionDenied):
        recovery.approve(Recovery.objects.get(), by=an_administrator())


def test_the_wish_of_an_administrator_who_was_ended_counts_no_more(asked):
    asked.made_by.is_active = False
    asked.made_by.save()
    with pytest.raises(PermissionDenied):
        recovery.approve(asked, by=an_administrator())


def test_a_recovery_is_approved_within_a_day(asked, later):
    later(hours=24)
    with pytest.raises(ValidationError):
        recovery.approve(asked, by=an_administrator())
    assert get_passkeys(asked.person).exists()


def test_what_was_called_off_is_not_approved(asked):
    recovery.call_off(asked, by=asked.made_by)
    with pytest.raises(ValidationError):
        recovery.approve(asked, by=an_administrator())
    assert get_passkeys(asked.person).exists()


def test_an_expired_wish_stands_in_nobodys_way(asked, later):
    later(hours=25)
    recovery.ask_for_recovery(asked.person, by=asked.made_by, reason="Once more.")
    assert Recovery.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("second", ["who asked", "the person"])
def test_the_database_itself_wants_two_others(asked, second):
    by = {"who asked": asked.made_by, "the person": asked.person}[second]
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.update(approved_by=by)


def test_a_code_is_good_once():
    person = a_publisher()
    code, *others = recovery.make_codes(person).secret
    assert recovery.use_code(code.lower())[0].person == person
    assert recovery.use_code(code) == (None, True)
    assert recovery.use_code(others[0])[0]


def test_a_new_set_makes_the_former_one_void():
    person = a_publisher()
    former, fresh = recovery.make_codes(person).secret, recovery.make_codes(person).secret
    assert recovery.use_code(former[0]) == (None, True)
    assert recovery.use_code(fresh[0])[0]


def test_the_codes_of_somebody_ended_open_nothing():
    person = a_publisher()
    code = recovery.make_codes(person).secret[0]
    person.is_active = False
    person.save()
    assert recovery.use_code(code) == (None, True)
    person.is_active = True
    person.save()
    assert recovery.use_code(code) == (None, True)  # who is let in again makes new ones


def test_ending_somebody_leaves_no_way_in_but_their_keys():
    """Else one administrator could end, let in again and invite: a recovery by one."""
    person = a_writer()
    token, code = recovery.invite(person).secret, recovery.make_codes(person).secret[0]
    a_key(person)
    recovery.end_access(person)
    assert (recovery.use_link(token), recovery.use_code(code)) == (None, (None, True))
    assert get_passkeys(person).exists()


def test_every_step_is_told_to_all_administrators_and_the_person(mailoutbox):
    first, second = an_administrator_of("first@example.org"), an_administrator_of("second@example.org")
    an_administrator_of("gone@example.org", is_active=False)
    a_writer(email="writer@example.org")
    person = with_a_key(a_publisher(email="person@example.org"))
    everybody = ["first@example.org", "person@example.org", "second@example.org"]
    recovery.ask_for_recovery(person, by=first, reason="Zqx was lost.")
    assert told(mailoutbox) == dict.fromkeys(everybody, "A recovery was asked for")
    token = recovery.approve(Recovery.objects.get(), by=second).secret
    assert "http" not in "".join(letter.body for letter in mailoutbox)
    assert not [letter for letter in mailoutbox if token in letter.body or "Zqx" in letter.body]
    assert told(mailoutbox) == dict.fromkeys(everybody, "A recovery was approved")
    recovery.use_code(recovery.make_codes(person).secret[0])
    both = "Emergency codes were made; An emergency code was used"
    assert told(mailoutbox) == dict.fromkeys(everybody, both)


def test_a_mail_says_a_name_on_one_line(mailoutbox):
    person = a_writer(first_name="Ada\nBcc: all@example.org\n\n", last_name="Sample", email="ada@example.org")
    notifications.tell("key.added", person)
    (letter,) = mailoutbox
    assert letter.body.startswith(f"Ada Bcc: all@example.org Sample ({person.username}) has a new passkey.\n")


def test_a_post_office_that_is_shut_stops_nothing(settings):
    settings.EMAIL_BACKEND = "tests.releases.admin.broken_mail.Backend"
    done = recovery.invite(a_writer(email="ada@example.org"), by=an_administrator())
    assert not done.told
    assert recovery.use_link(done.secret)


def test_where_no_administrator_has_an_address_nobody_says_that_they_were_told(mailoutbox):
    an_administrator()
    assert not recovery.invite(a_writer(email="ada@example.org")).told
    an_administrator_of("admin@example.org")
    assert recovery.invite(a_writer(email="bea@example.org")).told


def test_an_address_that_is_refused_keeps_no_other_from_being_told(settings, mailoutbox):
    """Else whoever gives themselves such an address is not watched any more."""
    settings.EMAIL_BACKEND = "tests.icnk.accounts.people.RefusesOne"
    an_administrator_of("a@example.org")
    an_administrator_of("b@example.org")
    done = recovery.invite(a_writer(email="c@example.org\n"))
    assert not done.told
    assert set(told(mailoutbox)) == {"b@example.org"}


def test_a_redaction_reaches_the_reason_of_a_recovery(asked):
    redact(["Both"], by=a_publisher(), why="A sample.", instead="[withheld]")
    asked.refresh_from_db()
    assert asked.reason == "[withheld] were lost."


def test_what_was_done_is_in_the_record(audited):
    first, second, person = an_administrator(), an_administrator(), a_writer()
    recovery.use_link(recovery.invite(person, by=first).secret)
    a_key(person)
    recovery.ask_for_recovery(person, by=first, reason="Zqx.")
    recovery.call_off(Recovery.objects.get(), by=second)
    recovery.ask_for_recovery(person, by=second, reason="Zqx.")
    recovery.approve(Recovery.objects.get(ended_at=None), by=first)
    code = recovery.make_codes(person).secret[0]
    recovery.use_code(code)
    recovery.use_code(code)
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
