"""Triggers that keep issued editions and read receipts as they were stored.

Two changes of an edition are allowed. `public_until` may move, but not in the past. A redaction may replace the words
after it has recorded the old digest in `DestroyedDocument`. An edition without a signature may be signed once.
A read receipt may be counted up, never deleted or moved back.

Changing one of these tables on SQLite makes a new table without triggers. Such a migration must end with
`migrations.RunPython(create_triggers, drop_triggers)`. The tests fail where it does not.
"""

EDITION, MEMBER, CONTACT = "releases_edition", "releases_editionmember", "releases_editioncontact"
DESTROYED, RECEIPT = "releases_destroyeddocument", "releases_readreceipt"

FIXED = "id release_id language number kind released_on public_from issued_at issued_by_id".split()
REDACTABLE = "slug list_title kicker headline note search_text document digest".split()
SIGNATURE = ["signature", "key"]
RECEIPT_FIXED = "id edition_id person_id embargo_pass_id first_at".split()

EDITION_MESSAGE = "An edition is never changed or deleted."
RECEIPT_MESSAGE = "A read receipt is never deleted, and only counts up."

# A workflow step reads the clock before it writes, so an end may lie this far in the past.
TOLERANCE = "60 seconds"
SQLITE_NOW = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
SQLITE_RECENTLY = f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{TOLERANCE}')"

# REPLACE deletes conflicting rows without firing DELETE triggers, so an insert that conflicts is refused.
CONFLICTING_EDITION = f"""
    SELECT other.id FROM {EDITION} AS other WHERE other.id = NEW.id
    OR other.public_until IS NULL AND NEW.public_until IS NULL
        AND (other.release_id = NEW.release_id OR other.language = NEW.language AND other.slug = NEW.slug)
    OR other.release_id = NEW.release_id AND other.number = NEW.number
        AND (other.public_until IS NULL OR other.public_until > other.public_from)
        AND (NEW.public_until IS NULL OR NEW.public_until > NEW.public_from)
"""


def _differ(columns, operator):
    return " OR ".join(f"OLD.{column} {operator} NEW.{column}" for column in columns)


def _forbidden_change(operator):
    """The condition under which an update of an edition is refused, except for its `public_until`."""
    redacted = (
        f"EXISTS (SELECT 1 FROM {DESTROYED} AS d WHERE d.edition_id = OLD.id AND d.digest = OLD.digest) "
        "AND NEW.digest <> OLD.digest"
    )
    first_signature = "OLD.signature = '' AND OLD.key = '' AND NEW.signature <> '' AND NEW.key <> ''"
    return f"""
        {_differ(FIXED, operator)}
        OR ({_differ(REDACTABLE, operator)}) AND NOT ({redacted})
        OR ({_differ(SIGNATURE, operator)}) AND NOT ({redacted} OR {first_signature})
    """


def _receipt_moves_back(operator):
    return f"{_differ(RECEIPT_FIXED, operator)} OR NEW.last_at < OLD.last_at OR NEW.times < OLD.times"


def _conflict(table, condition):
    return f"BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} AS other WHERE {condition})"


SAME_ID = "other.id = NEW.id"
SAME_PLACE = f"{SAME_ID} OR other.edition_id = NEW.edition_id AND other.position = NEW.position"
SAME_READER = f"""{SAME_ID} OR other.edition_id = NEW.edition_id
    AND (other.person_id = NEW.person_id OR other.embargo_pass_id = NEW.embargo_pass_id)"""

SQLITE = {
    EDITION_MESSAGE: {
        "edition_is_not_changed": f"""
            BEFORE UPDATE ON {EDITION} WHEN {_forbidden_change("IS NOT")}
            OR OLD.public_until IS NOT NEW.public_until
                AND (OLD.public_until <= {SQLITE_NOW} OR NEW.public_until < {SQLITE_RECENTLY})
            OR EXISTS (SELECT 1 FROM ({CONFLICTING_EDITION}) WHERE id <> OLD.id)""",
        "edition_is_not_deleted": f"BEFORE DELETE ON {EDITION}",
        "edition_is_not_replaced": f"BEFORE INSERT ON {EDITION} WHEN EXISTS ({CONFLICTING_EDITION})",
        **{
            f"{name}_is_not_{what}": event
            for name, table, condition in [
                ("edition_member", MEMBER, SAME_PLACE),
                ("edition_contact", CONTACT, SAME_PLACE),
                ("destroyed_digest", DESTROYED, SAME_ID),
            ]
            for what, event in [
                ("changed", f"BEFORE UPDATE ON {table}"),
                ("deleted", f"BEFORE DELETE ON {table}"),
                ("replaced", _conflict(table, condition)),
            ]
        },
    },
    RECEIPT_MESSAGE: {
        "read_receipt_only_counts_up": f"BEFORE UPDATE ON {RECEIPT} WHEN {_receipt_moves_back('IS NOT')}",
        "read_receipt_is_not_deleted": f"BEFORE DELETE ON {RECEIPT}",
        "read_receipt_is_not_replaced": _conflict(RECEIPT, SAME_READER),
    },
}

EDITION_CHANGE = f"""
    CREATE FUNCTION check_edition_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF {_forbidden_change("IS DISTINCT FROM")}
        OR OLD.public_until IS DISTINCT FROM NEW.public_until AND (
            OLD.public_until <= clock_timestamp() OR NEW.public_until < clock_timestamp() - interval '{TOLERANCE}'
        ) THEN
            RAISE EXCEPTION '{EDITION_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END
    $$"""


def _refusal(function, message):
    return f"""
        CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
        END
        $$"""


FUNCTIONS = {
    "refuse_edition_change": _refusal("refuse_edition_change", EDITION_MESSAGE),
    "refuse_receipt_change": _refusal("refuse_receipt_change", RECEIPT_MESSAGE),
    "check_edition_change": EDITION_CHANGE,
}
_TABLES = [
    ("edition", EDITION, "refuse_edition_change"),
    ("edition_member", MEMBER, "refuse_edition_change"),
    ("edition_contact", CONTACT, "refuse_edition_change"),
    ("destroyed_digest", DESTROYED, "refuse_edition_change"),
    ("read_receipt", RECEIPT, "refuse_receipt_change"),
]
_EVENTS = [("changed", "UPDATE", "FOR EACH ROW"), ("deleted", "DELETE", "FOR EACH ROW"), ("emptied", "TRUNCATE", "")]
POSTGRESQL = {
    f"{name}_is_not_{what}": f"BEFORE {event} ON {table} {each} EXECUTE FUNCTION {function}()"
    for name, table, function in _TABLES
    for what, event, each in _EVENTS
} | {
    "edition_is_not_changed": f"BEFORE UPDATE ON {EDITION} FOR EACH ROW EXECUTE FUNCTION check_edition_change()",
    "read_receipt_is_not_changed": f"""
        BEFORE UPDATE ON {RECEIPT} FOR EACH ROW WHEN ({_receipt_moves_back("IS DISTINCT FROM")})
        EXECUTE FUNCTION refuse_receipt_change()""",
}


def create_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for message, triggers in SQLITE.items():
            for name, event in triggers.items():
                schema_editor.execute(f"CREATE TRIGGER {name} {event} BEGIN SELECT RAISE(ABORT, '{message}'); END")
        return
    for function in FUNCTIONS.values():
        schema_editor.execute(function)
    for name, event in POSTGRESQL.items():
        schema_editor.execute(f"CREATE TRIGGER {name} {event}")


def drop_triggers(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for triggers in SQLITE.values():
            for name in triggers:
                schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")
        return
    for function in FUNCTIONS:
        schema_editor.execute(f"DROP FUNCTION IF EXISTS {function} CASCADE")
