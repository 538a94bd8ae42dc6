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
#: A spreadsheet runs a cell that begins with one of these, also behind what it takes for space or for the end of the
#: cell before: some countries part cells by semicolons (https://owasp.org/www-community/attacks/CSV_Injection).
FORMULA = re.compile(r"(?:^|(?<=[;\t\r\n|]))(?=\s*[=+\-@＝＋－＠])|^(?=[\t\r\n])")


class UnknownDay(ValueError):
    """What was asked for is no day, or one that has not come yet. Its text is for the reader."""


def member_list(request):
    """Who the coalition is, today or `on` a day: by kind, or `by` country."""
    at, problem = database_now(), ""
    today = day = timezone.localdate(at)
    try:
        day = _asked_day(request, today)
    except UnknownDay as unknown:
        problem = str(unknown)
    members = list(_members(at, day))
    by_country = request.GET.get("by") == "country"
    context = {"members": members, "day": day, "today": today, "problem": problem, "by_country": by_country}
    context |= {"countries": _by_country(members)} if by_country else _by_kind(members)
    return render(request, "members/member_list.html", context)


def members_csv(request):
    """The same as a table for spreadsheets (RFC 4180), UTF-8 with the byte order mark that they ask for.

    Status 400 for what is no day: a program must not take today's members for those of another.
    """
    at = database_now()
    today = timezone.localdate(at)
    try:
        day = _asked_day(request, today)
    except UnknownDay as unknown:
        return HttpResponse(f"{unknown}\n", content_type="text/plain; charset=utf-8", status=400)
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="members-{day.isoformat()}.csv"'
    table = csv.writer(response)
    table.writerow(COLUMNS)
    table.writerows([_defused(cell) for cell in _row(member, today)] for member in _members(at, day))
    return response


def _asked_day(request, today):
    """The day asked for with `on`, else today. Raises `UnknownDay`; what is planned is not public."""
    asked = request.GET.get("on", "")
    if not asked:
        return today
    try:
        day = date.fromisoformat(asked)
    except ValueError:
        raise UnknownDay(_("This is no day: write it as 2017-03-08.")) from None
    if day > today:
        raise UnknownDay(_("This day has not come yet."))
    return day


def _members(at, day):
    return CoalitionMember.objects.listed(at).on(day).named_on(day)


def _by_kind(members):
    return {kind: [member for member in members if member.kind == kind] for kind in CoalitionMember.Kind.values}


def _by_country(members):
    """`(country's name, its members)` in the order of the names; at the end those without a country, under ""."""
    named = sorted(members, key=lambda member: (not member.country, member.country.name))
    return [(name, list(group)) for name, group in groupby(named, key=lambda member: member.country.name)]


def _row(member, today):
    """The cells of `COLUMNS`. An end that is still ahead is not public."""
    left = member.left_on if member.left_on and member.left_on <= today else None
    kind, country = member.kind, member.country
    named = (member.name, member.name_then, kind, country.code, country.name, member.role, member.affiliation)
    return (*named, member.website, *(day.isoformat() if day else "" for day in (member.joined_on, left)))


def _defused(cell):
    return FORMULA.sub("'", cell)
