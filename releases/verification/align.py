"""Which sign of one text is which of another, in reading order.

First the paragraphs and lines that stand there whole, then what lies between them by its runs of signs, then the little
that is left sign by sign. Each step is bounded: a text made to be slow is told apart more roughly, not more slowly.
"""

from bisect import bisect_left, bisect_right
from difflib import SequenceMatcher
from itertools import groupby, pairwise
from operator import itemgetter
from typing import NamedTuple

from .normalize import LONG, Text

MOST_PLACES, MOST_LOOKED_AT = 8, 64  # of one line or run
MOST_PAIRS = 60_000  # of places of runs, in one gap
MOST_WORK = 40_000  # of sign by sign: the signs of one text times those of the other, in one gap
MOST_WORK_IN_ALL = 1_500_000
ANYWHERE = 12  # signs of a paragraph that is looked for within lines as well
LEAST_ALIKE = 0.4  # of a gap: below, one text stands there instead of the other
NOT = -1


class _Link(NamedTuple):
    """The end of a chain: its `weight`, what is matched last as (own, other, length), and what comes before it."""

    weight: float
    match: tuple
    before: "_Link | None"


def aligned(own: Text, other: Text, known) -> list[int]:
    """For each sign of `own` its place in `other`, or `NOT`.

    `known(keys)`: whether a line of `other` that stands in no place of `own` is to be passed over.
    """
    places = [NOT] * len(own)
    for i, j, length in _chain(_whole(own, other)):
        places[i : i + length] = range(j, j + length)
    taken = set(places)
    passed = {
        place
        for start, end in other.ranges.values()
        if taken.isdisjoint(range(start, end)) and known(keys := tuple(other.keys[start:end])) and not own.holds(keys)
        for place in range(start, end)
    }
    for gap in _gaps(places, len(other)):
        for i, j, _length in _chain(_runs(own, other, gap, passed)):
            _take(places, i, j)
    work = MOST_WORK_IN_ALL
    for i, end, j, until in _gaps(places, len(other)):
        there = [place for place in range(j, until) if place not in passed]
        i, end = _near(own, places, i, end, len(there))
        size = (end - i) * len(there)
        if size and size <= min(MOST_WORK, work):
            work -= size
            _sign_by_sign(own, other, places, i, end, there)
    return places


def _whole(own, other):
    """(own, other, length) of the lines of `own` that stand in `other`, in its order."""
    for start, end in own.ranges.values():
        for place in stands(own, other, start, end)[:MOST_PLACES]:
            yield start, place, end - start


def stands(own: Text, other: Text, start: int, end: int) -> list[int]:
    """Where a line of `own` stands in `other`: a short one as a line of its own, a long one anywhere."""
    keys, length = own.keys[start:end], end - start
    found = other.runs.get(tuple(keys[:LONG]), ()) if length >= LONG else other.whole_lines.get(tuple(keys), ())
    return [
        place
        for place in found[:MOST_LOOKED_AT]
        if other.keys[place : place + length] == keys
        and (length >= ANYWHERE or (other.begins_line(place) and other.ends_line(place + length)))
    ]


def _chain(found):
    """The heaviest of (own, other, length) that follow each other in both texts; `found` is in the order of `own`.

    What goes on along one diagonal weighs more: of two places that say the same the nearer one is taken.
    """
    ends, best, diagonal = [], [], {}
    for _own, group in groupby(found, key=itemgetter(0)):
        fresh = []
        for i, j, length in group:
            place = bisect_right(ends, j) - 1
            before = best[place] if place >= 0 else None
            link = _Link((before.weight if before else 0) + length, (i, j, length), before)
            if (beside := diagonal.get((i, j))) and beside.weight + length + 0.5 > link.weight:
                link = _Link(beside.weight + length + 0.5, (i, j, length), beside)
            fresh.append((j + length, link))
        for end, link in fresh:
            diagonal[link.match[0] + link.match[2], end] = link
            _keep(ends, best, end, link)
    chain, link = [], best[-1] if best else None
    while link:
        chain.append(link.match)
        link = link.before
    return chain[::-1]


def _keep(ends, best, end, link):
    """Both lists rise together: of two chains that end alike the heavier one stays."""
    place = bisect_right(ends, end)
    if place and best[place - 1].weight >= link.weight:
        return
    place = bisect_left(ends, end)
    while place < len(best) and best[place].weight <= link.weight:
        del ends[place], best[place]
    ends.insert(place, end)
    best.insert(place, link)


def _gaps(places, others):
    """(own from, up to, other from, up to) of what lies between the signs that are matched."""
    matched = [(-1, -1), *((i, j) for i, j in enumerate(places) if j != NOT), (len(places), others)]
    return [(i + 1, end, j + 1, until) for (i, j), (end, until) in pairwise(matched) if end - i > 1 and until - j > 1]


def _runs(own, other, gap, passed):
    """Where runs of `own` stand in `other`, each as one sign."""
    i, end, j, until = gap
    found = []
    for place in range(i, end - LONG + 1):
        there = other.runs.get(tuple(own.keys[place : place + LONG]), ())
        first = bisect_left(there, j)
        for each in there[first : first + MOST_PLACES]:
            if each + LONG <= until and each not in passed:
                found.append((place, each, 1))
        if len(found) > MOST_PAIRS:
            break
    return found


def _take(places, i, j):
    """A run that begins there: each sign of it, unless one beyond it was taken."""
    last = next((places[k] for k in range(i - 1, max(i - 1 - LONG, -1), -1) if places[k] != NOT), NOT)
    for shift in range(LONG):
        if places[i + shift] == NOT and j + shift > last:
            places[i + shift] = j + shift
            last = j + shift
        elif places[i + shift] != NOT:
            last = places[i + shift]


def _near(own, places, i, end, size):
    """Of a gap at an end of the matched: what is left of the line or, where nothing is, the lines beside it, as far as
    the other text goes on there."""
    most = size + LONG
    if i == 0 and end < len(places):
        start = own.ranges[own.lines[end]][0]
        return (max(start, end - most) if start < end else own.ranges[own.lines[max(0, end - size)]][0]), end
    if end == len(places) and i:
        until = own.ranges[own.lines[i - 1]][1]
        return i, (min(until, i + most) if until > i else own.ranges[own.lines[min(end, i + size) - 1]][1])
    return i, end


def _sign_by_sign(own, other, places, i, end, there):
    matcher = SequenceMatcher(None, own.keys[i:end], [other.keys[place] for place in there], autojunk=False)
    blocks = matcher.get_matching_blocks()
    if sum(size for _a, _b, size in blocks) < LEAST_ALIKE * max(end - i, len(there)):
        return
    for a, b, size in blocks:
        for shift in range(size):
            places[i + a + shift] = there[b + shift]
