"""Where a release is found: the list, by year, by member and by words."""

from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q, TextField
from django.db.models.functions import Cast, Substr
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from icnk.core.clock import database_clock, database_now
from icnk.core.urls import absolute
from members.models import CoalitionMember
from releases.models.edition import Edition

from .filters import Asking
from .search import MOST, counted, hits, ranked

A_PAGE, A_LIST = 20, 100  # releases on one page of a search, and of a list that is none


def release_list(request):
    now = database_clock()
    members = list(CoalitionMember.objects.listed(now).annotate(at=now).order_by("name", "pk"))
    at = members[0].at if members else database_now()
    asking = Asking.read(request.GET, members)
    public = asking.narrow(Edition.objects.public(at))
    context = _search(request, asking, public) if asking.typed else _list(request, asking, public, at)
    return render(request, "releases/release_list.html", {"asking": asking, "members": members, **context})


def _list(request, asking, public, at):
    editions = public.filter(language=get_language())
    years = _years(editions)
    year = asking.chosen_year(years, timezone.localdate(at).year)
    rows = list(_after(request, _of(editions, year), at).newest_first().for_list()[: A_LIST + 1])
    address = {name: value for name in ("year", "member", "before") if (value := request.GET.get(name))}
    return {
        "years": years,
        "year": year,
        "count": sum(years.values()),
        "editions": rows[:A_LIST],
        "last": rows[A_LIST - 1] if len(rows) > A_LIST else None,
        "canonical": absolute(request, request.path) + ("?" + urlencode(address) if address else ""),
    }


def _search(request, asking, public):
    """A search looks in the language of the page and tells how many there are in the others. Where nothing is found
    in its own, it shows the language in which most is."""
    language, found, elsewhere = _where(public, asking.words)
    there = public.filter(language=language)
    years = dict.fromkeys(_years(there)) if found.many else found.years
    year = asking.chosen_year(years, None)
    count, many = len(found), found.many
    if year:
        found = ranked(_of(there, year), asking.words) if many else found.of(year)
    page, rows = _page(request, found.rows)
    return {
        "language": language,
        "elsewhere": elsewhere,
        "years": years,
        "year": year,
        "count": None if many else count,
        "found": found,
        "hits": hits(rows, asking.words) if rows else [],
        "next": page + 1 if len(found) > page * A_PAGE else None,
        "most": MOST,
    }


def _where(public, words):
    """The language that is shown, what is found in it, and of each other one how many there are."""
    here, others = get_language(), [code for code, _name in settings.LANGUAGES if code != get_language()]
    found = ranked(public.filter(language=here), words)
    if found.many:
        return here, found, {}
    if found.rows:
        counts = {each: counted(public.filter(language=each), words) for each in others}
        return here, found, {each: count for each, count in counts.items() if count}
    founds = {each: ranked(public.filter(language=each), words) for each in others}
    most = max(founds, key=lambda each: len(founds[each]))
    elsewhere = {each: len(there) + there.many for each, there in founds.items() if there.rows and each != most}
    return (most, founds[most], elsewhere) if founds[most].rows else (here, found, {})


def _page(request, rows):
    """The number of the page and its rows. Raises `Http404` for a page that is not there."""
    asked = request.GET.get("page", "1")
    if not (asked.isascii() and asked.isdecimal() and len(asked) <= 3 and int(asked)):
        raise Http404
    start = (int(asked) - 1) * A_PAGE
    if start and start >= len(rows):
        raise Http404
    return int(asked), rows[start : start + A_PAGE]


def _years(editions):
    """year → how many, the latest first. One query."""
    rows = editions.order_by().values_list(Substr(Cast("released_on", TextField()), 1, 4)).annotate(Count("pk"))
    return {int(year): count for year, count in sorted(rows, reverse=True)}


def _of(editions, year):
    return editions.filter(released_on__gte=date(year, 1, 1), released_on__lte=date(year, 12, 31)) if year else editions


def _after(request, editions, at):
    """The editions after the release with the address `before` in a list, or all."""
    slug = request.GET.get("before", "").replace("\x00", " ")
    if not slug:
        return editions
    last = Edition.objects.public(at).filter(language=get_language(), slug=slug)
    day, tie = last.values("released_on")[:1], last.values("release_id")[:1]
    return editions.filter(Q(released_on__lt=day) | Q(released_on=day, release_id__lt=tie))
