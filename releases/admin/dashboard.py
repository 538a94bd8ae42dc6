"""The first page of the desk: what waits for this person, what goes out when, what happened lately."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from icnk.core.history.models import Version
from releases.models import Autosave, Edition, PressContact, Release, WorkflowEvent

MOST = 20  # lines of one section; a longer one says so
MOST_SENT_BACK = 500  # of everybody; what came back before them is forgotten rather than waiting
LATELY = timedelta(days=14)
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)


@dataclass
class Section:
    """Lines under a heading. `more`: there are lines that it does not show."""

    heading: str
    lines: list = field(default_factory=list)
    more: bool = False

    @classmethod
    def of(cls, heading, queryset):
        lines = list(queryset[: MOST + 1])
        return cls(heading, lines[:MOST], len(lines) > MOST)


def front_page(user) -> dict:
    """What the template shows, by the names of its parts; a part that this person may not see is not there."""
    at = database_now()
    parts = {}
    if may_look(user, "releases.release"):
        parts |= {
            "waiting": waiting_for(user),
            "unsaved": Section.of(_("You typed this and did not save it"), unsaved(user)),
            "going_out": going_out(at),
            "lately": Section.of(_("Corrected or withdrawn in the last 14 days"), changed_lately(at)),
        }
    if may_look(user, "releases.presscontact"):
        contacts = PressContact.objects.not_verified(timezone.localdate(at)).order_by("verified_on", "name")
        parts["unverified"] = Section.of(_("Make sure that these contacts are still right"), contacts)
    return parts


def may_look(user, model) -> bool:
    app, name = model.split(".")
    return user.has_perm(f"{app}.view_{name}") or user.has_perm(f"{app}.change_{name}")


def waiting_for(user) -> list[Section]:
    sections = []
    if user.has_perm("releases.issue_release"):
        sections.append(Section.of(_("In review: read it, and clear it or send it back"), to_clear(user)))
    sections.append(Section.of(_("Sent back to you"), sent_back(user)))
    sections.append(Section.of(_("Cleared, and not issued yet"), cleared(user)))
    sections.append(Section.of(_("In review, and waiting for another to clear it"), in_review_of(user)))
    return [section for section in sections if section.lines]


def to_clear(user):
    """In review, and written by others."""
    return _briefly(Release.objects.filter(~wrote(user), state=Release.State.IN_REVIEW))


def in_review_of(user):
    """In review, and written by this person among others."""
    return _briefly(Release.objects.filter(wrote(user), state=Release.State.IN_REVIEW))


def sent_back(user) -> list[Release]:
    """Drafts that this person wrote and that came back, with the `remark` of whoever sent them."""
    later = WorkflowEvent.objects.filter(release=OuterRef("release")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    )
    last = WorkflowEvent.objects.filter(
        ~Exists(later), verb=WorkflowEvent.Verb.SEND_BACK, release__state=Release.State.DRAFT
    )
    remarks = dict(last.order_by("-at").values_list("release", "remark")[:MOST_SENT_BACK])
    releases = list(_briefly(Release.objects.filter(wrote(user), pk__in=remarks))[: MOST + 1])
    for release in releases:
        release.remark = remarks[release.pk]
    return releases


def cleared(user):
    """What those who issue can issue, and whoever wrote it can watch."""
    releases = Release.objects.filter(state=Release.State.CLEARED)
    return _briefly(releases if user.has_perm("releases.issue_release") else releases.filter(wrote(user)))


def wrote(user) -> Exists:
    """Whether this person saved what nobody else has cleared, as `verbs.writers()` has it, of many at once."""
    acts = WorkflowEvent.objects.filter(
        release=OuterRef("release"), verb__in=[WorkflowEvent.Verb.ISSUE, WorkflowEvent.Verb.CORRECT]
    )
    cleared = Edition.objects.not_stopped().filter(release=OuterRef("record_id"), pk__in=acts.values("edition"))
    last = Subquery(cleared.order_by("-issued_at", "-pk").values("issued_at")[:1])
    versions = Version.objects.filter(
        kind=ContentType.objects.get_for_model(Release), record_id=OuterRef("pk"), saved_by=user
    )
    return Exists(versions.filter(saved_at__gt=Coalesce(last, Value(BEGINNING))))


def unsaved(user):
    return (
        Autosave.objects.filter(~Q(form=""), person=user)
        .select_related("release")
        .defer("form", *(f"release__{name}" for name in LONG))
        .order_by("-typed_at")
    )


def going_out(at) -> Section:
    """Embargoed editions, the next one first, each with the time that is `left` until it is public."""
    section = Section.of(_("Goes out"), _titles(Edition.objects.embargoed(at).order_by("public_from", "pk")))
    for edition in section.lines:
        edition.left = timeuntil(edition.public_from, at) if edition.public_from - at >= timedelta(minutes=1) else ""
    return section


def changed_lately(at):
    kinds = [Edition.Kind.CORRECTION, Edition.Kind.WITHDRAWAL]
    lately = Edition.objects.begun(at).filter(kind__in=kinds, public_from__gte=at - LATELY)
    return _titles(lately.order_by("-public_from", "-pk"))


LONG = ("body", "boilerplate", "source", "unassigned")


def _briefly(releases):
    return releases.defer(*LONG).select_related("changed_by").order_by("-changed_at", "-pk")


def _titles(editions):
    """With the name of the release: a withdrawal has none of its own."""
    return editions.select_related("release").only(
        *("language", "slug", "kind", "number", "note", "public_from", "list_title", "release_id"),
        *("release__headline", "release__list_title"),
    )
