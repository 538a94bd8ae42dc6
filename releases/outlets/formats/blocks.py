"""The body of a document as blocks of plain text."""

from dataclasses import dataclass
from html.parser import HTMLParser

INDENTED = {"ul", "ol", "blockquote"}
INLINE = {"strong", "b", "em", "i", "span"}


@dataclass
class Block:
    """One paragraph, heading or item. `mark` begins it: a dash, a number or nothing; `depth`: how far it is set in."""

    mark: str
    depth: int
    text: str


def blocks(html: str, site: str) -> list[Block]:
    """The blocks of cleaned HTML. A link prints its address behind its words; `site` completes the site's own."""
    reader = _Reader(site)
    reader.feed(html)
    reader.close()
    return [block for block in reader.blocks if block.text.strip()]


class _Reader(HTMLParser):
    def __init__(self, site):
        super().__init__(convert_charrefs=True)
        self.site, self.blocks, self.around, self.links = site, [], [], []
        self._begin()

    def handle_starttag(self, tag, attrs):
        if tag in INDENTED:
            self.around.append([tag, 0])
        if tag == "li" and self.around:
            self.around[-1][1] += 1
            self._begin(self._mark())
        elif tag == "a":
            self.links.append((dict(attrs).get("href") or "", len(self.blocks), len(self.blocks[-1].text)))
        elif tag not in INLINE and (self.blocks[-1].text.strip() or not self.blocks[-1].mark):
            self._begin()

    def handle_endtag(self, tag):
        if tag == "a" and self.links:
            self._end_link()
        if tag in INDENTED and self.around:
            self.around.pop()
        if tag in {"p", "h2", "h3", "li", *INDENTED}:
            self._begin()

    def handle_data(self, data):
        self.blocks[-1].text += data

    def _begin(self, mark=""):
        self.blocks.append(Block(mark, len(self.around), ""))

    def _mark(self):
        kind, number = self.around[-1]
        return f"{number}. " if kind == "ol" else "- "

    def _end_link(self):
        address, block, start = self.links.pop()
        words = self.blocks[-1].text[start:] if block == len(self.blocks) else ""
        address = self.site + address if address.startswith("/") else address
        plain = address.removeprefix("mailto:").removeprefix("tel:")
        if not address.startswith("#") and plain.rstrip("/") not in words:
            self.blocks[-1].text += f" <{plain}>"
