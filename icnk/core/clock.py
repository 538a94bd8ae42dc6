from datetime import UTC, datetime

from django.db import connection
from django.db.models import DateTimeField, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format


def database_now() -> datetime:
    """Return the database's time, aware, in UTC: the one clock that all application servers share.

    A view calls it once and uses the result throughout, so that no edition starts or ends while a page is rendered.
    With SQLite it is this machine's time.
    """
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def database_now_expression() -> Value | Now:
    """Return the same instant as an expression, for a page that gets it with its first query."""
    return Value(timezone.now(), DateTimeField()) if connection.vendor == "sqlite" else Now()


def format_instant(at: datetime) -> str:
    """Format an instant in the site's time zone: *March 7, 2017, 09:00 KST*."""
    local = timezone.localtime(at)
    return f"{date_format(local, 'DATETIME_FORMAT')} {local.tzname()}"
