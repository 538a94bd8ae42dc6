"""Row-level security for the public side, if it uses a database role of its own. PostgreSQL only.

The role may SELECT the rows that are public now, and nothing else, so a vulnerability in a public page exposes no
draft, embargoed text, account or pass. Other roles are not affected: the restrictive policies name this role only.
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

STARTED = "public_from <= statement_timestamp() AND (public_until IS NULL OR public_until > public_from)"
LISTED = "listed_since <= statement_timestamp()"
#: These subqueries are restricted by the policies of their own tables.
OF_AN_EDITION = f"EXISTS (SELECT FROM {Edition._meta.db_table} e WHERE e.id = edition_id)"
OF_A_CONTACT = f"EXISTS (SELECT FROM {PressContact._meta.db_table} c WHERE c.id = contact_id AND {LISTED})"
PRINTED = f"EXISTS (SELECT FROM {EditionContact._meta.db_table} i WHERE i.contact_id = {{table}}.id)"
#: model → (columns, condition for rows); empty means all
READABLE = {
    Edition: ((), STARTED),
    EditionMember: ((), OF_AN_EDITION),
    EditionContact: ((), OF_AN_EDITION),
    EditionQuote: ((), OF_AN_EDITION),
    EditionFile: ((), OF_AN_EDITION),
    DestroyedDocument: ((), OF_AN_EDITION),
    Redaction: (("id", "at"), ""),  # neither person nor reason
    RetiredAddress: ((), ""),  # keyed digests
    CoalitionMember: ((), LISTED),
    MemberName: ((), f"EXISTS (SELECT FROM {CoalitionMember._meta.db_table} m WHERE m.id = member_id)"),
    PressContact: ((), f"{LISTED} OR retired_on IS NOT NULL AND {PRINTED}"),  # releases mark retired contacts
    ContactChannel: ((), OF_A_CONTACT),
    OfficeHours: ((), OF_A_CONTACT),
    SiteText: ((), ""),
}
OTHERS_POLICY, ROLE_POLICY = "stays_as_it_was", "public_side"  # names in the database
#: Policies prevent the use of the search index, so a function of the owner queries it and returns started editions.
SEARCH_FUNCTION = """
CREATE OR REPLACE FUNCTION releases_found_in_{column}(asked tsquery) RETURNS SETOF bigint
LANGUAGE sql STABLE SECURITY DEFINER ROWS 100 SET search_path = {schema}, pg_temp AS $$
    SELECT s.edition_id FROM releases_search s JOIN releases_edition ON id = s.edition_id
    WHERE s.{column} @@ asked AND {started}
$$"""


class UnsuitableRole(Exception):
    """The role can't be restricted. The message says why and what to do."""


def grant(role: str) -> list[str]:
    """Grant `role` the rows that public pages read, and revoke everything else. Idempotent.

    Call it in a transaction. Returns a line for each table. Raises `UnsuitableRole`.
    """
    with connection.cursor() as cursor:
        schema = _schema(cursor)
        _check_only_role(cursor, role, schema)
        _check_unprivileged(cursor, role)
        _revoke_all(cursor, role, schema)
        cursor.execute(f"GRANT USAGE ON SCHEMA {_name(schema)} TO {_name(role)}")
        lines = [_grant_select(cursor, role, model, *which) for model, which in READABLE.items()]
        for column in ("title", "text"):
            cursor.execute(SEARCH_FUNCTION.format(column=column, schema=_name(schema), started=STARTED))
            cursor.execute(f"REVOKE ALL ON FUNCTION releases_found_in_{column}(tsquery) FROM PUBLIC")
            cursor.execute(f"GRANT EXECUTE ON FUNCTION releases_found_in_{column}(tsquery) TO {_name(role)}")
        _check_nothing_else(cursor, role, schema)
    return lines


def revoke(role: str) -> None:
    """Revoke everything from `role` and drop the policies, before a migration that changes their columns.

    Raises `UnsuitableRole` if it is not the role of the public side.
    """
    with connection.cursor() as cursor:
        schema = _schema(cursor)
        _check_only_role(cursor, role, schema)
        _revoke_all(cursor, role, schema)
        cursor.execute(f"REVOKE USAGE ON SCHEMA {_name(schema)} FROM {_name(role)}")
        for model in READABLE:
            table = _name(model._meta.db_table)
            cursor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            for policy in (OTHERS_POLICY, ROLE_POLICY):
                cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
        for column in ("title", "text"):
            cursor.execute(f"DROP FUNCTION IF EXISTS releases_found_in_{column}(tsquery)")


def _check_only_role(cursor, role, schema):
    """Check that the role exists and no other is restricted: policies for a second role would lift the first's."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
    if not cursor.fetchone():
        raise UnsuitableRole(f"There is no role {role}. Create it: CREATE ROLE {_name(role)} LOGIN PASSWORD '…';")
    cursor.execute(
        "SELECT DISTINCT unnest(roles) FROM pg_policies WHERE policyname = %s AND schemaname = %s",
        [ROLE_POLICY, schema],
    )
    if others := [other for (other,) in cursor.fetchall() if other != role]:
        raise UnsuitableRole(
            f"The public side uses the role {others[0]}. First run: manage.py grant_public --revoke {others[0]}"
        )


def _check_unprivileged(cursor, role):
    cursor.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s AND (rolsuper OR rolbypassrls OR rolcreaterole)"
        " UNION SELECT 1 FROM pg_auth_members WHERE member = %s::regrole",
        [role, _name(role)],
    )
    if cursor.fetchone():
        raise UnsuitableRole(f"{role} has rights that can't be revoked here. Create a plain role for the public side.")
    cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [_name(role)])
    if cursor.fetchone()[0]:
        raise UnsuitableRole(f"{role} owns tables. Create a role for the public side that owns none.")


def _revoke_all(cursor, role, schema):
    for kind in ("TABLES", "SEQUENCES", "ROUTINES"):
        cursor.execute(f"REVOKE ALL ON ALL {kind} IN SCHEMA {_name(schema)} FROM {_name(role)}")
    cursor.execute(f"REVOKE ALL ON SCHEMA {_name(schema)} FROM {_name(role)}")
    cursor.execute(  # revoking a table leaves the rights to its columns
        "SELECT table_name, column_name, privilege_type FROM information_schema.column_privileges"
        " WHERE grantee = %s AND table_schema = %s",
        [role, schema],
    )
    for table, column, right in cursor.fetchall():
        cursor.execute(f"REVOKE {right} ({_name(column)}) ON {_name(table)} FROM {_name(role)}")


def _grant_select(cursor, role, model, columns, rows):
    table = _name(model._meta.db_table)
    chosen = f" ({', '.join(map(_name, columns))})" if columns else ""
    cursor.execute(f"GRANT SELECT{chosen} ON {table} TO {_name(role)}")
    for policy in (OTHERS_POLICY, ROLE_POLICY):
        cursor.execute(f"DROP POLICY IF EXISTS {policy} ON {table}")
    if rows:
        rows = rows.format(table=table)
        cursor.execute(f"CREATE POLICY {OTHERS_POLICY} ON {table} USING (true) WITH CHECK (true)")
        cursor.execute(
            f"CREATE POLICY {ROLE_POLICY} ON {table} AS RESTRICTIVE FOR SELECT TO {_name(role)} USING ({rows})"
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    return f"{model._meta.db_table}{chosen}: {rows or 'every row'}"


def _check_nothing_else(cursor, role, schema):
    """Check that PUBLIC, which includes the role, has no further rights."""
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'v', 'm', 'p')"
        " AND (has_table_privilege(%s, oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')"
        " OR has_any_column_privilege(%s, oid, 'INSERT, UPDATE')"
        " OR has_any_column_privilege(%s, oid, 'SELECT') AND relname <> ALL(%s))",
        [_name(schema), role, role, role, [model._meta.db_table for model in READABLE]],
    )
    if more := sorted(name for (name,) in cursor.fetchall()):
        raise UnsuitableRole(f"PUBLIC has rights. Run REVOKE ALL ON {', '.join(more)} FROM PUBLIC; and try again.")


def _schema(cursor):
    cursor.execute("SELECT current_schema()")
    return cursor.fetchone()[0]


def _name(name):
    return connection.ops.quote_name(name)
