from datetime import UTC, datetime

from django.db import connection
from django.db.models import DateTimeField, Value
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format


def database_now() -> datetime:
    """The instant by the database's clock, aware, in UTC: the one clock that all application servers share.

    A view asks once and uses the answer throughout, so that no edition begins or ends while a page is being made.
    SQLite has no clock but this machine's.
    """
    if connection.vendor == "sqlite":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def instant_in_words(at: datetime) -> str:
    """An instant by the newsroom's clock, with its zone: *March 7, 2017, 09:00 KST*."""
    here = timezone.localtime(at)
    return f"{date_format(here, 'DATETIME_FORMAT')} {here.tzname()}"


def database_clock():
    """The same instant as an expression, for a page whose first query can ask for it by the way."""
    return Value(timezone.now(), DateTimeField()) if connection.vendor == "sqlite" else Now()
