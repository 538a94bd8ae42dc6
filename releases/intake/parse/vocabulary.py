"""Word lists, from `vocabulary.toml`: organisations, offices, fields of work, verbs of attribution, countries.

Common words tell the language of a text.
"""

import re
import tomllib
from collections import Counter
from pathlib import Path

WORD_LISTS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def word_set(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = word_set(WORD_LISTS["particles"])
ORGANISATIONS = word_set(WORD_LISTS["organisations"])
TITLES = word_set(WORD_LISTS["titles"])
FIELDS = word_set(WORD_LISTS["fields"])


def _alternation(*lists):
    verbs = sorted((verb for name in lists for verb in WORD_LISTS[name].split()), key=len, reverse=True)
    return "|".join(verb.replace("|", r"\s") for verb in verbs)


VERBS = _alternation("said", "wrote", "other_languages")
VERB = re.compile(rf"(?<![\w’'-])(?P<verb>{VERBS})(?![\w-])")
SPOKEN = re.compile(_alternation("said", "other_languages"))

COUNTRY_CODES = {
    name.casefold(): entry[:2]
    for line in WORD_LISTS["countries"].strip().splitlines()
    for entry in line.split("|")
    for name in entry[3:].split(";")
}


def country_code(printed: str) -> str | None:
    """The ISO 3166-1 alpha-2 code of a country as printed: *ROK*, *Czech Republic*. None if it is not listed."""
    return COUNTRY_CODES.get(" ".join(printed.replace("’", "'").split()).casefold())


DEFAULT_LANGUAGE = "en"  # where nothing in the text tells

# Common short words that the other languages here do not use, or use less.
COMMON_WORDS = {
    "en": "the of and to in that for is on with by was were said",
    "de": "der die das und den von zu mit dem des im für auf ist nicht sich eine",
    "fr": "le la les des et du est dans pour une que sur par au avec qui",
    "es": "el los las y del se por con una para es lo su al",
    "pt": "os as do da dos das em um uma não com ao pela pelo",
    "it": "il di che della gli dei è per nel sono alla delle",
    "nl": "het een van en dat niet zijn voor op aan door naar",
}
LANGUAGES_OF = {
    word: [code for code, words in COMMON_WORDS.items() if word in words.split()]
    for words in COMMON_WORDS.values()
    for word in words.split()
}
SCRIPTS = (
    ("ko", re.compile("[\uac00-\ud7a3\u1100-\u11ff]")),
    ("ja", re.compile("[\u3041-\u30ff]")),
    ("zh", re.compile("[\u4e00-\u9fff]")),
    ("ru", re.compile("[\u0400-\u04ff]")),
    ("ar", re.compile("[\u0600-\u06ff]")),
    ("th", re.compile("[\u0e00-\u0e7f]")),
)
LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
MIN_SHARE = 0.2  # of all letters: names in Latin letters stand in any language, other scripts rarely in English


def detect_language(text: str) -> str:
    """`en`, `ko`, `ja`, `zh`, `ru`, `ar`, `th`, `de`, `fr`, `es`, `pt`, `it` or `nl`."""
    counts = {code: len(script.findall(text)) for code, script in SCRIPTS}
    letters = sum(counts.values()) + len(LATIN.findall(text))
    if counts["ja"] > 0.1 * max(counts["zh"], 1):
        counts["ja"] += counts.pop("zh")
    code, most = max(counts.items(), key=lambda pair: pair[1])
    if most > MIN_SHARE * letters:
        return code
    words = re.findall(r"[^\W\d_]+", text.casefold())
    votes = Counter(code for word in words for code in LANGUAGES_OF.get(word, ()))
    return max(votes, key=lambda code: (votes[code], code == DEFAULT_LANGUAGE), default=DEFAULT_LANGUAGE)
