"""A text in the signs that are compared: words, numbers, single letters of scripts without spaces, single marks.

Each sign has a key, in which those are alike that copying exchanges: straight and curly quotation marks, dashes,
full and half width, capitals. What stands between two signs is their gap: white space or nothing.
"""

import re
import unicodedata
from functools import cached_property, lru_cache
from itertools import takewhile

MOST_SIGNS = 60_000  # of a text that is compared; a long release with its members has 4,000
MOST_MARKS = 30  # upon one letter (UAX #15, Stream-Safe Text Format): to put them in order takes their square
LONG = 4  # signs in a row by which a place is looked up

EAST_ASIAN = (
    "\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
DASHES = "\\-\u2010-\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
QUOTATION = "\"'`\u00ab\u00b4\u00bb\u2018-\u201f\u2032\u2033\u2039\u203a\u300c-\u300f\u301d-\u301f\uff02\uff07"
SIGN = re.compile(rf"[{EAST_ASIAN}]|[^\W_{EAST_ASIAN}]+|[{DASHES}]+|\.\.\.+|[^\s]")
LETTER = re.compile(f"[{EAST_ASIAN}]")
#: What is not seen, or reorders what is: Unicode's default ignorable code points, fillers and controls.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
WIDTH = re.compile("[\uff00-\uffef\ufb00-\ufb06]")
HALF_WIDTH = re.compile("[\uff66-\uff9f]+")
LINE_END = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
ANSWERED = re.compile(r"^[ \t>]*>[ \t]?", re.M)  # as mail programs mark what they answer to
OPENING, CLOSING = ('"', "…"), ('"', "…", ".", ",")  # keys of what stands around a quotation
BULLET = re.compile(rf"[{DASHES}]|[•*·▪◦‣○●]|\d{{1,3}}")


MARKS_IN_ONE = "\u0f73\u0f75\u0f81"  # count as letters, and come apart into marks


class TooLong(ValueError):
    """A text of more signs than are compared, or with more marks upon a letter than any language has."""


@lru_cache(maxsize=20_000)
def letters(sign: str) -> str:
    """The sign as its letters are, with capitals: what a mark or a width makes no difference to."""
    if re.match(f"[{DASHES}]", sign):
        return "-"
    if re.match(f"[{QUOTATION}]", sign):
        return '"'
    if sign in "…‥" or sign.startswith("..."):
        return "…"
    return unicodedata.normalize("NFKC", sign) if WIDTH.search(sign) else sign


def is_mark(key: str) -> bool:
    return not any(map(str.isalnum, key))


def _refuse_heaps(text):
    if text.isascii():
        return
    heap = 0
    for letter in text:
        heap = heap + 1 if unicodedata.combining(letter) or letter in MARKS_IN_ONE else 0
        if heap > MOST_MARKS:
            raise TooLong


class Text:
    """`keys` of all signs in reading order, and for each its `spans` in `text` and the number of its `lines`."""

    def __init__(self, text: str):
        """Raises `TooLong`."""
        text = LINE_END.sub("\n", text)
        seen = HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), UNSEEN.sub("", text))
        self.unseen = len(text) - len(UNSEEN.sub("", text))
        _refuse_heaps(seen)
        self.text = unicodedata.normalize("NFC", seen)
        self.spans, self.lines = [], []
        start = 0
        for number, line in enumerate(self.text.split("\n")):
            spans = [(match.start() + start, match.end() + start) for match in SIGN.finditer(line)]
            self.spans += spans
            self.lines += [number] * len(spans)
            start += len(line) + 1
            if len(self.spans) > MOST_SIGNS:
                raise TooLong
        self.keys = [letters(self.text[start:end]).casefold() for start, end in self.spans]

    def __len__(self):
        return len(self.keys)

    def sign(self, place: int) -> str:
        start, end = self.spans[place]
        return self.text[start:end]

    def slice(self, start: int, end: int) -> str:
        """The text of the signs from `start` up to `end`, with the gaps between them."""
        return self.text[self.spans[start][0] : self.spans[end - 1][1]] if start < end else ""

    def gap(self, place: int) -> str:
        """What stands before the sign, up to the one before it."""
        return self.text[self.spans[place - 1][1] if place else 0 : self.spans[place][0]]

    @cached_property
    def quoting(self) -> frozenset[int]:
        """The marks around the text, which whoever quotes a part of it puts there, and a stop before the last."""
        places = range(len(self))
        opening = takewhile(lambda place: self.keys[place] in OPENING, places)
        closing = takewhile(lambda place: self.keys[place] in CLOSING, reversed(places))
        return frozenset(opening) | frozenset(closing)

    @cached_property
    def ranges(self) -> dict[int, tuple[int, int]]:
        """Number of a line that is not empty → its signs, from and up to."""
        found = {}
        for place, line in enumerate(self.lines):
            found[line] = (found.get(line, (place, 0))[0], place + 1)
        return found

    @cached_property
    def runs(self) -> dict[tuple, list[int]]:
        """`LONG` keys in a row → where they stand."""
        found = {}
        for place, run in enumerate(zip(*(self.keys[shift:] for shift in range(LONG)), strict=False)):
            found.setdefault(run, []).append(place)
        return found

    @cached_property
    def whole_lines(self) -> dict[tuple, list[int]]:
        """The keys of a short line, with its bullet and without → where they begin."""
        found = {}
        for start, end in self.ranges.values():
            for begin in {start, self.after_bullet(start, end)}:
                if end - begin < LONG:
                    found.setdefault(tuple(self.keys[begin:end]), []).append(begin)
        return found

    def holds(self, keys: tuple) -> bool:
        """Whether these stand in it in a row; of fewer than `LONG` that is not asked."""
        places = self.runs.get(keys[:LONG], ())
        return any(tuple(self.keys[place : place + len(keys)]) == keys for place in places)

    def after_bullet(self, start: int, end: int) -> int:
        """Where the words of the line begin: after a dash, a dot or a number that begins it."""
        if end - start < 2 or not BULLET.fullmatch(self.sign(start)):
            return start
        if self.sign(start).isdecimal():
            return start + 2 if self.keys[start + 1] in ".)" and end - start > 2 else start
        return start + 1

    def begins_line(self, place: int) -> bool:
        start, end = self.ranges[self.lines[place]]
        return place in (start, self.after_bullet(start, end))

    def ends_line(self, end: int) -> bool:
        return self.ranges[self.lines[end - 1]][1] == end


def pasted(text: str) -> Text:
    """A text as it comes from a browser, a file or a mail: there each line may be marked with `>`. Raises `TooLong`."""
    lines = [line for line in text.splitlines() if line.strip()]
    if sum(line.lstrip().startswith(">") for line in lines) * 2 > len(lines):
        text = ANSWERED.sub("", text)
    return Text(text)
