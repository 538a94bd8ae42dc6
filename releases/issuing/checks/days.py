"""Days that disagree: on the page, in the dateline, in the text, and the day on which it becomes public."""

import re

from django.utils import formats
from django.utils.translation import gettext as _

from releases.intake.parse.dates import find_day

from .manuscript import warning

#: The coalition's releases of 2011–2017 are dated the day before the date on the page; a weekend may lie between.
MOST_DAYS_BEFORE = 3
MOST_DAYS = 30  # looked at in one paragraph; more is no prose
NAMES = ["Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"]
BEFORE_A_DAY = re.compile(rf"\b({'|'.join(NAMES)})day,?\s+(?:the\s+)?$", re.I)
SIGN = "[월화수목금토일月火水木金土日]"
AFTER_A_DAY = re.compile(rf"\s*(?:[(（]({SIGN})(?:요일|曜日?)?[)）]|({SIGN})(?:요일|曜日))")
EAST_ASIAN = {sign: number for signs in ("월화수목금토일", "月火水木金土日") for number, sign in enumerate(signs)}


def dates_that_disagree(manuscript):
    yield from _dateline(manuscript.release)
    if manuscript.release.released_on and not manuscript.issued:
        yield from _page_and_public(manuscript.release.released_on, manuscript.day)


def _dateline(release):
    printed = find_day(release.dateline)
    if printed and release.dated and printed[0] != release.dated:
        words = _("The dateline prints %(printed)s, and “Dated” says %(dated)s. Put one of them right.")
        yield warning(words % {"printed": _day(printed[0]), "dated": _day(release.dated)}, "dateline")
    dated = printed[0] if printed else release.dated
    if not dated or not release.released_on:
        return
    days = (release.released_on - dated).days
    if not 0 <= days <= MOST_DAYS_BEFORE:
        words = _("The dateline says %(dated)s, and the release date is %(released_on)s. Put one of them right.")
        yield warning(words % {"dated": _day(dated), "released_on": _day(release.released_on)}, "dated")


def _page_and_public(released_on, public):
    """Of what is issued already the date stays, so only the first edition is asked."""
    dates = {"released_on": _day(released_on), "public": _day(public)}
    if released_on > public:
        words = _(
            "The release date, %(released_on)s, lies ahead: the release would be public on %(public)s. Issue it at a "
            "time on that day, or change the release date."
        )
        yield warning(words % dates, "released_on")
    elif released_on < public:
        words = _(
            "The page would say %(released_on)s, and become public on %(public)s. Change the release date, unless that "
            "is meant."
        )
        yield warning(words % dates, "released_on")


def weekdays(manuscript):
    """*Tuesday, March 8, 2017* was a Wednesday: one of the two is wrong, and readers come on the wrong day."""
    for field, text in manuscript.texts:
        place = 0
        for _number in range(MOST_DAYS):
            if not (found := find_day(text[place:])):
                break
            day, start, end = found[0], place + found[1], place + found[2]
            said = _weekday(text, start, end)
            if said is not None and said != day.weekday():
                words = _("%(day)s is a %(weekday)s, and the text says another day of the week. Put one of them right.")
                names = {"day": formats.date_format(day, "DATE_FORMAT"), "weekday": formats.date_format(day, "l")}
                yield warning(words % names, field)
            place = end


def _weekday(text, start, end):
    """The day of the week that stands beside a date, 0 for Monday; None where none does."""
    if before := BEFORE_A_DAY.search(text[max(0, start - 20) : start]):
        return NAMES.index(before[1].capitalize())
    if after := AFTER_A_DAY.match(text[end : end + 8]):
        return EAST_ASIAN[after[1] or after[2]]
    return None


def _day(day):
    return f"{formats.date_format(day, 'l')}, {formats.date_format(day, 'DATE_FORMAT')}"
