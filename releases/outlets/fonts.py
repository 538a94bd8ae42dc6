"""The fonts of this machine, by fontconfig, and whether they have the letters of a text."""

import shutil
import subprocess
from functools import cache

from PIL import ImageFont

FAMILIES = {
    "en": "Charter,Source Serif 4,Noto Serif,Liberation Serif,Noto Serif CJK KR,serif",
    "ko": "Nanum Myeongjo,Noto Serif KR,Noto Serif CJK KR,serif",
    "ja": "Noto Serif JP,Noto Serif CJK JP,serif",
}
NO_LETTER = "\U0010ffff"  # a code point of no font: what it draws is the box
CHOICE = 12  # of the fonts that come closest


def font_for(text: str, language: str, size: int, *, bold=False):
    """The closest font of that size, in pixels, that has every letter of `text`; None where there is none."""
    for place in _closest(language, bold):
        if all(_draws(place, letter) for letter in set(text) if not letter.isspace()):
            return _font(place, size)
    return None


@cache
def _closest(language, bold):
    """(file, number in it), the best first; (None, 0) is the font that comes with Pillow, for Latin letters."""
    command = shutil.which("fc-match")
    found = []
    if command:
        pattern = f"{FAMILIES[language]}:{'bold' if bold else 'regular'}:lang={language}"
        asked = [command, "--sort", "--format", "%{file}\t%{index}\n", pattern]
        answer = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=20).stdout  # noqa: S603
        found = [line.split("\t") for line in answer.splitlines()[:CHOICE]]
    return [*((file, int(index)) for file, index in found), (None, 0)]


@cache
def _font(place, size):
    file, index = place
    if file is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(file, size, index=index, layout_engine=ImageFont.Layout.BASIC)


@cache
def _draws(place, letter):
    font = _font(place, 20)
    return _pixels(font, letter) != _pixels(font, NO_LETTER)


def _pixels(font, letter):
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
