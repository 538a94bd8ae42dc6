"""Helpers for people with passkeys and the mails about them."""

from smtplib import SMTPRecipientsRefused
from types import SimpleNamespace

from allauth.mfa.models import Authenticator
from django.core.mail.backends import locmem

from icnk.accounts import enrolment
from tests.factories import an_administrator


def a_stored_passkey(person, **data):
    """Store a passkey that is on no device: it counts, but cannot sign in."""
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Sample"} | data)


def with_passkey(person):
    a_stored_passkey(person)
    return person


def an_administrator_with_email(address, **fields):
    return an_administrator(email=address, **fields)


def mailed_subjects(mailoutbox):
    """Return {address: subjects} of the mails sent since the last call, and clear the outbox."""
    found = {}
    for letter in mailoutbox:
        (address,) = letter.to
        found.setdefault(address, []).append(letter.subject)
    mailoutbox.clear()
    return {address: "; ".join(subjects) for address, subjects in found.items()}


def get_open_enrolment(client):
    """Return (person, source) of the enrolment that this browser has open."""
    return enrolment.get_enrolment(SimpleNamespace(session=client.session))


class RefusingBackend(locmem.EmailBackend):
    """A mail server that refuses a@example.org."""

    def send_messages(self, letters):
        if letters[0].to == ["a@example.org"]:
            raise SMTPRecipientsRefused({"a@example.org": (550, b"unknown")})
        return super().send_messages(letters)
