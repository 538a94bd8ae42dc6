"""The source as lines that rules can read, each of which knows where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .reading import Span

# Soft hyphens, zero-width characters and marks of direction: rules do not see them, the source keeps them.
INVISIBLE = frozenset(
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
ODD = re.compile("[" + "".join(INVISIBLE) + r"]|[^\S ]|\s\s")
BREAK = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
ITEM = re.compile(r"\s*(?:[-*•·○◦▪■□●※–]\s|\(?\d{1,2}[.)]\s|[^\s:：]{1,20}\s?[:：])")
ENDS = re.compile(r"[.?!。！？…][\"”’»」』)\]]*$")
PROSE_WORDS = 8
LONG_PROSE_WORDS = 30  # even without a stop at its end
PROSE_SIGNS = 24  # for scripts without spaces between words, or with few


@dataclass(frozen=True)
class Line:
    """A stretch of the source: `text` without invisible characters, every run of white space one space.

    `at[i]` is the place of `text[i]` in the source; `gap` tells that a blank line stands before it.
    """

    text: str
    at: Sequence[int]
    gap: bool = False

    def span(self, start: int = 0, end: int | None = None) -> Span:
        """Where `text[start:end]` stands in the source."""
        end = len(self.text) if end is None else end
        if start >= end:
            place = self.at[start] if start < len(self.at) else (self.at[-1] + 1 if self.at else 0)
            return Span(start=place, end=place)
        return Span(start=self.at[start], end=self.at[end - 1] + 1)

    def cut(self, start: int = 0, end: int | None = None) -> "Line":
        """The line `text[start:end]`, without white space at its ends."""
        end = len(self.text) if end is None else end
        part = self.text[start:end]
        start += len(part) - len(part.lstrip())
        part = part.strip()
        return Line(part, self.at[start : start + len(part)], self.gap)


def view(source: str, start: int, end: int, gap: bool = False) -> Line:
    raw = source[start:end]
    if not ODD.search(raw):
        return Line(raw, range(start, end), gap).cut()
    signs, at = [], []
    for place, sign in enumerate(raw, start):
        if sign in INVISIBLE:
            continue
        if sign.isspace():
            if signs and signs[-1] == " ":
                continue
            sign = " "
        signs.append(sign)
        at.append(place)
    return Line("".join(signs), at, gap).cut()


def kept(source: str, span: Span) -> str:
    """The source's own characters, with line breaks inside a paragraph turned into spaces."""
    return BREAK.sub(" ", source[span.start : span.end])


def visible(text: str) -> str:
    return "".join(sign for sign in text if sign not in INVISIBLE)


def read_lines(source: str) -> list[Line]:
    """Every line that is not blank; lines that were wrapped at a margin are one line again."""
    blocks, place, gap = [[]], 0, True
    for raw in source.splitlines(keepends=True):
        line = None if raw.isspace() else view(source, place, place + len(raw), gap)
        place += len(raw)
        if not line or not line.text:
            gap = True
            continue
        if gap:
            blocks.append([])
        blocks[-1].append(line)
        gap = False
    return [line for block in blocks for line in _unwrapped(source, block)]


def _unwrapped(source, block):
    """Join what a mail program or an editor broke at its margin: long lines of prose, none of them an item."""
    width = max((len(line.text) for line in block), default=0)
    if len(block) < 2 or not 50 <= width <= 100 or not ENDS.search(block[-1].text):
        return block
    joined, first = [], block[0]
    for line, following in zip(block, [*block[1:], None], strict=True):
        if following and _runs_on(line.text, following.text, width):
            continue
        joined.append(line if line is first else view(source, first.span().start, line.span().end, first.gap))
        first = following
    return joined


def _runs_on(text, following, width):
    word = following.split(" ", 1)[0]
    return len(text) + 1 + len(word) > width and not ITEM.match(following)


def is_prose(text: str) -> bool:
    """Whether this is running text, a sentence at least, and no title or label."""
    words = text.split()
    long = len(words) >= PROSE_WORDS or (len(text) >= PROSE_SIGNS and not text.isascii())
    if ENDS.search(text):
        return long
    return len(words) >= LONG_PROSE_WORDS and sum(word[0].islower() for word in words) > len(words) / 2


class Ledger:
    """Which characters of the source have found a place. What no rule took is left, and is shown."""

    def __init__(self, source: str):
        self.source = source
        self.taken = bytearray(len(source))

    def take(self, span: Span) -> None:
        self.taken[span.start : span.end] = b"\1" * (span.end - span.start)

    def take_between(self, line: Line, known: re.Pattern) -> None:
        """Take the pieces of `line` that are still left where they are `known` in full: commas, *and*, *or*."""
        span = line.span()
        for piece in re.finditer(b"\\0+", self.taken[span.start : span.end]):
            start, end = span.start + piece.start(), span.start + piece.end()
            if known.fullmatch(self.source[start:end]):
                self.take(Span(start=start, end=end))

    def left(self, lines: list[Line]) -> tuple[str, ...]:
        """What no rule took: whole lines as they are, and of the others every piece that has a letter or digit."""
        pieces = []
        for line in lines:
            span = line.span()
            if 1 not in self.taken[span.start : span.end]:
                pieces.append(line.text)
                continue
            for piece in re.finditer(b"\\0+", self.taken[span.start : span.end]):
                text = kept(self.source, Span(start=span.start + piece.start(), end=span.start + piece.end()))
                if any(sign.isalnum() for sign in text):
                    pieces.append(text.strip(" \t,;:.|/"))
        return tuple(pieces)
