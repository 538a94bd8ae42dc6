"""The desk's first page: tasks of this person, embargoed releases, recent changes, contacts to verify."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from icnk.core.history.models import Version
from releases.models import Autosave, Edition, PressContact, Release, WorkflowEvent

MAX_LINES = 20  # of one section
MAX_SENT_BACK = 500  # of all people; older ones are no longer listed
RECENT = timedelta(days=14)
EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
LONG_TEXT_FIELDS = ("body", "boilerplate", "source", "unassigned")


class Section(NamedTuple):
    """Lines under a heading. `more`: whether there are more lines than these."""

    heading: str
    lines: list
    more: bool

    @classmethod
    def from_rows(cls, heading, rows):
        lines = list(rows[: MAX_LINES + 1])
        return cls(heading, lines[:MAX_LINES], len(lines) > MAX_LINES)


def dashboard_context(user) -> dict:
    """Template context of the first page, without the parts that this person may not view."""
    at = database_now()
    context = {}
    if can_view(user, "releases.release"):
        context |= {
            "tasks": get_tasks(user),
            "autosaves": Section.from_rows(_("You typed this and did not save it"), get_autosaves(user)),
            "embargoed": get_embargoed(at),
            "recent_changes": get_recent_changes(at),
        }
    if can_view(user, "releases.presscontact"):
        contacts = PressContact.objects.unverified(timezone.localdate(at)).order_by("verified_on", "name")
        heading = _("Make sure that these contacts are still right")
        context["unverified_contacts"] = Section.from_rows(heading, contacts)
    return context


def can_view(user, model: str) -> bool:
    app, name = model.split(".")
    return user.has_perm(f"{app}.view_{name}") or user.has_perm(f"{app}.change_{name}")


def get_tasks(user) -> list[Section]:
    can_issue, written = user.has_perm("releases.issue_release"), written_by(user)
    in_review = Release.objects.filter(state=Release.State.IN_REVIEW)
    cleared = Release.objects.filter(state=Release.State.CLEARED)
    if not can_issue:
        cleared = cleared.filter(written)
    sections = [
        Section.from_rows(_("Sent back to you"), get_sent_back(user)),
        Section.from_rows(_("Cleared, and not issued yet"), _for_list(cleared)),
        Section.from_rows(_("In review, and waiting for another to clear it"), _for_list(in_review.filter(written))),
    ]
    if can_issue:
        heading = _("In review: read it, and clear it or send it back")
        sections.insert(0, Section.from_rows(heading, _for_list(in_review.filter(~written))))
    return [section for section in sections if section.lines]


def get_sent_back(user) -> list[Release]:
    """Return the drafts of this person that were sent back, each with the reviewer's `remark`."""
    later = WorkflowEvent.objects.filter(release=OuterRef("release")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    last = WorkflowEvent.objects.filter(
        ~Exists(later), verb=WorkflowEvent.Verb.SEND_BACK, release__state=Release.State.DRAFT
    )
    remarks = dict(last.order_by("-at").values_list("release", "remark")[:MAX_SENT_BACK])
    releases = list(_for_list(Release.objects.filter(written_by(user), pk__in=remarks))[: MAX_LINES + 1])
    for release in releases:
        release.remark = remarks[release.pk]
    return releases


def written_by(user) -> Exists:
    """Filter for releases that this person saved since their last clearance.

    The same rule as `workflow.writers_since_clearance()`, for many releases in one query.
    """
    issued = WorkflowEvent.objects.filter(
        release=OuterRef("release"), verb__in=[WorkflowEvent.Verb.ISSUE, WorkflowEvent.Verb.CORRECT]
    )
    cleared = Edition.objects.not_stopped().filter(release=OuterRef("record_id"), pk__in=issued.values("edition"))
    last = Subquery(cleared.order_by("-issued_at", "-pk").values("issued_at")[:1])
    versions = Version.objects.filter(
        kind=ContentType.objects.get_for_model(Release), record_id=OuterRef("pk"), saved_by=user
    )
    return Exists(versions.filter(saved_at__gt=Coalesce(last, Value(EARLIEST))))


def get_autosaves(user):
    return (
        Autosave.objects.filter(~Q(form=""), person=user)
        .select_related("release")
        .defer("form", *(f"release__{name}" for name in LONG_TEXT_FIELDS))
        .order_by("-typed_at")
    )


def get_embargoed(at) -> Section:
    """Return the embargoed editions, the next one first, each with `time_left`: empty for less than a minute."""
    editions = _with_titles(Edition.objects.embargoed(at).order_by("public_from", "pk"))
    section = Section.from_rows(_("Goes out"), editions)
    for edition in section.lines:
        is_soon = edition.public_from - at < timedelta(minutes=1)
        edition.time_left = "" if is_soon else timeuntil(edition.public_from, at)
    return section


def get_recent_changes(at) -> Section:
    kinds = [Edition.Kind.CORRECTION, Edition.Kind.WITHDRAWAL]
    editions = Edition.objects.started(at).filter(kind__in=kinds, public_from__gte=at - RECENT)
    editions = _with_titles(editions.order_by("-public_from", "-pk"))
    return Section.from_rows(_("Corrected or withdrawn in the last 14 days"), editions)


def _for_list(releases):
    return releases.defer(*LONG_TEXT_FIELDS).select_related("changed_by").order_by("-changed_at", "-pk")


def _with_titles(editions):
    """Load the title of the release too, since a withdrawal has no title of its own."""
    return editions.select_related("release").only(
        *("language", "slug", "kind", "number", "note", "public_from", "list_title", "release_id"),
        *("release__headline", "release__list_title"),
    )
