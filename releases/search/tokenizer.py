"""The words that a search goes by: how a text is cut into them, and what somebody asks for.

Case, accents, width and apostrophes make no difference: *P’yŏngyang* is *pyongyang*. Latin words and numbers stay
whole. Korean, Japanese and Chinese run on without spaces, or with particles at their ends, so each run is cut into
overlapping pairs and its last letter: 북한의 is 북한, 한의, 의. Two letters are found by their pair, more of them by
pairs in a row, and a single one by what begins with it. No dictionary, and the same words on every database.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

LINE_BREAK = "¶"  # between lines, so that no phrase runs across them; no word is written so
MAX_WORD_LENGTH = 50  # characters of a word, and no more are kept
MAX_QUERY_LENGTH, MAX_TERMS = 200, 10  # characters and words that a search looks at
MAX_CACHED_LETTERS = 40_000  # that are remembered: all of Korean and of common Japanese among them
MIN_PREFIX_LENGTH = 3  # letters that stand for all the words they begin

EAST_ASIAN = "\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"  # noqa: E501
LATIN = rf"[^\W_{EAST_ASIAN}]"
BETWEEN = r"(?:[^\w\n]|_)"
LETTER, RUN = re.compile(f"[{EAST_ASIAN}]"), re.compile(f"[{EAST_ASIAN}]+|{LATIN}+")
HALF_WIDTH = re.compile("[\uff66-\uff9f]+")
POSSESSIVE = re.compile(r"['’](?<=\w['’])[sS]\b")
ASKED = re.compile('["“”„«»「」『』]([^"“”„«»「」『』]+)["“”„«»「」『』]|([^\\s"“”„«»「」『』]+)')

#: What Korean and Japanese hang on to a word. A search for it with them finds it without, and what has it as it was
#: asked comes first.
KOREAN_PARTICLE = re.compile(
    "(?:(?<=[가-힣]{2})|(?<=[A-Za-z0-9]))(?:에서|에게|께서|한테|으로|까지|부터|이나|라는|라고|[의은는이가을를에로와과도만])$"
)
JAPANESE_PARTICLE = re.compile(
    "(?<=[\u3400-\u9fffァ-ヺー]{2})(?:における|に対する|による|から|まで|より|[のはがをにとでもへや])"
    "(?=[\u3400-\u9fffァ-ヺー]{2}|$)"
)

APOSTROPHES = "'’‘ʼʻ`´"
NO_MARK_TO_TAKE_OFF = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"}


class _Letters(dict):
    """The code of a letter → what it counts as: none, one or more letters."""

    def __missing__(self, code):
        plain = _plain(chr(code))
        if len(self) < MAX_CACHED_LETTERS:  # else whoever searches for all that there are fills 160 MB
            self[code] = plain
        return plain


def _plain(letter):
    if letter in APOSTROPHES or unicodedata.category(letter) == "Cf" or "\u0300" <= letter <= "\u036f":
        return ""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", letter).casefold())
    apart = unicodedata.normalize("NFD", plain)
    if apart[:1] < "\u0530":  # Latin, Greek, Cyrillic; elsewhere a mark makes another letter: ga is no ka
        plain = "".join(c for c in apart if not unicodedata.combining(c))
    return "".join(NO_MARK_TO_TAKE_OFF.get(c, c) for c in plain)


LETTERS = _Letters()


def normalize(text: str) -> str:
    """`text` as it is read, with one character for each letter however the system that it comes from writes them."""
    text = unicodedata.normalize("NFC", text)
    return HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def fold(text: str) -> str:
    """What the letters of a `composed` text count as."""
    return POSSESSIVE.sub("  ", text).translate(LETTERS)


def folded_widths(text: str) -> list[int] | None:
    """How many letters each character of a `composed` text counts as; None where that is one each."""
    if set(map(len, map(LETTERS.__getitem__, map(ord, set(text))))) <= {1}:
        return None
    return [len(LETTERS[ord(letter)]) for letter in POSSESSIVE.sub("  ", text)]


def tokenize(text: str) -> list[str]:
    """The words of `text` in its order, with a `BREAK` after each line."""
    found = []
    for line in fold(normalize(text)).split("\n"):
        for run in RUN.findall(line):
            found += _pairs(run) if _is_east_asian(run) else [run[:MAX_WORD_LENGTH]]
        found.append(LINE_BREAK)
    return found


@dataclass(frozen=True)
class Term:
    """Runs of letters that stand one after the other. `open`: the last one may go on."""

    runs: tuple[str, ...]
    open: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        *before, last = self.runs
        whole = [word for run in before for word in (_pairs(run) if _is_east_asian(run) else [run[:MAX_WORD_LENGTH]])]
        return (*whole, *((_pairs(last)[:-1] or [last]) if _is_east_asian(last) else [last[:MAX_WORD_LENGTH]]))

    @property
    def is_prefix(self) -> bool:
        """Whether the last word stands for all those that it begins."""
        last = self.runs[-1]
        return len(last) == 1 if _is_east_asian(last) else self.open

    @property
    def pattern(self) -> str:
        """A regular expression for where it stands in letters as they count."""
        found = ""
        for before, run in zip((None, *self.runs), self.runs, strict=False):
            if before:
                found += BETWEEN + ("+" if _is_east_asian(before) == _is_east_asian(run) else "*")
            found += run if _is_east_asian(run) else _whole(run)
        return found + f"{LATIN}*" if self.open else found + ("" if _is_east_asian(run) else f"(?!{LATIN})")


@dataclass(frozen=True)
class SearchQuery:
    """What somebody looks for. Each of the `terms` must stand somewhere; `exact` is all of it as it was typed."""

    terms: tuple[Term, ...] = ()
    exact: Term | None = None

    def __bool__(self):
        return bool(self.terms)

    @cached_property
    def pattern(self) -> re.Pattern:
        """Where it stands in letters as they count; the whole before its parts."""
        return re.compile("|".join(term.pattern for term in (self.exact, *self.terms)))


def parse_query(text: str) -> SearchQuery:
    """What is looked for by this `text`, whoever typed it: all signs in it but quotation marks are just signs."""
    text = normalize(text.replace("\x00", " ")[:MAX_QUERY_LENGTH])
    terms = []
    for phrase, word in ASKED.findall(text):
        terms += [_term(phrase)] if phrase else [_term(part, is_open=True) for part in _without_particles(word)]
    terms = tuple(dict.fromkeys(filter(None, terms)))[:MAX_TERMS]
    return SearchQuery(terms, _term(text)) if terms else SearchQuery()


def _term(text, *, is_open=False):
    runs = tuple(RUN.findall(fold(text)))
    if not runs:
        return None
    last = runs[-1]
    is_open = is_open and len(last) >= MIN_PREFIX_LENGTH and not last.isdecimal() and not _is_east_asian(last)
    return Term(runs, is_open)


def _without_particles(word):
    return JAPANESE_PARTICLE.sub(" ", KOREAN_PARTICLE.sub("", word)).split()


def _whole(run):
    """A pattern of a run that begins a word. It begins with a letter: that is what an expression is fast to find."""
    return f"{run[0]}(?<!{LATIN}{run[0]}){run[1:]}"


def _pairs(run):
    return [run[place : place + 2] for place in range(len(run))]


def _is_east_asian(run):
    return LETTER.match(run) is not None
