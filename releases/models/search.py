"""The full-text index of editions: FTS5 on SQLite, `tsvector` and GIN on PostgreSQL.

It holds all editions, so callers filter `Edition.objects.public()`. Ranking uses no statistics of the index, which
embargoed texts could influence. The migration creates the table; its rows can be rebuilt from the editions.
"""

from itertools import pairwise

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Case, F, Func, IntegerField, Value, When

from releases.search import tokenizer
from releases.search.tokenizer import LINE_BREAK, SearchQuery

#: The public database role may not read the index, but call this function (see `icnk.row_level_security`).
PUBLIC_SIDE_SQL = ("", " IN (SELECT releases_found_in_{column}(", "::tsquery))")
MAX_BYTES, BYTES_PER_WORD = 900_000, 8  # of a `tsvector`, which is limited to 1 MB; the rest is not indexed


def index_edition(edition_id: int, titles, text: str) -> None:
    """Add the edition to the index, or replace it. `titles` is the edition or its document."""
    row = [edition_id, *_row(titles, text)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM releases_search WHERE rowid = %s", [edition_id])
            cursor.execute("INSERT INTO releases_search (rowid, title, text) VALUES (%s, %s, %s)", row)
        else:
            cursor.execute(
                "INSERT INTO releases_search VALUES (%s, %s::tsvector, %s::tsvector) "
                "ON CONFLICT (edition_id) DO UPDATE SET title = EXCLUDED.title, text = EXCLUDED.text",
                row,
            )


def is_indexed(edition_id: int, titles, text: str) -> bool:
    """Whether the index has exactly what `index_edition()` would store."""
    row = [edition_id, *_row(titles, text)]
    query = "SELECT 1 FROM releases_search WHERE rowid = %s AND title = %s AND text = %s"
    if connection.vendor == "postgresql":
        query = "SELECT 1 FROM releases_search WHERE edition_id = %s AND title = %s::tsvector AND text = %s::tsvector"
    with connection.cursor() as cursor:
        cursor.execute(query, row)
        return cursor.fetchone() is not None


def purge_deleted() -> None:
    """Purge replaced words from the FTS5 index. PostgreSQL keeps them until its index is rebuilt."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO releases_search (releases_search) VALUES ('optimize')")


def clear_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM releases_search" if connection.vendor == "sqlite" else "TRUNCATE releases_search")


def _row(titles, text):
    title = tokenizer.tokenize("\n".join([titles.kicker, titles.headline, titles.list_title]))
    write = " ".join if connection.vendor == "sqlite" else _vector
    return [write(title), write(tokenizer.tokenize(text))]


def _vector(words):
    """Return each word and each pair of adjacent words once. Pairs find phrases without word positions."""
    every = dict.fromkeys([*words, *_pairs(words)])
    kept, size = [], 0
    for word in every:
        size += len(word.encode()) + BYTES_PER_WORD
        if LINE_BREAK not in word and size < MAX_BYTES:
            kept.append(f"'{word}'")
    return " ".join(kept)


class _TermLookup(Func):
    """Whether the `title` or the `text` of the edition contains the terms."""

    output_field = BooleanField()
    postgresql = ()  # SQL before the edition, between it and the query, and after the query

    def __init__(self, column, terms):
        self.column = column
        super().__init__(F("pk"), Value(_query(column, terms)))

    def as_sqlite(self, compiler, connection, **context):  # + makes SQLite run the subquery once, not for each edition
        joiner = " IN (SELECT rowid FROM releases_search WHERE releases_search MATCH "
        return self.as_sql(compiler, connection, template="+%(expressions)s)", arg_joiner=joiner, **context)

    def as_postgresql(self, compiler, connection, **context):
        parts = PUBLIC_SIDE_SQL if settings.SIDE == "public" else self.postgresql
        before, joiner, after = (each.format(column=self.column) for each in parts)
        template = f"{before}%(expressions)s{after}"
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner, **context)


class IndexMatch(_TermLookup):
    """Finds editions by the index."""

    postgresql = ("", " IN (SELECT edition_id FROM releases_search WHERE {column} @@ ", "::tsquery)")


class EditionMatch(_TermLookup):
    """Checks single rows. Faster than the index for few editions."""

    postgresql = (
        "(SELECT edition_id FROM releases_search WHERE edition_id = ",
        " AND {column} @@ ",
        "::tsquery) IS NOT NULL",
    )


def rank(query: SearchQuery) -> Case:
    """Rank by 0: the exact query in the title, 1: its terms in the title, 2: the exact query anywhere, 3: the rest."""
    exact = (query.exact,)
    whens = [
        When(EditionMatch("title", exact), then=Value(0)),
        When(EditionMatch("title", query.terms), then=Value(1)),
        When(EditionMatch("text", exact), then=Value(2)),
    ]
    return Case(*whens[: 1 if exact == query.terms else 3], default=Value(3), output_field=IntegerField())


def _query(column, terms):
    """Return the terms in the query language of the database. Words hold no characters with a meaning in it."""
    if connection.vendor == "sqlite":
        phrases = [" + ".join(f'"{word}"' for word in term.words) + " *" * term.is_prefix for term in terms]
        return f"{column} : ({' AND '.join(phrases)})"
    phrases = [
        " & ".join(f"'{word}'" for word in _pairs(term.words) or term.words) + ":*" * term.is_prefix for term in terms
    ]
    return " & ".join(phrases)


def _pairs(words):
    return [f"+{word} {after}" for word, after in pairwise(words)]  # + prevents matches with a word prefix
