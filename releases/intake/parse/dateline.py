"""The dateline: place and date before the lede's first word."""

import re
from datetime import date

from .countries import country_code
from .dates import find_day, find_day_near
from .lines import Line
from .reading import Dateline

MOST = 120  # characters; a longer parenthesis is no dateline
BRACKETED = re.compile(r"[(\[（［【](?P<in>[^()\[\]（）［］【】]{2,100})[)\]）］】]\s?(?P<dash>--+|[–—―:-])?\s?")
DATED = re.compile(
    r"(?P<in>[^\W\d_][^.!?“”\"]{2,100}?\d{4}(?:년|年)?[^.,!?“”\"–—-]{0,12}\)?)\s?(?P<dash>--+|[–—―]|-(?=\s))\s?"
)
UPPER = re.compile(r"(?P<in>[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,40}(?:,\s[A-ZÀ-Þ][A-Za-zÀ-ÿ. ]{1,20})?)\s(?P<dash>--+|[–—―])\s")
WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b,?", re.IGNORECASE)
SPLIT = re.compile(r"\s*/\s*|\s+(?:and|&)\s+|\s*;\s*|\s*·\s*")
EDGES = " ,、，・–—―:/=()-"


def read_dateline(line: Line, near: date | None = None) -> tuple[Dateline, int]:
    """The dateline that `line` begins with, and where the lede begins in it; an empty one and 0 where there is none.

    `near` is the page's date: a dateline that leaves out the year means the year that is nearest.
    """
    start = line.text[:MOST]
    for form in (BRACKETED, DATED, UPPER):
        if match := form.match(start):
            dateline = _dateline(match, near, needs_day=form is DATED)
            if dateline:
                return dateline, match.end()
    return Dateline(), 0


def _dateline(match, near, needs_day):
    inside, day = match["in"], None
    if found := find_day(inside) or find_day_near(inside, near):
        day, start, end = found
        if inside[end:].strip(EDGES):
            return None  # words after the date: a sentence that begins with a place and a date
        inside = inside[:start]
    places = _places(WEEKDAY.sub("", inside).strip(EDGES))
    if day is None and (needs_day or not match["dash"] or not places or re.search(r"\d", inside)):
        return None
    if places is None:
        return None
    return Dateline(places=places, date=day, printed=match[0].rstrip())


def _places(text):
    """The places of a dateline, or None where the words are none: a place begins with a capital and is short."""
    places = []
    for part in SPLIT.split(text) if text else []:
        pieces = part.split(", ")
        if len(pieces) > 1 and not all(_adds_to_a_place(piece) for piece in pieces[1:]):
            places += pieces
        else:
            places.append(part)
    places = [place.strip(EDGES) for place in places]
    if any(not place or place[0].islower() or place.count(" ") > 4 for place in places):
        return None
    return tuple(places)


def _adds_to_a_place(piece):
    """*Washington, DC* and *Geneva, Switzerland* are one place; *Geneva, Seoul* are two."""
    return bool(re.fullmatch(r"[A-Z]\.?[A-Z]\.?", piece) or country_code(piece))
