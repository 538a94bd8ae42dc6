"""The only place that makes trusted HTML."""

import json
import re
from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from html import unescape
from itertools import count
from typing import Any
from urllib.parse import urljoin

import nh3
from django.core.exceptions import ValidationError
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

MAX_MARKUP_LENGTH = 500_000
MAX_TAGS = 20_000  # nh3 takes quadratic time on deep nesting

LINK = re.compile(r"(?:https?://[^\s\\]+|mailto:\S+|tel:\+?[\d() .;=a-z-]+|/(?![/\\])[^\s\\]*|#[\w-]+)", re.I)
# Characters that reorder or hide text, or that XML forbids.
HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
BLOCK_END = re.compile(r"</(?:p|h2|h3|li|blockquote)>|<br>", re.I)
BLOCK_TAG = re.compile(r"</?(?:p|h[1-6]|ul|ol|li|blockquote|div|table|pre)\b", re.I)
BLANK_LINES = re.compile(r"(\r?\n\s*\n)")
TAG = re.compile(r"<[^>]*>")
INTERNAL_LINK = re.compile(r'(<a\b[^>]*\bhref=")([/#][^"]*)')
SCRIPT_ESCAPES = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}  # as django.utils.html.json_script
#: Links too, since an href may look like a tag.
BLOCK_OR_LINK = re.compile(r'<a\b(?:[^>"]|"[^"]*")*>|<(/?)(p|h2|h3|blockquote|ul|ol)>')


_cleaner = nh3.Cleaner(
    tags={"p", "br", "h2", "h3", "strong", "b", "em", "i", "ul", "ol", "li", "blockquote", "a"},
    attributes={"*": set(), "a": {"href"}},  # without "*" any element keeps its title and lang
    attribute_filter=lambda tag, name, value: value if name != "href" or LINK.fullmatch(value) else None,
    clean_content_tags={
        *("script", "style", "iframe", "object", "embed", "noscript"),
        *("template", "textarea", "title", "svg", "math"),
    },
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
)


def validate_markup_size(html: str) -> None:
    """Raise `ValidationError` if the markup is longer than a release can be."""
    if len(html) > MAX_MARKUP_LENGTH or html.count("<") > MAX_TAGS:
        raise ValidationError(
            _("This text is too long or holds too much markup. Shorten it, or paste it as plain text.")
        )


def strip_hidden_characters(value: Any) -> Any:
    """Remove characters that hide or reorder text from a string, or from all strings in a dataclass or tuple."""
    if isinstance(value, str):
        return HIDDEN.sub("", value)
    if isinstance(value, tuple):
        return tuple(map(strip_hidden_characters, value))
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        return replace(value, **{name: strip_hidden_characters(getattr(value, name)) for name in names})
    return value


def sanitize(html: str) -> SafeString:
    """Return `html` with only paragraphs, headings, emphasis, lists, quotations and links.

    Raises `ValidationError` if it is too long.
    """
    validate_markup_size(html)
    return mark_safe(_cleaner.clean(strip_hidden_characters(html).replace("\r\n", "\n")))


def prepend_dateline(dateline: str, html: str) -> SafeString:
    """Return the sanitised body with the dateline at the start of its first paragraph."""
    body = sanitize(html)
    if not dateline:
        return body
    mark = format_html('<span class="dateline">{}</span> ', dateline)
    if body.startswith("<p>"):
        return mark_safe("<p>" + mark + body.removeprefix("<p>"))
    return mark_safe(format_html("<p>{}</p>", mark) + body)


def make_links_absolute(html: str, address: str) -> SafeString:
    """Make the internal links (`/…`, `#…`) of `html` absolute. Unsafe strings are escaped.

    `address` is that of the page, with scheme and host.
    """
    return mark_safe(INTERNAL_LINK.sub(lambda link: link[1] + urljoin(address, link[2]), conditional_escape(html)))


def json_ld_script(data: dict) -> SafeString:
    """Return `data` as JSON-LD in a script element (W3C JSON-LD 1.1, section 7), with `<`, `>` and `&` escaped."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(SCRIPT_ESCAPES)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')


def body_with_anchors(dateline: str, html: str) -> SafeString:
    """Return the body with its dateline and the ids `p-1`, `p-2` … on its outermost blocks."""
    depth, number = 0, count(1)

    def add_id(tag):
        nonlocal depth
        closes, name = tag.groups()
        if not name:
            return tag[0]
        depth += -1 if closes else 1
        return tag[0] if closes or depth > 1 else f'<{name} id="p-{next(number)}">'

    return mark_safe(BLOCK_OR_LINK.sub(add_id, prepend_dateline(dateline, html)))


def anchored_texts(html: SafeString) -> list[str]:
    """Return the text of each block of `body_with_anchors()`, with white space collapsed."""
    parts = re.split(r'<\w+ id="p-\d+">', html)[1:]
    return [" ".join(unescape(TAG.sub("", part)).split()) for part in parts]


def paragraphs_to_html(paragraphs: Iterable[str]) -> SafeString:
    """Return plain paragraphs as HTML."""
    return mark_safe("\n".join(f"<p>{conditional_escape(paragraph)}</p>" for paragraph in paragraphs))


def plain_text_to_html(text: str) -> str:
    """Wrap text between blank lines in paragraphs, unless it has block tags. The result is not sanitised."""
    return "".join(
        part if BLOCK_TAG.search(part) or not part.strip() else f"<p>{part.strip()}</p>"
        for part in BLANK_LINES.split(text)
    )


def html_to_paragraphs(html: str) -> list[str]:
    """Return the text of each block, with white space collapsed."""
    text = unescape(TAG.sub("", BLOCK_END.sub("\x1e", sanitize(html))))
    return [folded for block in text.split("\x1e") if (folded := " ".join(block.split()))]
