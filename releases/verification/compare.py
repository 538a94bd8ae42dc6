"""Compares a pasted text with an issued one: what is equal, what differs, what is missing and what was added."""

from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import itemgetter

from .align import UNMATCHED, align, find_line
from .normalize import NormalizedText, is_punctuation
from .page_chrome import PageChrome
from .segments import ComparedSegment, Segment, diff_tokens

MIN_SHARE = 0.5  # of the pasted text or of the issued body; texts that share less have only phrases in common
MIN_RUN = 40  # tokens in a row that make any text similar
MIN_WORDS = 4  # tokens of words or numbers; shorter texts are too common
NO_CHROME = PageChrome()


@dataclass(frozen=True)
class Comparison:
    """The result of `compare()`.

    `missing_segments` are absent between segments that are there, `outside_segments` before or after them, and
    `moved_segments` stand elsewhere. `added_lines` and `surrounding_lines` are pasted but not issued.
    """

    segments: tuple[ComparedSegment, ...] = ()
    missing_segments: tuple[Segment, ...] = ()
    moved_segments: tuple[Segment, ...] = ()
    outside_segments: tuple[Segment, ...] = ()
    added_lines: tuple[str, ...] = ()
    surrounding_lines: tuple[str, ...] = ()
    hidden_count: int = 0  # invisible characters in the pasted text
    matched_tokens: int = 0
    is_similar: bool = False

    @property
    def verdict(self) -> str:
        """One of `none`, `differs`, `more`, `words` (only punctuation differs) and `same`."""
        if not self.is_similar:
            return "none"
        if self.missing_segments or self.moved_segments or self.added_lines or self.changed_segments:
            return "differs"
        if self.surrounding_lines:
            return "more"
        return "words" if self.hidden_count or self.punctuation_changes else "same"

    @property
    def differing_length(self) -> int:
        """The number of characters that differ, are missing or were added."""
        differing = [piece.text for segment in self.segments for piece in segment.pieces if piece.kind != "same"]
        return sum(map(len, [*differing, *(segment.text for segment in self.missing_segments), *self.added_lines]))

    @property
    def changed_segments(self) -> list[ComparedSegment]:
        return [segment for segment in self.segments if segment.differs]

    @property
    def punctuation_changes(self) -> list[ComparedSegment]:
        """Segments in which only punctuation, spaces or capitals differ."""
        return [segment for segment in self.segments if not segment.is_same and not segment.differs]


def compare(
    segments: list[Segment], pasted: NormalizedText, chrome: PageChrome = NO_CHROME, *, is_ordered: bool = True
) -> Comparison:
    """Compare a pasted text with an issued one. `is_ordered` is false for text extracted from a PDF."""
    issued = NormalizedText("\n".join(" ".join(segment.text.split("\n")) for segment in segments))
    segments = [segments[line] for line in issued.ranges]  # without those that have no token
    ranges = list(issued.ranges.values())
    lines = {tuple(issued.keys[start:end]) for start, end in ranges}

    def is_known(keys):
        return keys in lines or chrome.knows(keys)

    positions = align(issued, pasted, is_known)
    matched = [position for position in positions if position != UNMATCHED]
    if not matched:
        return Comparison()
    extra_lines = _unmatched_lines(pasted, matched, is_known)
    inserted = _inserted_tokens(issued, pasted, positions, chrome)
    found = [any(position != UNMATCHED for position in positions[start:end]) for start, end in ranges]
    excerpt, cut_off = _trim_excerpt(issued, pasted, segments, ranges, found, positions, inserted)
    compared = tuple(
        ComparedSegment(segment, tuple(diff_tokens(issued, pasted, positions, inserted, start, end)))
        for segment, (start, end) in excerpt
    )
    missing, outside = _missing(segments, found, is_whole=_is_whole_page(pasted, matched, extra_lines))
    absent = [(segment, each) for segment, each in zip(segments, ranges, strict=True) if segment in missing]
    moved, extra_lines = _moved(issued, pasted, absent, extra_lines)
    first, last = pasted.lines[matched[0]], pasted.lines[matched[-1]]
    return Comparison(
        segments=compared,
        missing_segments=tuple(segment for segment in missing if segment not in moved),
        moved_segments=tuple(moved) if is_ordered else (),
        outside_segments=tuple(_outside_segments(issued, segments, ranges, outside, cut_off)),
        added_lines=tuple(text for line, text in extra_lines if text and first < line < last),
        surrounding_lines=tuple(text for line, text in extra_lines if text and not first < line < last),
        hidden_count=pasted.hidden_count,
        matched_tokens=len(matched),
        is_similar=_is_similar(pasted, matched, extra_lines, segments, ranges, positions),
    )


def _size(span):
    return span[1] - span[0]


def _moved(issued, pasted, absent, extra_lines):
    """Return the absent segments that stand elsewhere, and the extra lines with the text of theirs emptied."""
    moved, tokens = [], set()
    for segment, (start, end) in absent:
        if found := find_line(issued, pasted, start, end):
            moved.append(segment)
            tokens |= set(range(found[0], found[0] + end - start))
    lines = [(line, "" if tokens.issuperset(range(*pasted.ranges[line])) else text) for line, text in extra_lines]
    return moved, lines


def _outside_segments(issued, segments, ranges, outside, cut_off):
    """Return what the excerpt leaves out, also of the segments within which it begins and ends, in order."""
    starts = dict(zip(segments, (start for start, _end in ranges), strict=True))
    parts = [(starts[segment], segment) for segment in outside]
    parts += [(start, replace(segment, text=issued.slice(start, end))) for segment, (start, end) in cut_off]
    return [segment for _start, segment in sorted(parts, key=itemgetter(0))]


def _unmatched_lines(pasted, matched, is_known):
    """Return (line number, text) of each pasted line of which nothing is issued; the text of a known line is empty."""
    matched = set(matched)
    return [
        (line, "" if is_known(tuple(pasted.keys[start:end])) else pasted.slice(start, end))
        for line, (start, end) in pasted.ranges.items()
        if matched.isdisjoint(range(start, end))
    ]


def _inserted_tokens(issued, pasted, positions, chrome):
    """Map (position of a matched token, whether after it) to the positions of the tokens inserted there.

    Bullets at the start of a line and what an output format inserts do not count.
    """
    matched = {position: token for token, position in enumerate(positions) if position != UNMATCHED}
    inserted: dict[tuple[int, bool], list[int]] = defaultdict(list)
    for start, end in pasted.ranges.values():
        own = [position for position in range(start, end) if position in matched]
        for before, after in pairwise([start - 1, *own, end] if own else []):
            is_after = before >= start and not (after < end and _is_line_start(issued, matched[before], matched[after]))
            anchor = (before, True) if is_after else (after, False)
            if before + 1 < after and not chrome.inserts(tuple(pasted.keys[before + 1 : after])):
                inserted[anchor] += range(pasted.after_bullet(start, end) if before < start else before + 1, after)
    return inserted


def _is_line_start(issued, before, after):
    """Whether text between these two tokens is at the start of the line of the second one."""
    return issued.lines[before] != issued.lines[after] and issued.ranges[issued.lines[after]][0] < after


def _trim_excerpt(issued, pasted, segments, ranges, found, positions, inserted):
    """Return (segments with the tokens to compare, what is cut off them).

    An excerpt may begin and end within a segment. What it leaves out there is not missing, unless other tokens were
    inserted in its place.
    """
    excerpt = [
        [segment, list(each)] for segment, each, is_found in zip(segments, ranges, found, strict=True) if is_found
    ]
    cut_off = []
    (first, begins), (last, ends) = excerpt[0], excerpt[-1]
    matched = [token for token in range(begins[0], ends[1]) if positions[token] != UNMATCHED]
    head, tail = matched[0], matched[-1]

    def count_inserted(anchor):
        return sum(position not in pasted.quotation_marks for position in inserted.get(anchor, ()))

    start = max(begins[0], head - count_inserted((positions[head], False)))
    start = next((opening for opening, closing in _brackets(issued, *begins) if opening < start <= closing), start)
    if not first.is_listed and start > begins[0]:
        cut_off.append((first, (begins[0], start)))
        begins[0] = start
    end = min(ends[1], tail + 1 + count_inserted((positions[tail], True)))
    end = next((closing + 1 for opening, closing in _brackets(issued, *ends) if opening < end <= closing), end)
    if not last.is_listed and end < ends[1]:
        cut_off.append((last, (end, ends[1])))
        ends[1] = end
    return excerpt, cut_off


def _is_whole_page(pasted, matched, extra_lines):
    """Whether known page chrome was pasted before and after the text: then nothing may be missing at its ends."""
    known = [line for line, text in extra_lines if not text]
    return bool(known) and known[0] < pasted.lines[matched[0]] and known[-1] > pasted.lines[matched[-1]]


def _brackets(text, start, end):
    """Yield the positions of square brackets, which are not cut in two: [name withheld]."""
    opening = UNMATCHED
    for position in range(start, end):
        if text.keys[position] == "[":
            opening = position
        elif text.keys[position] == "]" and opening != UNMATCHED:
            yield opening, position
            opening = UNMATCHED


def _missing(segments, found, *, is_whole):
    """Return (segments that are missing, segments outside of the excerpt).

    A list that has begun must be complete, unless the excerpt is nothing but the lesser part of a list.
    """
    first, last = found.index(True), len(found) - 1 - found[::-1].index(True)
    present = [segment for segment, is_found in zip(segments, found, strict=True) if is_found]
    lists = {segment.part for segment in present if segment.is_listed}
    listed = sum(segment.part in lists for segment in segments)
    if {segment.part for segment in present} == lists and 2 * len(present) <= listed:
        lists = set()
    missing: list[Segment] = []
    outside: list[Segment] = []
    for index, (segment, is_found) in enumerate(zip(segments, found, strict=True)):
        if not is_found and segment.is_essential:
            is_within = is_whole or first < index < last or segment.part in lists
            (missing if is_within else outside).append(segment)
    return missing, outside


def _is_similar(pasted, matched, extra_lines, segments, ranges, positions):
    own_tokens = len(pasted) - sum(_size(pasted.ranges[line]) for line, text in extra_lines if not text)
    body = [each for segment, each in zip(segments, ranges, strict=True) if segment.part == "body"]
    present = sum(positions[token] != UNMATCHED for start, end in body for token in range(start, end))
    return sum(not is_punctuation(pasted.keys[position]) for position in matched) >= MIN_WORDS and (
        len(matched) >= MIN_SHARE * own_tokens
        or present >= max(MIN_RUN, MIN_SHARE * (sum(map(_size, body)) or 1))
        or _longest_run(matched) >= MIN_RUN
    )


def _longest_run(positions):
    longest = run = 1
    for one, following in pairwise(positions):
        run = run + 1 if following == one + 1 else 1
        longest = max(longest, run)
    return longest
