"""Splits a text into the tokens that are compared.

A token is a word, a number, one letter of a script without spaces, or a run of punctuation. Its key is equal for what
copying exchanges: straight and curly quotation marks, dashes, full and half width, capitals. The gap between two tokens
is white space or nothing.
"""

import re
import unicodedata
from functools import cached_property, lru_cache
from itertools import takewhile

MAX_TOKENS = 60_000  # of a text; a long release with its members has 4,000
MAX_COMBINING_MARKS = 30  # on one letter (UAX #15, Stream-Safe Text Format); sorting them takes quadratic time
NGRAM_SIZE = 4  # tokens

EAST_ASIAN = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
DASHES = "\\-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
QUOTATION = "\"'`\u00ab\u00b4\u00bb\u2018-\u201f\u2032\u2033\u2039\u203a\u300c-\u300f\u301d-\u301f\uff02\uff07"
TOKEN = re.compile(rf"[{EAST_ASIAN}]|[^\W_{EAST_ASIAN}]+|[{DASHES}]+|\.\.\.+|[^\s]")
EAST_ASIAN_LETTER = re.compile(f"[{EAST_ASIAN}]")
#: Characters that are invisible or reorder text: Unicode's default ignorable code points, fillers and controls.
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
WIDTH = re.compile("[\uff00-\uffef\ufb00-\ufb06]")
HALF_WIDTH = re.compile("[\uff66-\uff9f]+")
LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
REPLY_PREFIX = re.compile(r"^[ \t>]*>[ \t]?", re.M)
OPENING, CLOSING = ('"', "…"), ('"', "…", ".", ",")  # keys of what stands around a quotation
BULLET = re.compile(rf"[{DASHES}]|[•*·▪◦‣○●]|\d{{1,3}}")
MULTIPLE_MARKS = "\u0f73\u0f75\u0f81"  # letters to Unicode that decompose into combining marks


class TooLong(ValueError):
    """A text with more tokens than are compared, or more combining marks on a letter than any language has."""


@lru_cache(maxsize=20_000)
def fold_variants(sign: str) -> str:
    """Return the token without differences of punctuation style and width. Capitals stay."""
    if re.match(f"[{DASHES}]", sign):
        return "-"
    if re.match(f"[{QUOTATION}]", sign):
        return '"'
    if sign in "…‥" or sign.startswith("..."):
        return "…"
    return unicodedata.normalize("NFKC", sign) if WIDTH.search(sign) else sign


def is_punctuation(key: str) -> bool:
    return not any(map(str.isalnum, key))


def _check_combining_marks(text):
    if text.isascii():
        return
    count = 0
    for letter in text:
        count = count + 1 if unicodedata.combining(letter) or letter in MULTIPLE_MARKS else 0
        if count > MAX_COMBINING_MARKS:
            raise TooLong


class NormalizedText:
    """`keys` of all tokens in reading order, with their `spans` in `text` and the numbers of their `lines`."""

    def __init__(self, text: str):
        """Raises `TooLong`."""
        text = LINE_END.sub("\n", text)
        visible = HIDDEN.sub("", text)
        self.hidden_count = len(text) - len(visible)
        visible = HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), visible)
        _check_combining_marks(visible)
        self.text = unicodedata.normalize("NFC", visible)
        self.spans, self.lines = [], []
        start = 0
        for number, line in enumerate(self.text.split("\n")):
            spans = [(match.start() + start, match.end() + start) for match in TOKEN.finditer(line)]
            self.spans += spans
            self.lines += [number] * len(spans)
            start += len(line) + 1
            if len(self.spans) > MAX_TOKENS:
                raise TooLong
        self.keys = [fold_variants(self.text[start:end]).casefold() for start, end in self.spans]

    def __len__(self) -> int:
        return len(self.keys)

    def token(self, position: int) -> str:
        start, end = self.spans[position]
        return self.text[start:end]

    def slice(self, start: int, end: int) -> str:
        """Return the text of the tokens from `start` up to `end`, with the gaps between them."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]] if start < end else ""

    def gap(self, position: int) -> str:
        """Return what stands between the token and the one before it."""
        return self.text[self.spans[position - 1][1] if position else 0 : self.spans[position][0]]

    @cached_property
    def quotation_marks(self) -> frozenset[int]:
        """The positions of the marks that quote the whole text, and of a full stop or comma within the last one."""
        positions = range(len(self))
        opening = takewhile(lambda position: self.keys[position] in OPENING, positions)
        closing = takewhile(lambda position: self.keys[position] in CLOSING, reversed(positions))
        return frozenset(opening) | frozenset(closing)

    @cached_property
    def ranges(self) -> dict[int, tuple[int, int]]:
        """Map the number of each line that has tokens to its first position and the one after its last."""
        found: dict[int, tuple[int, int]] = {}
        for position, line in enumerate(self.lines):
            found[line] = (found.get(line, (position, 0))[0], position + 1)
        return found

    @cached_property
    def ngrams(self) -> dict[tuple, list[int]]:
        """Map each `NGRAM_SIZE` keys in a row to their positions."""
        found: dict[tuple, list[int]] = {}
        for position, ngram in enumerate(zip(*(self.keys[shift:] for shift in range(NGRAM_SIZE)), strict=False)):
            found.setdefault(ngram, []).append(position)
        return found

    @cached_property
    def short_lines(self) -> dict[tuple, list[int]]:
        """Map the keys of each line shorter than an n-gram, with its bullet and without, to their positions."""
        found: dict[tuple, list[int]] = {}
        for start, end in self.ranges.values():
            for begin in {start, self.after_bullet(start, end)}:
                if end - begin < NGRAM_SIZE:
                    found.setdefault(tuple(self.keys[begin:end]), []).append(begin)
        return found

    def contains(self, keys: tuple) -> bool:
        """Whether the text holds these keys in a row. False for fewer than an n-gram."""
        positions = self.ngrams.get(keys[:NGRAM_SIZE], ())
        return any(tuple(self.keys[position : position + len(keys)]) == keys for position in positions)

    def after_bullet(self, start: int, end: int) -> int:
        """Return where the words of the line begin, after a dash, a dot or a number at its start."""
        if end - start < 2 or not BULLET.fullmatch(self.token(start)):
            return start
        if self.token(start).isdecimal():
            return start + 2 if self.keys[start + 1] in ".)" and end - start > 2 else start
        return start + 1

    def is_whole_line(self, start: int, end: int) -> bool:
        """Whether the tokens from `start` up to `end` begin and end a line; a bullet before them does not count."""
        line = self.ranges[self.lines[start]]
        return start in (line[0], self.after_bullet(*line)) and self.ranges[self.lines[end - 1]][1] == end


def normalize_pasted(text: str) -> NormalizedText:
    """Normalize text from a browser, file or mail, without the `>` of mail replies. Raises `TooLong`."""
    lines = [line for line in text.splitlines() if line.strip()]
    if sum(line.lstrip().startswith(">") for line in lines) * 2 > len(lines):
        text = REPLY_PREFIX.sub("", text)
    return NormalizedText(text)
