"""The rows of `Autosave`: who has a release open, and what they typed there."""

from datetime import timedelta
from zlib import crc32

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from icnk.core.clock import database_now, instant_in_words
from releases.models import Autosave

GONE_AFTER = timedelta(seconds=90)  # three heartbeats of a page that is open
MOST_CHARACTERS = 6 * 1024 * 1024


def opened(release, person, now):
    """(this person's row, the rows of the others who have the release open). From `now` on, this person has."""
    rows = list(release.unsaved.select_related("person").defer("form"))
    mine = next((row for row in rows if row.person_id == person.pk), None)
    still_open = mine and _is_open(mine, now)
    mine = mine or Autosave(release=release, person=person)
    mine.opened_at = mine.opened_at if still_open else now
    _write(release, person, ["opened_at", "seen_at"], opened_at=mine.opened_at, seen_at=now)
    return mine, _others(rows, person, now)


def seen(release, person, *, leaving=False):
    """The others who have the release open. This person was seen there now, or leaves."""
    now = database_now()
    at = now - GONE_AFTER if leaving else now
    _write(release, person, ["seen_at"], opened_at=now, seen_at=at)
    return _others(release.unsaved.select_related("person").defer("form"), person, now)


def put(release, person, *, version, form):
    """Keep a form as it was typed, urlencoded, over what this person typed there before. Returns the instant."""
    now = database_now()
    fields = {"seen_at": now, "version": number(version), "form": form, "typed_at": now}
    _write(release, person, list(fields), opened_at=now, **fields)
    return now


def of(release, person):
    """What this person typed and did not save, or None."""
    return release.unsaved.filter(person=person).exclude(form="").first()


def forget(release, person):
    release.unsaved.filter(person=person).update(form="", typed_at=None)


def others_in_words(rows) -> list[str]:
    return [
        _("%(who)s has had this open since %(since)s (last seen %(seen)s).")
        % {"who": name_of(row.person), "since": _hour(row.opened_at), "seen": _hour(row.seen_at)}
        for row in rows
    ]


def name_of(person) -> str:
    return str(person.get_full_name() or person) if person else _("Somebody")


def typed_when(row) -> str:
    today = timezone.localdate(row.typed_at) == timezone.localdate()
    return _hour(row.typed_at) if today else instant_in_words(row.typed_at)


def check(form: str) -> int:
    """Tells the browser whether its own copy is this one."""
    return crc32(form.encode())


def _hour(at):
    here = timezone.localtime(at)
    return f"{formats.time_format(here, 'H:i')} {here.tzname()}"


def _others(rows, person, now):
    return [row for row in rows if row.person_id != person.pk and _is_open(row, now)]


def _is_open(row, now):
    return row.seen_at > now - GONE_AFTER


def number(version):
    """Of what a browser sends as the version: 0 where it is none."""
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0


def _write(release, person, fields, **values):
    """Make the row or set these fields of it, in one statement, so that two pages of one person do not collide."""
    Autosave.objects.bulk_create(
        [Autosave(release=release, person=person, **values)],
        update_conflicts=True,
        update_fields=fields,
        unique_fields=["release", "person"],
    )
