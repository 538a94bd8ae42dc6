"""Mails about passkeys, people and rights, to every administrator and the person concerned.

They hold no link and no secret, so that nobody learns to follow links in such mails. The person who acted gets the mail
too, in case somebody else used their account.
"""

import logging
from smtplib import SMTPException

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from icnk.core.clock import database_now, format_instant
from releases.document.html import strip_hidden_characters

logger = logging.getLogger(__name__)
MAIL_ERRORS = (OSError, SMTPException, ValueError)  # ValueError: an invalid address
MAIL_FAILED = _("It is done, but the mails about it could not be sent. Tell the administrators yourself.")

#: event → (subject, sentence); subjects contain no names
MESSAGES = {
    "key.added": (_("A passkey was added"), _("%(person)s has a new passkey.")),
    "key.removed": (_("A passkey was removed"), _("%(person)s has removed a passkey.")),
    "person.added": (_("The desk has a new person"), _("%(by)s has added %(person)s to the people of the desk.")),
    "person.ended": (_("Somebody was ended at the desk"), _("%(by)s has ended %(person)s, with all their sessions.")),
    "person.rights": (
        _("Somebody’s rights were changed"),
        _("%(by)s has changed what %(person)s may do, or the address that such mails go to."),
    ),
    "role.rights": (
        _("The rights of a role were changed"),
        _("%(by)s has changed what everybody of one of the roles may do."),
    ),
    "invitation.made": (
        _("A link for a first passkey was made"),
        _("%(by)s has made a link with which %(person)s adds a first passkey. It is good once, for a day."),
    ),
    "recovery.asked": (
        _("A recovery was asked for"),
        _(
            "%(by)s asks to end all passkeys of %(person)s and to give them a link for a new one. Another "
            "administrator approves it or calls it off, at the desk, within a day. First ring %(person)s, at a number "
            "that you knew before."
        ),
    ),
    "recovery.approved": (
        _("A recovery was approved"),
        _(
            "%(by)s has approved the recovery of %(person)s. Their passkeys, sessions and emergency codes are ended, "
            "and a link for a new passkey was made. It is good once, for a day."
        ),
    ),
    "recovery.called_off": (
        _("A recovery was called off"),
        _("%(by)s has called off the recovery of %(person)s. Nothing was changed."),
    ),
    "emergency.made": (
        _("Emergency codes were made"),
        _("%(person)s has made a new set of emergency codes. Their former codes open nothing any more."),
    ),
    "emergency.used": (
        _("An emergency code was used"),
        _(
            "Somebody has opened an envelope of %(person)s: with one of their emergency codes a new passkey can be "
            "added now. Ring %(person)s at once. If it was not them, end them at the desk."
        ),
    ),
}


def get_administrators():
    """Return the active staff members with the permission to change people."""
    backend = "django.contrib.auth.backends.ModelBackend"
    return get_user_model().objects.with_perm("auth.change_user", backend=backend).filter(is_staff=True)


def notify(event: str, person=None, *, by=None, also=()) -> bool:
    """Mail `event` to the administrators, the person and the addresses `also`. `by` is None on the shell.

    Return False if a mail failed or no administrator has an address.
    """
    subject, sentence = MESSAGES[event]
    by = display_name(by) if by else _("Somebody at the server’s shell")
    words = sentence % {"person": person and display_name(person), "by": by}
    purpose = _(
        "This mail holds no link, on purpose: open the desk as you always do. If this should not have happened, tell "
        "another administrator at once, by telephone."
    )
    body = f"{words}\n\n{format_instant(database_now())}\n\n{purpose}\n"
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
    """Call `notify()` after the commit, and warn on the page if the mails fail. `by` defaults to the user."""

    def send():
        if not notify(event, person, by=by or request.user, also=also):
            messages.warning(request, MAIL_FAILED)

    transaction.on_commit(send)


def _send(connection, mail) -> bool:
    """Send one mail and return whether that succeeded, so that a refused address does not stop the other mails."""
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
