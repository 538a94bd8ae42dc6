"""A redaction is the one way in which an issued document changes: its digest is put down as destroyed, then the words go.

The rest stays as `0002_editions_are_frozen` has it; the index of contacts and the destroyed digests are frozen as well.
A migration that makes one of these tables anew on SQLite must end with `migrations.RunPython(freeze, thaw)` of this one.
"""

import importlib

from django.db import migrations

frozen = importlib.import_module("releases.migrations.0002_editions_are_frozen")

EDITION, CONTACT, DESTROYED = frozen.EDITION, "releases_editioncontact", "releases_destroyeddocument"
REDACTABLE = "slug list_title kicker headline note search_text document digest".split()
FROZEN = [column for column in frozen.FROZEN if column not in REDACTABLE]
REDACTED = f"EXISTS (SELECT 1 FROM {DESTROYED} AS d WHERE d.edition_id = OLD.id AND d.digest = OLD.digest)"


def differ(columns, operator):
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in columns)


SQLITE = frozen.SQLITE | {
    "edition_is_not_changed": f"""
        BEFORE UPDATE ON {EDITION}
        WHEN {differ(FROZEN, "IS NOT")}
        OR ({differ(REDACTABLE, "IS NOT")}) AND NOT ({REDACTED} AND NEW.digest <> OLD.digest)
        OR OLD.public_until IS NOT NEW.public_until
            AND (OLD.public_until <= {frozen.SQLITE_NOW} OR NEW.public_until < {frozen.SQLITE_JUST_NOW})
        OR EXISTS (SELECT 1 FROM ({frozen.IN_THE_WAY.replace("SELECT 1", "SELECT other.id")}) WHERE id <> OLD.id)
    """,
    "edition_contact_is_not_changed": f"BEFORE UPDATE ON {CONTACT}",
    "edition_contact_is_not_deleted": f"BEFORE DELETE ON {CONTACT}",
    "edition_contact_is_not_replaced": f"""
        BEFORE INSERT ON {CONTACT} WHEN EXISTS (
            SELECT 1 FROM {CONTACT} AS other WHERE other.id = NEW.id
            OR other.edition_id = NEW.edition_id AND other.position = NEW.position
        )
    """,
    "destroyed_digest_is_not_changed": f"BEFORE UPDATE ON {DESTROYED}",
    "destroyed_digest_is_not_deleted": f"BEFORE DELETE ON {DESTROYED}",
    "destroyed_digest_is_not_replaced": f"""
        BEFORE INSERT ON {DESTROYED} WHEN EXISTS (SELECT 1 FROM {DESTROYED} AS other WHERE other.id = NEW.id)
    """,
}

POSTGRESQL = frozen.POSTGRESQL | {
    "edition_is_not_changed": f"BEFORE UPDATE ON {EDITION} FOR EACH ROW",
    **{
        f"{name}_is_not_{what}": f"BEFORE {event} ON {table}{each}"
        for name, table in (("edition_contact", CONTACT), ("destroyed_digest", DESTROYED))
        for what, event, each in (
            ("changed", "UPDATE", " FOR EACH ROW"),
            ("deleted", "DELETE", " FOR EACH ROW"),
            ("emptied", "TRUNCATE", ""),
        )
    },
}

CHANGES = f"""
    CREATE FUNCTION edition_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {differ(FROZEN, "IS DISTINCT FROM")}
        OR ({differ(REDACTABLE, "IS DISTINCT FROM")}) AND NOT ({REDACTED} AND NEW.digest <> OLD.digest)
        OR OLD.public_until IS DISTINCT FROM NEW.public_until AND (
            OLD.public_until <= clock_timestamp() OR NEW.public_until < clock_timestamp() - interval '60 seconds'
        ) THEN
            RAISE EXCEPTION 'An edition is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END
    $$
"""


def freeze(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name, event in SQLITE.items():
            refuse = "BEGIN SELECT RAISE(ABORT, 'An edition is never changed or deleted.'); END"
            schema_editor.execute(f"CREATE TRIGGER {name} {event} {refuse}")
        return
    schema_editor.execute(frozen.REFUSE)
    schema_editor.execute(CHANGES)
    for name, event in POSTGRESQL.items():
        refuse = "edition_changes" if name == "edition_is_not_changed" else "edition_is_frozen"
        schema_editor.execute(f"CREATE TRIGGER {name} {event} EXECUTE FUNCTION {refuse}()")


def thaw(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
    else:
        schema_editor.execute("DROP FUNCTION IF EXISTS edition_is_frozen() CASCADE")
        schema_editor.execute("DROP FUNCTION IF EXISTS edition_changes() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("releases", "0003_the_desk")]
    operations = [
        migrations.RunPython(frozen.thaw, frozen.freeze),
        migrations.RunPython(freeze, thaw),
    ]
