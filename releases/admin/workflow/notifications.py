"""Mails about what was done: an address of the desk, and no word of the release."""

import logging
from smtplib import SMTPException

from django.contrib.auth import get_user_model
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.utils.translation import gettext as _

from releases.models import WorkflowEvent

logger = logging.getLogger(__name__)
Verb = WorkflowEvent.Verb

#: Done by one, to be done next by those who may issue; else only whoever wrote it is told.
FOR_THE_NEXT = {Verb.SEND_FOR_REVIEW, Verb.CLEAR}


def tell(release, verb, *, by, wrote, address) -> bool:
    """Mail whoever must act next and whoever wrote it (`wrote`: ids), but not who did it. False where that failed."""
    people = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="").exclude(pk=by.pk)
    to_act = people.none()
    if verb in FOR_THE_NEXT:
        backend = "django.contrib.auth.backends.ModelBackend"
        may = get_user_model().objects.with_perm("releases.issue_release", backend=backend)
        to_act = people.filter(pk__in=may.values("pk")).exclude(pk__in=wrote)
    name = " ".join((by.get_full_name() or by.get_username()).split())  # in one line, whatever was typed
    subject, words = _said(verb, name)
    letters = [_letter(person, subject, words, address) for person in people.filter(pk__in=wrote)]
    letters += [_letter(person, subject, f"{words} {_('It waits for you.')}", address) for person in to_act]
    try:
        get_connection().send_messages(letters)
    except (OSError, SMTPException, BadHeaderError):
        logger.exception("a mail about a release could not be sent")
        return False
    return True


def _letter(person, subject, words, address):
    return EmailMessage(subject=subject, body=f"{words}\n\n{address}\n", to=[person.email])


def _said(verb, name):
    """(subject, sentence), without a word of the release."""
    subjects = {
        Verb.SEND_FOR_REVIEW: (_("A release is in review"), _("%(name)s has sent a release for review.")),
        Verb.SEND_BACK: (_("A release was sent back"), _("%(name)s has sent a release back, with a remark.")),
        Verb.CLEAR: (_("A release is cleared"), _("%(name)s has cleared a release.")),
        Verb.ISSUE: (_("A release was issued"), _("%(name)s has issued a release.")),
        Verb.CORRECT: (_("A release was corrected"), _("%(name)s has corrected a release.")),
        Verb.MINOR_CORRECTION: (_("A slip was corrected"), _("%(name)s has corrected a slip in a release.")),
        Verb.STOP: (_("A release was stopped"), _("%(name)s has stopped a release before it was public.")),
        Verb.WITHDRAW: (_("A release was withdrawn"), _("%(name)s has withdrawn a release.")),
    }
    subject, sentence = subjects[verb]
    return subject, sentence % {"name": name}
