"""People with keys, and what was mailed_subjects of them."""

from smtplib import SMTPRecipientsRefused

from allauth.mfa.models import Authenticator
from django.core.mail.backends import locmem

from tests.factories import an_administrator


def a_stored_passkey(person, **data):
    """A passkey of theirs that no device holds: enough to be counted, not to sign in with."""
    return Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={"name": "Sample"} | data)


def with_passkey(person):
    a_stored_passkey(person)
    return person


def an_administrator_with_email(address, **fields):
    return an_administrator(email=address, **fields)


def mailed_subjects(mailoutbox):
    """{address: subjects} of the mails since the last time, which are forgotten."""
    found = {}
    for letter in mailoutbox:
        (address,) = letter.to
        found.setdefault(address, []).append(letter.subject)
    mailoutbox.clear()
    return {address: "; ".join(subjects) for address, subjects in found.items()}


class RefusingBackend(locmem.EmailBackend):
    """A post office that knows no a@example.org."""

    def send_messages(self, letters):
        if letters[0].to == ["a@example.org"]:
            raise SMTPRecipientsRefused({"a@example.org": (550, b"unknown")})
        return super().send_messages(letters)
