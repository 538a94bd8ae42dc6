"""Where in a text stands what was asked for: the text in pieces, and passages around them."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from .search_words import Asked, composed, parts

BEFORE, AFTER = 60, 100  # characters of a passage on each side of a hit
MOST_PASSAGES = 2


@dataclass(frozen=True)
class Piece:
    """Some text; `hit`: it is what was asked for."""

    text: str
    hit: bool = False


def marked(text: str, asked: Asked) -> list[Piece]:
    """All of `text`."""
    text = composed(text)
    return _pieces(text, _hits(text, asked), 0, len(text))


def passages(lines: list[str], asked: Asked) -> list[list[Piece]]:
    """What stands around the first hits, at most two passages of some 160 characters.

    The phrase as it was asked comes before its words, and a passage with another word before one with the same.
    """
    found = []
    for place, line in enumerate(map(composed, lines)):
        hits = _hits(line, asked)
        while hits:
            start, end = max(hits[0][0] - BEFORE, 0), min(hits[0][1] + AFTER, len(line))
            inside = [hit for hit in hits if hit[1] <= end]
            found.append((line, place, inside, start, end))
            hits = hits[len(inside) or 1 :]
    return [_cut(line, inside, start, end) for line, _place, inside, start, end in _chosen(found)]


def _chosen(found):
    """The passages that tell most, in the order of the text."""
    chosen, told = [], set()
    for _passage in range(MOST_PASSAGES):
        fresh = [(_news(each, told), each) for each in found if each not in chosen]
        if not fresh or (chosen and not max(news for news, _each in fresh)):
            break
        best = max(fresh, key=lambda pair: pair[0])[1]
        chosen.append(best)
        told |= _said(best)
    return sorted(chosen, key=lambda each: (each[1], each[3]))


def _news(passage, told):
    return sum(map(len, _said(passage) - told))


def _said(passage):
    line, _place, hits, _start, _end = passage
    return {line[start:end].casefold() for start, end in hits}


def _hits(text, asked):
    """(start, end) of each hit in a `composed` text."""
    letters = parts(text)
    folded = "".join(letters)
    spans = [match.span() for match in asked.pattern.finditer(folded)]
    if len(folded) == len(text) and all(letters):
        return spans
    ends = list(accumulate(map(len, letters)))
    return [(bisect_right(ends, start), bisect_right(ends, end - 1) + 1) for start, end in spans]


def _cut(text, hits, start, end):
    """The pieces from `start` to `end`, both moved to where a word ends, with signs for what is left out."""
    first, last = hits[0][0], hits[-1][1]
    if start:
        start = next((i + 1 for i in range(start, first) if text[i].isspace()), start)
    if end < len(text):
        end = next((i for i in range(end, last, -1) if text[i].isspace()), end)
    pieces = _pieces(text, hits, start, end)
    return [*([Piece("… ")] if start else []), *pieces, *([Piece(" …")] if end < len(text) else [])]


def _pieces(text, hits, start, end):
    pieces, here = [], start
    for begin, until in hits:
        pieces += [Piece(text[here:begin]), Piece(text[begin:until], hit=True)]
        here = until
    return [piece for piece in [*pieces, Piece(text[here:end])] if piece.text]
