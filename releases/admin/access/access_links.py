"""Links, form input and log entries of the pages for embargo passes, reviews and member replies."""

import re
from collections.abc import Callable

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from icnk.core import audit_log
from icnk.core.clock import database_now
from releases.document.html import strip_hidden_characters
from releases.models import EmbargoPass, OutsideReview, Release, token_digest

MAX_NAME_LENGTH = 200
ID = re.compile(r"[0-9]{1,18}")


def links_with_status(links: QuerySet) -> list[EmbargoPass] | list[OutsideReview]:
    """Return the links, each with `can_be_revoked` and its `status` in words: open, expired or revoked."""
    at, links = database_now(), list(links.select_related("made_by"))
    for link in links:
        link.can_be_revoked = link.is_open(at)
        link.status = _("revoked") if link.revoked_at else _("open") if link.can_be_revoked else _("expired")
    return links


def create_link(model, *, at, by, **fields) -> tuple:
    """Create a link. Return it and its token, which is not stored."""
    token = model.new_token()
    return model.objects.create(token_digest=token_digest(token), made_at=at, made_by=by, **fields), token


def clean_line(text: str) -> str:
    """Remove invisible characters and collapse white space."""
    return " ".join(strip_hidden_characters(text).split())


def find_action(request, actions: dict[str, Callable]) -> Callable | None:
    """Return the action of the pressed button."""
    return next((action for name, action in actions.items() if name in request.POST), None)


def filter_by_button(request, name: str, rows: QuerySet) -> QuerySet:
    """Filter for the row whose id is the value of the button `name`."""
    value = request.POST.get(name, "")
    return rows.filter(pk=value) if ID.fullmatch(value) else rows.none()


def log_event(workspace, message, event: str, **facts) -> None:
    """Write to the history of the release and to the audit log.

    `message` must not contain words of the release; `facts` contain people's ids and not their names.
    """
    release, person = workspace.release, workspace.person
    audit_log.record_on_commit(event, by=person, release=release.pk, **facts)
    LogEntry.objects.create(
        user_id=person.pk,
        content_type=ContentType.objects.get_for_model(release),
        object_id=release.pk,
        object_repr=_log_title(release),
        action_flag=CHANGE,
        change_message=str(message),
    )


def logged_events(release: Release) -> QuerySet:
    """Return the entries that `log_event()` wrote for this release."""
    content_type = ContentType.objects.get_for_model(release)
    entries = LogEntry.objects.filter(content_type=content_type, object_id=str(release.pk))
    return entries.filter(object_repr=_log_title(release)).select_related("user")


def _log_title(release):
    return _("Release %(number)d") % {"number": release.pk}
