"""Search among the releases: ranked results, and the highlighted text shown of each."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from releases.models.edition import Edition
from releases.models.search import rank
from releases.search.snippets import HighlightedPart, get_snippets, highlight
from releases.search.tokenizer import SearchQuery

MAX_RESULTS = 500  # ranked or counted, so that a word that stands in every release costs no more than others


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
    return [_get_hit(editions[pk], query) for pk, _day in rows]


def _get_hit(edition, query):
    shown_above = {edition.list_title, edition.kicker}
    text = "\n".join(line for line in edition.search_text.split("\n") if line not in shown_above)
    title, kicker = highlight(edition.list_title, query), highlight(edition.kicker, query)
    return Hit(edition, title, kicker, get_snippets(text, query))
