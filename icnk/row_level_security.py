"""What the database lets the public side read, where it runs under a role of its own. PostgreSQL only.

That role may SELECT what outlets read, in rows that may be seen at this minute, and nothing else: a hole in a public
page opens no draft, no embargoed text, no account and no pass, and changes nothing. For everybody else all stays as
it was: the rows are narrowed by restrictive policies that name this one role.
"""

from django.db import connection

from icnk.models import SiteText
from members.models import CoalitionMember, MemberName
from releases.models import (
    ContactChannel,
    DestroyedDocument,
    Edition,
    EditionContact,
    EditionFile,
    EditionMember,
    EditionQuote,
    OfficeHours,
    PressContact,
    Redaction,
    RetiredAddress,
)

BEGUN = "public_from <= statement_timestamp() AND (public_until IS NULL OR public_until > public_from)"
LISTED = "listed_since <= statement_timestamp()"
#: Of what is narrowed already, this asks under the same narrowing.
OF_AN_EDITION = f"EXISTS (SELECT FROM {Edition._meta.db_table} e WHERE e.id = edition_id)"
OF_A_CONTACT = f"EXISTS (SELECT FROM {PressContact._meta.db_table} c WHERE c.id = contact_id AND {LISTED})"
PRINTED = f"EXISTS (SELECT FROM {EditionContact._meta.db_table} i WHERE i.contact_id = {{table}}.id)"
#: model → (columns, or all where there are none; which rows, or all)
READ = {
    Edition: ((), BEGUN),
    EditionMember: ((), OF_AN_EDITION),
    EditionContact: ((), OF_AN_EDITION),
    EditionQuote: ((), OF_AN_EDITION),
    EditionFile: ((), OF_AN_EDITION),
    DestroyedDocument: ((), OF_AN_EDITION),
    Redaction: (("id", "at"), ""),  # not who did it, nor why
    RetiredAddress: ((), ""),  # keyed digests
    CoalitionMember: ((), LISTED),
    MemberName: ((), f"EXISTS (SELECT FROM {CoalitionMember._meta.db_table} m WHERE m.id = member_id)"),
    PressContact: ((), f"{LISTED} OR retired_on IS NOT NULL AND {PRINTED}"),  # who has retired is said where printed
    ContactChannel: ((), OF_A_CONTACT),
    OfficeHours: ((), OF_A_CONTACT),
    SiteText: ((), ""),
}
EVERYBODY, ROLE = "stays_as_it_was", "public_side"  # policies
#: With an index no policy can stand in front of, a function of the owner asks it, and gives what may be seen.
FOUND = """
CREATE OR REPLACE FUNCTION releases_found_in_{column}(asked tsquery) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = {schema}, pg_temp AS $$
    SELECT s.edition_id FROM releases_search s JOIN releases_edition ON id = s.edition_id
    WHERE s.{column} @@ asked AND {begun}
$$"""


class Refused(Exception):
    """The role is not one that can be narrowed. The message says why and what to do."""


def grant(role: str) -> list[str]:
    """Let `role` read what the public side reads, and take all else from it; the same again changes nothing.

    In a transaction of the caller. Returns what was granted, in lines. Raises `Refused`.
    """
    with connection.cursor() as cursor:
        schema = _schema(cursor)
        _is_the_one(cursor, role, schema)
        _can_be_narrowed(cursor, role)
        _take_all(cursor, role, schema)
        cursor.execute(f"GRANT USAGE ON SCHEMA {_name(schema)} TO {_name(role)}")
        lines = [_let_read(cursor, role, model, *which) for model, which in READ.items()]
        for column in ("title", "text"):
            cursor.execute(FOUND.format(column=column, schema=_name(schema), begun=BEGUN))
            cursor.execute(f"REVOKE ALL ON FUNCTION releases_found_in_{column}(tsquery) FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION releases_found_in_{column}(tsquery) TO {_name(role)}")
        _has_nothing_else(cursor, role, schema)
    return lines


def take_back(role: str) -> None:
    """Take everything from `role`, and the policies away: before a migration that changes what they look at.

    Raises `Refused` where it is not the role of the public side.
    """
    with connection.cursor() as cursor:
        schema = _schema(cursor)
        _is_the_one(cursor, role, schema)
        _take_all(cursor, role, schema)
        cursor.execute(f"REVOKE USAGE ON SCHEMA {_name(schema)} FROM {_name(role)}")
        for model in READ:
            table = _name(model._meta.db_table)
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            for policy in (EVERYBODY, ROLE):
                cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        for column in ("title", "text"):
            cursor.execute(f"DROP FUNCTION IF EXISTS releases_found_in_{column}(tsquery)")


def _is_the_one(cursor, role, schema):
    """It is there, and no other is narrowed: that one would see every row once the policies name this one."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if not cursor.fetchone():
        raise Refused(f"There is no role {role}. Make it first: CREATE ROLE {_name(role)} LOGIN PASSWORD '…';")
    cursor.execute(
        "SELECT DISTINCT unnest(roles) FROM pg_policies WHERE policyname = %s AND schemaname = %s", [ROLE, schema]
    )
    if others := [other for (other,) in cursor.fetchall() if other != role]:
        raise Refused(
            f"{others[0]} is the role of the public side. First: manage.py grant_public --take-back {others[0]}"
        )


def _can_be_narrowed(cursor, role):
    cursor.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        " UNION SELECT 1 FROM pg_auth_members WHERE member = %s::regrole",
        [role, _name(role)],
    )
    if cursor.fetchone():
        raise Refused(f"{role} has rights that cannot be taken from it here. Make a plain role for the public side.")
    cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [_name(role)])
    if cursor.fetchone()[0]:
        raise Refused(f"{role} owns tables here. Make a role for the public side that owns nothing.")


def _take_all(cursor, role, schema):
    for kind in ("TABLES", "SEQUENCES", "ROUTINES"):
        cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA {_name(schema)} FROM {_name(role)}")
    cursor.execute(f"REVOKE ALL ON SCHEMA {_name(schema)} FROM {_name(role)}")
    cursor.execute(  # a right to one column stays when the table is taken
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
        " WHERE grantee = %s AND table_schema = %s",
        [role, schema],
    )
    for table, column, right in cursor.fetchall():
        cursor.execute(f"REVOKE {right} ({_name(column)}) ON {_name(table)} FROM {_name(role)}")


def _let_read(cursor, role, model, columns, rows):
    table = _name(model._meta.db_table)
    chosen = f" ({', '.join(map(_name, columns))})" if columns else ""
    cursor.execute(f"GRANT SELECT{chosen} ON {table} TO {_name(role)}")
    for policy in (EVERYBODY, ROLE):
        cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
    if rows:
        rows = rows.format(table=table)
        cursor.execute(f"CREATE POLICY {EVERYBODY} ON {table} USING (true) WITH CHECK (true)")
        cursor.execute(f"CREATE POLICY {ROLE} ON {table} AS RESTRICTIVE FOR SELECT TO {_name(role)} USING ({rows})")
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    return f"{model._meta.db_table}{chosen}: {rows or 'every row'}"


def _has_nothing_else(cursor, role, schema):
    """What everybody was given (PUBLIC), the role has as well."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'v', 'm', 'p')"
        " AND (has_table_privilege(%s, oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
        " OR has_any_column_privilege(%s, oid, 'INSERT, UPDATE')"
        " OR has_any_column_privilege(%s, oid, 'SELECT') AND relname <> ALL(%s))",
        [_name(schema), role, role, role, [model._meta.db_table for model in READ]],
    )
    if more := sorted(name for (name,) in cursor.fetchall()):
        raise Refused(f"Everybody has rights here: REVOKE ALL ON {', '.join(more)} FROM PUBLIC; then try again.")


def _schema(cursor):
    cursor.execute("SELECT current_schema()")
    return cursor.fetchone()[0]


def _name(name):
    return connection.ops.quote_name(name)
