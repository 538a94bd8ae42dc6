"""Days and embargoes, as they are printed."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

# One line a month: English, German, French, Spanish, Italian, Portuguese, Dutch; each name once.
MONTHS = [
    "",
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
    "",
][1:13]
MONTH = {name: number for number, line in enumerate(MONTHS, 1) for name in line.split()}
NAME = rf"(?P<m>{'|'.join(sorted(MONTH, key=len, reverse=True))})\b\.?"
DAY = r"(?P<d>\d{1,2})"
YEAR = r"(?P<y>(?:19|20)\d\d)"
FORMS = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"\b{NAME}\s+{DAY}(?:st|nd|rd|th)?,?\s+{YEAR}\b",
        rf"\b{DAY}(?:st|nd|rd|th|\.|er)?\s+(?:of\s+|de\s+)?{NAME},?\s+(?:de\s+)?{YEAR}\b",
        rf"\b{YEAR}-(?P<m>\d\d)-(?P<d>\d\d)\b",
        rf"{YEAR}\s?[년年]\s?(?P<m>\d{{1,2}})\s?[월月]\s?{DAY}\s?[일日]",
        rf"\b{YEAR}\.\s?(?P<m>\d{{1,2}})\.\s?{DAY}\b\.?",
    )
]
YEARLESS = [
    re.compile(form, re.IGNORECASE)
    for form in (rf"\b{NAME}\s+{DAY}(?:st|nd|rd|th)?\b", rf"\b{DAY}(?:st|nd|rd|th|\.)?\s+{NAME}")
]

CLOCK = re.compile(
    r"(?P<half>오전|오후|午前|午後)?\s?\b(?P<h>\d{1,2})(?:[:.](?P<min>\d\d)\b|\s?[시時](?:\s?(?P<min2>\d{1,2})\s?[분分])?)?"
    r"\s?(?P<ampm>[ap]\.?m\b\.?)?",
    re.IGNORECASE,
)
ZONES = {
    "GMT": 0, "UTC": 0, "Z": 0, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "ICT": 7, "KST": 9, "JST": 9,
    "AEST": 10, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
ZONE = re.compile(rf"\b({'|'.join(ZONES)})\b(?:\s?([+-−]\d{{1,2}})(?::?(\d\d))?)?")
NAMED_ZONE = re.compile(r"\b(seoul|tokyo|korea|japan|london|geneva) (?:standard )?time\b", re.IGNORECASE)
BY_LANGUAGE = {"ko": "KST", "ja": "JST"}  # these countries have one zone, and their releases do not print it


def find_day(text: str) -> tuple[date, int, int] | None:
    """The first day printed in `text`, and where it begins and ends. A form that leaves the month open is no day."""
    found = [match for form in FORMS for match in [form.search(text)] if match]
    for match in sorted(found, key=lambda match: match.start()):
        if day := _day(int(match["y"]), match):
            return day, match.start(), match.end()
    return None


def find_day_near(text: str, near: date | None) -> tuple[date, int, int] | None:
    """The first day printed without its year, in the year that brings it nearest to `near`; None without `near`."""
    for form in YEARLESS if near else ():
        if match := form.search(text):
            days = [_day(year, match) for year in (near.year - 1, near.year, near.year + 1)]
            day = min(filter(None, days), key=lambda day: abs(day - near), default=None)
            if day:
                return day, match.start(), match.end()
    return None


def _day(year, match):
    month = match["m"].casefold()
    try:
        return date(year, MONTH.get(month) or int(month), int(match["d"]))
    except ValueError:
        return None


def find_instant(text: str, language: str) -> datetime | None:
    """The first hour, with the zone and day it is printed with, in UTC. None where one of the three is missing."""
    day = find_day(text)
    if not day:
        return None
    rest = text[: day[1]] + " | " + text[day[2] :]
    hour, zone = _clock(rest), _zone(rest, language)
    if hour is None or zone is None:
        return None
    try:
        return datetime.combine(day[0], hour, zone).astimezone(UTC)
    except OverflowError:
        return None


def _clock(text):
    if word := re.search(r"\b(noon|midnight)\b", text, re.IGNORECASE):
        return time(12 if word[1].casefold() == "noon" else 0)
    for match in CLOCK.finditer(text):
        if not (match["min"] or match["ampm"] or re.search("[시時]", match[0])):
            continue
        hour, minute = int(match["h"]), int(match["min"] or match["min2"] or 0)
        half = (match["ampm"] or "").casefold()[:1] or {"오전": "a", "午前": "a", "오후": "p", "午後": "p"}.get(
            match["half"]
        )
        if half:
            hour = hour % 12 + (12 if half == "p" else 0)
        if hour < 24 and minute < 60:
            return time(hour, minute)
    return None


def _zone(text, language):
    if match := ZONE.search(text):
        hours = ZONES[match[1]] + int((match[2] or "0").replace("−", "-"))
        minutes = int(match[3] or 0) * (-1 if hours < 0 else 1)
        return timezone(timedelta(hours=hours, minutes=minutes)) if abs(hours) < 24 else None
    if match := NAMED_ZONE.search(text):
        fixed = {"seoul": 9, "korea": 9, "tokyo": 9, "japan": 9}
        return timezone(timedelta(hours=fixed[match[1].casefold()])) if match[1].casefold() in fixed else None
    return timezone(timedelta(hours=ZONES[BY_LANGUAGE[language]])) if language in BY_LANGUAGE else None
