"""Splits texts and search queries into tokens.

Case, accents, width and apostrophes make no difference: *P’yŏngyang* is *pyongyang*. Latin words and numbers stay
whole. Korean, Japanese and Chinese have no spaces, or particles at the end of words, so a run is split into
overlapping pairs and its last letter: 북한의 is 북한, 한의, 의. Two letters match their pair, more letters match pairs
in a row, and one letter matches tokens that begin with it. No dictionary is needed.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

LINE_BREAK = "¶"  # token between lines, so that no phrase matches across them
MAX_WORD_LENGTH = 50  # longer words are cut
MAX_QUERY_LENGTH, MAX_TERMS = 200, 10
MAX_CACHED_LETTERS = 40_000  # covers Korean and common Japanese
MIN_PREFIX_LENGTH = 3  # letters of a word that matches longer words, too

EAST_ASIAN = "\u1100-\u11ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U000323af"  # noqa: E501
LATIN = rf"[^\W_{EAST_ASIAN}]"
BETWEEN = r"(?:[^\w\n]|_)"
LETTER, RUN = re.compile(f"[{EAST_ASIAN}]"), re.compile(f"[{EAST_ASIAN}]+|{LATIN}+")
HALF_WIDTH = re.compile("[\uff66-\uff9f]+")
POSSESSIVE = re.compile(r"['’](?<=\w['’])[sS]\b")
PHRASE_OR_WORD = re.compile('["“”„«»「」『』]([^"“”„«»「」『』]+)["“”„«»「」『』]|([^\\s"“”„«»「」『』]+)')

#: Particles are removed from a query, so that it finds the word without them. Texts with the particle rank first.
KOREAN_PARTICLE = re.compile(
    "(?:(?<=[가-힣]{2})|(?<=[A-Za-z0-9]))(?:에서|에게|께서|한테|으로|까지|부터|이나|라는|라고|[의은는이가을를에로와과도만])$"
)
JAPANESE_PARTICLE = re.compile(
    "(?<=[\u3400-\u9fffァ-ヺー]{2})(?:における|に対する|による|から|まで|より|[のはがをにとでもへや])"
    "(?=[\u3400-\u9fffァ-ヺー]{2}|$)"
)

APOSTROPHES = "'’‘ʼʻ`´"
UNDECOMPOSABLE = {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ð": "d"}


class _Letters(dict):
    """Maps the code point of a letter to the letters that it is folded to: none, one or more."""

    def __missing__(self, code):
        plain = _fold_letter(chr(code))
        if len(self) < MAX_CACHED_LETTERS:  # all of Unicode would take 160 MB
            self[code] = plain
        return plain


def _fold_letter(letter):
    if letter in APOSTROPHES or unicodedata.category(letter) == "Cf" or "\u0300" <= letter <= "\u036f":
        return ""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", letter).casefold())
    apart = unicodedata.normalize("NFD", plain)
    if apart[:1] < "\u0530":  # Latin, Greek, Cyrillic; in other scripts a mark makes another letter
        plain = "".join(c for c in apart if not unicodedata.combining(c))
    return "".join(UNDECOMPOSABLE.get(c, c) for c in plain)


LETTERS = _Letters()


def normalize(text: str) -> str:
    """Return `text` with one character for each letter, in Unicode form NFC and full width."""
    text = unicodedata.normalize("NFC", text)
    return HALF_WIDTH.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def fold(text: str) -> str:
    """Fold the letters of a normalized text: case, accents and apostrophes."""
    return POSSESSIVE.sub("  ", text).translate(LETTERS)


def folded_widths(text: str) -> list[int] | None:
    """Return how many letters each character of a normalized text is folded to, or None if it is one each."""
    if set(map(len, map(LETTERS.__getitem__, map(ord, set(text))))) <= {1}:
        return None
    return [len(LETTERS[ord(letter)]) for letter in POSSESSIVE.sub("  ", text)]


def tokenize(text: str) -> list[str]:
    """Return the tokens of `text` in order, with a `LINE_BREAK` after each line."""
    found = []
    for line in fold(normalize(text)).split("\n"):
        for run in RUN.findall(line):
            found += _pairs(run) if _is_east_asian(run) else [run[:MAX_WORD_LENGTH]]
        found.append(LINE_BREAK)
    return found


@dataclass(frozen=True)
class Term:
    """A word or phrase: consecutive runs of letters. If `open`, the last run may be the start of a word."""

    runs: tuple[str, ...]
    open: bool = False

    @cached_property
    def words(self) -> tuple[str, ...]:
        *before, last = self.runs
        whole = [word for run in before for word in (_pairs(run) if _is_east_asian(run) else [run[:MAX_WORD_LENGTH]])]
        return (*whole, *((_pairs(last)[:-1] or [last]) if _is_east_asian(last) else [last[:MAX_WORD_LENGTH]]))

    @property
    def is_prefix(self) -> bool:
        """Whether the last token matches all tokens that begin with it."""
        last = self.runs[-1]
        return len(last) == 1 if _is_east_asian(last) else self.open

    @property
    def pattern(self) -> str:
        """A regular expression that finds the term in folded text."""
        found = ""
        for before, run in zip((None, *self.runs), self.runs, strict=False):
            if before:
                found += BETWEEN + ("+" if _is_east_asian(before) == _is_east_asian(run) else "*")
            found += run if _is_east_asian(run) else _whole(run)
        return found + f"{LATIN}*" if self.open else found + ("" if _is_east_asian(run) else f"(?!{LATIN})")


@dataclass(frozen=True)
class SearchQuery:
    """A parsed query. A text must contain all `terms`; `exact` is the whole query as one phrase."""

    terms: tuple[Term, ...] = ()
    exact: Term | None = None

    def __bool__(self):
        return bool(self.terms)

    @cached_property
    def pattern(self) -> re.Pattern:
        """Finds `exact` or any term in folded text."""
        return re.compile("|".join(term.pattern for term in (self.exact, *self.terms)))


def parse_query(text: str) -> SearchQuery:
    """Parse a search query. Quotation marks make a phrase; there is no other syntax."""
    text = normalize(text.replace("\x00", " ")[:MAX_QUERY_LENGTH])
    terms = []
    for phrase, word in PHRASE_OR_WORD.findall(text):
        parts = JAPANESE_PARTICLE.sub(" ", KOREAN_PARTICLE.sub("", word)).split()
        terms += [_term(phrase)] if phrase else [_term(part, is_open=True) for part in parts]
    terms = tuple(dict.fromkeys(filter(None, terms)))[:MAX_TERMS]
    return SearchQuery(terms, _term(text)) if terms else SearchQuery()


def _term(text, *, is_open=False):
    runs = tuple(RUN.findall(fold(text)))
    if not runs:
        return None
    last = runs[-1]
    is_open = is_open and len(last) >= MIN_PREFIX_LENGTH and not last.isdecimal() and not _is_east_asian(last)
    return Term(runs, is_open)


def _whole(run):
    """Return a pattern for a run at the start of a word. It starts with the letter, since a lookbehind is slow."""
    return f"{run[0]}(?<!{LATIN}{run[0]}){run[1:]}"


def _pairs(run):
    return [run[place : place + 2] for place in range(len(run))]


def _is_east_asian(run):
    return LETTER.match(run) is not None
