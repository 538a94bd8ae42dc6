"""An edition is never changed or deleted: the database itself refuses.

Only `public_until` moves. A migration that changes the table of editions on SQLite makes it anew and so loses the
triggers; it must end with `migrations.RunPython(freeze, thaw)` of this one. The tests notice where it does not.
"""

from django.db import migrations

TABLE = "releases_edition"
FROZEN = (
    "id release_id language slug number kind list_title kicker headline released_on public_from issued_at issued_by_id "
    "note search_text document digest"
).split()

SQLITE = [
    f"""
    CREATE TRIGGER edition_is_not_changed BEFORE UPDATE OF {", ".join(FROZEN)} ON {TABLE}
    WHEN {" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FROZEN)}
    BEGIN SELECT RAISE(ABORT, 'An edition is never changed.'); END
    """,
    f"""
    CREATE TRIGGER edition_is_not_deleted BEFORE DELETE ON {TABLE}
    BEGIN SELECT RAISE(ABORT, 'An edition is never deleted.'); END
    """,
    # REPLACE deletes what stands in its way without a word to the trigger above
    f"""
    CREATE TRIGGER edition_is_not_replaced BEFORE INSERT ON {TABLE}
    WHEN EXISTS (
        SELECT 1 FROM {TABLE} WHERE id = NEW.id
        OR release_id = NEW.release_id AND (
            public_until IS NULL AND NEW.public_until IS NULL
            OR number = NEW.number AND (public_until IS NULL OR public_until > public_from)
        )
    )
    BEGIN SELECT RAISE(ABORT, 'An edition is never replaced.'); END
    """,
]

POSTGRESQL = [
    """
    CREATE FUNCTION edition_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'An edition is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
    """,
    f"""
    CREATE TRIGGER edition_is_not_changed BEFORE UPDATE ON {TABLE} FOR EACH ROW
    WHEN ({" OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FROZEN)})
    EXECUTE FUNCTION edition_is_frozen()
    """,
    f"CREATE TRIGGER edition_is_not_deleted BEFORE DELETE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION edition_is_frozen()",
    f"CREATE TRIGGER edition_is_not_emptied BEFORE TRUNCATE ON {TABLE} EXECUTE FUNCTION edition_is_frozen()",
]


def freeze(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in ("changed", "deleted", "replaced"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS edition_is_not_{name}")
    else:
        schema_editor.execute("DROP FUNCTION IF EXISTS edition_is_frozen() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("releases", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
