"""Words that must go, found however they are spaced, cased, marked up or encoded, and what stands in their place."""

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import cached_property
from html import unescape
from urllib.parse import parse_qsl, unquote, urlencode

from releases.document import html, schema

SPACE_OR_SEPARATOR = "\t\n\r\x1e"
WHERE_THEY_ARE = (*range(0x3000), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0080))
FORMAT = "".join(c for c in map(chr, WHERE_THEY_ARE) if unicodedata.category(c) in ("Cf", "Cc")).translate(
    dict.fromkeys(map(ord, SPACE_OR_SEPARATOR))
)
UNSEEN = f"[{re.escape(FORMAT)}]|<[^<>]*>"  # what may stand between two letters of a word and is not seen
BETWEEN = r"[\s\u00a0\u3000,_.·・\u2010-\u2015-]|&nbsp;|" + UNSEEN  # … between two words
LATIN = "A-Za-z0-9\u00c0-\u024f"  # scripts with spaces: there a name is a word; elsewhere particles follow it
APOSTROPHES = "'’‘`ʼ"
ENCODED = re.compile(r"[^\s\"'<>]*%[0-9A-Fa-f]{2}[^\s\"'<>]*")  # an address as a browser copies it
TAG = re.compile(r"<[^<>]*>")


class Sweep:
    """Takes `terms` (a person's names in every spelling, or words) out of texts, and puts `instead` in their place."""

    def __init__(self, terms, instead):
        self.terms = [term.strip() for term in terms if term.strip()]
        self.instead = instead

    @cached_property
    def pattern(self) -> re.Pattern:
        spellings = {form for term in self.terms for form in _forms(term)}
        return re.compile("|".join(map(_spelling, sorted(spellings, key=len, reverse=True))), re.IGNORECASE)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where the words stand in `text`, as (start, end), in order: also an address that holds them encoded."""
        encoded = [match.span() for match in ENCODED.finditer(text) if self.pattern.search(_decoded(match[0]))]
        plain = [match.span() for match in self.pattern.finditer(text)]
        apart = [(start, end) for start, end in plain if not any(a < end and start < b for a, b in encoded)]
        return sorted(encoded + apart)

    def finds(self, text: str) -> bool:
        return bool(self.spans(text))

    def text(self, text: str) -> str:
        """The text without the words. Tags that stood among them stay, so that none is left open."""
        kept, at = [], 0
        for start, end in self.spans(text):
            kept += [text[at:start], self.instead, *TAG.findall(text[start:end])]
            at = end
        return "".join([*kept, text[at:]])

    def slug(self, slug: str) -> str:
        """The slug without the words, perhaps empty."""
        return re.sub("-{2,}", "-", self.pattern.sub("-", slug)).strip("-")

    def data(self, value):
        """The same in a JSON value, in all its texts."""
        if isinstance(value, dict) and "digest" in value:  # a file: neither name nor type are words
            return value | ({"title": self.text(value["title"])} if "title" in value else {})
        if isinstance(value, dict):
            return {
                key: self.slug(each) if key == "slug" and isinstance(each, str) else self.data(each)
                for key, each in value.items()
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

    def document(self, document: schema.Document) -> schema.Document:
        """The same edition without the words. Its slug is for the caller to choose."""
        kept = {"language", "slug", "kind", "previous", "salt"}
        swept = {
            field.name: self._part(getattr(document, field.name))
            for field in fields(document)
            if field.name not in kept
        }
        return replace(document, **swept | {"body": str(html.clean(swept["body"]))})

    def _part(self, value):
        if isinstance(value, tuple):
            return tuple(self._part(each) for each in value)
        if isinstance(value, schema.Channel):
            touched = any(self.finds(each) for each in (value.label, value.value, unquote(value.href)))
            label, printed = self.text(value.label), self.text(value.value)
            return schema.Channel(label=label, value=printed, href="" if touched else value.href)
        if isinstance(value, schema.File):
            return value  # one whose title holds the words is not here any more
        if is_dataclass(value):
            return replace(value, **{field.name: self._part(getattr(value, field.name)) for field in fields(value)})
        return self.text(value) if isinstance(value, str) else value


def _decoded(address):
    return unquote(unescape(address)).replace("+", " ")


def _forms(term):
    return {unicodedata.normalize(form, term) for form in ("NFC", "NFD")}


def _spelling(term):
    """A pattern for one spelling. A space and a hyphen stand for each other, and for nothing."""
    words = [word for word in re.split(r"[\s\u00a0\u3000,_.·・\u2010-\u2015-]+", term) if word]
    between = f"(?:{BETWEEN})*"
    found = between.join(f"(?:{UNSEEN})*".join(map(_letter, word)) for word in words)
    before = f"(?<![{LATIN}])" if re.match(f"[{LATIN}]", words[0]) else ""
    after = f"(?![{LATIN}])" if re.search(f"[{LATIN}]$", words[-1]) else ""
    return f"{before}{found}{after}"


def _letter(letter):
    if letter in APOSTROPHES:
        return f"[{APOSTROPHES}]?"  # addresses drop it, and so do people
    return "&(?:amp;)?" if letter == "&" else re.escape(letter)
