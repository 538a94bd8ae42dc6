"""Where a release is found: the list, by year, by member and by words."""

from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Max, Q, TextField
from django.db.models.functions import Cast, Substr
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from members.addresses import absolute
from members.clock import database_clock, database_now
from members.models import CoalitionMember
from releases.models.edition import Edition

from .asking import Asking
from .searching import A_PAGE, MOST_RANKED, hits, ranked

A_LIST = 100  # releases on one page of a list that is no search


def release_list(request):
    """A search looks in all languages. It shows one, `_language`, and tells how many there are in the others."""
    now = database_clock()
    members = list(CoalitionMember.objects.listed(now).order_by("name", "pk"))
    asking = Asking.read(request.GET, members)
    counts, at = _counts(asking.narrow(Edition.objects.public(now)), now)
    language = _language(counts)
    years = counts.pop(language, {})
    year = asking.chosen_year(years, timezone.localdate(at).year)
    editions = asking.narrow(Edition.objects.public(at)).filter(language=language)
    if year:
        editions = editions.filter(released_on__gte=date(year, 1, 1), released_on__lte=date(year, 12, 31))
    context = {
        "asking": asking,
        "members": members,
        "language": language,
        "elsewhere": {each: sum(there.values()) for each, there in counts.items()},
        "years": years,
        "year": year,
        "count": sum(years.values()),
        "shown": years.get(year, 0) if year else sum(years.values()),
    }
    context |= _found(request, editions, asking) if asking.typed else _listed(request, editions, at)
    return render(request, "releases/release_list.html", context)


def _counts(editions, now):
    """language → year → how many, the latest year first; and the instant of the answer. One query, if any is there."""
    rows = editions.annotate(year=Substr(Cast("released_on", TextField()), 1, 4)).order_by()
    rows = rows.values_list("language", "year").annotate(count=Count("pk"), at=Max(now))
    counts, instants = {}, set()
    for language, year, count, at in sorted(rows, reverse=True):
        counts.setdefault(language, {})[int(year)] = count
        instants.add(at)
    return counts, max(instants, default=None) or database_now()


def _language(counts):
    """That of the page or, where it has nothing, the one that has most."""
    here = get_language()
    return max(counts, key=lambda each: (each == here, sum(counts[each].values()), each), default=here)


def _found(request, editions, asking):
    page = request.GET.get("page", "1")
    if not (page.isascii() and page.isdecimal() and 1 <= int(page[:3]) <= MOST_RANKED // A_PAGE):
        raise Http404
    start, ids = (int(page) - 1) * A_PAGE, ranked(editions, asking.words) if asking.words else []
    if start and start >= len(ids):
        raise Http404
    following = int(page) + 1 if len(ids) > start + A_PAGE else None
    return {"hits": hits(ids[start : start + A_PAGE], asking.words), "next": following, "most": MOST_RANKED}


def _listed(request, editions, at):
    """The newest, or those that come after the release with the address `before` in a list."""
    before = request.GET.get("before", "").replace("\x00", " ")
    if before:
        last = Edition.objects.public(at).filter(language=get_language(), slug=before)
        day, tie = last.values("released_on")[:1], last.values("release_id")[:1]
        editions = editions.filter(Q(released_on__lt=day) | Q(released_on=day, release_id__lt=tie))
    rows = list(editions.newest_first().titles()[: A_LIST + 1])
    address = {name: value for name in ("year", "before") if (value := request.GET.get(name))}
    canonical = absolute(request, request.path) + ("?" + urlencode(address) if address else "")
    return {"editions": rows[:A_LIST], "last": rows[A_LIST - 1] if len(rows) > A_LIST else None, "canonical": canonical}
