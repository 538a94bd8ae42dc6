"""Dates, embargo times and datelines, as printed."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from .lines import Line
from .result import Dateline
from .vocabulary import country_code

# One line a month: English, German, French, Spanish, Italian, Portuguese, Dutch; each name once.
MONTHS = [
    "january jan januar janvier enero gennaio janeiro januari",
    "february feb februar février febrero febbraio fevereiro februari",
    "march mar märz mars marzo março maart",
    "april apr avril abril aprile",
    "may mai mayo maggio maio mei",
    "june jun juni juin junio giugno junho",
    "july jul juli juillet julio luglio julho",
    "august aug août agosto augustus",
    "september sep sept septembre septiembre settembre setembro",
    "october oct oktober octobre octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec dezember décembre diciembre dicembre dezembro",
]
MONTH = {name: number for number, line in enumerate(MONTHS, 1) for name in line.split()}
NAME = rf"(?P<m>{'|'.join(sorted(MONTH, key=len, reverse=True))})\b\.?"
DAY = r"(?P<d>\d{1,2})"
YEAR = r"(?P<y>(?:19|20)\d\d)"
DATE_PATTERNS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{NAME}\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR}\b",
        rf"\b{DAY}(?:st|nd|rd|th|\.|er)?\s+(?:of\s+|de\s+)?{NAME},?\s+(?:de\s+)?{YEAR}\b",
        rf"\b{YEAR}-(?P<m>\d\d)-(?P<d>\d\d)\b",
        rf"{YEAR}\s?[년年]\s?(?P<m>\d{{1,2}})\s?[월月]\s?{DAY}\s?[일日]",
        rf"\b{YEAR}\.\s?(?P<m>\d{{1,2}})\.\s?{DAY}\b\.?",
    )
]
YEARLESS_PATTERNS = [
    re.compile(form, re.IGNORECASE)
    for form in (rf"\b{NAME}\s+{DAY}(?:st|nd|rd|th)?\b", rf"\b{DAY}(?:st|nd|rd|th|\.)?\s+{NAME}")
]

TIME = re.compile(
    r"(?P<half>오전|오후|午前|午後)?\s?\b(?P<h>\d{1,2})(?:[:.](?P<min>\d\d)\b|\s?[시時](?:\s?(?P<min2>\d{1,2})\s?[분分])?)?"
    r"\s?(?P<ampm>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
ZONES = {
    "GMT": 0, "UTC": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "ICT": 7, "KST": 9, "JST": 9,
    "AEST": 10, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
ZONE = re.compile(rf"\b({'|'.join(ZONES)})\b(?:\s?([+-−]\d{{1,2}})(?::?(\d\d))?)?")
# Offsets in hours; None for a place with daylight saving, whose offset the name alone does not tell.
NAMED_ZONES = {"seoul": 9, "korea": 9, "tokyo": 9, "japan": 9, "london": None, "geneva": None}
NAMED_ZONE = re.compile(rf"\b({'|'.join(NAMED_ZONES)}) (?:standard )?time\b", re.IGNORECASE)
DEFAULT_ZONES = {"ko": 9, "ja": 9}  # by language: releases in these languages rarely print their zone


def find_date(text: str) -> tuple[date, int, int] | None:
    """The first date in `text`, with its start and end. Ambiguous forms such as 08/03/2017 are skipped."""
    found = [match for form in DATE_PATTERNS for match in [form.search(text)] if match]
    for match in sorted(found, key=lambda match: match.start()):
        if day := _make_date(int(match["y"]), match):
            return day, match.start(), match.end()
    return None


def find_date_without_year(text: str, reference: date | None) -> tuple[date, int, int] | None:
    """The first date printed without a year, in the year nearest to `reference`. None if `reference` is None."""
    if not reference:
        return None
    for form in YEARLESS_PATTERNS:
        if match := form.search(text):
            days = [_make_date(year, match) for year in (reference.year - 1, reference.year, reference.year + 1)]
            day = min(filter(None, days), key=lambda day: abs(day - reference), default=None)
            if day:
                return day, match.start(), match.end()
    return None


def _make_date(year, match):
    month = match["m"].casefold()
    try:
        return date(year, MONTH.get(month) or int(month), int(match["d"]))
    except ValueError:
        return None


def find_embargo(text: str, language: str) -> datetime | None:
    """The first time in `text` with its date and zone, in UTC. None if one of the three is missing."""
    found = find_date(text)
    if not found:
        return None
    day, start, end = found
    rest = text[:start] + " | " + text[end:]
    hour, zone = _find_time(rest), _find_zone(rest, language)
    if hour is None or zone is None:
        return None
    try:
        return datetime.combine(day, hour, zone).astimezone(UTC)
    except OverflowError:
        return None


def _find_time(text):
    if word := re.search(r"\b(noon|midnight)\b", text, re.IGNORECASE):
        return time(12 if word[1].casefold() == "noon" else 0)
    for match in TIME.finditer(text):
        if not (match["min"] or match["ampm"] or re.search("[시時]", match[0])):
            continue
        hour, minute = int(match["h"]), int(match["min"] or match["min2"] or 0)
        if half := (match["ampm"] or match["half"] or "").casefold():
            hour = hour % 12 + (12 if half.startswith(("p", "오후", "午後")) else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    return None


def _find_zone(text, language):
    hours: int | None
    minutes = 0
    if match := ZONE.search(text):
        hours = ZONES[match[1]] + int((match[2] or "0").replace("−", "-"))
        minutes = int(match[3] or 0) * (-1 if hours < 0 else 1)
    elif match := NAMED_ZONE.search(text):
        hours = NAMED_ZONES[match[1].casefold()]
    else:
        hours = DEFAULT_ZONES.get(language)
    if hours is None or abs(hours) >= 24:
        return None
    return timezone(timedelta(hours=hours, minutes=minutes))


MAX_DATELINE_LENGTH = 120  # characters
BRACKETED = re.compile(r"[(\[（［【](?P<in>[^()\[\]（）［］【】]{2,100})[)\]）］】]\s?(?P<dash>--+|[–—―:-])?\s?")
UNBRACKETED = re.compile(
    r"(?P<in>[^\W\d_][^.!?“”\"]{2,100}?\d{4}(?:년|年)?[^.,!?“”\"–—-]{0,12}\)?)\s?(?P<dash>--+|[–—―]|-(?=\s))\s?"
)
UPPER = re.compile(r"(?P<in>[A-ZÀ-Þ][A-ZÀ-Þ .'’-]{2,40}(?:,\s[A-ZÀ-Þ][A-Za-zÀ-ÿ. ]{1,20})?)\s(?P<dash>--+|[–—―])\s")
WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b,?", re.IGNORECASE)
PLACE_SEPARATOR = re.compile(r"\s*/\s*|\s+(?:and|&)\s+|\s*;\s*|\s*·\s*")
EDGES = " ,、，・–—―:/=()-"


def read_dateline(line: Line, reference: date | None = None) -> tuple[Dateline, int]:
    """The dateline at the start of `line`, and where the lede begins; an empty dateline and 0 if there is none.

    `reference`: the date of the page. A dateline without a year gets the year nearest to it.
    """
    start = line.text[:MAX_DATELINE_LENGTH]
    for form in (BRACKETED, UNBRACKETED, UPPER):
        if match := form.match(start):
            dateline = _parse_dateline(match, reference, needs_day=form is UNBRACKETED)
            if dateline:
                return dateline, match.end()
    return Dateline(), 0


def _parse_dateline(match, reference, needs_day):
    inside, day = match["in"], None
    if found := find_date(inside) or find_date_without_year(inside, reference):
        day, start, end = found
        if inside[end:].strip(EDGES):
            return None  # a sentence that begins with a place and a date
        inside = inside[:start]
    places = _parse_places(WEEKDAY.sub("", inside).strip(EDGES))
    if places is None or (day is None and (needs_day or not match["dash"] or not places or re.search(r"\d", inside))):
        return None
    return Dateline(places=places, date=day, printed=match[0].rstrip())


def _parse_places(text):
    """The places of a dateline, or None if a part is empty, long or in small letters."""
    places: list[str] = []
    for part in PLACE_SEPARATOR.split(text) if text else []:
        pieces = part.split(", ")
        regions = [re.fullmatch(r"[A-Z]\.?[A-Z]\.?", piece) or country_code(piece) for piece in pieces[1:]]
        places += [part] if all(regions) else pieces  # *Washington, DC* is one place, *Geneva, Seoul* are two
    places = [place.strip(EDGES) for place in places]
    if any(not place or place[0].islower() or place.count(" ") > 4 for place in places):
        return None
    return tuple(places)
