"""Quotes: where they stand in a release, the newest ones, and the page *Quotes by speaker*."""

from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from icnk.core.clock import database_now
from icnk.core.text import normalize_name
from members.models import CoalitionMember
from releases.document.html import anchored_texts, body_with_anchors
from releases.document.schema import Document, Quote
from releases.models.edition import Edition, EditionQuote

from .release_list import get_member_or_404

MAX_QUOTES, MAX_SPEAKERS = 50, 500  # on the page
MAX_WORDS = 400  # longer quotes are not split: the search for their parts takes quadratic time
MAX_PARTS = 4  # more parts are words found here and there, not an interrupted quote


class LocatedQuote(NamedTuple):
    """A quote, the number of the paragraph in which it begins (None if not found), and the parts it is printed in."""

    quote: Quote
    paragraph: int | None
    parts: list[str]


@dataclass(frozen=True)
class EditionQuotation:
    """A quote in the edition that prints it. `number`: its place there, from 1."""

    edition: Edition
    number: int
    quote: Quote
    parts: list[str]

    @property
    def address(self) -> str:
        return f"{self.edition.get_absolute_url()}#quote-{self.number}"


def quotes(request: HttpRequest) -> HttpResponse:
    """List the speakers, or the quotes of one (`?speaker=`), of a member (`?member=`), or of both."""
    public = Edition.objects.public(at := database_now()).filter(language=get_language())
    slug = request.GET.get("member", "").replace("\x00", " ")
    member = get_member_or_404(CoalitionMember.objects.listed(at).filter(slug=slug), slug)
    filters = {"folded": normalize_name(request.GET.get("speaker", "")), "member": member}
    filters = {name: value for name, value in filters.items() if value}
    speakers = _count_by_speaker(EditionQuote.objects.filter(edition__in=public.values("pk"), **filters))
    if filters and not speakers:
        raise Http404
    context = {
        "member": member,
        "speaker": speakers[0] if "folded" in filters else None,
        "speakers": sorted(speakers[:MAX_SPEAKERS], key=lambda each: normalize_name(each["name"])),
        "count": sum(each["count"] for each in speakers),
        "has_more_speakers": len(speakers) > MAX_SPEAKERS,
        "quotes": newest_quotes(public, limit=MAX_QUOTES, **filters) if filters else [],
        "max_quotes": MAX_QUOTES,
    }
    return render(request, "releases/quotes.html", context)


def _count_by_speaker(quotes):
    """Return `name` and `count` of each speaker, most quoted first, named as most often written. One query."""
    speakers = {}
    rows = quotes.order_by().values_list("folded", "speaker").annotate(count=Count("pk"))
    for key, name, count in sorted(rows, key=lambda row: (-row[2], row[1])):
        speakers.setdefault(key, {"name": name, "count": 0})["count"] += count
    return sorted(speakers.values(), key=lambda each: (-each["count"], each["name"]))


def newest_quotes(editions: QuerySet[Edition], *, limit: int, **filters) -> list[EditionQuotation]:
    """Return the newest quotes in these editions; those of one edition stay in its order.

    `filters`: `folded`, the folded name of a speaker; `member`, for whom they speak. Two queries, which read only the
    documents of the returned quotes.
    """
    rows = EditionQuote.objects.filter(edition__in=editions.order_by().values("pk"), **filters)
    rows = rows.order_by("-edition__released_on", "-edition__release_id", "position")
    places = list(rows.values_list("edition", "position")[:limit])
    found = Edition.objects.defer("search_text").in_bulk({pk for pk, _position in places})
    documents = {pk: edition.content for pk, edition in found.items()}
    texts = {pk: body_texts(document) for pk, document in documents.items()}
    located = [(pk, position, _locate(documents[pk].quotes[position], texts[pk])) for pk, position in places]
    return [EditionQuotation(found[pk], position + 1, each.quote, each.parts) for pk, position, each in located]


def locate_quotes(document: Document) -> list[LocatedQuote]:
    texts = body_texts(document) if document.quotes else []
    return [_locate(quote, texts) for quote in document.quotes]


def body_texts(document: Document) -> list[str]:
    """Return the words of each block of the printed body."""
    return anchored_texts(body_with_anchors(document.dateline, document.body))


def _locate(quote, texts):
    words = quote.text.split()
    beginning = " ".join(words)[:40]
    for number, text in enumerate(texts, start=1):
        if beginning in text:
            return LocatedQuote(quote, number, split_into_parts(words, text))
    for number, text in enumerate(texts, start=1):  # the speaker may be named within the first 40 characters
        if len(parts := split_into_parts(words, text)) > 1:
            return LocatedQuote(quote, number, parts)
    return LocatedQuote(quote, None, [" ".join(words)])


def split_into_parts(words: list[str], text: str) -> list[str]:
    """Split a quote at the places where `text` interrupts it. Return one part if `text` does not hold all words."""
    parts, start, position = [], 0, 0
    while start < len(words) <= MAX_WORDS and len(parts) < MAX_PARTS:
        longest_first = (" ".join(words[start:end]) for end in range(len(words), start, -1))
        part = next((part for part in longest_first if text.find(part, position) >= 0), None)
        if part is None:
            break
        parts.append(part)
        position = text.find(part, position) + len(part)
        start += len(part.split())
    return parts if parts and start == len(words) else [" ".join(words)]
