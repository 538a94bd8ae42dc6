"""Read the head of a release, the lines above the lede: breadcrumb, date, embargo, kicker, headline."""

import datetime
import re
from dataclasses import dataclass, field

from .dates import MONTH, ZONES, find_date, find_embargo
from .lines import Coverage, Line
from .vocabulary import word_set

BREADCRUMB_SEPARATOR = re.compile(r"\s+[>»›]\s+|\s*→\s*")
DATE_LABEL = re.compile(
    r"(?:date|dated|released?(?: date| on)?|published(?: on)?|datum|fecha"
    r"|배포\s?일시|배포일|보도일시|날짜|일시|日付|日時|発表日|配信日)\s?[:：]\s?",
    re.IGNORECASE,
)
EMBARGO = re.compile(  # does not match *Embargo on Arms Holds*, a headline
    r"\W*(?:(?:strictly )?(?:under )?(?:strict )?embargo(?:ed)?(?=\s?(?:[:!–—\d-]|until\b|till\b|for release\b|$))"
    r"|not for (?:release|publication)|hold until|엠바고|보도\s?시점|解禁|sperrfrist)",
    re.IGNORECASE,
)
MAX_EMBARGO_LENGTH = 200  # characters
EMBARGO_WORDS = (
    word_set("""
    a m p am pm strictly under embargo embargoed until till for release publication not before hold this time is no use
    on at from the of and local korea korean seoul tokyo japan standard monday tuesday wednesday thursday friday
    saturday sunday press news media st nd rd th 엠바고 보도 보도시점 시점 이후 부터 까지 가능 오전 오후 년 월 일 시 분
    월요일 화요일 수요일 목요일 금요일 토요일 일요일 解禁 午前 午後 年 月 日 時 分 以降
    """)
    | {zone.casefold() for zone in ZONES}
    | set(MONTH)
)
NOTICE = re.compile(
    r"\W*(?:(?:for )?immediate release|not for publication before this time|즉시 보도\s?(?:가능)?|배포 즉시 보도\s?가능"
    r"|pressemitteilung|communiqué de presse|comunicado de prensa)\W*",
    re.IGNORECASE,
)
MASTHEAD = re.compile(
    r"\W*(?:(?:press|news|media) (?:release|statement|advisory)|보\s?도\s?자\s?료|(?:プレス|報道)(?:リリース|資料))\W*",
    re.IGNORECASE,
)
BULLET = re.compile(r"[○◦●■▪•·※-]\s")
DATE_CONTEXT = re.compile(
    r"(?:\W|(?:mon|tues|wednes|thurs|fri|satur|sun)day|[월화수목금토일]요일|[月火水木金土日]曜日?"
    r"|오전|오후|午前|午後|\d{1,2}\s?[시時분分])*",
    re.IGNORECASE,
)


@dataclass
class Head:
    """The fields of the head. `letterhead`: the lines above *PRESS RELEASE*."""

    section: tuple[str, ...] = ()
    date: datetime.date | None = None
    embargo: datetime.datetime | None = None
    kicker: str | None = None
    headline: str | None = None
    subheadline: str | None = None
    letterhead: list[Line] = field(default_factory=list)


def is_embargo_line(text: str) -> bool:
    return len(text) <= MAX_EMBARGO_LENGTH and bool(EMBARGO.match(text))


def read_head(lines: list[Line], coverage: Coverage, language: str) -> Head:
    """Read the lines above the lede and mark in `coverage` what has a field."""
    head, titles = Head(), HeadlineBlock()
    number = 0
    while number < len(lines):
        line, following = lines[number], lines[number + 1 : number + 2]
        read = (
            (number < 4 and not titles.lines and _read_breadcrumb(head, line, coverage))
            or _read_notice(head, titles, line, coverage)
            or _read_embargo(head, [line, *following], coverage, language)
            or _read_date(head, line, coverage)
        )
        if not read:
            dated = number and not line.after_blank and DATE_LABEL.match(lines[number - 1].text)
            titles.add(line, under_date=bool(dated))
        number += int(read) or 1
    if not titles.lines:
        titles.lines, head.letterhead = head.letterhead, []
    head.kicker, head.headline, head.subheadline = titles.read(coverage)
    return head


# Each of these returns the number of lines it has read.


def _read_breadcrumb(head, line, coverage):
    names = BREADCRUMB_SEPARATOR.split(line.text)
    if head.section or len(names) < 2 or max(map(len, names)) > 40 or not all(names):
        return 0
    head.section = tuple(names)
    coverage.mark(line.span())
    return 1


def _read_notice(head, titles, line, coverage):
    masthead = MASTHEAD.fullmatch(line.text)
    if not masthead and not NOTICE.fullmatch(line.text):
        return 0
    if masthead:
        head.letterhead += titles.lines
        titles.lines = []
    coverage.mark(line.span())
    return 1


def _read_embargo(head, lines, coverage, language):
    """Read an embargo. Its lines are marked only if every word is known; others are shown to the editor."""
    if not is_embargo_line(lines[0].text):
        return 0
    instant, count = find_embargo(lines[0].text, language), 1
    if not instant and len(lines) > 1 and len(lines[1].text) < MAX_EMBARGO_LENGTH:
        instant, count = find_embargo(f"{lines[0].text} {lines[1].text}", language), 2
    if not instant:
        return 1
    understood = head.embargo in (None, instant)
    head.embargo = head.embargo or instant
    for line in lines[:count]:
        letters = re.findall(r"[^\W\d_]+", line.text.casefold())
        if understood and EMBARGO_WORDS.issuperset(letters):
            coverage.mark(line.span())
    return count


def _read_date(head, line, coverage):
    """Read a date with a label or alone on its line. A second, different date is not marked."""
    label, found = DATE_LABEL.match(line.text), find_date(line.text)
    if not found:
        return 0
    day, start, end = found
    before, after = line.text[:start], line.text[end:]
    alone = DATE_CONTEXT.fullmatch(before[label.end() :] if label else before)
    if not alone or not (label or DATE_CONTEXT.fullmatch(after)):
        return 0
    head.date = head.date or day
    if head.date == day:
        coverage.mark(line.span(0, end))
        coverage.mark_between(line, DATE_CONTEXT)
    return 1


@dataclass
class HeadlineBlock:
    """The lines of the head that are kicker, headline or subheadline. `bullets`: those that are list items.

    `under_date`: the first line is right below the date, where the old site prints the list title.
    """

    lines: list[Line] = field(default_factory=list)
    bullets: list[Line] = field(default_factory=list)
    under_date: bool = False

    def add(self, line: Line, *, under_date: bool) -> None:
        if BULLET.match(line.text) and self.lines:
            self.bullets.append(line)
        else:
            self.under_date |= under_date and not self.lines
            self.lines.append(line)

    def read(self, coverage: Coverage) -> tuple[str | None, str | None, str | None]:
        """Kicker, headline and subheadline, each marked in `coverage`."""
        if not self.lines:
            return None, None, None
        kicker, headline, below = self._split(coverage)
        return (
            _mark_and_join(coverage, kicker[-1:]),
            _mark_and_join(coverage, [headline]),
            _mark_and_join(coverage, self.bullets or below[:1]),
        )

    def _split(self, coverage):
        """Split into kicker, headline and lines below. A repeated line is the headline, and the kicker is before it."""
        first, *others = self.lines
        repeated = next((n for n, line in enumerate(others) if _normalise(line.text) == _normalise(first.text)), None)
        if repeated is not None:
            coverage.mark(first.span())
            return others[:repeated], others[repeated], others[repeated + 1 :]
        if self.under_date and others:  # the headline has most words of the list title, and at least half
            words = set(first.text.casefold().split())
            shared = [len(words & set(line.text.casefold().split())) / len(words) for line in others[:4]]
            best = shared.index(max(shared)) if max(shared) >= 0.5 else 0
            return others[:best], others[best], others[best + 1 :]
        is_capitals = first.text.isupper() and not (others and others[0].text.isupper())
        if others and first.text.count(" ") < 6 and (is_capitals or first.text.endswith((":", "："))):
            return [first], others[0], others[1:]
        return [], first, others


def _mark_and_join(coverage, lines):
    for line in lines:
        coverage.mark(line.span())
    return " / ".join(line.text for line in lines) or None


def _normalise(text):
    return "".join(filter(str.isalnum, text.casefold()))
