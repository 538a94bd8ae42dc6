"""A paragraph or line of an issued text beside what was pasted of it, in pieces."""

import unicodedata
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from .align import NOT
from .normalize import LETTER, letters

AROUND, MOST_SHOWN = 60, 600  # characters on each side of a difference, and of a long one from each end


@dataclass(frozen=True)
class Unit:
    """A line or paragraph of an issued text. `part`: which part of the release, and its `label` for people;
    `is_listed`: one of a list, whose others stand beside it; `is_essential`: it is missed where it is not there."""

    part: str
    text: str
    is_listed: bool = False
    is_essential: bool = True
    label: str = ""


@dataclass(frozen=True)
class Piece:
    """Some text, and what became of it: `same`, `out` (issued, not pasted), `in` (pasted, not issued); `mark`: an
    `out` or `in` that is a mark, a space or a capital alone."""

    what: str
    text: str
    is_mark: bool = False


@dataclass(frozen=True)
class Passage:
    """A unit that was found, and its text in pieces."""

    unit: Unit
    pieces: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return all(piece.what == "same" for piece in self.pieces)

    @property
    def differs(self) -> bool:
        """In more than marks, spaces and capitals."""
        return any(piece.what != "same" and not piece.is_mark for piece in self.pieces)

    @property
    def brief(self) -> list[Piece]:
        """The pieces, of what is the same only what stands around a difference."""
        last = len(self.pieces) - 1
        return [_shortened(piece, n > 0, n < last) for n, piece in enumerate(self.pieces)]

    @property
    def alike(self) -> list[str]:
        """The names of letters that look like others of another script and stand in their place."""
        return list(dict.fromkeys(name for out, new in pairwise(self.pieces) for name in _disguised(out, new)))


def pieces_of(own, other, places, come, start, end):
    """What is issued and what was pasted from one sign up to another."""
    pieces, last = [], NOT
    for i in range(start, end):
        j = places[i]
        gap = own.gap(i) if i > start else ""
        if j == NOT:
            pieces.append(Piece("out", gap + own.sign(i)))
            continue
        pieces += _come(other, come.get((j, False)))
        pieces += _gap(gap, other, j) if last != NOT and j == last + 1 else [Piece("same", gap)]
        pieces += _sign(own.sign(i), other, j)
        pieces += _come(other, come.get((j, True)))
        last = j
    return _joined(pieces)


def _come(other, places):
    """Signs that were put in."""
    return [
        Piece("in", (" " if other.gap(place) else "") + other.sign(place), is_mark=place in other.quoting)
        for place in places or ()
    ]


def _gap(gap, other, j):
    """White space before a sign. A line may end at a space, after a dash and between letters of scripts without."""
    pasted = other.gap(j)
    if pasted == gap or (gap and not pasted.strip(" \t\n") and not gap.strip(" \t")):
        return [Piece("same", gap)]
    beside = other.sign(j - 1)[-1] + other.sign(j)[0]
    if "\n" in pasted and not gap and (LETTER.search(beside) or letters(beside[0]) == "-"):
        return []
    return [Piece("out", gap or "", is_mark=True), Piece("in", pasted.replace("\n", " "), is_mark=True)]


def _sign(issued, other, j):
    pasted = other.sign(j)
    if issued == pasted:
        return [Piece("same", issued)]
    is_mark = letters(issued) == letters(pasted) or _in_capitals(other, j)
    return [Piece("out", issued, is_mark=is_mark), Piece("in", pasted, is_mark=is_mark)]


def _in_capitals(other, j):
    """Some pages print a line in capitals, and it is copied so."""
    start, end = other.ranges[other.lines[j]]
    line = other.slice(start, end)
    return line.isupper() and end - start > 1


def _joined(pieces):
    """Runs of one kind as one piece; what went stands before what came instead of it."""
    for _is_same, run in groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.what == "same"):
        run = list(run)
        for what in ("same", "out", "in"):
            if parts := [piece for piece in run if piece.what == what]:
                is_mark = what != "same" and all(piece.is_mark for piece in run)
                yield Piece(what, "".join(piece.text for piece in parts), is_mark)


def _shortened(piece, before, after):
    """Of what is the same the ends that touch a difference, of what is not both ends where it is very long."""
    around = AROUND if piece.what == "same" else MOST_SHOWN
    text = piece.text
    if len(text) <= 2 * around + 20:
        return piece
    begin = text[:around].rpartition(" ")[0] or text[:around]  # between words, where there are spaces
    end = text[-around:].partition(" ")[2] or text[-around:]
    if before != after:
        return replace(piece, text=f"{begin} […]" if before else f"[…] {end}")
    return replace(piece, text=f"{begin} […] {end}")


def _disguised(out, new):
    if (out.what, new.what) != ("out", "in") or len(out.text) != len(new.text):
        return
    for issued, pasted in zip(out.text, new.text, strict=True):
        if issued != pasted and issued.isalpha() and pasted.isalpha():
            names = unicodedata.name(issued, ""), unicodedata.name(pasted, "")
            if names[0].split(" ")[0] != names[1].split(" ")[0] and not LETTER.match(pasted):
                yield names[1].capitalize()
