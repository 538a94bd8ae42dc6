"""What stands on the desk's first page about keys: codes that were used lately, and recoveries that wait."""

from datetime import timedelta

from django.db.models.functions import Now

from . import notifications, recovery
from .models import EmergencyCode, Recovery

LATELY = timedelta(days=7)


def account_notices(user) -> dict:
    used = EmergencyCode.objects.filter(used_at__gt=Now() - LATELY).select_related("person").order_by("-used_at")
    parts = {"codes_used": [(notifications.display_name(code.person), code.used_at) for code in used]}
    if user.has_perm("auth.change_user"):
        parts["no_address"] = not user.email
        waiting = Recovery.objects.open(Now()).select_related("person", "made_by").order_by("made_at")
        parts["recoveries"] = [_row(user, asked) for asked in waiting if recovery.may_keep(user, asked.person)]
    return parts


def _row(user, asked):
    """(whom, who asked, the record, whether this user is the second one)"""
    names = notifications.display_name(asked.person), notifications.display_name(asked.made_by)
    return *names, asked, asked.made_by_id != user.pk
