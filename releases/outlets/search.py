"""A search among the releases: what is found, in which order, and what is shown of it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from releases.models.edition import Edition
from releases.models.search import rank
from releases.search.snippets import Piece, marked, passages
from releases.search.tokenizer import SearchQuery

MOST = 500  # that are ranked or counted: a word that stands in every release must not cost more than others


@dataclass(frozen=True)
class Found:
    """The newest that match, the best first; `many`: there are more than these."""

    rows: tuple[tuple[int, date], ...]  # id and release date
    many: bool = False

    def __len__(self):
        return len(self.rows)

    @property
    def years(self) -> dict[int, int]:
        """year → how many of them, the latest year first."""
        return dict(sorted(Counter(day.year for _pk, day in self.rows).items(), reverse=True))

    def of(self, year: int) -> "Found":
        return Found(tuple(row for row in self.rows if row[1].year == year), self.many)


def ranked(editions, asked: SearchQuery) -> Found:
    """What stands in the title comes before what stands in the text, the words as they were asked before words apart;
    else the newest first. One query."""
    if not asked:
        return Found(())
    found = editions.matching(asked).newest_first().annotate(rank=rank(asked))
    rows = list(found.values_list("rank", "pk", "released_on")[: MOST + 1])
    best_first = sorted(rows[:MOST], key=lambda row: row[0])
    return Found(tuple((pk, day) for _rank, pk, day in best_first), len(rows) > MOST)


def counted(editions, asked: SearchQuery) -> int:
    """How many match; one more than `MOST` for all that are more. One query."""
    return len(editions.matching(asked).newest_first().values_list("pk")[: MOST + 1])


@dataclass(frozen=True)
class Hit:
    """An edition that was found, and its words in pieces."""

    edition: Edition
    title: list[Piece]
    kicker: list[Piece]
    passages: list[list[Piece]]


def hits(rows, asked: SearchQuery) -> list[Hit]:
    """What is shown of these rows of a `Found`. One query, and no document."""
    columns = ("language", "slug", "released_on", "list_title", "kicker", "kind", "search_text")
    editions = Edition.objects.only(*columns).in_bulk([pk for pk, _day in rows])
    return [_hit(editions[pk], asked) for pk, _day in rows]


def _hit(edition, asked):
    printed = {edition.list_title, edition.kicker}
    text = "\n".join(line for line in edition.search_text.split("\n") if line not in printed)
    return Hit(edition, marked(edition.list_title, asked), marked(edition.kicker, asked), passages(text, asked))
