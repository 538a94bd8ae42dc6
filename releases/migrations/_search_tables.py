"""Full-text tables of the search. They have no model: each engine has its own kind.

On PostgreSQL the vectors are stored without compression, because they are read far more often than written, and the
index has no pending list, so that it is never behind.
"""

SQLITE = [
    # The tokenizer cuts and folds the words before they arrive; only spaces separate them here.
    "CREATE VIRTUAL TABLE releases_search USING fts5 (title, text, tokenize = 'ascii', prefix = '1 3 4')",
]
POSTGRESQL = [
    "CREATE TABLE releases_search (edition_id bigint PRIMARY KEY, title tsvector NOT NULL, text tsvector NOT NULL)",
    "ALTER TABLE releases_search ALTER COLUMN text SET STORAGE EXTERNAL",
    "CREATE INDEX releases_search_text ON releases_search USING gin (text) WITH (fastupdate = off)",
]


def create_tables(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_tables(apps, schema_editor):
    schema_editor.execute("DROP TABLE releases_search")
