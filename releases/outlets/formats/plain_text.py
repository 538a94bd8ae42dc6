"""A release as plain text, for mail, terminals and newsroom systems.

Lines are at most 72 columns wide. Wide characters count as two columns (Unicode Standard Annex 11). Japanese and
Chinese break between any two characters, but no line begins with a closing mark or ends with an opening one
(JIS X 4051). Korean breaks at its spaces, as Latin scripts do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import chain, groupby
from unicodedata import combining, east_asian_width, name

from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from icnk.core.clock import format_instant
from releases.document.html import prepend_dateline
from releases.document.schema import Contact, Document

END = "###"  # the usual last line of a press release
COLUMNS = 72
INDENTED_TAGS = {"ul", "ol", "blockquote"}
INLINE_TAGS = {"strong", "b", "em", "i", "span"}
OPENING = r"(\[{‘“〈《「『【〔〖（［｛"
CLOSING = r")\]}’”,.:;!?%…‥、。，．・：；？！〉》」』】〕〗）］｝ー"
CLOSING += "ゝゞヽヾ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"  # small kana and iteration marks
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
#: An ideograph or a run of anything else, each with the marks that belong to it; or white space.
UNBREAKABLE = re.compile(
    rf"\s+|[{OPENING}]*[{IDEOGRAPHS}][{CLOSING}]*|[^\s{IDEOGRAPHS}]+?(?=[{OPENING}]*[{IDEOGRAPHS}]|\s|$)"
)
CHARACTER = re.compile(rf"[{OPENING}]*.[{CLOSING}]*")


def render_text(document: Document, address: str, site: str) -> str:
    """Return the document as text: parts divided by blank lines, with the last line `###`.

    `address`: that of the release; `site`: scheme and host, for links to the site's own pages.
    """
    parts = [
        *_status(document),
        wrap(_("Date") + " : " + date_format(document.released_on)),
        *map(wrap, filter(None, [document.kicker, document.headline, document.subheadline])),
        *_body(parse_blocks(prepend_dateline(document.dateline, document.body), site)),
        *_end_matter(document, site),
        [uri_to_iri(address)],
        [END],
    ]
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def contact_line(contact: Contact) -> str:
    """Return a press contact as printed, in one line."""
    person = ", ".join(filter(None, [contact.name, contact.affiliation]))
    channels = [f"{channel.label} {channel.value}".strip() for channel in contact.channels]
    line = ", ".join(filter(None, [person, *channels]))
    return _("In %(city)s,") % {"city": contact.city} + f" {line}" if contact.city else line


def members_heading(document: Document) -> str:
    if document.members_heading:
        return document.members_heading
    return _("Signed by:") if document.members_are == "signed" else _("Members of the coalition:")


def _status(document):
    if document.kind == "correction":
        corrected = _("CORRECTED on %(instant)s:") % {"instant": format_instant(document.public_from)}
        yield wrap(f"{corrected} {document.note}")
    if document.archived:
        yield wrap(_("Archived from the former site."))
    if document.redaction:
        since = _("(Since %(day)s.)") % {"day": date_format(localtime(document.redacted_at))}
        yield wrap(f"{document.redaction} {since}")


def _body(blocks):
    for is_list, group in groupby(blocks, lambda block: bool(block.mark)):
        lines = map(_wrap_block, group)
        yield from [list(chain(*lines))] if is_list else lines


def _wrap_block(block):
    indent = "  " * block.depth
    if block.mark:
        outer = indent[2:]
        return wrap(block.text, outer + block.mark, outer + " " * len(block.mark))
    return wrap(block.text, indent, indent)


def _end_matter(document, site):
    """Yield what follows the body."""
    image = document.image
    if image and (words := "\n".join(filter(None, [image.caption, image.credit, image.rights]))):
        yield list(chain(*map(wrap, words.splitlines())))
    if document.attachments:
        yield wrap(_("Documents:"))
        links = (f"{each.title} <{site}{reverse('file', args=[each.name])}>" for each in document.attachments)
        yield list(chain(*(wrap(link, "- ", "  ") for link in links)))
    if document.contacts:
        yield wrap(_("For more information:"))
        yield from (wrap(contact_line(contact)) for contact in document.contacts)
    yield from map(wrap, document.boilerplate.splitlines())
    if document.members:
        yield wrap(members_heading(document))
        yield list(chain(*(wrap(line, "", "  ") for line in document.members)))


@dataclass
class Block:
    """A paragraph, heading or list item. `mark`: a dash, a number or ""; `depth`: the level of indentation."""

    mark: str
    depth: int
    text: str


def parse_blocks(html: str, site: str) -> list[Block]:
    """Split sanitized HTML into blocks. Links print their address after their words, completed with `site`."""
    parser = _BlockParser(site)
    parser.feed(html)
    parser.close()
    return [block for block in parser.blocks if block.text.strip()]


class _BlockParser(HTMLParser):
    def __init__(self, site):
        super().__init__(convert_charrefs=True)
        self.site, self.blocks, self.containers, self.links = site, [], [], []
        self._begin_block()

    def handle_starttag(self, tag, attrs):
        if tag in INDENTED_TAGS:
            self.containers.append([tag, 0])
        if tag == "li" and self.containers:
            self.containers[-1][1] += 1
            kind, number = self.containers[-1]
            self._begin_block(f"{number}. " if kind == "ol" else "- ")
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.blocks), len(self.blocks[-1].text)))
        elif tag not in INLINE_TAGS and (self.blocks[-1].text.strip() or not self.blocks[-1].mark):
            self._begin_block()

    def handle_endtag(self, tag):
        if tag == "a" and self.links:
            self._end_link()
        if tag in INDENTED_TAGS and self.containers:
            self.containers.pop()
        if tag in {"p", "h2", "h3", "li", *INDENTED_TAGS}:
            self._begin_block()

    def handle_data(self, data):
        self.blocks[-1].text += data

    def _begin_block(self, mark=""):
        self.blocks.append(Block(mark, len(self.containers), ""))

    def _end_link(self):
        address, block, start = self.links.pop()
        words = self.blocks[-1].text[start:] if block == len(self.blocks) else ""
        address = self.site + address if address.startswith("/") else address
        plain = address.removeprefix("mailto:").removeprefix("tel:")
        if not address.startswith("#") and plain.rstrip("/") not in words:
            self.blocks[-1].text += f" <{plain}>"


def column_width(text: str) -> int:
    return sum(2 if east_asian_width(each) in "WF" else not combining(each) for each in text)


def wrap(text: str, first_indent: str = "", indent: str = "") -> list[str]:
    """Wrap a paragraph at `COLUMNS`. A part that cannot be broken, such as an address, may make a line longer."""
    lines, line, has_words = [], first_indent, False
    for part in _parts(" ".join(text.split())):
        if has_words and column_width(line + part.rstrip()) > COLUMNS:
            lines.append(line.rstrip())
            line, has_words = indent, False
        if has_words or not part.isspace():
            line, has_words = line + part, True
    return [*lines, line.rstrip()] if has_words else lines


def _parts(text) -> Iterator[str]:
    for part in UNBREAKABLE.findall(text):
        if column_width(part) > COLUMNS // 2 and name(part[0], "").startswith("HANGUL"):
            yield from CHARACTER.findall(part)  # Korean written without spaces
        else:
            yield part
