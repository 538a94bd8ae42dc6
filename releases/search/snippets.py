"""Where in a text stands what was asked for: the text in pieces, and passages around them."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, islice

from .tokenizer import SearchQuery, fold, folded_widths, normalize

BEFORE, AFTER = 60, 100  # characters of a passage on each side of a hit
MAX_SNIPPETS, MAX_HITS = 2, 200


@dataclass(frozen=True)
class HighlightedPart:
    """Some text; `hit`: it is what was asked for."""

    text: str
    hit: bool = False


@dataclass(frozen=True)
class _Passage:
    start: int
    end: int
    hits: tuple[tuple[int, int], ...]
    words: frozenset[str]


def highlight(text: str, asked: SearchQuery) -> list[HighlightedPart]:
    """All of `text`."""
    text = normalize(text)
    return _pieces(text, _hits(text, asked), 0, len(text))


def get_snippets(text: str, asked: SearchQuery) -> list[list[HighlightedPart]]:
    """What stands around the first hits: at most two passages of some 160 characters, each of one line.

    The words in a row, as they were asked, come before words apart, and words that were not shown before others.
    """
    text = normalize(text)
    found, chosen, shown = list(_around(text, _hits(text, asked))), [], frozenset()
    while found and len(chosen) < MAX_SNIPPETS:
        best = max(found, key=lambda passage: sum(map(len, passage.words - shown)))
        if chosen and best.words <= shown:
            break
        found.remove(best)
        chosen.append(best)
        shown |= best.words
    return [_cut(text, passage) for passage in sorted(chosen, key=lambda passage: passage.start)]


def _around(text, hits):
    """The passages that hold all hits, in their order."""
    while hits:
        (begin, until), line = hits[0], text.find("\n", hits[0][0])
        start = max(begin - BEFORE, text.rfind("\n", 0, begin) + 1)
        end = min(until + AFTER, line if line >= 0 else len(text))
        inside = tuple(hit for hit in hits if hit[1] <= end)
        yield _Passage(start, end, inside, frozenset(text[begin:until].casefold() for begin, until in inside))
        hits = hits[len(inside) :]


def _hits(text, asked):
    """(start, end) of each hit in a `composed` text."""
    spans = [match.span() for match in islice(asked.pattern.finditer(fold(text)), MAX_HITS)]
    if not spans or (wide := folded_widths(text)) is None:
        return spans
    ends = list(accumulate(wide))
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in spans]


def _cut(text, passage):
    """Its pieces, begun and ended between words where there is room, with signs for what is left out of the line."""
    start, end = passage.start, passage.end
    first, last = passage.hits[0][0], passage.hits[-1][1]
    before = start and text[start - 1] != "\n"
    after = end < len(text) and text[end] != "\n"
    if before:
        start = next((place + 1 for place in range(start, first) if text[place].isspace()), start)
    if after:
        end = next((place for place in range(end, last, -1) if text[place].isspace()), end)
    pieces = _pieces(text, passage.hits, start, end)
    return [*[HighlightedPart("… ")] * bool(before), *pieces, *[HighlightedPart(" …")] * bool(after)]


def _pieces(text, hits, start, end):
    pieces, here = [], start
    for begin, until in hits:
        pieces += [HighlightedPart(text[here:begin]), HighlightedPart(text[begin:until], hit=True)]
        here = until
    return [piece for piece in [*pieces, HighlightedPart(text[here:end])] if piece.text]
