"""Mails to administrators and the person concerned."""

import pytest
from django.urls import reverse

from icnk.accounts import notifications, recovery
from icnk.accounts.models import Recovery
from tests.factories import a_publisher, a_writer, an_administrator
from tests.virtual_authenticator import a_passkey_of, sign_in_with_passkey

from .helpers import an_administrator_with_email, mailed_subjects, with_passkey

pytestmark = pytest.mark.django_db


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
    """Otherwise administrators with an invalid address would stop the mails about themselves."""
    settings.EMAIL_BACKEND = "tests.icnk.accounts.helpers.RefusingBackend"
    an_administrator_with_email("a@example.org")
    an_administrator_with_email("b@example.org")
    done = recovery.invite(a_writer(email="c@example.org\n"))
    assert not done.mail_sent
    assert set(mailed_subjects(mailoutbox)) == {"b@example.org"}


def test_removed_passkey_is_mailed(client, mailoutbox, django_capture_on_commit_callbacks):
    person = a_writer(email="ada@example.org")
    keys = [a_passkey_of(person) for _number in range(2)]
    sign_in_with_passkey(client, person)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account:passkey", args=[keys[1].pk]), {"remove": "1"})
    assert mailed_subjects(mailoutbox) == {"ada@example.org": "A passkey was removed"}
