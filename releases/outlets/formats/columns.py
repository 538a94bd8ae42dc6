"""Lines of plain text for a fixed pitch, also in Korean and Japanese.

Wide characters count as two columns (Unicode Standard Annex 11). Between characters of Japanese or Chinese a line may
end anywhere, but no line begins with a closing mark or ends with an opening one (JIS X 4051); Korean breaks at its
spaces, as Latin does.
"""

import re
from unicodedata import combining, east_asian_width, name

COLUMNS = 72

OPENING = r"(\[{‘“〈《「『【〔〖（［｛"
CLOSING = r")\]}’”,.:;!?%…‥、。，．・：；？！〉》」』】〕〗）］｝ー"
CLOSING += "ゝゞヽヾ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ"  # small kana, and what repeats a letter
IDEOGRAPHS = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
#: What stays together: an ideograph, or a run of anything else, each with the marks that belong to it; or white space.
TOGETHER = re.compile(
    rf"\s+|[{OPENING}]*[{IDEOGRAPHS}][{CLOSING}]*|[^\s{IDEOGRAPHS}]+?(?=[{OPENING}]*[{IDEOGRAPHS}]|\s|$)"
)
ONE = re.compile(rf"[{OPENING}]*.[{CLOSING}]*")


def width(text: str) -> int:
    """In columns."""
    return sum(2 if east_asian_width(each) in "WF" else not combining(each) for each in text)


def wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    """The lines of one paragraph, each at most `COLUMNS` wide; `first` begins the first line, `rest` all others.

    What cannot be broken, a long address, stands on a line of its own and may be longer.
    """
    lines, line = [], first
    begun = False  # whether the line holds more than its indent
    for part in _parts(" ".join(text.split())):
        if begun and width(line + part.rstrip()) > COLUMNS:
            lines.append(line.rstrip())
            line, begun = rest, False
        if begun or not part.isspace():
            line, begun = line + part, True
    return [*lines, line.rstrip()] if begun else lines


def _parts(text):
    for part in TOGETHER.findall(text):
        if width(part) > COLUMNS // 2 and _is_hangul(part):
            yield from ONE.findall(part)  # Korean written without spaces
        else:
            yield part


def _is_hangul(part):
    return name(part[0], "").startswith("HANGUL")
