"""The picture that messengers show beside a link (Open Graph): the headline, set as on the page.

The fonts are those of this machine, found by fontconfig.
"""

import re
import shutil
import subprocess
from functools import cache
from io import BytesIO
from itertools import accumulate, pairwise

from django.http import HttpRequest, HttpResponse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from releases.document.schema import Document
from releases.models.edition import Edition
from releases.outlets.formats.views import format_view
from releases.render_cache import get_or_render

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
MEASURE = WIDTH - 2 * MARGIN
TOP, BOTTOM = 150, 530  # of the space between name and date
PAPER, INK, QUIET, RULE, ACCENT = "#fdfcf9", "#1a2029", "#525864", "#d1cdc7", "#892a24"  # as in tokens.css, light
NAME, SMALL, KICKER = 27, 28, 34  # pixels
HEADLINES = [76, 68, 60, 54, 48, 43, 38, 34, 30]
LEADING = 1.24
FONT_FAMILIES = {
    "en": "Charter,Source Serif 4,Noto Serif,Liberation Serif,Noto Serif CJK KR,serif",
    "ko": "Nanum Myeongjo,Noto Serif KR,Noto Serif CJK KR,serif",
    "ja": "Noto Serif JP,Noto Serif CJK JP,serif",
}
UNASSIGNED = "\U0010ffff"  # in no font, so it draws the box for missing glyphs
MAX_FONTS = 12
#: Japanese breaks around each character, but not before closing marks or after opening ones.
UNIT = re.compile(
    r"[「『（〈《【〔“‘(]*(?:[A-Za-z0-9À-ɏ.,'’%-]+|[ァ-ヺー]+|\S)[、。，．」』）〉》】〕”’)ー…！？!?:：・ぁぃぅぇぉっゃゅょ々]*\s*"
)


@format_view
def social_card(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    document = edition.content  # checks the signature, even if the card is in the cache
    png = get_or_render(edition, "card", lambda: draw_card(document))
    return HttpResponse(png, content_type="image/png", headers={"Cross-Origin-Resource-Policy": "cross-origin"})


def draw_card(document: Document | Edition) -> bytes:
    """Return a PNG, with the coalition's name only if no font of this machine has all letters of the headline."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    with translation.override(document.language):
        name = _("International Coalition to Stop Crimes Against Humanity in North Korea")
        day = formats.date_format(document.released_on)
    if all(find_font(text, document.language, SMALL) for text in [name, day, document.kicker, document.headline]):
        _draw_document(pen, document, name, day)
    else:
        _draw_name(pen)
    file = BytesIO()
    image.quantize(48, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _draw_document(pen, document, name, day):
    language = document.language
    fonts = [find_font(name, language, size) for size in (NAME, 24, 20)]
    font = next((font for font in fonts if font.getlength(name) <= MEASURE), fonts[-1])
    pen.text((MARGIN, 84), name, QUIET, font, anchor="ls")
    _draw_rules(pen, 112)
    kicker = _fit_text(document.kicker, language, [KICKER, 28, 24], 2 * KICKER * LEADING) if document.kicker else None
    space = BOTTOM - TOP - (kicker.height + 20 if kicker else 0)
    headline = _fit_text(document.headline, language, HEADLINES, space)
    y = TOP + (space - headline.height) / 2
    if kicker:
        y = kicker.draw(pen, y, ACCENT) + 20
    headline.draw(pen, y, INK)
    pen.text((MARGIN, HEIGHT - 56), day, QUIET, find_font(day, language, SMALL), anchor="ls")


def _draw_name(pen):
    with translation.override("en"):
        name = _fit_text(
            _("International Coalition to Stop Crimes Against Humanity in North Korea"), "en", HEADLINES, 380
        )
    _draw_rules(pen, 112)
    name.draw(pen, TOP + (BOTTOM - TOP - name.height) / 2, INK)


def _draw_rules(pen, y):
    """Draw a double rule, as under the masthead."""
    for top in (y, y + 4):
        pen.line([(MARGIN, top), (WIDTH - MARGIN, top)], RULE, 2)


class _Lines:
    """Lines in one font, aligned left."""

    def __init__(self, lines, font):
        self.lines, self.font, self.leading = lines, font, font.size * LEADING
        self.height = len(lines) * self.leading

    def draw(self, pen, y, colour) -> float:
        """Draw from `y` down. Return the y below the last line."""
        for line in self.lines:
            pen.text((MARGIN, y + self.leading * 0.8), line, colour, self.font, anchor="ls")
            y += self.leading
        return y


def _fit_text(text, language, sizes, height):
    """Set the text in the largest size that fits. In the smallest size, cut what does not fit."""
    units = (UNIT.findall(text) if language == "ja" else re.findall(r"\S+\s*", text)) or [""]
    for size in sizes:
        font = find_font(text, language, size, bold=True) or find_font(text, language, size)
        lines = _fill(units, font, MEASURE)
        if len(lines) * size * LEADING <= height and max(map(font.getlength, lines)) <= MEASURE:
            return _Lines(_balance(units, font, len(lines)), font)
    lines = _fill([letter for unit in units for letter in unit], font, MEASURE)
    max_lines = int(height // (font.size * LEADING))
    if len(lines) > max_lines:
        lines = [*lines[: max_lines - 1], lines[max_lines - 1][:-1] + "…"]
    return _Lines(lines, font)


def _balance(units, font, count):
    """Divide the units into `count` lines of similar length: the sum of the squares is minimal."""
    ends = [0, *accumulate(map(font.getlength, units))]
    bare = [font.getlength(unit.rstrip()) for unit in units]
    best = {0: (0, ())}  # number of units set → cost, ends of lines
    for _line in range(count):
        best = {end: min(found) for end in range(1, len(ends)) if (found := list(_breaks(best, ends, bare, end)))}
    _cost, breaks = best[len(units)]
    return ["".join(units[begin:end]).rstrip() for begin, end in pairwise([0, *breaks])]


def _breaks(best, ends, bare, end):
    """Yield (cost, breaks) for each possible start of the line that ends at this unit."""
    for begin in range(end - 1, -1, -1):
        length = ends[end - 1] - ends[begin] + bare[end - 1]
        if length > MEASURE:
            return
        if begin in best:
            cost, breaks = best[begin]
            yield cost + length**2, (*breaks, end)


def _fill(units, font, measure):
    """Divide the units into as few lines as possible, each at most `measure` pixels long."""
    lines, length = [""], 0
    for unit in units:
        if lines[-1] and length + font.getlength(unit.rstrip()) > measure:
            lines.append("")
            length = 0
        lines[-1] += unit
        length += font.getlength(unit)
    return [line.rstrip() for line in lines]


def find_font(text: str, language: str, size: int, *, bold=False) -> ImageFont.FreeTypeFont | None:
    """Return the best font that has all letters of `text`, None without one. `size` in pixels."""
    for source in _font_sources(language, bold):
        if all(_has_glyph(source, letter) for letter in set(text) if not letter.isspace()):
            return _load_font(source, size)
    return None


@cache
def _font_sources(language, bold):
    """Return (file, index), the best first; (None, 0) is Pillow's own font, with Latin letters only."""
    command = shutil.which("fc-match")
    found = []
    if command:
        pattern = f"{FONT_FAMILIES[language]}:{'bold' if bold else 'regular'}:lang={language}"
        arguments = [command, "--sort", "--format", "%{file}\t%{index}\n", pattern]
        output = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=20).stdout  # noqa: S603
        found = [line.split("\t") for line in output.splitlines()[:MAX_FONTS]]
    return [*((file, int(index)) for file, index in found), (None, 0)]


@cache
def _load_font(source, size):
    file, index = source
    if file is None:
        return ImageFont.load_default(size)
    return ImageFont.truetype(file, size, index=index, layout_engine=ImageFont.Layout.BASIC)


@cache
def _has_glyph(source, letter):
    font = _load_font(source, 20)
    return _glyph_pixels(font, letter) != _glyph_pixels(font, UNASSIGNED)


def _glyph_pixels(font, letter):
    mask = font.getmask(letter)
    return mask.size, bytes(mask)
