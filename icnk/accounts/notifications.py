"""Mails that tell every administrator, and the person whom it concerns, of what happened to keys, people and rights.

They hold no link and no secret: whoever is used to following links in such mails follows a forged one as well. Who did
it is told, too: if it was not them, they learn it.
"""

import logging
from smtplib import SMTPException

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now, instant_in_words
from releases.document.html import visible

logger = logging.getLogger(__name__)
NOT_SENT = (OSError, SMTPException, ValueError)  # the last: an address that cannot be one

#: event → (subject, sentence); the subject names nobody
WORDS = {
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


def keepers():
    """Those who keep people: every active administrator and superuser."""
    backend = "django.contrib.auth.backends.ModelBackend"
    return get_user_model().objects.with_perm("auth.change_user", backend=backend).filter(is_staff=True)


def tell(event, person, *, by=None, also=()) -> bool:
    """Mail all keepers, the person and the addresses `also`. False where that failed, or no keeper has an address: then
    say so on the page.

    Without `by` it was done on the server's shell.
    """
    subject, sentence = WORDS[event]
    words = sentence % {"person": display_name(person), "by": display_name(by) if by else _("Somebody at the server’s shell")}
    return _send(subject, words, {person.email, *also})


def tell_of_a_role(*, by) -> bool:
    words = _("%(by)s has changed what everybody of one of the roles may do.") % {"by": display_name(by)}
    return _send(_("The rights of a role were changed"), words)


def _send(subject, words, addresses=frozenset()):
    of_keepers = set(keepers().exclude(email="").values_list("email", flat=True))
    everybody = {*of_keepers, *addresses} - {""}
    letters = [EmailMessage(str(subject), _body(words), to=[address]) for address in sorted(everybody)]
    try:
        with get_connection() as connection:
            failed = [letter for letter in letters if not _sent(connection, letter)]
    except NOT_SENT as error:
        logger.error("the mails about people or keys could not be sent: %r", error)
        return False
    return bool(of_keepers) and not failed


def _sent(connection, letter):
    """Whether it went out. An address that is refused keeps no other one from being told."""
    try:
        connection.send_messages([letter])
    except NOT_SENT as error:
        logger.error("a mail about people or keys could not be sent: %r", error)
        return False
    return True


def display_name(person) -> str:
    """*Ada Sample (ada)*, on one line and without signs that nobody sees."""
    user, full = person.get_username(), " ".join(visible(person.get_full_name()).split())
    return f"{full} ({user})" if full else user


def _body(words):
    purpose = _(
        "This mail holds no link, on purpose: open the desk as you always do. If this should not have happened, tell "
        "another administrator at once, by telephone."
    )
    return f"{words}\n\n{instant_in_words(database_now())}\n\n{purpose}\n"
