"""Words that must go, found however they are spaced, cased, marked up or encoded, and what stands in their place."""

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import cached_property
from urllib.parse import parse_qsl, urlencode

from releases import content

UNSEEN = "[\u200b-\u200d\u2060\u00ad]|<[^<>]*>"  # what may stand between two letters of a word
BETWEEN = r"[\s\u00a0\u3000,_.·・\u2010-\u2015-]|&nbsp;|" + UNSEEN  # … between two words
LATIN = "A-Za-z0-9\u00c0-\u024f"  # scripts with spaces: there a name is a word; elsewhere particles follow it
APOSTROPHES = "'’‘`"


class Sweep:
    """Takes `terms` (a person's names in every spelling, or words) out of texts, and puts `instead` in their place."""

    def __init__(self, terms, instead):
        self.terms = [term.strip() for term in terms if term.strip()]
        self.instead = instead

    @cached_property
    def pattern(self) -> re.Pattern:
        spellings = {form for term in self.terms for form in _forms(term)}
        return re.compile("|".join(map(_spelling, sorted(spellings, key=len, reverse=True))), re.IGNORECASE)

    def finds(self, text: str) -> bool:
        return bool(self.pattern.search(text))

    def text(self, text: str) -> str:
        return self.pattern.sub(self.instead, text)

    def slug(self, slug: str) -> str:
        """The slug without the words, perhaps empty."""
        return re.sub("-{2,}", "-", self.pattern.sub("-", slug)).strip("-")

    def data(self, value):
        """The same in a JSON value, in all its texts."""
        if isinstance(value, dict):
            return {
                key: self.slug(v) if key == "slug" and isinstance(v, str) else self.data(v) for key, v in value.items()
            }
        if isinstance(value, list):
            return [self.data(each) for each in value]
        return self.text(value) if isinstance(value, str) else value

    @staticmethod
    def typed(urlencoded: str) -> list[str]:
        return [value for _name, value in parse_qsl(urlencoded, keep_blank_values=True)]

    def form(self, urlencoded: str) -> str:
        pairs = parse_qsl(urlencoded, keep_blank_values=True)
        return urlencode([(name, self.slug(value) if name == "slug" else self.text(value)) for name, value in pairs])

    def document(self, document: content.Document) -> content.Document:
        """The same edition without the words. Its slug is for the caller to choose."""
        kept = {"language", "slug", "kind", "previous", "salt"}
        swept = {
            field.name: self._part(getattr(document, field.name))
            for field in fields(document)
            if field.name not in kept
        }
        return replace(document, **swept)

    def _part(self, value):
        if isinstance(value, tuple):
            return tuple(self._part(each) for each in value)
        if isinstance(value, content.Channel):
            swept = (
                self.text(f"{value.label} {value.value} {value.href}") != f"{value.label} {value.value} {value.href}"
            )
            return content.Channel(
                label=self.text(value.label), value=self.text(value.value), href="" if swept else value.href
            )
        if is_dataclass(value):
            return replace(value, **{field.name: self._part(getattr(value, field.name)) for field in fields(value)})
        return self.text(value) if isinstance(value, str) else value


def _forms(term):
    return {unicodedata.normalize(form, term) for form in ("NFC", "NFD")}


def _spelling(term):
    """A pattern for one spelling. A space and a hyphen stand for each other, and for nothing."""
    words = [word for word in re.split(r"[\s\u00a0\u3000_.·・\u2010-\u2015-]+", term) if word]
    between = f"(?:{BETWEEN})*"
    found = between.join(f"(?:{UNSEEN})*".join(map(_letter, word)) for word in words)
    before = f"(?<![{LATIN}])" if re.match(f"[{LATIN}]", words[0]) else ""
    after = f"(?![{LATIN}])" if re.search(f"[{LATIN}]$", words[-1]) else ""
    return f"{before}{found}{after}"


def _letter(letter):
    if letter in APOSTROPHES:
        return f"[{APOSTROPHES}]"
    return "&(?:amp;)?" if letter == "&" else re.escape(letter)
