"""Texts with which staff tell others of a public release."""

from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.document import schema
from releases.document.html import html_to_paragraphs


@dataclass(frozen=True)
class ShareText:
    """A text to copy, with a label that says what it is for."""

    name: str
    label: str | Promise
    text: str


def share_texts(document: schema.Document, url: str) -> list[ShareText]:
    """A mail and a short post, in the language of the release."""
    with translation.override(document.language):
        mail = _mail(document, url)
    return [
        ShareText("mail", gettext_lazy("For a mail"), mail),
        ShareText("post", gettext_lazy("For a short post"), f"{document.list_title}\n{url}"),
    ]


def _mail(document, url):
    lede = " ".join(filter(None, [document.dateline, *html_to_paragraphs(document.body)[:1]]))
    contacts = [
        ", ".join(
            filter(
                None, [contact.name, contact.affiliation, *(f"{c.label} {c.value}".strip() for c in contact.channels)]
            )
        )
        for contact in document.contacts
    ]
    corrected = _("Corrected: %(note)s") % {"note": document.note} if document.note else ""
    head = "\n".join(filter(None, [document.kicker, document.headline]))
    contact_lines = "\n".join([_("For more information:"), *contacts]) if contacts else ""
    return "\n\n".join(filter(None, [head, corrected, lede, url, contact_lines])) + "\n"
