"""A search among the releases: what is found, in which order, and what is shown of it."""

from dataclasses import dataclass

from releases.models.edition import Edition
from releases.models.search import rank
from releases.passages import Piece, marked, passages
from releases.search_words import Asked

MOST_RANKED, A_PAGE = 1000, 20


@dataclass(frozen=True)
class Hit:
    """An edition that was found, and its words in pieces."""

    edition: Edition
    title: list[Piece]
    kicker: list[Piece]
    passages: list[list[Piece]]


def ranked(editions, asked: Asked) -> list[int]:
    """The ids of those that match, the best first: what stands in the title comes before what stands in the text, the
    words as they were asked before words apart; else the newest first. Of more than 1,000 it ranks the newest. One
    query."""
    found = editions.matching(asked).newest_first().annotate(rank=rank(asked)).values_list("pk", "rank")
    return [pk for pk, _rank in sorted(found[:MOST_RANKED], key=lambda pair: pair[1])]


def hits(ids: list[int], asked: Asked) -> list[Hit]:
    """What is shown of these editions, in this order. One query, and no document."""
    columns = ("language", "slug", "released_on", "list_title", "kicker", "kind", "search_text")
    editions = Edition.objects.only(*columns).in_bulk(ids)
    return [_hit(editions[pk], asked) for pk in ids]


def _hit(edition, asked):
    printed = {edition.list_title, edition.kicker}
    text = "\n".join(line for line in edition.search_text.split("\n") if line not in printed)
    return Hit(edition, marked(edition.list_title, asked), marked(edition.kicker, asked), passages(text, asked))
