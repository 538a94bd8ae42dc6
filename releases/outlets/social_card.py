"""The picture that messengers show beside a link (Open Graph): the headline, as the page sets it."""

import re
from io import BytesIO
from itertools import accumulate, pairwise

from django.http import HttpResponse
from django.utils import formats, translation
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw

from releases.outlets.formats.views import twin
from releases.render_cache import stored

from .fonts import font_for

WIDTH, HEIGHT, MARGIN = 1200, 630, 80
MEASURE = WIDTH - 2 * MARGIN
TOP, BOTTOM = 150, 530  # between the name and the date
PAPER, INK, QUIET, RULE, ACCENT = "#fdfcf9", "#1a2029", "#525864", "#d1cdc7", "#892a24"  # those of site.css, light
NAME, SMALL, KICKER = 27, 28, 34  # pixels
HEADLINES = [76, 68, 60, 54, 48, 43, 38, 34, 30]
LEADING = 1.24
#: Where Japanese may break: around each character, but not before closing marks or after opening ones.
UNIT = re.compile(
    r"[「『（〈《【〔“‘(]*(?:[A-Za-z0-9À-ɏ.,'’%-]+|[ァ-ヺー]+|\S)[、。，．」』）〉》】〕”’)ー…！？!?:：・ぁぃぅぇぉっゃゅょ々]*\s*"
)


@twin
def card(request, edition, address):
    document = edition.content  # also where it is drawn already: it raises where this is not what was issued
    png = stored(edition, "card", lambda: draw(document))
    return HttpResponse(png, content_type="image/png", headers={"Cross-Origin-Resource-Policy": "cross-origin"})


def draw(edition) -> bytes:
    """The card as a PNG. Only the coalition's name, where no font of this machine has the letters of the headline."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    with translation.override(edition.language):
        words = [_("International Coalition to Stop Crimes Against Humanity in North Korea"), _date(edition)]
    if all(font_for(text, edition.language, SMALL) for text in [*words, edition.kicker, edition.headline]):
        _print(pen, edition, *words)
    else:
        _print_name_alone(pen)
    file = BytesIO()
    image.quantize(48, dither=Image.Dither.NONE).save(file, "PNG")
    return file.getvalue()


def _date(edition):
    return formats.date_format(edition.released_on)


def _print(pen, edition, name, day):
    language = edition.language
    font = _largest(name, language, [NAME, 24, 20])
    pen.text((MARGIN, 84), name, QUIET, font, anchor="ls")
    _rules(pen, 112)
    kicker = _block(edition.kicker, language, [KICKER, 28, 24], 2 * KICKER * LEADING) if edition.kicker else None
    space = BOTTOM - TOP - (kicker.height + 20 if kicker else 0)
    headline = _block(edition.headline, language, HEADLINES, space)
    y = TOP + (space - headline.height) / 2
    if kicker:
        y = kicker.print(pen, y, ACCENT) + 20
    headline.print(pen, y, INK)
    pen.text((MARGIN, HEIGHT - 56), day, QUIET, font_for(day, language, SMALL), anchor="ls")


def _print_name_alone(pen):
    with translation.override("en"):
        name = _block(_("International Coalition to Stop Crimes Against Humanity in North Korea"), "en", HEADLINES, 380)
    _rules(pen, 112)
    name.print(pen, TOP + (BOTTOM - TOP - name.height) / 2, INK)


def _rules(pen, y):
    """Double, as under the masthead."""
    for each in (y, y + 4):
        pen.line([(MARGIN, each), (WIDTH - MARGIN, each)], RULE, 2)


class _Block:
    """Some lines in one font, set from the left."""

    def __init__(self, lines, font):
        self.lines, self.font, self.leading = lines, font, font.size * LEADING
        self.height = len(lines) * self.leading

    def print(self, pen, y, colour) -> float:
        """From the height `y` down; the height below the last line."""
        for line in self.lines:
            pen.text((MARGIN, y + self.leading * 0.8), line, colour, self.font, anchor="ls")
            y += self.leading
        return y


def _largest(line, language, sizes):
    fonts = [font_for(line, language, size) for size in sizes]
    return next((font for font in fonts if font.getlength(line) <= MEASURE), fonts[-1])


def _block(text, language, sizes, height):
    """In the largest of the sizes that fits; in the smallest, what does not fit is left off."""
    units = (UNIT.findall(text) if language == "ja" else re.findall(r"\S+\s*", text)) or [""]
    for size in sizes:
        font = font_for(text, language, size, bold=True) or font_for(text, language, size)
        lines = _filled(units, font, MEASURE)
        if len(lines) * size * LEADING <= height and max(map(font.getlength, lines)) <= MEASURE:
            return _Block(_balanced(units, font, len(lines)), font)
    lines = _filled([letter for unit in units for letter in unit], font, MEASURE)
    room = int(height // (font.size * LEADING))
    return _Block(lines if len(lines) <= room else [*lines[: room - 1], lines[room - 1][:-1] + "…"], font)


def _balanced(units, font, count):
    """In `count` lines, as alike as they can be: their squares add up to the least."""
    ends = [0, *accumulate(map(font.getlength, units))]
    bare = [font.getlength(unit.rstrip()) for unit in units]
    best = {0: (0, ())}  # so many units set → what it costs, and where the lines end
    for _line in range(count):
        best = {end: min(ways) for end in range(1, len(ends)) if (ways := list(_ways(best, ends, bare, end)))}
    _cost, breaks = best[len(units)]
    return ["".join(units[begin:end]).rstrip() for begin, end in pairwise([0, *breaks])]


def _ways(best, ends, bare, end):
    """How the line up to this unit may be set, for each place at which the one before it may end."""
    for begin in range(end - 1, -1, -1):
        length = ends[end - 1] - ends[begin] + bare[end - 1]
        if length > MEASURE:
            return
        if begin in best:
            cost, breaks = best[begin]
            yield cost + length**2, (*breaks, end)


def _filled(units, font, measure):
    """As few lines of whole units as there can be, each as long as the measure, in pixels, allows."""
    lines, length = [""], 0
    for unit in units:
        if lines[-1] and length + font.getlength(unit.rstrip()) > measure:
            lines.append("")
            length = 0
        lines[-1] += unit
        length += font.getlength(unit)
    return [line.rstrip() for line in lines]
