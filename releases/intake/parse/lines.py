"""Lines, sentences and quoted parts of the source text, and which characters have been read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .result import Span

# Soft hyphens, zero-width characters and direction marks. Rules do not see them; the source keeps them.
INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
NEEDS_CLEANING = re.compile("[" + "".join(INVISIBLE) + r"]|[^\S ]|\s\s")
LINE_BREAK = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
LIST_ITEM = re.compile(r"\s*(?:[-*•·○◦▪■□●※–]\s|\(?\d{1,2}[.)]\s|[^\s:：]{1,20}\s?[:：])")
SENTENCE_END = re.compile(r"[.?!。！？…][\"”’»」』)\]]*$")
PARAGRAPH_BREAK = "\n\n"
MIN_PROSE_WORDS = 8
MIN_UNFINISHED_PROSE_WORDS = 30  # for a line without a full stop
MIN_PROSE_CHARACTERS = 24  # for scripts that use few or no spaces


@dataclass(frozen=True)
class Line:
    """Part of the source: `text` has no invisible characters, and each run of white space is one space.

    `positions[i]` is the index of `text[i]` in the source; `after_blank`: a blank line precedes it.
    """

    text: str
    positions: Sequence[int]
    after_blank: bool = False

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """The position of `text[start:end]` in the source."""
        end = len(self.text) if end is None else end
        if start >= end:
            after_last = self.positions[-1] + 1 if self.positions else 0
            position = self.positions[start] if start < len(self.positions) else after_last
            return Span(start=position, end=position)
        return Span(start=self.positions[start], end=self.positions[end - 1] + 1)

    def part(self, start: int = 0, end: int | None = None) -> "Line":
        """The line `text[start:end]`, stripped of white space."""
        end = len(self.text) if end is None else end
        part = self.text[start:end]
        start += len(part) - len(part.lstrip())
        part = part.strip()
        return Line(part, self.positions[start : start + len(part)], self.after_blank)


def make_line(source: str, start: int, end: int, after_blank: bool = False) -> Line:
    """The line `source[start:end]`."""
    raw = source[start:end]
    if not NEEDS_CLEANING.search(raw):
        return Line(raw, range(start, end), after_blank).part()
    characters: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(raw, start):
        if character in INVISIBLE:
            continue
        if character.isspace():
            if characters and characters[-1] == " ":
                continue
            character = " "
        characters.append(character)
        positions.append(position)
    return Line("".join(characters), positions, after_blank).part()


def original_text(source: str, span: Span) -> str:
    """The characters of the source at `span`, with line breaks turned into spaces."""
    return LINE_BREAK.sub(" ", source[span.start : span.end])


def without_invisible(text: str) -> str:
    return "".join(character for character in text if character not in INVISIBLE)


def read_lines(source: str) -> list[Line]:
    """Every non-blank line. Lines wrapped at a margin are joined."""
    blocks: list[list[Line]] = []
    position, after_blank = 0, True
    for raw in source.splitlines(keepends=True):
        line = None if raw.isspace() else make_line(source, position, position + len(raw), after_blank)
        position += len(raw)
        if not line or not line.text:
            after_blank = True
            continue
        if after_blank:
            blocks.append([])
        blocks[-1].append(line)
        after_blank = False
    return [line for block in blocks for line in _unwrap(source, block)]


def _unwrap(source, block):
    """Join prose that a mail program or an editor wrapped; list items stay apart."""
    width = max((len(line.text) for line in block), default=0)
    if len(block) < 2 or not 50 <= width <= 100 or not SENTENCE_END.search(block[-1].text):
        return block
    joined, first = [], block[0]
    for line, following in zip(block, [*block[1:], None], strict=True):
        next_word = following.text.split(" ", 1)[0] if following else ""
        if following and len(f"{line.text} {next_word}") > width and not LIST_ITEM.match(following.text):
            continue
        if line is not first:
            line = make_line(source, first.span().start, line.span().end, first.after_blank)
        joined.append(line)
        first = following
    return joined


def is_prose(text: str) -> bool:
    """Whether `text` is at least one sentence of running text, not a title or label."""
    words = text.split()
    long = len(words) >= MIN_PROSE_WORDS or (len(text) >= MIN_PROSE_CHARACTERS and not text.isascii())
    if SENTENCE_END.search(text):
        return long
    return len(words) >= MIN_UNFINISHED_PROSE_WORDS and sum(word[0].islower() for word in words) > len(words) / 2


class Coverage:
    """Which characters of the source have been assigned to a field."""

    def __init__(self, source: str):
        self.source = source
        self._marked = bytearray(len(source))

    def mark(self, span: Span) -> None:
        self._marked[span.start : span.end] = b"\1" * (span.end - span.start)

    def mark_between(self, line: Line, pattern: re.Pattern) -> None:
        """Mark the unmarked stretches of `line` that match `pattern` in full: commas, *and*, *or*."""
        for stretch in self._unmarked(line):
            if pattern.fullmatch(self.source[stretch.start : stretch.end]):
                self.mark(stretch)

    def unassigned(self, lines: list[Line]) -> tuple[str, ...]:
        """The unmarked text: whole lines, and of partly marked lines each stretch with a letter or digit."""
        found = []
        for line in lines:
            stretches = self._unmarked(line)
            if stretches == [line.span()]:
                found.append(line.text)
                continue
            for text in (original_text(self.source, stretch) for stretch in stretches):
                if any(character.isalnum() for character in text):
                    found.append(text.strip(" \t,;:.|/"))
        return tuple(found)

    def _unmarked(self, line):
        span = line.span()
        found = re.finditer(b"\\0+", self._marked[span.start : span.end])
        return [Span(start=span.start + match.start(), end=span.start + match.end()) for match in found]


SENTENCE_STOP = re.compile(r"(?<![.?!…])[.?!…]+[\"”»’)\]]*\s+|[。！？][」』）]*\s*")
ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Ms|Mrs|Prof|Rev|St|Sr|Jr|Fr|Gen|Col|Capt|Lt|Sgt|Sen|Rep|Gov|Hon|No|vs|Inc|Ltd|Co|approx|e\.g|i\.e|cf)|\b[A-Z])\.\s*$"
)


def sentence_starts(masked: str) -> list[int]:
    """Where each sentence of the masked paragraph begins. The first is 0."""
    starts = [0]
    for stop in SENTENCE_STOP.finditer(masked):
        following = masked[stop.end() : stop.end() + 1]
        if following.islower() or ABBREVIATION.search(masked[max(0, stop.start() - 8) : stop.start() + 1]):
            continue
        if stop.end() < len(masked):
            starts.append(stop.end())
    return starts


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
    parts: list[QuotedPart] = []
    stack: list[tuple[str, int]] = []  # (mark, position) of each open mark
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
    """Whether the mark closes `opener`. Before a digit or a cased letter it is an apostrophe.

    Korean particles follow a closing mark directly.
    """
    if mark not in CLOSED_BY[opener]:
        return False
    following = text[position + 1 : position + 2]
    if mark in "’'" and (following.isdigit() or following.lower() != following.upper()):
        return False
    if mark == "'" and text[position - 1 : position] not in tuple(",.?!"):
        return False  # a straight mark closes only after punctuation: not in *workers' rights*
    return mark != '"' or not (_opens(text, mark, position) and text[position - 1].isspace())


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
