"""Where a release is found: the list."""

from datetime import date

from django.db.models import Count
from django.db.models.functions import ExtractYear
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from members.clock import database_now
from releases.models.edition import Edition


def release_list(request):
    at = database_now()
    public = Edition.objects.public(at).filter(language=get_language())
    counts = (
        public.annotate(year=ExtractYear("released_on")).values_list("year").annotate(Count("pk")).order_by("-year")
    )
    years = dict(counts)
    year = _chosen_year(request.GET.get("year", ""), years, timezone.localdate(at).year)
    if year:
        public = public.filter(released_on__gte=date(year, 1, 1), released_on__lte=date(year, 12, 31))
    context = {"editions": public.newest_first().titles(), "years": years, "year": year, "count": sum(years.values())}
    return render(request, "releases/release_list.html", context)


def _chosen_year(asked, years, this_year):
    """The year to show, None for all. Raises `Http404` for a year without releases."""
    if asked == "all":
        return None
    if not asked:
        return this_year if this_year in years else next(iter(years), None)
    if asked.isdecimal() and len(asked) == 4 and int(asked) in years:
        return int(asked)
    raise Http404
