"""Page chrome is what a page or another format prints around a release: navigation, buttons, notes."""

import re
from collections import defaultdict
from collections.abc import Iterable
from html.parser import HTMLParser

from .normalize import NormalizedText

INLINE = {"a", "abbr", "b", "br", "button", "cite", "em", "i", "q", "small", "span", "strong", "time", "wbr"}
IGNORED = {"head", "script", "style", "template"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: CSS classes of content: only whole lines of it are known, not its single elements.
CONTENT_CLASSES = {"body", "contacts", "boilerplate", "signatories", "attachments", "quotes"}
CHROME_CLASS = "contact-details"  # chrome within the contacts
SCRIPT_TEXTS = ("data-label", "data-done", "data-failed", "data-open", "data-closed", "data-source", "data-address")
PLACEHOLDER = re.compile(r"\{(time|place)\}")
#: What a script inserts for a placeholder: keys separated by spaces.
INSERTED = {"time": r"\d{2} : \d{2}", "place": r"(?:p|quote) - \d{1,4}"}
MAX_COMPOSED_TOKENS = 400  # of a line made of several phrases


class PageChrome:
    """Phrases that are known to stand around a release."""

    def __init__(self, pages: Iterable[str] = (), texts: Iterable[str] = (), addresses: Iterable[str] = ()):
        """`pages` are rendered HTML, `texts` have paragraphs separated by blank lines, and `addresses` are link targets
        that other formats print after the words of a link."""
        phrases, patterns = [], []
        for page in pages:
            parser = _PhraseParser()
            parser.feed(page)
            parser.close()
            phrases += parser.phrases
            patterns += parser.patterns
        phrases += [paragraph for text in texts for paragraph in text.split("\n\n")]
        self.phrases = {tuple(NormalizedText(phrase.replace("\n", " ")).keys) for phrase in phrases} - {()}
        self.lengths = defaultdict(set)  # first key → lengths of the phrases that begin with it
        for phrase in self.phrases:
            self.lengths[phrase[0]].add(len(phrase))
        self.patterns = [re.compile(_pattern(text)) for text in set(patterns)]
        self.inserted = {tuple(NormalizedText(f"<{address}>").keys) for address in addresses}

    def knows(self, keys: tuple) -> bool:
        """Whether the line with these keys is made of known phrases only."""
        if len(keys) > MAX_COMPOSED_TOKENS or not keys:
            return keys in self.phrases
        if any(pattern.fullmatch(" ".join(keys)) for pattern in self.patterns):
            return True
        reached = {0}
        for start, key in enumerate(keys):
            if start in reached:
                lengths = self.lengths.get(key, ())
                reached |= {start + n for n in lengths if keys[start : start + n] in self.phrases}
        return len(keys) in reached

    def inserts(self, keys: tuple) -> bool:
        """Whether another format inserts these keys within the text."""
        return keys in self.inserted


def _pattern(text):
    parts = PLACEHOLDER.split(text)  # text and names of placeholders in turn
    return " ?".join(
        INSERTED[part] if n % 2 else re.escape(" ".join(NormalizedText(part).keys)) for n, part in enumerate(parts)
    )


class _PhraseParser(HTMLParser):
    """Collects `phrases`: the text of each block and, outside of content, of each element in it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.phrases, self.patterns = [], []
        self.ancestors, self.block = [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if address := attributes.get("data-address"):
            self.patterns.append(f"{address}#{{place}}")  # a copied quote ends with it
        for name in SCRIPT_TEXTS:
            if text := attributes.get(name):
                (self.patterns if PLACEHOLDER.search(text) else self.phrases).append(text)
        if tag not in INLINE:
            self._end_block()
        self.block.append("" if tag != "br" else " ")
        if tag not in VOID:
            self.ancestors.append((tag, set((attributes.get("class") or "").split())))

    def handle_endtag(self, tag):
        if tag not in INLINE:
            self._end_block()
        self.block.append("")
        while self.ancestors and tag not in VOID and self.ancestors.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(tag in IGNORED for tag, _classes in self.ancestors):
            self.block.append(data)

    def close(self):
        super().close()
        self._end_block()

    def _end_block(self):
        text = "".join(self.block)
        if text.strip():
            self.phrases.append(text)
            found = [classes for _tag, classes in self.ancestors if classes & (CONTENT_CLASSES | {CHROME_CLASS})]
            if not found or CHROME_CLASS in found[-1]:
                self.phrases += filter(str.strip, self.block)
        self.block = []
