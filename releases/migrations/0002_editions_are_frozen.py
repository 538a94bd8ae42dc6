"""An edition is never changed or deleted: the database itself refuses, whoever asks.

Only `public_until` moves, and not in the past. A migration that changes one of these tables on SQLite makes it anew
and so loses the triggers; it must end with `migrations.RunPython(freeze, thaw)` of this one. The tests notice where
it does not.
"""

from django.db import migrations

EDITION, MEMBER = "releases_edition", "releases_editionmember"
FROZEN = (
    "id release_id language slug number kind list_title kicker headline released_on public_from issued_at issued_by_id "
    "note search_text document digest"
).split()

# A verb reads the clock, then writes: an end may lie in the past by as much as that takes.
SQLITE_NOW, SQLITE_JUST_NOW = (f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{seconds} seconds')" for seconds in (0, 60))

# REPLACE deletes the rows in its way without asking the trigger for deletions, so what would be in its way is refused.
IN_THE_WAY = f"""
    SELECT 1 FROM {EDITION} AS other WHERE other.id = NEW.id
    OR other.public_until IS NULL AND NEW.public_until IS NULL
        AND (other.release_id = NEW.release_id OR other.language = NEW.language AND other.slug = NEW.slug)
    OR other.release_id = NEW.release_id AND other.number = NEW.number
        AND (other.public_until IS NULL OR other.public_until > other.public_from)
        AND (NEW.public_until IS NULL OR NEW.public_until > NEW.public_from)
"""

SQLITE = {
    "edition_is_not_changed": f"""
        BEFORE UPDATE ON {EDITION}
        WHEN {" OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in FROZEN)}
        OR OLD.public_until IS NOT NEW.public_until
            AND (OLD.public_until <= {SQLITE_NOW} OR NEW.public_until < {SQLITE_JUST_NOW})
        OR EXISTS (SELECT 1 FROM ({IN_THE_WAY.replace("SELECT 1", "SELECT other.id")}) WHERE id <> OLD.id)
    """,
    "edition_is_not_deleted": f"BEFORE DELETE ON {EDITION}",
    "edition_is_not_replaced": f"BEFORE INSERT ON {EDITION} WHEN EXISTS ({IN_THE_WAY})",
    "edition_member_is_not_changed": f"BEFORE UPDATE ON {MEMBER}",
    "edition_member_is_not_deleted": f"BEFORE DELETE ON {MEMBER}",
    "edition_member_is_not_replaced": f"""
        BEFORE INSERT ON {MEMBER} WHEN EXISTS (
            SELECT 1 FROM {MEMBER} AS other WHERE other.id = NEW.id
            OR other.edition_id = NEW.edition_id AND other.position = NEW.position
        )
    """,
}

POSTGRESQL = {
    "edition_is_not_changed": f"""
        BEFORE UPDATE ON {EDITION} FOR EACH ROW
        WHEN ({" OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in FROZEN)}
        OR OLD.public_until IS DISTINCT FROM NEW.public_until AND (
            OLD.public_until <= clock_timestamp() OR NEW.public_until < clock_timestamp() - interval '60 seconds'
        ))
    """,
    "edition_is_not_deleted": f"BEFORE DELETE ON {EDITION} FOR EACH ROW",
    "edition_is_not_emptied": f"BEFORE TRUNCATE ON {EDITION}",
    "edition_member_is_not_changed": f"BEFORE UPDATE ON {MEMBER} FOR EACH ROW",
    "edition_member_is_not_deleted": f"BEFORE DELETE ON {MEMBER} FOR EACH ROW",
    "edition_member_is_not_emptied": f"BEFORE TRUNCATE ON {MEMBER}",
}

REFUSE = """
    CREATE FUNCTION edition_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'An edition is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
    END
    $$
"""


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, event in SQLITE.items():
            refuse = "BEGIN SELECT RAISE(ABORT, 'An edition is never changed or deleted.'); END"
            schema_editor.execute(f"CREATE TRIGGER {name} {event} {refuse}")
    else:
        schema_editor.execute(REFUSE)
        for name, event in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION edition_is_frozen()")


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        schema_editor.execute("DROP FUNCTION IF EXISTS edition_is_frozen() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("releases", "0001_initial")]
    operations = [migrations.RunPython(freeze, thaw)]
