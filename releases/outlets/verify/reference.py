"""An edition as it is compared, and what stands around it on its page and in its twins."""

import re
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from icnk.core.urls import absolute
from releases.document.diff import LABELS
from releases.document.html import html_to_paragraphs, prepend_dateline, sanitize
from releases.outlets.formats.plain_text import contact_line, members_heading, text_of
from releases.outlets.release_detail import around, printed
from releases.verification.page_chrome import Surroundings
from releases.verification.segments import Unit

HREF = re.compile(r'href="([^"]*)"')


def units_of(document) -> list[Unit]:
    """What a document prints, in the order of its page."""
    with translation.override(document.language):
        return [replace(unit, label=LABELS[unit.part]) for unit in _units(document) if unit.text.strip()]


def _units(document):
    yield Unit("released_on", _("Date") + " : " + date_format(document.released_on))
    for part in ("kicker", "headline", "subheadline"):
        yield Unit(part, getattr(document, part))
    if image := document.image:
        yield from (Unit("image", words, is_essential=False) for words in (image.caption, image.credit, image.rights))
    body = prepend_dateline(document.dateline, document.body)
    yield from (Unit("body", words) for words in html_to_paragraphs(body))
    yield from (Unit("attachments", each.title, is_essential=False) for each in document.attachments)
    yield from (Unit("contacts", contact_line(contact), is_listed=True) for contact in document.contacts)
    yield from (Unit("boilerplate", words) for words in document.boilerplate.splitlines())
    yield Unit("members_heading", document.members_heading)
    yield from (Unit("members", line, is_listed=True) for line in document.members)


def surroundings_of(request, edition, at) -> Surroundings:
    """Asks for what the page of the release asks for besides the document."""
    with translation.override(edition.language):
        context = printed(edition, at)
        document = context["document"]
        own = list(edition.history(at))
        edition.first_published_at = own[-1].public_from
        context |= around(request, edition, document, own)
        republished = {
            "document": document,
            "address": context["address"],
            "in_letters": context["address"],
            "body": prepend_dateline(document.dateline, document.body),
            "contacts": list(map(contact_line, document.contacts)),
            "heading": members_heading(document),
        }
        until = edition.public_until
        pages = [
            render_to_string("releases/release.html", context, request),
            render_to_string("releases/edition.html", context | {"ended": until and until <= at and until}, request),
            render_to_string("releases/_republish_snippet.html", republished),
        ]
        site = absolute(request, "")
        texts = [text_of(document, context["address"], site)]
    return Surroundings(pages, texts, _addresses(document, site))


def _addresses(document, site):
    """Of the links in the body, as the twins print them."""
    for href in HREF.findall(sanitize(document.body)):
        address = href if not href.startswith("/") else site + href
        yield address.removeprefix("mailto:").removeprefix("tel:")
