"""What differs between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from itertools import groupby
from operator import attrgetter

#: Words, and single characters of scripts that are written without spaces.
WORD = re.compile(
    r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+|.",
    re.S,
)
MARK = re.compile(r"<[^>]*>")
MARK_OR_ENTITY = re.compile(r"(<[^>]*>|&#?\w+;)")
MOST_TOKENS = 4000  # of a passage: matching costs their square, and a page of the desk must come back


@dataclass(frozen=True)
class Piece:
    """Some text, and what became of it: `same`, `out` or `in`."""

    what: str
    text: str


def between(before: str, after: str) -> tuple[Piece, ...]:
    """The words of both texts in one row, in reading order."""
    return _pieces(WORD.findall(before), WORD.findall(after))


def between_html(before: str, after: str) -> tuple[Piece, ...]:
    """The visible words of both, a paragraph a line. Marks such as `<strong>` show only where they differ."""
    pieces = _pieces(_visible(before), _visible(after))
    shown = (Piece(each.what, MARK.sub("", each.text) if each.what == "same" else each.text) for each in pieces)
    return tuple(Piece(each.what, unescape(each.text)) for each in shown if each.text)


def whole(before: str, after: str) -> tuple[Piece, ...]:
    """The one and the other, for what is no text: a date, a name that was chosen from a list."""
    return tuple(piece for piece in (Piece("out", before), Piece("in", after)) if piece.text)


def _visible(html):
    """Words and marks. A paragraph is no mark but the end of a line."""
    html = re.sub(r"\s*<p>\s*", "", html)
    html = re.sub(r"\s*</p>\s*", "\n", html).strip()
    whole = MARK_OR_ENTITY.fullmatch
    return [token for part in MARK_OR_ENTITY.split(html) for token in ([part] if whole(part) else WORD.findall(part))]


def _pieces(old, new):
    """What is alike at both ends needs no search, and in a long text most of it is."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    pieces = [Piece("same", "".join(old[:start]))]
    pieces += _searched(old[start : len(old) - end], new[start : len(new) - end])
    pieces.append(Piece("same", "".join(old[len(old) - end :])))
    return _joined(pieces)


def _alike(old, new):
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _searched(old, new):
    if len(old) + len(new) > MOST_TOKENS:
        return list(_by_lines(old, new))
    return list(_matched(old, new))


def _by_lines(old, new):
    """Line by line; within lines that were replaced, word by word where they are few."""
    a, b = _lines(old), _lines(new)
    for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=True).get_opcodes():
        gone, come = [t for line in a[i:j] for t in line], [t for line in b[k:m] for t in line]
        if what == "replace" and len(gone) + len(come) <= MOST_TOKENS:
            yield from _matched(gone, come)
        else:
            yield from _kept(gone) if what == "equal" else _replaced(gone, come)


def _matched(old, new):
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from _kept(old[a:b]) if what == "equal" else _replaced(old[a:b], new[c:d])


def _kept(tokens):
    return [Piece("same", "".join(tokens))]


def _replaced(gone, come):
    return whole("".join(gone), "".join(come))


def _lines(tokens):
    lines, line = [], []
    for token in tokens:
        line.append(token)
        if "\n" in token:
            lines.append(tuple(line))
            line = []
    return [*lines, tuple(line)] if line else lines


def _joined(pieces):
    """A passage that changed in one piece each: what went, then what came. A mere space in it is no landmark."""
    joined, gone, come = [], "", ""
    pieces = [piece for piece in pieces if piece.text]
    for i, piece in enumerate(pieces):
        between_changes = (gone or come) and i + 1 < len(pieces) and piece.text.isspace() and "\n" not in piece.text
        if piece.what == "out" or (piece.what == "same" and between_changes):
            gone += piece.text
        if piece.what == "in" or (piece.what == "same" and between_changes):
            come += piece.text
        if piece.what == "same" and not between_changes:
            joined += [*whole(gone, come), piece]
            gone = come = ""
    joined += whole(gone, come)
    return tuple(Piece(what, "".join(each.text for each in run)) for what, run in groupby(joined, attrgetter("what")))
