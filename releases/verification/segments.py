"""A segment is a paragraph or line of an issued text. This module shows how a pasted text differs from it."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from icnk.core.text_diff import DiffPart

from .align import UNMATCHED
from .normalize import EAST_ASIAN_LETTER, NormalizedText, fold_variants

CONTEXT_LENGTH = 60  # characters of equal text shown on each side of a difference
MAX_DIFF_LENGTH = 600  # characters shown from each end of a long difference


@dataclass(frozen=True)
class Segment:
    part: str  # of the release: headline, body, members …
    text: str
    is_listed: bool = False  # one entry of a list
    is_essential: bool = True  # counts as missing if it is not pasted
    label: str = ""  # the name of the part, for people


@dataclass(frozen=True)
class ComparedPart(DiffPart):
    """Text that is `same`, `out` (issued, not pasted) or `in` (pasted, not issued)."""

    is_punctuation: bool = False  # punctuation, space or capitals only


@dataclass(frozen=True)
class ComparedSegment:
    """A segment found in the pasted text, and how the two differ."""

    segment: Segment
    pieces: tuple[ComparedPart, ...]

    @property
    def is_same(self) -> bool:
        return all(piece.kind == "same" for piece in self.pieces)

    @property
    def differs(self) -> bool:
        """Whether more than punctuation, spaces and capitals differs."""
        return any(piece.kind != "same" and not piece.is_punctuation for piece in self.pieces)

    @property
    def brief(self) -> list[ComparedPart]:
        """The parts, with equal text shortened to what stands around a difference."""
        last = len(self.pieces) - 1
        return [_shorten(piece, n > 0, n < last) for n, piece in enumerate(self.pieces)]

    @property
    def lookalikes(self) -> list[str]:
        """The Unicode names of letters of another script that replace a similar one."""
        return list(dict.fromkeys(name for out, new in pairwise(self.pieces) for name in _lookalikes(out, new)))


def diff_tokens(
    issued: NormalizedText, pasted: NormalizedText, positions: list[int], inserted: dict, start: int, end: int
) -> Iterator[ComparedPart]:
    """Compare the issued tokens from `start` up to `end` with the pasted ones.

    `positions` are those of `align()`; `inserted` maps (position, whether after it) to positions of inserted tokens.
    """
    parts, last = [], UNMATCHED
    for token in range(start, end):
        position = positions[token]
        gap = issued.gap(token) if token > start else ""
        if position == UNMATCHED:
            parts.append(ComparedPart("out", gap + issued.token(token)))
            continue
        parts += _inserted(pasted, inserted.get((position, False), ()))
        is_next = last != UNMATCHED and position == last + 1
        parts += _diff_gap(gap, pasted, position) if is_next else [ComparedPart("same", gap)]
        parts += _diff_token(issued.token(token), pasted, position)
        parts += _inserted(pasted, inserted.get((position, True), ()))
        last = position
    return _merge(parts)


def _inserted(pasted, positions):
    return [
        ComparedPart("in", (" " if pasted.gap(each) else "") + pasted.token(each), each in pasted.quotation_marks)
        for each in positions
    ]


def _diff_gap(gap, pasted, position):
    """Compare white space. A line may break at a space, after a dash and between East Asian letters."""
    pasted_gap = pasted.gap(position)
    if pasted_gap == gap or (gap and not pasted_gap.strip(" \t\n") and not gap.strip(" \t")):
        return [ComparedPart("same", gap)]
    before, after = pasted.token(position - 1)[-1], pasted.token(position)[0]
    if "\n" in pasted_gap and not gap and (EAST_ASIAN_LETTER.search(before + after) or fold_variants(before) == "-"):
        return []
    return [ComparedPart("out", gap, True), ComparedPart("in", pasted_gap.replace("\n", " "), True)]


def _diff_token(issued, pasted, position):
    token = pasted.token(position)
    if issued == token:
        return [ComparedPart("same", issued)]
    start, end = pasted.ranges[pasted.lines[position]]
    is_line_in_capitals = end - start > 1 and pasted.slice(start, end).isupper()  # as some pages print it
    is_punctuation = fold_variants(issued) == fold_variants(token) or is_line_in_capitals
    return [ComparedPart("out", issued, is_punctuation), ComparedPart("in", token, is_punctuation)]


def _merge(parts):
    """Merge runs of one kind; within a difference the issued text comes before the pasted one."""
    for _is_same, group in groupby((part for part in parts if part.text), key=lambda part: part.kind == "same"):
        run = list(group)
        for kind in ("same", "out", "in"):
            if text := "".join(part.text for part in run if part.kind == kind):
                yield ComparedPart(kind, text, kind != "same" and all(part.is_punctuation for part in run))


def _shorten(part, has_before, has_after):
    """Keep the ends of equal text that touch a difference, and both ends of a very long difference."""
    length = CONTEXT_LENGTH if part.kind == "same" else MAX_DIFF_LENGTH
    text = part.text
    if len(text) <= 2 * length + 20:
        return part
    begin = text[:length].rpartition(" ")[0] or text[:length]  # between words, if there are spaces
    end = text[-length:].partition(" ")[2] or text[-length:]
    if has_before != has_after:
        return replace(part, text=f"{begin} […]" if has_before else f"[…] {end}")
    return replace(part, text=f"{begin} […] {end}")


def _lookalikes(out, new):
    if (out.kind, new.kind) != ("out", "in") or len(out.text) != len(new.text):
        return
    for issued, pasted in zip(out.text, new.text, strict=True):
        if issued != pasted and issued.isalpha() and pasted.isalpha():
            names = unicodedata.name(issued, ""), unicodedata.name(pasted, "")
            if names[0].split(" ")[0] != names[1].split(" ")[0] and not EAST_ASIAN_LETTER.match(pasted):
                yield names[1].capitalize()
