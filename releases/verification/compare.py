"""What a pasted text has of an issued one: what is the same, what differs, what is left out, what was added."""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from .align import NOT, aligned, stands
from .normalize import Text, is_mark
from .page_chrome import Surroundings
from .segments import Passage, Unit, pieces_of

LEAST_SHARE = 0.5  # of the pasted text or of the issued one: below, they have only phrases in common
LEAST_RUN = 40  # signs in a row that are taken for a passage in any text
LEAST_SIGNS = 4  # of words or numbers: less is said by everybody
NOTHING = Surroundings()


@dataclass(frozen=True)
class Comparison:
    """`left_out`, `outside`: units that are not there, between the others and before or after them; `moved`: that stand
    elsewhere; `added`, `around`: pasted lines that are not issued; `unseen`: characters that nobody sees."""

    passages: tuple[Passage, ...] = ()
    left_out: tuple[Unit, ...] = ()
    moved: tuple[Unit, ...] = ()
    outside: tuple[Unit, ...] = ()
    added: tuple[str, ...] = ()
    around: tuple[str, ...] = ()
    unseen: int = 0
    signs: int = 0  # that are the same
    wrong: int = 0  # that are not
    is_similar: bool = False

    @property
    def verdict(self) -> str:
        if not self.is_similar:
            return "none"
        if self.left_out or self.moved or self.added or self.changed:
            return "differs"
        if self.around:
            return "more"
        return "words" if self.unseen or self.marked else "same"

    @property
    def changed(self) -> list[Passage]:
        return [passage for passage in self.passages if passage.differs]

    @property
    def marked(self) -> list[Passage]:
        """In which marks, spaces or capitals alone differ."""
        return [passage for passage in self.passages if not passage.is_same and not passage.differs]


def compare(units: list[Unit], other: Text, around: Surroundings = NOTHING, *, is_ordered=True) -> Comparison:
    """`around`: what stands around the text where it is read, and is no part of it. `is_ordered`: whether its order
    tells anything; that in which a program finds words on paper does not."""
    own = Text("\n".join(" ".join(unit.text.split("\n")) for unit in units))
    units = [units[line] for line in own.ranges]  # without those that have no sign
    ranges = list(own.ranges.values())
    lines = {tuple(own.keys[start:end]) for start, end in ranges}

    def is_ours(keys):
        return keys in lines or around.knows(keys)

    places = aligned(own, other, is_ours)
    matched = [place for place in places if place != NOT]
    if not matched:
        return Comparison()
    foreign, come = _unmatched(own, other, places, is_ours, around)
    found = [any(place != NOT for place in places[start:end]) for start, end in ranges]
    instead = {beside: [place for place in those if place not in other.quoting] for beside, those in come.items()}
    shown, cut = _cut(own, units, ranges, found, places, instead)
    passages = tuple(Passage(unit, tuple(pieces_of(own, other, places, come, *each))) for unit, each in shown)
    missing, outside = _missing(units, found, whole=_is_whole(other, matched, foreign))
    moved, gone = _moved(own, other, [each for each in zip(units, ranges, strict=True) if each[0] in missing])
    foreign = [(line, "" if gone.issuperset(range(*other.ranges[line])) else text) for line, text in foreign]
    missing = [unit for unit in missing if unit not in moved]
    first, last = other.lines[matched[0]], other.lines[matched[-1]]
    added = tuple(text for line, text in foreign if text and first < line < last)
    counted = len(other) - sum(_size(other, line) for line, text in foreign if not text)
    return Comparison(
        passages=passages,
        left_out=tuple(missing),
        moved=tuple(moved) if is_ordered else (),
        outside=tuple(_in_order(own, units, ranges, outside, cut)),
        added=added,
        around=tuple(text for line, text in foreign if text and not first < line < last),
        unseen=other.unseen,
        signs=len(matched),
        wrong=_wrong(passages) + sum(map(len, added)) + sum(len(unit.text) for unit in missing),
        is_similar=_is_similar(other, matched, counted, units, ranges, places),
    )


def _moved(own, other, missing):
    """Of the units with their signs those that stand elsewhere in the other text, and their signs there."""
    moved, gone = [], set()
    for unit, (start, end) in missing:
        if found := stands(own, other, start, end):
            moved.append(unit)
            gone |= set(range(found[0], found[0] + end - start))
    return moved, gone


def _in_order(own, units, ranges, outside, cut):
    """What is not in the excerpt, also of the passages within which it begins and ends."""
    starts = dict(zip(units, (start for start, _end in ranges), strict=True))
    parts = [(starts[unit], unit) for unit in outside]
    parts += [(start, replace(unit, text=own.slice(start, end))) for unit, (start, end) in cut]
    return [unit for _start, unit in sorted(parts, key=itemgetter(0))]


def _size(text, line):
    start, end = text.ranges[line]
    return end - start


def _unmatched(own, other, places, known, around):
    """(lines, signs): whole lines of which nothing is issued, as (number, text), with "" for a known one; and the
    other signs that are not issued, each with the one beside it that is: (place, whether after it) → places. A bullet
    that begins a line, and what a twin inserts, are none of them."""
    there = {place: sign for sign, place in enumerate(places) if place != NOT}
    foreign, come = [], defaultdict(list)
    for line, (start, end) in other.ranges.items():
        ours = [place for place in range(start, end) if place in there]
        if not ours:
            is_known = known(tuple(other.keys[start:end]))
            foreign.append((line, "" if is_known else other.slice(start, end)))
        for before, after in pairwise([start - 1, *ours, end] if ours else []):
            is_after = before >= start and not (after < end and _begins(own, there[before], there[after]))
            beside = (before, True) if is_after else (after, False)
            if before + 1 < after and not around.inserts(tuple(other.keys[before + 1 : after])):
                come[beside] += range(other.after_bullet(start, end) if before < start else before + 1, after)
    return foreign, come


def _begins(own, before, after):
    """Whether what stands between these signs begins the line of the second one."""
    return own.lines[before] != own.lines[after] and own.ranges[own.lines[after]][0] < after


def _cut(own, units, ranges, found, places, come):
    """(units with the signs that are compared, what is cut off them): an excerpt begins and ends within a passage, and
    what it does not have there is not missed, but for what something else has `come` instead of."""
    shown = [[unit, list(each)] for unit, each, is_there in zip(units, ranges, found, strict=True) if is_there]
    cut = []
    (first, begins), (last, ends) = shown[0], shown[-1]
    head = next(i for i in range(*begins) if places[i] != NOT)
    tail = next(i for i in range(ends[1] - 1, ends[0] - 1, -1) if places[i] != NOT)
    start = max(begins[0], head - len(come.get((places[head], False), ())))
    start = next((opening for opening, closing in _brackets(own, *begins) if opening < start <= closing), start)
    if not first.is_listed and start > begins[0]:
        cut.append((first, (begins[0], start)))
        begins[0] = start
    end = min(ends[1], tail + 1 + len(come.get((places[tail], True), ())))
    end = next((closing + 1 for opening, closing in _brackets(own, *ends) if opening < end <= closing), end)
    if not last.is_listed and end < ends[1]:
        cut.append((last, (end, ends[1])))
        ends[1] = end
    return shown, cut


def _is_whole(other, matched, foreign):
    """Whether what stands around the text on its page was pasted, too: then nothing may lack at its ends."""
    known = [line for line, text in foreign if not text]
    first, last = other.lines[matched[0]], other.lines[matched[-1]]
    return any(line < first for line in known) and any(line > last for line in known)


def _brackets(own, start, end):
    """What stands in brackets, which are not cut in two: [name withheld]."""
    opening = NOT
    for place in range(start, end):
        if own.keys[place] == "[":
            opening = place
        elif own.keys[place] == "]" and opening != NOT:
            yield opening, place
            opening = NOT


def _missing(units, found, *, whole):
    """What lacks between, and what lacks before or after. A list lacks nothing at its ends, either, once it began:
    unless nothing else is there, and of it the lesser part."""
    first, last = found.index(True), len(found) - 1 - found[::-1].index(True)
    there = [unit for unit, is_there in zip(units, found, strict=True) if is_there]
    begun = {unit.part for unit in there if unit.is_listed}
    if {unit.part for unit in there} == begun and 2 * len(there) <= sum(unit.part in begun for unit in units):
        begun = set()
    left_out, outside = [], []
    for place, (unit, is_there) in enumerate(zip(units, found, strict=True)):
        if not is_there and unit.is_essential:
            within = whole or first < place < last or unit.part in begun
            (left_out if within else outside).append(unit)
    return tuple(left_out), tuple(outside)


def _is_similar(other, matched, counted, units, ranges, places):
    words = sum(not is_mark(other.keys[place]) for place in matched)
    body = [each for unit, each in zip(units, ranges, strict=True) if unit.part == "body"]
    issued = sum(end - start for start, end in body) or 1
    there = sum(places[place] != NOT for start, end in body for place in range(start, end))
    return words >= LEAST_SIGNS and (
        len(matched) >= LEAST_SHARE * counted
        or there >= max(LEAST_RUN, LEAST_SHARE * issued)
        or _longest(matched) >= LEAST_RUN
    )


def _longest(matched):
    longest = run = 1
    for one, following in pairwise(matched):
        run = run + 1 if following == one + 1 else 1
        longest = max(longest, run)
    return longest


def _wrong(passages):
    return sum(len(piece.text) for passage in passages for piece in passage.pieces if piece.what != "same")
