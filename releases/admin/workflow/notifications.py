"""Messages about releases: mails to staff about the workflow, and texts with which staff announce a public release.

The mails hold an address of the desk and no word of the release.
"""

import logging
from smtplib import SMTPException
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.core.mail import BadHeaderError, EmailMessage, get_connection
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.document import schema
from releases.document.html import html_to_paragraphs
from releases.models import WorkflowEvent

logger = logging.getLogger(__name__)
Verb = WorkflowEvent.Verb

#: Events after which a publisher has to act. After the others only the writers of the release get a mail.
NEXT_IS_A_PUBLISHER = {Verb.SEND_FOR_REVIEW, Verb.CLEAR}


class ShareText(NamedTuple):
    """A text to copy, with a label that names its purpose."""

    name: str
    label: str | Promise
    text: str


def notify(verb, *, by, writers: set[int], url: str) -> bool:
    """Mail the people who must act next and the writers of the release (ids), but not the person who acted.

    Return False if the mails could not be sent.
    """
    people = get_user_model().objects.filter(is_active=True, is_staff=True).exclude(email="").exclude(pk=by.pk)
    next_people = people.none()
    if verb in NEXT_IS_A_PUBLISHER:
        backend = "django.contrib.auth.backends.ModelBackend"
        publishers = get_user_model().objects.with_perm("releases.issue_release", backend=backend)
        next_people = people.filter(pk__in=publishers.values("pk")).exclude(pk__in=writers)
    name = " ".join((by.get_full_name() or by.get_username()).split())  # a line break would end the header
    subject, words = _subject_and_sentence(verb, name)
    mails = [_mail(person, subject, words, url) for person in people.filter(pk__in=writers)]
    mails += [_mail(person, subject, f"{words} {_('It waits for you.')}", url) for person in next_people]
    try:
        get_connection().send_messages(mails)
    except (OSError, SMTPException, BadHeaderError):
        logger.exception("a mail about a release could not be sent")
        return False
    return True


def _mail(person, subject, words, url):
    return EmailMessage(subject=subject, body=f"{words}\n\n{url}\n", to=[person.email])


def _subject_and_sentence(verb, name):
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


def share_texts(document: schema.Document, url: str) -> list[ShareText]:
    """Return a mail and a short post, in the language of the release."""
    with translation.override(document.language):
        mail = _announcement(document, url)
    return [
        ShareText("mail", gettext_lazy("For a mail"), mail),
        ShareText("post", gettext_lazy("For a short post"), f"{document.list_title}\n{url}"),
    ]


def _announcement(document, url):
    lede = " ".join(filter(None, [document.dateline, *html_to_paragraphs(document.body)[:1]]))
    contacts = []
    for contact in document.contacts:
        channels = [f"{channel.label} {channel.value}".strip() for channel in contact.channels]
        contacts.append(", ".join(filter(None, [contact.name, contact.affiliation, *channels])))
    corrected = _("Corrected: %(note)s") % {"note": document.note} if document.note else ""
    head = "\n".join(filter(None, [document.kicker, document.headline]))
    contact_lines = "\n".join([_("For more information:"), *contacts]) if contacts else ""
    return "\n\n".join(filter(None, [head, corrected, lede, url, contact_lines])) + "\n"
