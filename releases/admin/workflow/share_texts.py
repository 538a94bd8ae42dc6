"""The words with which staff tell others of a release that is public."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.document import html, schema


@dataclass(frozen=True)
class Announcement:
    """A text to copy: what it is for, and its words."""

    name: str
    label: str | Promise
    text: str


def texts(document: schema.Document, address: str) -> list[Announcement]:
    """A mail and a short post, in the language of the release."""
    with translation.override(document.language):
        mail = _mail(document, address)
    return [
        Announcement("mail", gettext_lazy("For a mail"), mail),
        Announcement("post", gettext_lazy("For a short post"), f"{document.list_title}\n{address}"),
    ]


def _mail(document, address):
    lede = " ".join(filter(None, [document.dateline, *html.to_paragraphs(document.body)[:1]]))
    contacts = [
        ", ".join(
            filter(None, [contact.name, contact.described, *(f"{c.label} {c.value}".strip() for c in contact.channels)])
        )
        for contact in document.contacts
    ]
    corrected = _("Corrected: %(note)s") % {"note": document.note} if document.note else ""
    head = "\n".join(filter(None, [document.kicker, document.headline]))
    called = "\n".join([_("For more information:"), *contacts]) if contacts else ""
    return "\n\n".join(filter(None, [head, corrected, lede, address, called])) + "\n"
