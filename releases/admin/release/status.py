"""What the public can read of a release, and what the desk offers to do with it next."""

from datetime import datetime

from django.contrib import admin
from django.db.models import DateTimeField, Prefetch, Value
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now, format_instant
from releases.models import Edition, Release, WorkflowEvent

State = Release.State

IN_FORCE = {
    Edition.Kind.ORIGINAL: gettext_lazy("Public since %(instant)s"),
    Edition.Kind.CORRECTION: gettext_lazy("Public, corrected %(instant)s"),
    Edition.Kind.WITHDRAWAL: gettext_lazy("Withdrawn %(instant)s"),
}


def issued_editions():
    """Editions without the columns that the desk does not show."""
    return Edition.objects.not_stopped().defer("document", "search_text")


def with_status(releases):
    """Add to each release what `ReleaseStatus.prefetched()` needs, with one query for all editions."""
    return releases.prefetch_related(Prefetch("editions", issued_editions(), to_attr="issued")).annotate(
        at=Value(database_now(), DateTimeField())
    )


class ReleaseStatus:
    """What of one release is in force at an instant, what waits, and how far its working copy has come."""

    def __init__(self, release, editions, at):
        self.release, self.at = release, at
        self.last = editions[-1] if editions else None
        self.in_force = next((edition for edition in editions if edition.is_in_force(at)), None)
        self.waiting = self.last if self.last and self.last.public_from > at else None
        self.public = self.in_force if self.in_force and self.in_force.is_public(at) else None

    @classmethod
    def of(cls, release, at: datetime | None = None):
        return cls(release, list(issued_editions().filter(release=release)), at or database_now())

    @classmethod
    def prefetched(cls, release):
        """From a release that was read `with_status()`."""
        return cls(release, release.issued, release.at)

    @property
    def changed_since(self) -> bool:
        """Whether the working copy was saved after the last edition was issued."""
        return bool(self.last and self.release.changed_at > self.last.issued_at)

    @property
    def next_number(self) -> int:
        return self.last.number + 1 if self.last else 1

    @property
    def name(self) -> str:
        """One word, for the stylesheet."""
        if self.waiting:
            return "waiting"
        return {None: "draft", Edition.Kind.WITHDRAWAL: "withdrawn"}.get(self.last and self.last.kind, "public")

    @property
    def last_event(self) -> WorkflowEvent | None:
        return WorkflowEvent.objects.filter(release=self.release).select_related("by").last()

    @property
    def review(self) -> str:
        """How far the working copy has come, in words; empty for a draft."""
        if self.release.state == State.CLEARED:
            person = self.release.cleared_by
            words = {"who": person.get_full_name() or person, "instant": format_instant(self.release.cleared_at)}
            return _("Cleared by %(who)s, %(instant)s") % words
        return _("In review") if self.release.state == State.IN_REVIEW else ""

    def __str__(self):
        parts = [self.review]
        if self.waiting:
            embargo = _("Embargoed until %(instant)s") % {"instant": format_instant(self.waiting.public_from)}
            parts.insert(0, embargo)
        if self.in_force:
            parts.insert(0, IN_FORCE[self.in_force.kind] % {"instant": format_instant(self.in_force.public_from)})
        return "; ".join(str(words) for words in parts if words) or _("Draft")


def available_actions(person, release, status) -> list[tuple[str, str]]:
    """[(name of the page, words on the button)] of what this person may do, the most likely one first.

    The workflow checks the permission again.
    """
    if not person.has_perm("releases.issue_release"):
        may_send = person.has_perm("releases.change_release") and release.state == State.DRAFT
        return [("send-for-review", _("Send for review"))] if may_send else []
    if status.waiting:
        return [("stop", _("Stop"))]
    issue = (_("Correct") if status.public else _("Make public again")) if status.last else _("Issue")
    is_draft = release.state == State.DRAFT
    actions = [
        ("issue", issue),
        ("send-for-review", _("Send for review")) if is_draft else ("send-back", _("Send back")),
    ]
    if release.state == State.IN_REVIEW:
        actions.append(("clear", _("Clear")))
    if status.public:
        actions += [("minor-correction", _("Correct a slip")), ("withdraw", _("Withdraw"))]
    return actions


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("what is public")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Drafts")),
            ("in_review", _("In review")),
            ("cleared", _("Cleared")),
            ("waiting", _("Embargoed")),
            ("public", _("Public")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request, queryset):
        editions = Edition.objects
        match self.value():
            case "draft":
                return queryset.exclude(pk__in=editions.not_stopped().values("release"))
            case "in_review" | "cleared":
                return queryset.filter(state=self.value())
            case "waiting":
                return queryset.filter(pk__in=editions.embargoed().values("release"))
            case "public":
                return queryset.filter(pk__in=editions.public().values("release"))
            case "withdrawn":
                withdrawn = editions.in_force().filter(kind=Edition.Kind.WITHDRAWAL)
                return queryset.filter(pk__in=withdrawn.values("release"))
