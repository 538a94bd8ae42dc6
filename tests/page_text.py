"""Compare the visible text of a page with the text of a release."""

from html.parser import HTMLParser
from pathlib import Path

INLINE_TAGS = {"a", "b", "em", "i", "q", "span", "strong", "time"}
INVISIBLE_TAGS = {"head", "script", "style", "template"}

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = sorted((ROOT / "icnk" / "demo").glob("*.txt"))
RELEASE = ROOT / "tests" / "data" / "release.txt"  # invented, in the form of the coalition's own releases
SEED = ROOT.parent / "shared" / "data" / "seed.txt"  # the coalition's own; not part of a clone
LONG_RELEASES = [RELEASE, SEED] if SEED.exists() else [RELEASE]
ALL_RELEASES = [*SAMPLES, *LONG_RELEASES]


class _TextParser(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts, self.invisible = [], 0

    def handle_starttag(self, tag, attrs):
        self.invisible += tag in INVISIBLE_TAGS
        if tag not in INLINE_TAGS:
            self.parts.append(" ")

    def handle_endtag(self, tag):
        self.invisible -= tag in INVISIBLE_TAGS
        if tag not in INLINE_TAGS:
            self.parts.append(" ")

    def handle_data(self, data):
        if not self.invisible:
            self.parts.append(data)


def collapse_whitespace(text):
    return " ".join(text.split())


def visible_text(html):
    """The text of a page with white space collapsed. Only inline elements join words."""
    parser = _TextParser()
    parser.feed(html)
    return collapse_whitespace("".join(parser.parts))


def assert_lines_in_order(source, page):
    """Assert that `page` has every non-empty line of `source`, in order; a repeated title only once."""
    lines = [collapse_whitespace(line) for line in source.splitlines() if line.strip()]
    for number, line in enumerate(lines):
        if line in lines[:number]:
            lines.remove(line)  # the title, which the headline repeats
            break
    position = 0
    for line in lines:
        found = page.find(line, position)
        assert found >= 0, f"not on the page, or not in order: {line}"
        position = found + len(line)
