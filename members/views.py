import csv
import re
from datetime import date
from itertools import groupby

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from icnk.core.clock import database_now

from .models import CoalitionMember

COLUMNS = (
    *("name", "as_printed", "kind", "country_code", "country"),
    *("role", "affiliation", "website", "joined_on", "left_on"),
)
#: Spreadsheets run cells that start with one of these, also after space or a separator of cells, a semicolon in
#: some countries (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n|]))(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r\n])")


class InvalidDay(ValueError):
    """Not a date, or one in the future. The message is for the reader."""


def member_list(request):
    """The members today or `on` a day, by kind or `by` country."""
    at, problem = database_now(), ""
    today = day = timezone.localdate(at)
    try:
        day = _parse_day(request, today)
    except InvalidDay as error:
        problem = str(error)
    members = list(_members(at, day))
    by_country = request.GET.get("by") == "country"
    context = {"members": members, "day": day, "today": today, "problem": problem, "by_country": by_country}
    if by_country:
        context["countries"] = _by_country(members)
    else:
        context |= {kind: [member for member in members if member.kind == kind] for kind in CoalitionMember.Kind.values}
    return render(request, "members/member_list.html", context)


def members_csv(request):
    """The same list as CSV (RFC 4180) in UTF-8, with the byte order mark that spreadsheets need.

    An invalid day returns 400, so that programs don't get the members of another day.
    """
    at = database_now()
    today = timezone.localdate(at)
    try:
        day = _parse_day(request, today)
    except InvalidDay as error:
        return HttpResponse(f"{error}\n", content_type="text/plain; charset=utf-8", status=400)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="members-{day.isoformat()}.csv"'
    table = csv.writer(response)
    table.writerow(COLUMNS)
    table.writerows([FORMULA.sub("'", cell) for cell in _row(member, today)] for member in _members(at, day))
    return response


def _parse_day(request, today):
    """Return the day in `on`, or today. Raises `InvalidDay`, also for future days, because plans are not public."""
    text = request.GET.get("on", "")
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InvalidDay(_("This is no day: write it as 2017-03-08.")) from None
    if day > today:
        raise InvalidDay(_("This day has not come yet."))
    return day


def _members(at, day):
    return CoalitionMember.objects.listed(at).on(day).named_on(day)


def _by_country(members):
    """Return (country name, members) ordered by name. Members without a country are last, under ""."""
    named = sorted(members, key=lambda member: (not member.country, member.country.name))
    return [(name, list(group)) for name, group in groupby(named, key=lambda member: member.country.name)]


def _row(member, today):
    """Return the cells for `COLUMNS`, without an end in the future, which is not public."""
    left = member.left_on if member.left_on and member.left_on <= today else None
    kind, country = member.kind, member.country
    named = (member.name, member.name_then, kind, country.code, country.name, member.role, member.affiliation)
    return (*named, member.website, *(day.isoformat() if day else "" for day in (member.joined_on, left)))
