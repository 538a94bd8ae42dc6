"""What stands around a text on its page and in its other forms, and is copied with it: navigation, buttons, notes."""

import re
from collections import defaultdict
from html.parser import HTMLParser

from .normalize import Text

INLINE = {"a", "abbr", "b", "br", "button", "cite", "em", "i", "q", "small", "span", "strong", "time", "wbr"}
UNREAD = {"head", "script", "style", "template"}
VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
#: Parts of a page whose words count line by line alone: one that was put together anew from them is not known.
ITS_OWN = {"body", "contacts", "boilerplate", "signatories", "attachments", "quotes"}
MADE_BY_SCRIPT = ("data-words", "data-done", "data-failed", "data-open", "data-closed", "data-source", "data-address")
HOLE = re.compile(r"\{(time|place)\}")  # in words that a script completes
#: What it puts there, by the keys with a space between: anything else there is no word of ours.
PUT = {"time": r"\d{2} : \d{2}", "place": r"(?:p|quote) - \d{1,4}"}
LONGEST = 400  # signs of a line that is put together from known phrases


class Surroundings:
    """Known phrases, each by its keys."""

    def __init__(self, pages=(), texts=(), addresses=()):
        """`pages`: HTML as it was rendered; `texts`: of paragraphs a blank line apart; `addresses` of links: where a
        twin prints one behind the words of a link it is no part of the text."""
        phrases, patterns = [], []
        for page in pages:
            reader = _Reader()
            reader.feed(page)
            reader.close()
            phrases += reader.phrases
            patterns += reader.patterns
        phrases += [paragraph for text in texts for paragraph in text.split("\n\n")]
        self.phrases = {tuple(Text(phrase.replace("\n", " ")).keys) for phrase in phrases} - {()}
        self.lengths = defaultdict(set)  # first key → of the phrases that it begins
        for phrase in self.phrases:
            self.lengths[phrase[0]].add(len(phrase))
        self.patterns = [re.compile(_pattern(words)) for words in set(patterns)]
        self.inserted = {tuple(Text(f"<{address}>").keys) for address in addresses}

    def knows(self, keys: tuple) -> bool:
        """A line that is made of known phrases alone."""
        if len(keys) > LONGEST or not keys:
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
        """What a twin puts within the text."""
        return keys in self.inserted


def _pattern(words):
    parts = HOLE.split(words)  # words and names of holes in turn
    return " ?".join(PUT[part] if n % 2 else re.escape(" ".join(Text(part).keys)) for n, part in enumerate(parts))


class _Reader(HTMLParser):
    """`phrases`: the words of each block and, outside of `ITS_OWN`, of each element in it."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.phrases, self.patterns = [], []
        self.around, self.block = [], []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if address := attributes.get("data-address"):
            self.patterns.append(f"{address}#{{place}}")  # a copied quote ends with it
        for name in MADE_BY_SCRIPT:
            if words := attributes.get(name):
                (self.patterns if HOLE.search(words) else self.phrases).append(words)
        if tag not in INLINE:
            self._end()
        self.block.append("" if tag != "br" else " ")
        if tag not in VOID:
            self.around.append((tag, set((attributes.get("class") or "").split())))

    def handle_endtag(self, tag):
        if tag not in INLINE:
            self._end()
        self.block.append("")
        while self.around and tag not in VOID and self.around.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(tag in UNREAD for tag, _classes in self.around):
            self.block.append(data)

    def close(self):
        super().close()
        self._end()

    def _end(self):
        words = "".join(self.block)
        if words.strip():
            self.phrases.append(words)
            if not self._in_its_own():
                self.phrases += filter(str.strip, self.block)
        self.block = []

    def _in_its_own(self):
        found = [classes for _tag, classes in self.around if classes & (ITS_OWN | {"reach"})]
        return bool(found) and "reach" not in found[-1]
