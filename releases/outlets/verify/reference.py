"""The editions that a text is compared with: how they are found, their segments, and their pages' other text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import reduce
from operator import add

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from icnk.core.urls import absolute_url
from releases.document.diff import LABELS
from releases.document.html import html_to_paragraphs, prepend_dateline, sanitize
from releases.document.schema import Document
from releases.models.edition import Edition
from releases.models.search import IndexMatch
from releases.outlets.formats.plain_text import contact_line, render_text
from releases.outlets.formats.views import render_republish_snippet
from releases.outlets.release_detail import document_context, page_context
from releases.search.tokenizer import SearchQuery, parse_query
from releases.verification.normalize import EAST_ASIAN_LETTER, NormalizedText, is_punctuation
from releases.verification.page_chrome import PageChrome
from releases.verification.segments import Segment

MAX_PHRASES, MAX_CANDIDATES = 10, 40
LETTER_WEIGHT, WORD_WEIGHT = 2, 3  # of an East Asian letter, and of a word
PHRASE_WEIGHT, SHORT_PHRASE_WEIGHT = 12, 9  # four words or six letters; less in short lines
SHORT_LINE = 14  # tokens
PARAGRAPH = 20  # tokens; shorter lines may belong to a list
PHRASE_ENDS = re.compile('["“”„«»「」『』]')  # where the search ends a phrase
HREF = re.compile(r'href="([^"]*)"')


def find_candidates(text: NormalizedText, editions: QuerySet[Edition]) -> list[int]:
    """Return ids of releases that may hold the text, the likeliest first, perhaps repeated. One query."""
    matches = [
        Case(When(IndexMatch("text", phrase.terms), then=Value(1)), default=Value(0), output_field=IntegerField())
        for phrase in choose_phrases(text)
    ]
    if not matches:
        return []
    ranked = editions.annotate(score=reduce(add, matches)).filter(score__gt=0)
    ranked = ranked.order_by("-score", "-released_on", "-release_id", "-number")
    return list(ranked.values_list("release", flat=True)[:MAX_CANDIDATES])


def choose_phrases(text: NormalizedText) -> list[SearchQuery]:
    """Return the longest phrase of each stretch of the text, because long words are rare.

    Short lines, such as members, stand under every release: they count only if there are no others.
    """
    paragraphs = [line for line in text.ranges.values() if line[1] - line[0] >= PARAGRAPH]
    phrases = [phrase for line in paragraphs or text.ranges.values() for phrase in _phrases_in_line(text, *line)]
    stretch = max(1, -(-len(phrases) // MAX_PHRASES))
    longest = (max(phrases[start : start + stretch]) for start in range(0, len(phrases), stretch))
    distinct = dict.fromkeys(phrase for _length, phrase in longest)
    return list(filter(None, (parse_query(f'"{phrase}"') for phrase in distinct)))


def _phrases_in_line(text, start, end):
    """Yield (length, phrase)."""
    words = [position for position in range(start, end) if not is_punctuation(text.keys[position])]
    required = PHRASE_WEIGHT if len(words) > SHORT_LINE else SHORT_PHRASE_WEIGHT
    for first in range(len(words)):
        weight, last = 0, first
        while weight < required and last < len(words):
            weight += LETTER_WEIGHT if EAST_ASIAN_LETTER.match(text.token(words[last])) else WORD_WEIGHT
            last += 1
        if weight >= required or (first == 0 and len(words) > 1):
            phrase = PHRASE_ENDS.sub(" ", text.slice(words[first], words[last - 1] + 1))
            yield len(phrase), phrase


def document_segments(document: Document) -> list[Segment]:
    """Return what a document prints, in the order of its page."""
    with translation.override(document.language):
        segments = [segment for segment in _segments(document) if segment.text.strip()]
        return [replace(segment, label=LABELS[segment.part]) for segment in segments]


def _segments(document) -> Iterator[Segment]:
    yield Segment("released_on", _("Date") + " : " + date_format(document.released_on))
    for part in ("kicker", "headline", "subheadline"):
        yield Segment(part, getattr(document, part))
    if image := document.image:
        texts = (image.caption, image.credit, image.rights)
        yield from (Segment("image", text, is_essential=False) for text in texts)
    body = prepend_dateline(document.dateline, document.body)
    yield from (Segment("body", text) for text in html_to_paragraphs(body))
    yield from (Segment("attachments", each.title, is_essential=False) for each in document.attachments)
    yield from (Segment("contacts", contact_line(contact), is_listed=True) for contact in document.contacts)
    yield from (Segment("boilerplate", line) for line in document.boilerplate.splitlines())
    yield Segment("members_heading", document.members_heading)
    yield from (Segment("members", line, is_listed=True) for line in document.members)


def build_page_chrome(request: HttpRequest, edition: Edition, at) -> PageChrome:
    """Return the text that the edition's pages and formats show besides the document."""
    with translation.override(edition.language):
        context = document_context(edition, at)
        document = context["document"]
        own_editions = list(edition.history(at))
        edition.first_published_at = own_editions[-1].public_from
        context |= page_context(request, edition, document, own_editions)
        until, address = edition.public_until, context["address"]
        pages = [
            render_to_string("releases/release.html", context, request),
            render_to_string("releases/edition.html", context | {"ended": until and until <= at and until}, request),
            render_republish_snippet(document, address, address),
        ]
        site = absolute_url(request, "")
        texts = [render_text(document, address, site)]
    return PageChrome(pages, texts, _link_addresses(document, site))


def _link_addresses(document, site):
    """Yield the addresses of links in the body as text formats print them."""
    for href in HREF.findall(sanitize(document.body)):
        address = href if not href.startswith("/") else site + href
        yield address.removeprefix("mailto:").removeprefix("tel:")
