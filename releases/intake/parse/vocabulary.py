"""Word lists, from `vocabulary.toml`: organisations, offices, fields of work, verbs of attribution, countries."""

import re
import tomllib
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
