"""Changing what was issued behind the newsroom's back, as somebody who may do everything in the database."""

from contextlib import contextmanager
from types import SimpleNamespace

from django.db import connection

from releases.migrations._triggers import create_triggers, drop_triggers
from releases.models import Edition


@contextmanager
def without_triggers():
    """Without the triggers."""
    connection.check_constraints()  # PostgreSQL changes no table while a constraint waits to be looked at
    editor = SimpleNamespace(connection=connection, execute=sql)
    drop_triggers(None, editor)
    yield
    create_triggers(None, editor)


def sql(statement, params=None):
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


def forge(edition, **columns):
    with without_triggers():
        Edition.objects.filter(pk=edition.pk).update(**columns)
