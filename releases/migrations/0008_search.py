"""What a search looks words up in, and the words of what was issued before.

No model stands for the table: on each engine it is the engine's own. On PostgreSQL the words are not compressed,
since they are read far more often than written, and the index is never behind.
"""

from django.db import migrations, models

from releases.models import search

SQLITE = [
    # The words come cut and folded, so all that is left is to part them at the spaces between.
    "CREATE VIRTUAL TABLE releases_search USING fts5 (title, text, tokenize = 'ascii', prefix = '1 3 4')",
]
POSTGRESQL = [
    "CREATE TABLE releases_search (edition_id bigint PRIMARY KEY, title tsvector NOT NULL, text tsvector NOT NULL)",
    "ALTER TABLE releases_search ALTER COLUMN text SET STORAGE EXTERNAL",
    "CREATE INDEX releases_search_text ON releases_search USING gin (text) WITH (fastupdate = off)",
]


def make(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)
    for edition in apps.get_model("releases", "Edition").objects.exclude(kind="withdrawal").iterator(chunk_size=200):
        search.put(edition.pk, edition, edition.search_text)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE releases_search")


class Migration(migrations.Migration):
    dependencies = [("releases", "0007_files_and_quotes")]
    operations = [
        migrations.RemoveIndex(model_name="edition", name="edition_in_a_list"),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                fields=["language", "-released_on", "-release", "public_from", "public_until", "kind"],
                name="edition_in_a_list",
            ),
        ),
        migrations.RunPython(make, drop),
    ]
