"""Find the quoted parts of a paragraph."""

import re
from dataclasses import dataclass

# Opening mark → closing marks. “ closes „ in German, ” in Polish; ” and » open in some countries.
CLOSED_BY = {
    "“": "”", "„": "“”", '"': '"', "«": "»", "»": "«", "「": "」", "『": "』", "‘": "’", "‚": "‘’", "‹": "›", "”": "”",
    "'": "'",
}  # fmt: skip
MARK = re.compile(r"[“”„\"«»「」『』‘’‚‹›']")
SINGLE_MARKS = frozenset("‘‚‹'")
MAX_DEPTH = 4  # of nested marks
MAX_PARTS = 200  # in one paragraph
MASK = "\ue000"  # replaces quoted characters: a private-use character, neither letter nor stop


@dataclass(frozen=True)
class QuotedPart:
    """The words `text[start:end]`; with their marks `text[outer_start:outer_end]`.

    A part that is not `closed` runs to the end of the paragraph or to the next opening mark.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool


def find_quoted_parts(text: str) -> list[QuotedPart]:
    """The outermost quoted parts. Single marks count only if the paragraph has no others; apostrophes never do."""
    parts = _scan(text, singles=False)
    if parts or not any(mark in text for mark in "‘‚'"):
        return parts
    return [part for part in _scan(text, singles=True) if part.closed]


def _scan(text, singles):
    parts, stack = [], []  # stack: (mark, position) of each open mark
    for match in MARK.finditer(text):
        mark, position = match[0], match.start()
        if len(stack) > 1 and stack[-1][0] in SINGLE_MARKS and mark in CLOSED_BY[stack[-2][0]]:
            stack.pop()  # not a mark, or its closing mark is missing
        if stack and _closes(text, stack[-1][0], mark, position):
            _, opener = stack.pop()
            if not stack:
                parts.append(_part(text, opener, position, closed=True))
        elif _opens(text, mark, position) and (stack or singles or mark not in SINGLE_MARKS):
            if stack and stack[-1][0] not in SINGLE_MARKS and any(mark == opener for opener, _ in stack):
                parts.append(_part(text, stack[0][1], position, closed=False))  # its closing mark is missing
                stack.clear()
            if len(stack) < MAX_DEPTH:
                stack.append((mark, position))
    if stack:
        parts.append(_part(text, stack[0][1], len(text), closed=False))
    return [part for part in parts if part.start < part.end][:MAX_PARTS]


def _closes(text, opener, mark, position):
    if mark not in CLOSED_BY[opener] or _is_apostrophe(text, mark, position):
        return False
    return mark != '"' or not (_opens(text, mark, position) and text[position - 1].isspace())


def _is_apostrophe(text, mark, position):
    """Whether the mark stands before a digit or a cased letter. Korean particles follow a closing mark directly."""
    following = text[position + 1 : position + 2]
    if mark == "'" and text[position - 1 : position] not in tuple(",.?!"):
        return True  # a straight mark closes only after punctuation: not in *workers' rights*
    return mark in "’'" and (following.isdigit() or following.lower() != following.upper())


def _opens(text, mark, position):
    """Whether the mark can open a quotation: straight, ” and » only at the start of a word."""
    if mark not in CLOSED_BY:
        return False
    before, after = text[position - 1 : position] if position else "", text[position + 1 : position + 2]
    if mark in '"”»':
        return (not before or before in " ([—–-/:\xa0은는이가의‘「") and bool(after) and not after.isspace()
    if mark in "‘'":
        return not before.isalnum() and after.isalnum() and (mark == "‘" or not before or before in ' (“"')
    return True


def _part(text, opener, closed_at, closed):
    inner = text[opener + 1 : closed_at]
    start = opener + 1 + len(inner) - len(inner.lstrip())
    end = closed_at - len(inner) + len(inner.rstrip())
    return QuotedPart(start, max(start, end), opener, closed_at + closed, closed)


def mask_quotes(text: str, parts: list[QuotedPart]) -> str:
    """`text` with each quoted character replaced, except a final stop or comma of a part."""
    chunks, position = [], 0
    for part in parts:
        last = text[part.end - 1]
        last = last if last in ".,?!…。" else MASK
        chunks += [text[position : part.start], MASK * (part.end - part.start - 1), last]
        position = part.end
    return "".join([*chunks, text[position:]])
