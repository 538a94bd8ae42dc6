"""What a reader sees of a page, for comparing it with a text."""

from html.parser import HTMLParser
from pathlib import Path

INLINE = {"a", "b", "em", "i", "q", "span", "strong", "time"}
UNSEEN = {"head", "script", "style", "template"}

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT.parent / "shared" / "data" / "seed.txt"
SAMPLES = sorted((ROOT / "icnk" / "demo").glob("*.txt"))


class _Text(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.unseen = [], 0

    def handle_starttag(self, tag, attrs):
        self.unseen += tag in UNSEEN
        if tag not in INLINE:
            self.parts.append(" ")

    def handle_endtag(self, tag):
        self.unseen -= tag in UNSEEN
        if tag not in INLINE:
            self.parts.append(" ")

    def handle_data(self, data):
        if not self.unseen:
            self.parts.append(data)


def folded(text):
    return " ".join(text.split())


def visible_text(html):
    """The text of a page, white space folded. Only inline elements keep words together."""
    parser = _Text()
    parser.feed(html)
    return folded("".join(parser.parts))


def assert_stands_in_order(source, seen):
    """Every line of `source` that is not empty stands in `seen`, in order; its repeated title once."""
    lines = [folded(line) for line in source.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if line in lines[:number]:
            lines.remove(line)  # the first of the two: the page's title, which the headline repeats
            break
    place = 0
    for line in lines:
        found = seen.find(line, place)
        assert found >= 0, f"not on the page, or not in its place: {line}"
        place = found + len(line)
