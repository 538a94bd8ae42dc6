"""Aligns the tokens of two texts in reading order.

First come lines that both texts have, then what lies between them by n-grams, then the rest token by token. Each step
is bounded: a text made to be slow is aligned less exactly, not more slowly.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from .normalize import NGRAM_SIZE, NormalizedText

MAX_POSITIONS, MAX_CANDIDATES = 8, 64  # of one line or n-gram
MAX_PAIRS = 60_000  # positions of n-grams in one gap
MAX_GAP_WORK = 40_000  # tokens of one text times those of the other, in one gap
MAX_TOTAL_WORK = 1_500_000
MIN_INLINE_LENGTH = 12  # tokens of a paragraph that is also found within lines
MIN_RATIO = 0.4  # equal tokens in a gap; below, one text replaces the other
UNMATCHED = -1


Match = tuple[int, int, int]  # issued position, pasted position, length


class _Link(NamedTuple):
    """The end of a chain of matches."""

    weight: float
    match: Match
    previous: "_Link | None"


def align(issued: NormalizedText, pasted: NormalizedText, is_known: Callable[[tuple], bool]) -> list[int]:
    """Return the position in `pasted` of each token of `issued`, or `UNMATCHED`.

    Lines of `pasted` for whose keys `is_known` is true are skipped, unless they stand in `issued`.
    """
    positions = [UNMATCHED] * len(issued)
    for i, j, length in _best_chain(_common_lines(issued, pasted)):
        positions[i : i + length] = range(j, j + length)
    taken = set(positions)
    skipped = {
        position
        for start, end in pasted.ranges.values()
        if taken.isdisjoint(range(start, end))
        and is_known(keys := tuple(pasted.keys[start:end]))
        and not issued.contains(keys)
        for position in range(start, end)
    }
    for gap in _gaps(positions, len(pasted)):
        for i, j, _length in _best_chain(_common_ngrams(issued, pasted, gap, skipped)):
            _match_ngram(positions, i, j)
    work = MAX_TOTAL_WORK
    for i, end, j, until in _gaps(positions, len(pasted)):
        candidates = [position for position in range(j, until) if position not in skipped]
        i, end = _narrow_gap(issued, positions, i, end, len(candidates))
        size = (end - i) * len(candidates)
        if size and size <= min(MAX_GAP_WORK, work):
            work -= size
            _match_tokens(issued, pasted, positions, i, end, candidates)
    return positions


def _common_lines(issued, pasted):
    """Yield (issued position, pasted position, length) of each issued line that `pasted` has, in issued order."""
    for start, end in issued.ranges.values():
        for position in find_line(issued, pasted, start, end)[:MAX_POSITIONS]:
            yield start, position, end - start


def find_line(issued: NormalizedText, pasted: NormalizedText, start: int, end: int) -> list[int]:
    """Return the positions of an issued line in `pasted`. A short line must be a whole line there."""
    keys, length = issued.keys[start:end], end - start
    index = pasted.ngrams if length >= NGRAM_SIZE else pasted.short_lines
    return [
        position
        for position in index.get(tuple(keys[:NGRAM_SIZE]), ())[:MAX_CANDIDATES]
        if pasted.keys[position : position + length] == keys
        and (length >= MIN_INLINE_LENGTH or pasted.is_whole_line(position, position + length))
    ]


def _best_chain(matches):
    """Return the heaviest chain of matches that follow each other in both texts. `matches` are in issued order.

    Matches that continue along one diagonal weigh more, so of two equal places the nearer one is taken.
    """
    ends: list[int] = []
    best: list[_Link] = []  # of each end
    diagonal: dict[tuple[int, int], _Link] = {}
    for _issued, group in groupby(matches, key=itemgetter(0)):
        links = []
        for i, j, length in group:
            index = bisect_right(ends, j) - 1
            previous = best[index] if index >= 0 else None
            link = _Link((previous.weight if previous else 0) + length, (i, j, length), previous)
            if (adjacent := diagonal.get((i, j))) and adjacent.weight + length + 0.5 > link.weight:
                link = _Link(adjacent.weight + length + 0.5, (i, j, length), adjacent)
            links.append((j + length, link))
        for end, link in links:
            diagonal[link.match[0] + link.match[2], end] = link
            _add_link(ends, best, end, link)
    chain: list[Match] = []
    last = best[-1] if best else None
    while last:
        chain.append(last.match)
        last = last.previous
    return chain[::-1]


def _add_link(ends, best, end, link):
    """Insert the link if it is the heaviest with this end. Both lists stay in ascending order."""
    index = bisect_right(ends, end)
    if index and best[index - 1].weight >= link.weight:
        return
    index = bisect_left(ends, end)
    while index < len(best) and best[index].weight <= link.weight:
        del ends[index], best[index]
    ends.insert(index, end)
    best.insert(index, link)


def _gaps(positions, pasted_length):
    """Return (issued start, issued end, pasted start, pasted end) of what lies between matched tokens."""
    matched = [(-1, -1), *((i, j) for i, j in enumerate(positions) if j != UNMATCHED), (len(positions), pasted_length)]
    return [(i + 1, end, j + 1, until) for (i, j), (end, until) in pairwise(matched) if end - i > 1 and until - j > 1]


def _common_ngrams(issued, pasted, gap, skipped):
    """Return the matches of n-grams in a gap, each with length 1."""
    start, end, first, until = gap
    found = []
    for i in range(start, end - NGRAM_SIZE + 1):
        positions = pasted.ngrams.get(tuple(issued.keys[i : i + NGRAM_SIZE]), ())
        index = bisect_left(positions, first)
        for j in positions[index : index + MAX_POSITIONS]:
            if j + NGRAM_SIZE <= until and j not in skipped:
                found.append((i, j, 1))
        if len(found) > MAX_PAIRS:
            break
    return found


def _match_ngram(positions, i, j):
    """Match each token of the n-gram, unless a later position was taken before."""
    last = next((positions[k] for k in range(i - 1, max(i - 1 - NGRAM_SIZE, -1), -1) if positions[k] >= 0), UNMATCHED)
    for shift in range(NGRAM_SIZE):
        if positions[i + shift] == UNMATCHED and j + shift > last:
            positions[i + shift] = last = j + shift
        elif positions[i + shift] != UNMATCHED:
            last = positions[i + shift]


def _narrow_gap(issued, positions, start, end, size):
    """Narrow a gap before the first or after the last match, which may be most of the issued text.

    Return the rest of the matched line or, if nothing is left of it, the next lines, as far as the pasted text goes.
    """
    longest = size + NGRAM_SIZE
    if start == 0 and end < len(positions):
        line = issued.ranges[issued.lines[end]][0]
        if line < end:
            return max(line, end - longest), end
        return issued.ranges[issued.lines[max(0, end - size)]][0], end
    if end == len(positions) and start:
        line = issued.ranges[issued.lines[start - 1]][1]
        if line > start:
            return start, min(line, start + longest)
        return start, issued.ranges[issued.lines[min(end, start + size) - 1]][1]
    return start, end


def _match_tokens(issued, pasted, positions, start, end, candidates):
    keys = [pasted.keys[position] for position in candidates]
    blocks = SequenceMatcher(None, issued.keys[start:end], keys, autojunk=False).get_matching_blocks()
    if sum(block.size for block in blocks) < MIN_RATIO * max(end - start, len(candidates)):
        return
    for i, j, size in blocks:
        positions[start + i : start + i + size] = candidates[j : j + size]
