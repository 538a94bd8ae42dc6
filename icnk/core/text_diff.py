"""Word-by-word differences between two texts."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from itertools import groupby
from operator import attrgetter

#: A word, a single character of a script that is written without spaces, or whitespace.
WORD = re.compile(
    r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W_\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+|\s+|.",
    re.S,
)
TAG = re.compile(r"<[^>]*>")
TAG_OR_ENTITY = re.compile(r"(<[^>]*>|&#?\w+;)")
MAX_TOKENS = 4000  # of both texts: word matching takes time in their square


@dataclass(frozen=True)
class DiffPart:
    """A run of text that both texts have (`same`), or that was removed (`out`) or added (`in`)."""

    kind: str
    text: str


def diff_text(before: str, after: str) -> tuple[DiffPart, ...]:
    """Return the words of both texts in reading order."""
    return _diff(WORD.findall(before), WORD.findall(after))


def diff_html(before: str, after: str) -> tuple[DiffPart, ...]:
    """Return the visible words of both, a paragraph a line. Tags such as `<strong>` show only if they differ."""
    pieces = _diff(_tokenize_html(before), _tokenize_html(after))
    shown = (DiffPart(each.kind, TAG.sub("", each.text) if each.kind == "same" else each.text) for each in pieces)
    return tuple(DiffPart(each.kind, unescape(each.text)) for each in shown if each.text)


def diff_values(before: str, after: str) -> tuple[DiffPart, ...]:
    """Return the two values, for what is not prose: a date, a choice."""
    return tuple(piece for piece in (DiffPart("out", before), DiffPart("in", after)) if piece.text)


def _tokenize_html(html):
    """Split into words and tags. The end of a paragraph becomes a line break."""
    html = re.sub(r"\s*<p>\s*", "", html)
    html = re.sub(r"\s*</p>\s*", "\n", html).strip()
    parts = TAG_OR_ENTITY.split(html)
    return [word for part in parts for word in ([part] if TAG_OR_ENTITY.fullmatch(part) else WORD.findall(part))]


def _diff(old, new):
    """Compare two lists of tokens. Equal ends are cut off first, since most of a long text is equal."""
    start = _common_length(old, new)
    end = _common_length(old[start:][::-1], new[start:][::-1])
    pieces = [DiffPart("same", "".join(old[:start]))]
    old_middle, new_middle = old[start : len(old) - end], new[start : len(new) - end]
    match = _match_lines if len(old_middle) + len(new_middle) > MAX_TOKENS else _match_words
    pieces += match(old_middle, new_middle)
    pieces.append(DiffPart("same", "".join(old[len(old) - end :])))
    return _join(pieces)


def _common_length(old, new):
    return next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))


def _match_lines(old, new):
    """Compare line by line, and replaced lines word by word if they are short."""
    a, b = _lines(old), _lines(new)
    for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=True).get_opcodes():
        gone, come = [t for line in a[i:j] for t in line], [t for line in b[k:m] for t in line]
        if what == "replace" and len(gone) + len(come) <= MAX_TOKENS:
            yield from _match_words(gone, come)
        else:
            yield from _to_parts(what, gone, come)


def _match_words(old, new):
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield from _to_parts(what, old[a:b], new[c:d])


def _to_parts(what, old, new):
    return [DiffPart("same", "".join(old))] if what == "equal" else diff_values("".join(old), "".join(new))


def _lines(tokens):
    lines, line = [], []
    for token in tokens:
        line.append(token)
        if "\n" in token:
            lines.append(tuple(line))
            line = []
    return [*lines, tuple(line)] if line else lines


def _join(pieces):
    """Join neighbouring changes: first what was removed, then what was added. A space between them is part of both."""
    joined, gone, come = [], "", ""
    pieces = [piece for piece in pieces if piece.text]
    for i, piece in enumerate(pieces):
        between_changes = (gone or come) and i + 1 < len(pieces) and piece.text.isspace() and "\n" not in piece.text
        if piece.kind == "out" or (piece.kind == "same" and between_changes):
            gone += piece.text
        if piece.kind == "in" or (piece.kind == "same" and between_changes):
            come += piece.text
        if piece.kind == "same" and not between_changes:
            joined += [*diff_values(gone, come), piece]
            gone = come = ""
    joined += diff_values(gone, come)
    return tuple(
        DiffPart(kind, "".join(each.text for each in run)) for kind, run in groupby(joined, attrgetter("kind"))
    )
