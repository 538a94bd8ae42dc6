"""A release as plain text, for a mail, a terminal or a newsroom's own system."""

from itertools import chain, groupby

from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from icnk.core.clock import instant_in_words
from releases.document.html import prepend_dateline

from .blocks import blocks
from .columns import wrapped

END = "###"  # as press releases end, so that nobody waits for another page


def text_of(document, address: str, site: str) -> str:
    """The text of a document: at most 72 columns, parts a blank line apart, a last line `###`.

    `address`: where the release stands; `site`: scheme and host, for links to the site's own pages.
    """
    parts = [
        *_status(document),
        wrapped(_("Date") + " : " + date_format(document.released_on)),
        *map(wrapped, filter(None, [document.kicker, document.headline, document.subheadline])),
        *_body(blocks(prepend_dateline(document.dateline, document.body), site)),
        *_image(document.image),
        *_attachments(document.attachments, site),
        *_contacts(document.contacts),
        *map(wrapped, document.boilerplate.splitlines()),
        *_members(document),
        [uri_to_iri(address)],
        [END],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def contact_line(contact) -> str:
    """A press contact as it is printed."""
    who = ", ".join(filter(None, [contact.name, contact.described]))
    channels = [f"{channel.label} {channel.value}".strip() for channel in contact.channels]
    said = ", ".join(filter(None, [who, *channels]))
    return _("In %(city)s,") % {"city": contact.city} + f" {said}" if contact.city else said


def members_heading(document) -> str:
    """The words above the list of members."""
    if document.members_heading:
        return document.members_heading
    return _("Signed by:") if document.members_are == "signed" else _("Members of the coalition:")


def _status(document):
    if document.kind == "correction":
        yield wrapped(
            _("CORRECTED on %(instant)s:") % {"instant": instant_in_words(document.public_from)} + f" {document.note}"
        )
    if document.archived:
        yield wrapped(_("Archived from the former site."))
    if document.redaction:
        since = _("(Since %(day)s.)") % {"day": date_format(localtime(document.redacted_at))}
        yield wrapped(f"{document.redaction} {since}")


def _body(found):
    for in_a_list, together in groupby(found, lambda block: bool(block.mark)):
        lines = map(_block, together)
        yield from [list(chain(*lines))] if in_a_list else lines


def _block(block):
    indent = "  " * block.depth
    if block.mark:
        outer = indent[2:]
        return wrapped(block.text, outer + block.mark, outer + " " * len(block.mark))
    return wrapped(block.text, indent, indent)


def _image(image):
    if image and (said := "\n".join(filter(None, [image.caption, image.credit, image.rights]))):
        yield list(chain(*map(wrapped, said.splitlines())))


def _attachments(attachments, site):
    if attachments:
        yield wrapped(_("Documents:"))
        yield list(
            chain(
                *(
                    wrapped(f"{each.title} <{site}{reverse('file', args=[each.name])}>", "- ", "  ")
                    for each in attachments
                )
            )
        )


def _contacts(contacts):
    if contacts:
        yield wrapped(_("For more information:"))
        yield from (wrapped(contact_line(contact)) for contact in contacts)


def _members(document):
    if document.members:
        yield wrapped(members_heading(document))
        yield list(chain(*(wrapped(line, "", "  ") for line in document.members)))
