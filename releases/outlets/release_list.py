"""The list of releases and its search, by year, member and words. Results are ranked and highlighted."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from icnk.core.clock import database_now, database_now_expression
from icnk.core.urls import absolute_url
from members.models import CoalitionMember
from releases.models.edition import Edition, EditionMember
from releases.models.search import rank
from releases.search.snippets import HighlightedPart, get_snippets, highlight
from releases.search.tokenizer import MAX_QUERY_LENGTH, SearchQuery, parse_query

PAGE_SIZE, MAX_LISTED = 20, 100  # releases on a page of results, and in a list
MAX_RESULTS = 500  # ranked or counted, so that a word that stands in every release costs no more than others


def get_member_or_404(members, slug: str) -> CoalitionMember | None:
    """Return the one of `members` with this slug, None for ""."""
    member = next((each for each in members if each.slug == slug), None)
    if slug and not member:
        raise Http404
    return member


@dataclass(frozen=True)
class ReleaseFilters:
    """The query of the address. `year` as it was sent: digits, `all` or ""."""

    words: str
    search_query: SearchQuery
    year: str
    member: CoalitionMember | None

    @classmethod
    def parse(cls, query, members) -> "ReleaseFilters":
        """Raises `Http404` for a member that is not one of `members`."""
        words = " ".join(query.get("q", "").replace("\x00", " ").split())[:MAX_QUERY_LENGTH]
        member = get_member_or_404(members, query.get("member", ""))
        return cls(words, parse_query(words), query.get("year", ""), member)

    def filter_by_member(self, editions):
        if not self.member:
            return editions
        return editions.filter(pk__in=EditionMember.objects.filter(member=self.member).values("edition"))

    def select_year(self, years, this_year: int | None) -> int | None:
        """Return the year to show, None for all. Raises `Http404` for no year, and for an empty one in a plain list."""
        if self.year == "all" or (self.words and not self.year):
            return None
        if not self.year:
            return this_year if this_year in years else next(iter(years), None)
        if not (self.year.isascii() and self.year.isdecimal() and len(self.year) == 4 and int(self.year)):
            raise Http404
        if not (int(self.year) in years or self.words or self.member):
            raise Http404
        return int(self.year)


def release_list(request: HttpRequest) -> HttpResponse:
    now = database_now_expression()
    members = list(CoalitionMember.objects.listed(now).annotate(at=now).order_by("name", "pk"))
    at = members[0].at if members else database_now()
    filters = ReleaseFilters.parse(request.GET, members)
    public = filters.filter_by_member(Edition.objects.public(at))
    context = (
        _search_context(request, filters, public) if filters.words else _list_context(request, filters, public, at)
    )
    return render(request, "releases/release_list.html", {"filters": filters, "members": members, **context})


def _list_context(request, filters, public, at):
    editions = public.filter(language=get_language())
    years = _count_by_year(editions)
    year = filters.select_year(years, timezone.localdate(at).year)
    rows = list(_listed_after(request, _in_year(editions, year), at).newest_first().for_list()[: MAX_LISTED + 1])
    query = {name: value for name in ("year", "member", "before") if (value := request.GET.get(name))}
    return {
        "years": years,
        "year": year,
        "count": sum(years.values()),
        "editions": rows[:MAX_LISTED],
        "last": rows[MAX_LISTED - 1] if len(rows) > MAX_LISTED else None,
        "canonical": absolute_url(request, request.path) + ("?" + urlencode(query) if query else ""),
    }


def _search_context(request, filters, public):
    """Search in the page's language and count matches in the others. Without any, show the language with most."""
    language, results, other_languages = _choose_language(public, filters.search_query)
    editions = public.filter(language=language)
    years = dict.fromkeys(_count_by_year(editions)) if results.has_more else results.count_by_year
    year = filters.select_year(years, None)
    count, has_more = len(results), results.has_more
    if year:
        results = search(_in_year(editions, year), filters.search_query) if has_more else results.in_year(year)
    page, rows = _paginate(request, results.rows)
    return {
        "language": language,
        "other_languages": other_languages,
        "years": years,
        "year": year,
        "count": None if has_more else count,
        "results": results,
        "hits": get_hits(rows, filters.search_query) if rows else [],
        "next_page": page + 1 if len(results) > page * PAGE_SIZE else None,
        "max_results": MAX_RESULTS,
    }


def _choose_language(public, query):
    """Return the language to show, its results, and the number of matches by each other language that has some."""
    own, others = get_language(), [code for code, _name in settings.LANGUAGES if code != get_language()]
    results = search(public.filter(language=own), query)
    if results.has_more:
        return own, results, {}
    if results.rows:
        counts = {code: count_matches(public.filter(language=code), query) for code in others}
        return own, results, {code: count for code, count in counts.items() if count}
    by_language = {code: search(public.filter(language=code), query) for code in others}
    most = max(by_language, key=lambda code: len(by_language[code]))
    if not by_language[most].rows:
        return own, results, {}
    rest = {code: len(each) + each.has_more for code, each in by_language.items() if each.rows and code != most}
    return most, by_language[most], rest


def _paginate(request, rows):
    """Return the number of the page and its rows. Raises `Http404` for a page that does not exist."""
    page = request.GET.get("page", "1")
    if not (page.isascii() and page.isdecimal() and len(page) <= 3 and int(page)):
        raise Http404
    start = (int(page) - 1) * PAGE_SIZE
    if start and start >= len(rows):
        raise Http404
    return int(page), rows[start : start + PAGE_SIZE]


def _count_by_year(editions):
    """year → number of releases, the latest year first. One query."""
    rows = editions.order_by().values_list(Substr(Cast("released_on", TextField()), 1, 4)).annotate(Count("pk"))
    return {int(year): count for year, count in sorted(rows, reverse=True)}


def _in_year(editions, year):
    return editions.filter(released_on__gte=date(year, 1, 1), released_on__lte=date(year, 12, 31)) if year else editions


def _listed_after(request, editions, at):
    """Return the editions listed after the release whose slug is `?before=`, or all."""
    slug = request.GET.get("before", "").replace("\x00", " ")
    if not slug:
        return editions
    last = Edition.objects.public(at).filter(language=get_language(), slug=slug)
    day, release = last.values("released_on")[:1], last.values("release_id")[:1]
    return editions.filter(Q(released_on__lt=day) | Q(released_on=day, release_id__lt=release))


@dataclass(frozen=True)
class SearchResults:
    """The newest `MAX_RESULTS` matches, the best first; `has_more`: there are more matches than these."""

    rows: tuple[tuple[int, date], ...]  # id and release date
    has_more: bool = False

    def __len__(self):
        return len(self.rows)

    @property
    def count_by_year(self) -> dict[int, int]:
        """The latest year first."""
        return dict(sorted(Counter(day.year for _pk, day in self.rows).items(), reverse=True))

    def in_year(self, year: int) -> "SearchResults":
        return SearchResults(tuple(row for row in self.rows if row[1].year == year), self.has_more)


def search(editions: QuerySet[Edition], query: SearchQuery) -> SearchResults:
    """Return the matches: in titles before in texts, whole phrases before single words, then the newest. One query."""
    if not query:
        return SearchResults(())
    matches = editions.matching(query).newest_first().annotate(rank=rank(query))
    rows = list(matches.values_list("rank", "pk", "released_on")[: MAX_RESULTS + 1])
    best_first = sorted(rows[:MAX_RESULTS], key=lambda row: row[0])
    return SearchResults(tuple((pk, day) for _rank, pk, day in best_first), len(rows) > MAX_RESULTS)


def count_matches(editions: QuerySet[Edition], query: SearchQuery) -> int:
    """Return how many match, at most `MAX_RESULTS + 1`. One query."""
    return len(editions.matching(query).newest_first().values_list("pk")[: MAX_RESULTS + 1])


@dataclass(frozen=True)
class Hit:
    """An edition that matches, and its highlighted text."""

    edition: Edition
    title: list[HighlightedPart]
    kicker: list[HighlightedPart]
    snippets: list[list[HighlightedPart]]


def get_hits(rows, query: SearchQuery) -> list[Hit]:
    """Return what to show of these rows of `SearchResults`. One query, which reads no document."""
    columns = ("language", "slug", "released_on", "list_title", "kicker", "kind", "search_text")
    editions = Edition.objects.only(*columns).in_bulk([pk for pk, _day in rows])
    hits = []
    for edition in (editions[pk] for pk, _day in rows):
        title, kicker = edition.list_title, edition.kicker
        text = "\n".join(line for line in edition.search_text.split("\n") if line not in (title, kicker))
        hits.append(Hit(edition, highlight(title, query), highlight(kicker, query), get_snippets(text, query)))
    return hits
