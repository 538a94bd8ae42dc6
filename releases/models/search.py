"""The words of each edition as the database looks them up: FTS5 on SQLite, `tsvector` and GIN on PostgreSQL.

It knows nothing of what is public: who looks something up narrows `Edition.objects.public()` by it. It holds no
statistics that hidden texts could move either; the order of what is found is made elsewhere, from the texts alone.
The table is made by the migration `0008_search`, and its rows can be made anew from the editions at any time.
"""

from itertools import pairwise

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Case, F, Func, IntegerField, Value, When

from releases.search import tokenizer
from releases.search.tokenizer import LINE_BREAK, SearchQuery

#: On the public side a role may ask which public editions hold a word, and not read the words (`icnk.public_side`).
ASKED_OF_A_FUNCTION = ("", " IN (SELECT releases_found_in_{column}(", "::tsquery))")
MOST_BYTES, PER_WORD = 900_000, 8  # of a `tsvector`, which takes a megabyte; what a release has beyond is not found


def index_edition(edition_id: int, printed, text: str) -> None:
    """Take up the words of an edition, or exchange them.

    `printed`: an edition or its document, with the titles as lists and pages print them. `text`: its search text.
    """
    row = [edition_id, *_row(printed, text)]
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


def is_indexed(edition_id: int, printed, text: str) -> bool:
    """Whether just these words are taken up, as `put()` would."""
    row = [edition_id, *_row(printed, text)]
    asked = "SELECT 1 FROM releases_search WHERE rowid = %s AND title = %s AND text = %s"
    if connection.vendor == "postgresql":
        asked = "SELECT 1 FROM releases_search WHERE edition_id = %s AND title = %s::tsvector AND text = %s::tsvector"
    with connection.cursor() as cursor:
        cursor.execute(asked, row)
        return cursor.fetchone() is not None


def purge_deleted() -> None:
    """Leave no trace of words that were exchanged. PostgreSQL keeps them in its index until that is made anew."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO releases_search (releases_search) VALUES ('optimize')")


def clear_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM releases_search" if connection.vendor == "sqlite" else "TRUNCATE releases_search")


def _row(printed, text):
    title = tokenizer.tokenize("\n".join([printed.kicker, printed.headline, printed.list_title]))
    written = " ".join if connection.vendor == "sqlite" else _vector
    return [written(title), written(tokenizer.tokenize(text))]


def _vector(words):
    """The words, and the pairs of words that follow each other, each once. A phrase is found by its pairs, and so in
    the index alone: places of words would have to be read in each text."""
    every = dict.fromkeys([*words, *_pairs(words)])
    kept, size = [], 0
    for word in every:
        size += len(word.encode()) + PER_WORD
        if LINE_BREAK not in word and size < MOST_BYTES:
            kept.append(f"'{word}'")
    return " ".join(kept)


class _TermLookup(Func):
    """Whether the terms stand in the `title` or in the `text` of the edition at hand."""

    output_field = BooleanField()
    postgresql = ()  # what stands before the edition, between it and the query, and after that

    def __init__(self, column, terms):
        self.column = column
        super().__init__(F("pk"), Value(_query(column, terms)))

    def as_sqlite(self, compiler, connection, **context):  # the + has it ask for all at once, and not for each edition
        joiner = " IN (SELECT rowid FROM releases_search WHERE releases_search MATCH "
        return self.as_sql(compiler, connection, template="+%(expressions)s)", arg_joiner=joiner, **context)

    def as_postgresql(self, compiler, connection, **context):
        parts = ASKED_OF_A_FUNCTION if settings.SIDE == "public" else self.postgresql
        before, joiner, after = (each.format(column=self.column) for each in parts)
        template = f"{before}%(expressions)s{after}"
        return self.as_sql(compiler, connection, template=template, arg_joiner=joiner, **context)


class IndexMatch(_TermLookup):
    """To find those in which the terms stand: asks the index."""

    postgresql = ("", " IN (SELECT edition_id FROM releases_search WHERE {column} @@ ", "::tsquery)")


class EditionMatch(_TermLookup):
    """To tell more of the few that were found: looks at each."""

    postgresql = (
        "(SELECT edition_id FROM releases_search WHERE edition_id = ",
        " AND {column} @@ ",
        "::tsquery) IS NOT NULL",
    )


def rank(asked: SearchQuery) -> Case:
    """0: stands in the title as it was asked, 1: in the title at all, 2: anywhere as it was asked, 3: anywhere."""
    exact = (asked.exact,)
    whens = [
        When(EditionMatch("title", exact), then=Value(0)),
        When(EditionMatch("title", asked.terms), then=Value(1)),
        When(EditionMatch("text", exact), then=Value(2)),
    ]
    return Case(*whens[: 1 if exact == asked.terms else 3], default=Value(3), output_field=IntegerField())


def _query(column, terms):
    """The terms in the database's own language. There is no sign in a word that could mean anything in it."""
    if connection.vendor == "sqlite":
        phrases = [" + ".join(f'"{word}"' for word in term.words) + " *" * term.is_prefix for term in terms]
        return f"{column} : ({' AND '.join(phrases)})"
    return " & ".join(_phrase(term) for term in terms)


def _phrase(term):
    words = _pairs(term.words) or term.words
    return " & ".join(f"'{word}'" for word in words) + ":*" * term.is_prefix


def _pairs(words):
    return [f"+{word} {after}" for word, after in pairwise(words)]  # + keeps them apart from what a word begins
