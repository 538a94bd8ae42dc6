"""The verdict on a submission: which edition it matches, and how it differs."""

import re
from contextlib import suppress
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import StrIndex
from django.http import HttpRequest

from releases.document.schema import Quote
from releases.models.edition import Edition
from releases.outlets.quotes import locate_quotes
from releases.verification.compare import Comparison, compare
from releases.verification.normalize import NormalizedText, TooLong, normalize_pasted
from releases.verification.segments import Segment

from .reference import build_page_chrome, document_segments, find_candidates
from .submission import Submission, UnreadableSubmission, too_long_message

MAX_RELEASES, MAX_EDITIONS = 4, 10  # to compare a text with
MAX_NEWEST = 3  # releases to compare with if no phrase is found: contacts and boilerplate are not indexed
MAX_PASSAGE = 400  # tokens of a text that may be a quote
MIN_SHARED = 0.3  # of a quote or of the text that both share
MAX_QUOTES = 5
MIN_MATCHED = 12  # tokens that must match before the page's other text is compared
FILE_KINDS = ("pdf", "jpg", "webp")
REDACTION_MARK = re.compile(r"\s*\[[^\[\]]*\]\S?\s*")


@dataclass(frozen=True)
class VerificationResult:
    """`verdict`: that of the comparison, or `withheld`, `file` or `document`."""

    verdict: str
    edition: Edition | None = None
    comparison: Comparison = field(default_factory=Comparison)
    newest: Edition | None = None  # the edition in force, if `edition` is an older one
    others: tuple[Edition, ...] = ()  # of other releases that print the same passage
    quotes: tuple[tuple[int, Quote], ...] = ()  # number and quote, of those that the text holds
    file: str = ""  # title
    digest: str = ""
    is_pdf: bool = False


def verify_submission(request: HttpRequest, submission: Submission, at) -> VerificationResult:
    """Raises `UnreadableSubmission`."""
    if submission.data and (result := _verify_bytes(submission, at)):
        return result
    try:
        text = normalize_pasted(submission.text)
        result = _verify_text(request, text, at, is_ordered=submission.kind != "pdf")
    except (TooLong, ValidationError) as error:
        raise UnreadableSubmission(too_long_message()) from error
    return replace(result, digest=submission.digest if submission.data else "", is_pdf=submission.kind == "pdf")


def _verify_bytes(submission, at):
    """Find the document or file with exactly these bytes, None without one."""
    digest = submission.digest
    if submission.address:
        edition = Edition.objects.archive(at).filter(**submission.address, digest=digest).first()
        return edition and VerificationResult("document", edition, newest=_newest(edition, at), digest=digest)
    if submission.kind not in FILE_KINDS:
        return None
    editions = Edition.objects.archive(at).filter(file_index__name__endswith=f".{submission.kind}")
    editions = editions.annotate(place=StrIndex("document", Value(digest))).filter(place__gt=0)
    edition = editions.order_by("-released_on", "-release_id", "-number").first()
    file = edition and next((file for file in edition.content.files() if file.digest == digest), None)
    if not file:
        return None
    title = getattr(file, "title", "")
    return VerificationResult("file", edition, newest=_newest(edition, at), file=title, digest=digest)


def _verify_text(request, text: NormalizedText, at, **options) -> VerificationResult:
    unknown = VerificationResult("none")
    compared = _compare_all(_editions_to_compare(text, at), text, options) if len(text) else []
    if not compared:
        return unknown
    edition, comparison = _best_match(compared, at)
    chrome = build_page_chrome(request, edition, at)
    with_chrome = compare(document_segments(edition.content), text, chrome, **options)
    comparison = with_chrome if with_chrome.is_similar else comparison  # else the page's other text repeats the text
    quotes = ()
    if len(text) <= MAX_PASSAGE:
        quotes = tuple(_quotes_in_text(edition, text))
        comparison = _compare_quotes(edition, quotes, text, comparison, chrome)
    if not comparison.is_similar:
        return unknown
    return VerificationResult(
        _verdict(edition, comparison),
        edition,
        comparison,
        newest=_newest(edition, at),
        others=_other_editions(compared, edition, comparison, at),
        quotes=quotes[:MAX_QUOTES],
    )


def _editions_to_compare(text, at) -> list[Edition]:
    """Return editions of whole releases, the likeliest first. Two queries."""
    texts = Edition.objects.archive(at).exclude(kind=Edition.Kind.WITHDRAWAL)
    releases = list(dict.fromkeys(find_candidates(text, texts)))[:MAX_RELEASES]
    if not releases:
        releases = list(Edition.objects.public(at).newest_first().values_list("release", flat=True)[:MAX_NEWEST])
    rows = texts.filter(release__in=releases).order_by("-number").values_list("release", "pk")
    rows = sorted(rows, key=lambda row: releases.index(row[0]))
    newest = {}
    for release, pk in rows:
        newest.setdefault(release, pk)
    chosen = list(dict.fromkeys([*newest.values(), *(pk for _release, pk in rows)]))[:MAX_EDITIONS]
    editions = texts.defer("search_text").in_bulk(chosen)
    return [editions[pk] for pk in chosen]


def _compare_all(editions, text, options):
    compared = []
    for edition in editions:
        with suppress(TooLong):  # the edition is too long: its document or files can still be verified
            comparison = compare(document_segments(edition.content), text, **options)
            if comparison.is_similar or comparison.matched_tokens >= MIN_MATCHED:
                compared.append((edition, comparison))
    return compared


def _best_match(compared, at):
    """Prefer most matched tokens, then fewest differences, then the edition in force, then the first found."""

    def rank(pair):
        edition, comparison = pair
        matched, differing = comparison.matched_tokens, comparison.differing_length
        return comparison.is_similar, matched, -differing, edition.is_in_force(at)

    return max(compared, key=rank)


def _verdict(edition, comparison):
    if comparison.verdict == "differs" and edition.content.redaction and _differs_only_in_redactions(comparison):
        return "withheld"
    return comparison.verdict


def _differs_only_in_redactions(comparison):
    """Whether all differences are in redacted places. What stood there must not matter."""
    parts = [part for segment in comparison.changed_segments for part in segment.pieces]
    removed, inserted = ([part.text for part in parts if part.kind == what] for what in ("out", "in"))
    missing = [segment.text for segment in comparison.missing_segments]
    return (
        all(map(REDACTION_MARK.fullmatch, [*removed, *missing]))
        and len(inserted) <= len(removed)
        and len(comparison.added_lines) <= len(missing)
        and not comparison.moved_segments
    )


def _newest(edition, at):
    if edition.is_in_force(at):
        return None
    return Edition.objects.public(at).filter(release=edition.release_id).for_timeline().first()


def _other_editions(compared, edition, comparison, at):
    if comparison.verdict not in ("same", "words"):
        return ()
    return tuple(
        other
        for other, its in compared
        if other.release_id != edition.release_id and other.is_in_force(at) and its.verdict in ("same", "words")
    )


def _quotes_in_text(edition, text):
    """Yield (number, quote) of each quote that shares enough with the text."""
    for number, quote in enumerate(edition.content.quotes, start=1):
        words = NormalizedText(quote.text)
        shared = len(words.ngrams.keys() & text.ngrams.keys())
        if shared and shared >= MIN_SHARED * min(len(words.ngrams), len(text.ngrams)):
            yield number, quote


def _compare_quotes(edition, quotes, text, comparison, chrome):
    """Compare with the quotes as the page lists them, without the words that interrupt them in the body."""
    if comparison.verdict not in ("differs", "none"):
        return comparison
    located = locate_quotes(edition.content) if quotes else []
    for number, quote in quotes:
        for words in (f"“{quote.text}”", " … ".join(f"“{part}”" for part in located[number - 1].parts)):
            segments = [Segment("quotes", words), Segment("quotes", quote.attribution, is_essential=False)]
            alone = compare(segments, text, chrome)
            is_nearer = (
                alone.matched_tokens >= comparison.matched_tokens
                and alone.differing_length < comparison.differing_length
            )
            if alone.is_similar and (is_nearer or not comparison.is_similar):
                comparison = alone
    return comparison
