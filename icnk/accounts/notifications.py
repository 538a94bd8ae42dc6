"""Mails about passkeys, people and rights, to every administrator and the person concerned.

They hold no link and no secret, so that nobody learns to follow links in such mails. Whoever did it gets the mail too,
and learns of it if it was somebody else.
"""

import logging
from smtplib import SMTPException

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now, format_instant
from releases.document.html import strip_hidden_characters

logger = logging.getLogger(__name__)
MAIL_ERRORS = (OSError, SMTPException, ValueError)  # ValueError: an invalid address
MAIL_FAILED = gettext_lazy("It is done, but the mails about it could not be sent. Tell the administrators yourself.")

#: event → (subject, sentence); a subject names nobody
MESSAGES = {
    "key.added": (gettext_lazy("A passkey was added"), gettext_lazy("%(person)s has a new passkey.")),
    "key.removed": (gettext_lazy("A passkey was removed"), gettext_lazy("%(person)s has removed a passkey.")),
    "person.added": (
        gettext_lazy("The desk has a new person"),
        gettext_lazy("%(by)s has added %(person)s to the people of the desk."),
    ),
    "person.ended": (
        gettext_lazy("Somebody was ended at the desk"),
        gettext_lazy("%(by)s has ended %(person)s, with all their sessions."),
    ),
    "person.rights": (
        gettext_lazy("Somebody’s rights were changed"),
        gettext_lazy("%(by)s has changed what %(person)s may do, or the address that such mails go to."),
    ),
    "role.rights": (
        gettext_lazy("The rights of a role were changed"),
        gettext_lazy("%(by)s has changed what everybody of one of the roles may do."),
    ),
    "invitation.made": (
        gettext_lazy("A link for a first passkey was made"),
        gettext_lazy("%(by)s has made a link with which %(person)s adds a first passkey. It is good once, for a day."),
    ),
    "recovery.asked": (
        gettext_lazy("A recovery was asked for"),
        gettext_lazy(
            "%(by)s asks to end all passkeys of %(person)s and to give them a link for a new one. Another "
            "administrator approves it or calls it off, at the desk, within a day. First ring %(person)s, at a number "
            "that you knew before."
        ),
    ),
    "recovery.approved": (
        gettext_lazy("A recovery was approved"),
        gettext_lazy(
            "%(by)s has approved the recovery of %(person)s. Their passkeys, sessions and emergency codes are ended, "
            "and a link for a new passkey was made. It is good once, for a day."
        ),
    ),
    "recovery.called_off": (
        gettext_lazy("A recovery was called off"),
        gettext_lazy("%(by)s has called off the recovery of %(person)s. Nothing was changed."),
    ),
    "emergency.made": (
        gettext_lazy("Emergency codes were made"),
        gettext_lazy("%(person)s has made a new set of emergency codes. Their former codes open nothing any more."),
    ),
    "emergency.used": (
        gettext_lazy("An emergency code was used"),
        gettext_lazy(
            "Somebody has opened an envelope of %(person)s: with one of their emergency codes a new passkey can be "
            "added now. Ring %(person)s at once. If it was not them, end them at the desk."
        ),
    ),
}


def get_administrators():
    """Return the active people of the desk who may change others."""
    backend = "django.contrib.auth.backends.ModelBackend"
    return get_user_model().objects.with_perm("auth.change_user", backend=backend).filter(is_staff=True)


def notify(event: str, person=None, *, by=None, also=()) -> bool:
    """Mail `event` to the administrators, the person and the addresses `also`. Without `by` it came from the shell.

    Return False if a mail failed or no administrator has an address: the page then says so.
    """
    subject, sentence = MESSAGES[event]
    by = display_name(by) if by else _("Somebody at the server’s shell")
    body = _body(sentence % {"person": person and display_name(person), "by": by})
    administrators = set(get_administrators().exclude(email="").values_list("email", flat=True))
    addresses = {*administrators, *also, person.email if person else ""} - {""}
    mails = [EmailMessage(str(subject), body, to=[address]) for address in sorted(addresses)]
    try:
        with get_connection() as connection:
            sent = [_send(connection, mail) for mail in mails]
    except MAIL_ERRORS as error:
        logger.error("the mails about people or keys could not be sent: %r", error)
        return False
    return bool(administrators) and all(sent)


def notify_on_commit(request, event: str, person=None, *, by=None, also=()) -> None:
    """Call `notify` once the change is stored, and warn on the page if the mails fail. `by`: the user by default."""

    def send():
        if not notify(event, person, by=by or request.user, also=also):
            messages.warning(request, MAIL_FAILED)

    transaction.on_commit(send)


def _send(connection, mail) -> bool:
    """Return whether it was sent; one refused address stops no other mail."""
    try:
        connection.send_messages([mail])
    except MAIL_ERRORS as error:
        logger.error("a mail about people or keys could not be sent: %r", error)
        return False
    return True


def display_name(person) -> str:
    """Return *Ada Sample (ada)*, on one line and without invisible characters."""
    username, name = person.get_username(), " ".join(strip_hidden_characters(person.get_full_name()).split())
    return f"{name} ({username})" if name else username


def _body(words):
    purpose = _(
        "This mail holds no link, on purpose: open the desk as you always do. If this should not have happened, tell "
        "another administrator at once, by telephone."
    )
    return f"{words}\n\n{format_instant(database_now())}\n\n{purpose}\n"
