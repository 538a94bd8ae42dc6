"""Quotation marks: which words of a paragraph stand between them."""

import re
from dataclasses import dataclass

# What each opening mark is closed by. „ is closed by “ in German and by ” in Polish; ” and » open in some countries.
CLOSED_BY = {
    "“": "”", "„": "“”", '"': '"', "«": "»", "»": "«", "「": "」", "『": "』", "‘": "’", "‚": "‘’", "‹": "›", "”": "”",
    "'": "'",
}  # fmt: skip
MARK = re.compile(r"[“”„\"«»「」『』‘’‚‹›']")
SINGLE = frozenset("‘‚‹'")
DEEPEST = 4  # marks inside marks inside marks; more is no prose
MOST = 200  # quoted parts in one paragraph; more is no prose
FILL = "\ue000"  # stands for quoted signs in a mask: in no text, neither letter nor stop


@dataclass(frozen=True)
class Part:
    """Words between marks: `text[start:end]`, with their marks `text[outer_start:outer_end]`.

    A part that is not `closed` runs to the paragraph's end or to the next opening mark.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    closed: bool


def find_parts(text: str) -> list[Part]:
    """The outermost quoted parts. Single marks count only in a paragraph that has no others; an apostrophe never."""
    parts = _scan(text, singles=False)
    if parts or not any(mark in text for mark in "‘‚'"):
        return parts
    return [part for part in _scan(text, singles=True) if part.closed]


def _scan(text, singles):
    parts, stack = [], []  # stack: (mark, place); its first is the part that is open
    for match in MARK.finditer(text):
        mark, place = match[0], match.start()
        if len(stack) > 1 and stack[-1][0] in SINGLE and mark in CLOSED_BY[stack[-2][0]]:
            stack.pop()  # it was no mark, or its closing one was lost
        if stack and _closes(text, stack[-1][0], mark, place):
            _, opened = stack.pop()
            if not stack:
                parts.append(_part(text, opened, place, closed=True))
        elif _opens(text, mark, place) and (stack or singles or mark not in SINGLE):
            if stack and stack[-1][0] not in SINGLE and any(mark == opened for opened, _ in stack):
                parts.append(_part(text, stack[0][1], place, closed=False))  # its closing mark was lost
                stack.clear()
            if len(stack) < DEEPEST:
                stack.append((mark, place))
    if stack:
        parts.append(_part(text, stack[0][1], len(text), closed=False))
    return [part for part in parts if part.start < part.end][:MOST]


def _closes(text, opened, mark, place):
    if mark not in CLOSED_BY[opened] or _is_apostrophe(text, mark, place):
        return False
    return mark != '"' or not (_opens(text, mark, place) and text[place - 1].isspace())


def _is_apostrophe(text, mark, place):
    """Between letters of a script that has small ones; a Korean particle follows a closing mark directly."""
    following = text[place + 1 : place + 2]
    if mark == "'" and text[place - 1 : place] not in tuple(",.?!"):
        return True  # a straight one closes only behind a stop: *workers' rights* holds none
    return mark in "’'" and (following.isdigit() or following.lower() != following.upper())


def _opens(text, mark, place):
    """Whether the mark can open: straight, ” and » only before a word and after none."""
    if mark not in CLOSED_BY:
        return False
    before, after = text[place - 1 : place] if place else "", text[place + 1 : place + 2]
    if mark in '"”»':
        return (not before or before in " ([—–-/:\xa0은는이가의‘「") and bool(after) and not after.isspace()
    if mark in "‘'":
        return not before.isalnum() and after.isalnum() and (mark == "‘" or not before or before in ' (“"')
    return True


def _part(text, opened, closed_at, closed):
    inner = text[opened + 1 : closed_at]
    start = opened + 1 + len(inner) - len(inner.lstrip())
    end = closed_at - len(inner) + len(inner.rstrip())
    return Part(start, max(start, end), opened, closed_at + closed, closed)


def mask(text: str, parts: list[Part]) -> str:
    """`text`, every quoted sign replaced, but for the stop or comma that a part ends with."""
    pieces, place = [], 0
    for part in parts:
        last = text[part.end - 1]
        keep = last if last in ".,?!…。" else FILL
        pieces += [text[place : part.start], FILL * (part.end - part.start - 1), keep]
        place = part.end
    return "".join([*pieces, text[place:]])
