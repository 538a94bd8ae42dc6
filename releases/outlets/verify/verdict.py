"""What is said of a text or a file that was sent."""

import re
from contextlib import suppress
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import StrIndex

from releases.document.schema import Quote
from releases.models.edition import Edition
from releases.outlets.quote_anchors import placed
from releases.verification.compare import Comparison, compare
from releases.verification.normalize import Text, TooLong, pasted
from releases.verification.segments import Unit

from .candidates import candidates
from .reference import surroundings_of, units_of
from .submission import CannotRead, Sent, too_long

MOST_RELEASES, MOST_EDITIONS = 4, 10  # that a text is compared with
NEWEST = 3  # releases that it is compared with where no phrase of it is found: contacts and boilerplate are not indexed
PASSAGE = 400  # signs of what may be a passage or a quotation; for more, nobody asks who said it
SHARED = 0.3  # of a quote or of the text: that they have in common
WITHHELD = re.compile(r"\s*\[[^\[\]]*\]\S?\s*")  # as a redaction marks where words were
MOST_QUOTES = 5
WORTH_IT = 12  # signs in common, for which it is looked at what else of the text stands around the release
FILES = ("pdf", "jpg", "webp")


@dataclass(frozen=True)
class Answer:
    """`verdict`: that of the comparison, or `withheld`, `file`, `document`; `others`: editions that print the same
    passage; `newest`: the edition in force, where it is another one; `quotes`: (number, quote) that the text holds."""

    verdict: str
    edition: Edition | None = None
    comparison: Comparison = field(default_factory=Comparison)
    newest: Edition | None = None
    others: tuple[Edition, ...] = ()
    quotes: tuple[tuple[int, Quote], ...] = ()
    file: str = ""  # its title, or ""
    digest: str = ""
    is_pdf: bool = False


def judged(request, sent: Sent, at) -> Answer:
    """Raises `CannotRead`."""
    if sent.data and (answer := _very_bytes(sent, at)):
        return answer
    try:
        answer = _text(request, pasted(sent.words), at, is_ordered=sent.kind != "pdf")
    except (TooLong, ValidationError) as error:
        raise CannotRead(too_long()) from error
    return Answer(**vars(answer) | {"digest": sent.digest if sent.data else "", "is_pdf": sent.kind == "pdf"})


# Bytes


def _very_bytes(sent, at):
    """A file that an edition names, or the document of one: the very bytes. None for all others."""
    if sent.address:
        edition = Edition.objects.archive(at).filter(**sent.address, digest=sent.digest).first()
        return edition and Answer("document", edition, newest=_newest(edition, at), digest=sent.digest)
    if sent.kind not in FILES:
        return None
    named = Edition.objects.archive(at).filter(file_index__name__endswith=f".{sent.kind}")
    named = named.annotate(place=StrIndex("document", Value(sent.digest))).filter(place__gt=0)
    edition = named.order_by("-released_on", "-release_id", "-number").first()
    file = edition and next((file for file in edition.content.files() if file.digest == sent.digest), None)
    if not file:
        return None
    title = getattr(file, "title", "")
    return Answer("file", edition, newest=_newest(edition, at), file=title, digest=sent.digest)


# Words


def _text(request, text: Text, at, **how) -> Answer:
    if not len(text):
        return Answer("none")
    found = _compared(_editions(text, at), text, how)
    if not found:
        return Answer("none")
    edition, comparison = _best(found, at)
    surroundings = surroundings_of(request, edition, at)
    within = compare(units_of(edition.content), text, surroundings, **how)
    comparison = within if within.is_similar else comparison  # it is a part of the page that only repeats the text
    quotes = ()
    if len(text) <= PASSAGE:
        quotes = tuple(_quotes(edition, text))
        comparison = _of_a_quote(edition, quotes, text, comparison, surroundings)
    if not comparison.is_similar:
        return Answer("none")
    return Answer(
        _verdict(edition, comparison),
        edition,
        comparison,
        newest=_newest(edition, at),
        others=_others(found, edition, comparison, at),
        quotes=quotes[:MOST_QUOTES],
    )


def _editions(text, at) -> list[Edition]:
    """Those that the text is compared with, whole releases, the likeliest first. Two queries."""
    texts = Edition.objects.archive(at).exclude(kind=Edition.Kind.WITHDRAWAL)
    releases = list(dict.fromkeys(candidates(text, texts)))[:MOST_RELEASES]
    if not releases:
        releases = list(Edition.objects.public(at).newest_first().values_list("release", flat=True)[:NEWEST])
    rows = texts.filter(release__in=releases).order_by("-number").values_list("release", "pk")
    rows = sorted(rows, key=lambda row: releases.index(row[0]))
    chosen = _some_of_each(rows)
    editions = texts.defer("search_text").in_bulk(chosen)
    return [editions[pk] for pk in chosen]


def _some_of_each(rows):
    """The newest edition of each release, then the others of the likeliest."""
    newest = {}
    for release, pk in rows:
        newest.setdefault(release, pk)
    return list(dict.fromkeys([*newest.values(), *(pk for _release, pk in rows)]))[:MOST_EDITIONS]


def _compared(editions, text, how):
    found = []
    for edition in editions:
        with suppress(TooLong):  # of an edition: who was sent it has its document
            comparison = compare(units_of(edition.content), text, **how)
            found += [(edition, comparison)] * (comparison.is_similar or comparison.signs >= WORTH_IT)
    return found


def _best(found, at):
    """Has most of the text; of two that have the same, the one that lacks least, is in force, was found first."""
    return max(found, key=lambda each: (each[1].is_similar, each[1].signs, -each[1].wrong, each[0].is_in_force(at)))


def _verdict(edition, comparison):
    if comparison.verdict == "differs" and edition.content.redaction and _only_withheld(comparison):
        return "withheld"
    return comparison.verdict


def _only_withheld(comparison):
    """Whether it differs only where a redaction took words out: the answer whatever stood there."""
    gone = [piece.text for passage in comparison.changed for piece in passage.pieces if piece.what == "out"]
    come = [piece for passage in comparison.changed for piece in passage.pieces if piece.what == "in"]
    lines = [unit.text for unit in comparison.left_out]
    return (
        all(map(WITHHELD.fullmatch, [*gone, *lines]))
        and len(come) <= len(gone)
        and len(comparison.added) <= len(lines)
        and not comparison.moved
    )


def _newest(edition, at):
    """The edition in force, where this is an older one."""
    if edition.is_in_force(at):
        return None
    return Edition.objects.public(at).filter(release=edition.release_id).for_timeline().first()


def _others(found, edition, comparison, at):
    """Other releases that print the same passage."""
    if comparison.verdict not in ("same", "words"):
        return ()
    return tuple(
        other
        for other, its in found
        if other.release_id != edition.release_id and other.is_in_force(at) and its.verdict in ("same", "words")
    )


# Quotations


def _quotes(edition, text):
    """(number, quote) of the quotes of which the text holds a part."""
    for number, quote in enumerate(edition.content.quotes, start=1):
        said = Text(quote.text)
        shared = len(said.runs.keys() & text.runs.keys())
        if shared and shared >= SHARED * min(len(said.runs), len(text.runs)):
            yield number, quote


def _of_a_quote(edition, quotes, text, comparison, surroundings):
    """A quote may have been copied as it stands apart from the text, without the words that interrupt it there."""
    if comparison.verdict not in ("differs", "none"):
        return comparison
    places = placed(edition.content) if quotes else []
    for number, quote in quotes:
        for words in (f"“{quote.text}”", " … ".join(f"“{part}”" for part in places[number - 1][2])):
            who = ", ".join(filter(None, [quote.speaker, quote.title, quote.organisation]))
            units = [Unit("quotes", words), Unit("quotes", who, is_essential=False)]
            apart = compare(units, text, surroundings)
            is_nearer = apart.signs >= comparison.signs and apart.wrong < comparison.wrong
            if apart.is_similar and (is_nearer or not comparison.is_similar):
                comparison = apart
    return comparison
