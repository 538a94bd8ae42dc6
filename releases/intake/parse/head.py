"""The head of a release: everything above the lede."""

import datetime
import re
from dataclasses import dataclass, field

from .dates import MONTH, ZONES, find_day, find_instant
from .lines import Ledger, Line
from .titles import Titles
from .vocabulary import listed

CRUMBS = re.compile(r"\s+[>»›]\s+|\s*→\s*")
DATE_LABEL = re.compile(
    r"(?:date|dated|released?(?: date| on)?|published(?: on)?|datum|fecha"
    r"|배포\s?일시|배포일|보도일시|날짜|일시|日付|日時|発表日|配信日)\s?[:：]\s?",
    re.IGNORECASE,
)
EMBARGO = re.compile(  # and not *Embargo on Arms Holds*, which is a headline
    r"\W*(?:(?:strictly )?(?:under )?(?:strict )?embargo(?:ed)?(?=\s?(?:[:!–—\d-]|until\b|till\b|for release\b|$))"
    r"|not for (?:release|publication)|hold until|엠바고|보도\s?시점|解禁|sperrfrist)",
    re.IGNORECASE,
)
LONGEST_EMBARGO = 200  # characters of the line, or the two lines, that say it
EMBARGO_WORDS = (
    listed("""
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
AROUND_A_DAY = re.compile(
    r"(?:\W|(?:mon|tues|wednes|thurs|fri|satur|sun)day|[월화수목금토일]요일|[月火水木金土日]曜日?"
    r"|오전|오후|午前|午後|\d{1,2}\s?[시時분分])*",
    re.IGNORECASE,
)


@dataclass
class Head:
    """What the head says. `letterhead`: the lines above *PRESS RELEASE*."""

    section: tuple[str, ...] = ()
    date: datetime.date | None = None
    embargo: datetime.datetime | None = None
    kicker: str | None = None
    headline: str | None = None
    subheadline: str | None = None
    letterhead: list[Line] = field(default_factory=list)


def says_embargo(text: str) -> bool:
    return len(text) <= LONGEST_EMBARGO and bool(EMBARGO.match(text))


def read_head(lines: list[Line], ledger: Ledger, language: str) -> Head:
    """Read the lines above the lede. What it does not take from `ledger` found no place."""
    head, titles = Head(), Titles()
    number = 0
    while number < len(lines):
        line, following = lines[number], lines[number + 1 : number + 2]
        read = (
            (number < 4 and not titles.lines and _crumbs(head, line, ledger))
            or _notice(head, titles, line, ledger)
            or _embargo(head, [line, *following], ledger, language)
            or _date(head, line, ledger)
        )
        if not read:
            dated = number and DATE_LABEL.match(lines[number - 1].text)
            _title(titles, line, under_date=bool(dated) and not line.gap)
        number += int(read) or 1
    if not titles.lines:
        titles.lines, head.letterhead = head.letterhead, []
    head.kicker, head.headline, head.subheadline = titles.read(ledger)
    return head


# Each of these returns how many lines it has read.


def _crumbs(head, line, ledger):
    names = CRUMBS.split(line.text)
    if head.section or len(names) < 2 or max(map(len, names)) > 40 or not all(names):
        return 0
    head.section = tuple(names)
    ledger.take(line.span())
    return 1


def _notice(head, titles, line, ledger):
    masthead = MASTHEAD.fullmatch(line.text)
    if not masthead and not NOTICE.fullmatch(line.text):
        return 0
    if masthead:
        head.letterhead += titles.lines
        titles.lines = []
    ledger.take(line.span())
    return 1


def _embargo(head, lines, ledger, language):
    """An embargo is taken only where all of it was understood: what was not, a reader must see."""
    if not says_embargo(lines[0].text):
        return 0
    instant, count = find_instant(lines[0].text, language), 1
    if not instant and len(lines) > 1 and len(lines[1].text) < LONGEST_EMBARGO:
        instant, count = find_instant(f"{lines[0].text} {lines[1].text}", language), 2
    if not instant:
        return 1
    understood = head.embargo in (None, instant)
    head.embargo = head.embargo or instant
    for line in lines[:count]:
        letters = re.findall(r"[^\W\d_]+", line.text.casefold())
        if understood and EMBARGO_WORDS.issuperset(letters):
            ledger.take(line.span())
    return count


def _date(head, line, ledger):
    """A day with its label, or alone on its line. Another day than the first is left, and shown."""
    label, found = DATE_LABEL.match(line.text), find_day(line.text)
    if not found:
        return 0
    day, start, end = found
    before, after = line.text[:start], line.text[end:]
    alone = AROUND_A_DAY.fullmatch(before[label.end() :] if label else before)
    if not alone or not (label or AROUND_A_DAY.fullmatch(after)):
        return 0
    head.date = head.date or day
    if head.date == day:
        ledger.take(line.span(0, end))
        ledger.take_between(line, AROUND_A_DAY)
    return 1


def _title(titles, line, under_date):
    if BULLET.match(line.text) and titles.lines:
        titles.bullets.append(line)
    else:
        titles.under_date |= under_date and not titles.lines
        titles.lines.append(line)
