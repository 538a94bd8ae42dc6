"""Each edition is signed: its signature and the name of the key are frozen with it, and a redaction puts them down.

What was issued before is signed afterwards, once (`manage.py sign_editions`). The rest stays as `0004_redaction` has it.
A migration that makes one of these tables anew on SQLite must end with `migrations.RunPython(freeze, thaw)` of this one.
"""

import importlib

from django.db import migrations, models

redaction = importlib.import_module("releases.migrations.0004_redaction")
frozen = redaction.frozen

SIGNED = ["signature", "key"]
REDACTED = f"{redaction.REDACTED} AND NEW.digest <> OLD.digest"
SIGNED_AFTERWARDS = "OLD.signature = '' AND OLD.key = '' AND NEW.signature <> '' AND NEW.key <> ''"


def changes(differ_by):
    """When an update is refused, but for the end of the interval."""
    return f"""
        {redaction.differ(redaction.FROZEN, differ_by)}
        OR ({redaction.differ(redaction.REDACTABLE, differ_by)}) AND NOT ({REDACTED})
        OR ({redaction.differ(SIGNED, differ_by)}) AND NOT ({REDACTED} OR {SIGNED_AFTERWARDS})
    """


SQLITE = redaction.SQLITE | {
    "edition_is_not_changed": f"""
        BEFORE UPDATE ON {frozen.EDITION}
        WHEN {changes("IS NOT")}
        OR OLD.public_until IS NOT NEW.public_until
            AND (OLD.public_until <= {frozen.SQLITE_NOW} OR NEW.public_until < {frozen.SQLITE_JUST_NOW})
        OR EXISTS (SELECT 1 FROM ({frozen.IN_THE_WAY.replace("SELECT 1", "SELECT other.id")}) WHERE id <> OLD.id)
    """,
}
POSTGRESQL = redaction.POSTGRESQL

CHANGES = f"""
    CREATE FUNCTION edition_changes() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {changes("IS DISTINCT FROM")}
        OR OLD.public_until IS DISTINCT FROM NEW.public_until AND (
            OLD.public_until <= clock_timestamp() OR NEW.public_until < clock_timestamp() - interval '60 seconds'
        ) THEN
            RAISE EXCEPTION 'An edition is never changed or deleted.' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END
    $$
"""

thaw = redaction.thaw


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


def added(model):
    return [
        migrations.AddField(model, "signature", models.CharField(blank=True, default="", max_length=88)),
        migrations.AddField(model, "key", models.CharField(blank=True, default="", max_length=40)),
    ]


class Migration(migrations.Migration):
    dependencies = [("releases", "0008_search")]
    operations = [
        migrations.RunPython(thaw, redaction.freeze),
        *added("edition"),
        *added("destroyeddocument"),
        migrations.AddIndex("edition", models.Index(fields=["digest"], name="edition_of_a_digest")),
        migrations.RunPython(freeze, thaw),
    ]
