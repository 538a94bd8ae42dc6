"""What the pages of embargo passes, reviews and member replies share: links, form input, entries in the history."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

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


@dataclass
class LinkRow:
    """A line in the table of links. `status`: open, expired or revoked, in the person's language."""

    link: EmbargoPass | OutsideReview
    status: str
    is_open: bool


def link_rows(links: QuerySet) -> Iterator[LinkRow]:
    at = database_now()
    for link in links.select_related("made_by"):
        status = _("revoked") if link.revoked_at else _("open") if link.is_open(at) else _("expired")
        yield LinkRow(link, status, link.is_open(at))


def create_link(model, *, at, by, **fields) -> tuple:
    """Return the stored link and its token, which is stored nowhere."""
    token = model.new_token()
    return model.objects.create(token_digest=token_digest(token), made_at=at, made_by=by, **fields), token


def clean_line(text: str) -> str:
    """Remove invisible characters and collapse white space."""
    return " ".join(strip_hidden_characters(text).split())


def find_action(request, actions: dict[str, Callable]) -> Callable | None:
    """Return the action whose button was pressed."""
    return next((action for name, action in actions.items() if name in request.POST), None)


def filter_by_button(request, name: str, rows: QuerySet) -> QuerySet:
    """Narrow `rows` to the one whose id is the value of the button `name`."""
    value = request.POST.get(name, "")
    return rows.filter(pk=value) if ID.fullmatch(value) else rows.none()


def log_event(workspace, message, event: str, **facts) -> None:
    """Write to the history of the release and to the audit log.

    `message` must hold no words of the release; `facts` name people by id only.
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
    """Entries that `log_event()` wrote for this release."""
    content_type = ContentType.objects.get_for_model(release)
    entries = LogEntry.objects.filter(content_type=content_type, object_id=str(release.pk))
    return entries.filter(object_repr=_log_title(release)).select_related("user")


def _log_title(release):
    return _("Release %(number)d") % {"number": release.pk}
