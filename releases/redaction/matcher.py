"""Finds words however they are spaced, cased, marked up or encoded, and replaces them."""

import re
import unicodedata
from dataclasses import fields, is_dataclass, replace
from functools import cached_property
from html import unescape
from urllib.parse import parse_qsl, unquote, urlencode

from releases.document import schema
from releases.document.html import sanitize

SPACE_OR_SEPARATOR = "\t\n\r\x1e"
INVISIBLE_RANGES = (*range(0x3000), *range(0xFE00, 0x10000), *range(0xE0000, 0xE0080))
INVISIBLE = "".join(c for c in map(chr, INVISIBLE_RANGES) if unicodedata.category(c) in ("Cf", "Cc")).translate(
    dict.fromkeys(map(ord, SPACE_OR_SEPARATOR))
)
BETWEEN_LETTERS = f"[{re.escape(INVISIBLE)}]|<[^<>]*>"
BETWEEN_WORDS = r"[\s\u00a0\u3000,_.·・\u2010-\u2015-]|&nbsp;|" + BETWEEN_LETTERS
LATIN = "A-Za-z0-9\u00c0-\u024f"  # here a name is a whole word; in other scripts particles follow it
APOSTROPHES = "'’‘`ʼ"
ENCODED_ADDRESS = re.compile(r"[^\s\"'<>]*%[0-9A-Fa-f]{2}[^\s\"'<>]*")
TAG = re.compile(r"<[^<>]*>")


class Redactor:
    """Replaces `terms`, such as the spellings of a person's name, in texts, JSON, forms and documents."""

    def __init__(self, terms: list[str], replacement: str):
        self.terms = [term.strip() for term in terms if term.strip()]
        self.replacement = replacement

    @cached_property
    def pattern(self) -> re.Pattern:
        spellings = {unicodedata.normalize(form, term) for term in self.terms for form in ("NFC", "NFD")}
        return re.compile("|".join(map(_spelling_pattern, sorted(spellings, key=len, reverse=True))), re.IGNORECASE)

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Return (start, end) of each occurrence, in order. An encoded address that holds the words counts whole."""
        encoded = [match.span() for match in ENCODED_ADDRESS.finditer(text) if self.pattern.search(_decoded(match[0]))]
        plain = [match.span() for match in self.pattern.finditer(text)]
        apart = [(start, end) for start, end in plain if not any(a < end and start < b for a, b in encoded)]
        return sorted(encoded + apart)

    def matches(self, text: str) -> bool:
        return bool(self.spans(text))

    def redact_text(self, text: str) -> str:
        """Replace the words. Tags among them stay, so that none is left open."""
        kept, at = [], 0
        for start, end in self.spans(text):
            kept += [text[at:start], self.replacement, *TAG.findall(text[start:end])]
            at = end
        return "".join([*kept, text[at:]])

    def redact_slug(self, slug: str) -> str:
        """Remove the words from a slug. The result may be empty."""
        return re.sub("-{2,}", "-", self.pattern.sub("-", slug)).strip("-")

    def redact_json(self, value):
        if isinstance(value, dict) and "digest" in value:  # a file has no words but its title
            return value | ({"title": self.redact_text(value["title"])} if "title" in value else {})
        if isinstance(value, dict):
            return {
                key: self.redact_slug(each) if key == "slug" and isinstance(each, str) else self.redact_json(each)
                for key, each in value.items()
            }
        if isinstance(value, list):
            return [self.redact_json(each) for each in value]
        return self.redact_text(value) if isinstance(value, str) else value

    @staticmethod
    def form_values(urlencoded: str) -> list[str]:
        return [value for _name, value in parse_qsl(urlencoded, keep_blank_values=True)]

    def redact_form(self, urlencoded: str) -> str:
        pairs = parse_qsl(urlencoded, keep_blank_values=True)
        return urlencode(
            [(name, self.redact_slug(value) if name == "slug" else self.redact_text(value)) for name, value in pairs]
        )

    def redact_document(self, document: schema.Document) -> schema.Document:
        """Replace the words in a document, except in its slug."""
        kept = {"language", "slug", "kind", "previous", "salt"}
        redacted = {
            field.name: self._redact_part(getattr(document, field.name))
            for field in fields(document)
            if field.name not in kept
        }
        return replace(document, **redacted | {"body": str(sanitize(redacted["body"]))})

    def _redact_part(self, value):
        if isinstance(value, tuple):
            return tuple(self._redact_part(each) for each in value)
        if isinstance(value, schema.Channel):
            touched = any(self.matches(each) for each in (value.label, value.value, unquote(value.href)))
            label, value_text = self.redact_text(value.label), self.redact_text(value.value)
            return schema.Channel(label=label, value=value_text, href="" if touched else value.href)
        if isinstance(value, schema.File):
            return value  # a file whose title holds the words was removed before
        if is_dataclass(value):
            return replace(
                value, **{field.name: self._redact_part(getattr(value, field.name)) for field in fields(value)}
            )
        return self.redact_text(value) if isinstance(value, str) else value


def _decoded(address):
    return unquote(unescape(address)).replace("+", " ")


def _spelling_pattern(term):
    """Return a pattern for one spelling. Spaces and hyphens are interchangeable and may be missing."""
    words = [word for word in re.split(r"[\s\u00a0\u3000,_.·・\u2010-\u2015-]+", term) if word]
    between = f"(?:{BETWEEN_WORDS})*"
    found = between.join(f"(?:{BETWEEN_LETTERS})*".join(map(_letter_pattern, word)) for word in words)
    before = f"(?<![{LATIN}])" if re.match(f"[{LATIN}]", words[0]) else ""
    after = f"(?![{LATIN}])" if re.search(f"[{LATIN}]$", words[-1]) else ""
    return f"{before}{found}{after}"


def _letter_pattern(letter):
    if letter in APOSTROPHES:
        return f"[{APOSTROPHES}]?"  # often left out
    return "&(?:amp;)?" if letter == "&" else re.escape(letter)
