"""Rows of `Autosave`: the unsaved forms of releases, and the people who have a release open."""

from datetime import datetime, timedelta
from zlib import crc32

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from icnk.core.clock import database_now, format_instant
from releases.models import Autosave, Release

PRESENCE_TIMEOUT = timedelta(seconds=90)  # three heartbeats of an open page
MAX_FORM_LENGTH = 6 * 1024 * 1024  # characters


def mark_opened(release: Release, person, now: datetime) -> tuple[Autosave, list[Autosave]]:
    """Record that this person has opened the release. Return their row and those of others who have it open."""
    rows = list(release.autosaves.select_related("person").defer("form"))
    own = next((row for row in rows if row.person_id == person.pk), None) or Autosave(release=release, person=person)
    if not own.pk or not _is_open(own, now):
        own.opened_at = now
    _upsert(release, person, ["opened_at", "seen_at"], opened_at=own.opened_at, seen_at=now)
    return own, _others(rows, person, now)


def mark_seen(release: Release, person, *, leaving: bool = False) -> list[Autosave]:
    """Record that this person has the release open, or leaves it. Return the rows of others who have it open."""
    now = database_now()
    _upsert(release, person, ["seen_at"], opened_at=now, seen_at=now - PRESENCE_TIMEOUT if leaving else now)
    return _others(release.autosaves.select_related("person").defer("form"), person, now)


def save_form(release: Release, person, *, version: str, form: str) -> datetime:
    """Overwrite this person's unsaved form, urlencoded, and return the instant."""
    now = database_now()
    fields = {"seen_at": now, "version": parse_version(version), "form": form, "typed_at": now}
    _upsert(release, person, list(fields), opened_at=now, **fields)
    return now


def get_unsaved(release: Release, person) -> Autosave | None:
    return release.autosaves.filter(person=person).exclude(form="").first()


def discard(release: Release, person) -> None:
    release.autosaves.filter(person=person).update(form="", typed_at=None)


def describe_others(rows: list[Autosave]) -> list[str]:
    words = _("%(who)s has had this open since %(since)s (last seen %(seen)s).")
    return [
        words % {"who": display_name(row.person), "since": _time(row.opened_at), "seen": _time(row.seen_at)}
        for row in rows
    ]


def display_name(person) -> str:
    return str(person.get_full_name() or person) if person else _("Somebody")


def newer_version_message(release: Release) -> str:
    words = _("%(who)s saved this release after you opened it. When you save, you see both texts side by side.")
    return words % {"who": display_name(release.changed_by)}


def change_form_context(request, workspace) -> dict:
    """Template context of the change form. Records that this person has the release open."""
    release, person = workspace.release, workspace.person
    own, others = mark_opened(release, person, workspace.at)
    restored = getattr(request, "restored_autosave", None)
    offered = own if own.typed_at and request.method == "GET" else None
    context = {
        "others": describe_others(others),
        "autosave": offered,
        "typed_at": format_typed_at(restored or offered) if restored or offered else "",
        "autosave_checksum": checksum(offered.form) if offered else "",
        "restored": restored,
        "last_save": release.version if release.changed_by_id == person.pk else 0,
    }
    if restored:
        context["errors"] = []
        if restored.version != release.version:
            context["others"].append(newer_version_message(release))
    return context


def format_typed_at(row: Autosave) -> str:
    """Format the instant of the autosave; without the day if it was today."""
    is_today = timezone.localdate(row.typed_at) == timezone.localdate()
    return _time(row.typed_at) if is_today else format_instant(row.typed_at)


def checksum(form: str) -> int:
    """Return the CRC-32 by which autosave.js recognises its own copy of this form."""
    return crc32(form.encode())


def parse_version(text: str) -> int:
    """Parse the version that a browser sent; 0 if it is invalid."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _time(at):
    local = timezone.localtime(at)
    return f"{formats.time_format(local, 'H:i')} {local.tzname()}"


def _others(rows, person, now):
    return [row for row in rows if row.person_id != person.pk and _is_open(row, now)]


def _is_open(row, now):
    return row.seen_at > now - PRESENCE_TIMEOUT


def _upsert(release, person, fields, **values):
    """Create the row or update these fields, in one statement because a person may have two pages open."""
    Autosave.objects.bulk_create(
        [Autosave(release=release, person=person, **values)],
        update_conflicts=True,
        update_fields=fields,
        unique_fields=["release", "person"],
    )
