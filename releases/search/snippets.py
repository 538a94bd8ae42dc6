"""Highlights the matches of a query in a text, and cuts snippets around them."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, islice

from .tokenizer import SearchQuery, fold, folded_widths, normalize

BEFORE, AFTER = 60, 100  # characters of a snippet on each side of a match
MAX_SNIPPETS, MAX_HITS = 2, 200


@dataclass(frozen=True)
class HighlightedPart:
    """Some text. `hit`: it matches the query."""

    text: str
    hit: bool = False


@dataclass(frozen=True)
class _Snippet:
    start: int
    end: int
    hits: tuple[tuple[int, int], ...]
    words: frozenset[str]


def highlight(text: str, query: SearchQuery) -> list[HighlightedPart]:
    """Return all of `text` in parts."""
    text = normalize(text)
    return _split(text, _hits(text, query), 0, len(text))


def get_snippets(text: str, query: SearchQuery) -> list[list[HighlightedPart]]:
    """Return at most two snippets of about 160 characters, each within one line.

    Snippets with more of the query come first, then those with words that the first one does not have.
    """
    text = normalize(text)
    found, chosen, shown = list(_candidates(text, _hits(text, query))), [], frozenset()
    while found and len(chosen) < MAX_SNIPPETS:
        best = max(found, key=lambda snippet: sum(map(len, snippet.words - shown)))
        if chosen and best.words <= shown:
            break
        found.remove(best)
        chosen.append(best)
        shown |= best.words
    return [_cut(text, snippet) for snippet in sorted(chosen, key=lambda snippet: snippet.start)]


def _candidates(text, hits):
    """Yield snippets that together hold all matches, in order."""
    while hits:
        (begin, until), line = hits[0], text.find("\n", hits[0][0])
        start = max(begin - BEFORE, text.rfind("\n", 0, begin) + 1)
        end = min(until + AFTER, line if line >= 0 else len(text))
        inside = tuple(hit for hit in hits if hit[1] <= end)
        yield _Snippet(start, end, inside, frozenset(text[begin:until].casefold() for begin, until in inside))
        hits = hits[len(inside) :]


def _hits(text, query):
    """Return (start, end) of each match in a normalized text."""
    spans = [match.span() for match in islice(query.pattern.finditer(fold(text)), MAX_HITS)]
    if not spans or (wide := folded_widths(text)) is None:
        return spans
    ends = list(accumulate(wide))
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in spans]


def _cut(text, snippet):
    """Cut the snippet between words if possible, with an ellipsis for what is left out of the line."""
    start, end = snippet.start, snippet.end
    first, last = snippet.hits[0][0], snippet.hits[-1][1]
    before = start and text[start - 1] != "\n"
    after = end < len(text) and text[end] != "\n"
    if before:
        start = next((place + 1 for place in range(start, first) if text[place].isspace()), start)
    if after:
        end = next((place for place in range(end, last, -1) if text[place].isspace()), end)
    pieces = _split(text, snippet.hits, start, end)
    return [*[HighlightedPart("… ")] * bool(before), *pieces, *[HighlightedPart(" …")] * bool(after)]


def _split(text, hits, start, end):
    pieces, here = [], start
    for begin, until in hits:
        pieces += [HighlightedPart(text[here:begin]), HighlightedPart(text[begin:until], hit=True)]
        here = until
    return [piece for piece in [*pieces, HighlightedPart(text[here:end])] if piece.text]
