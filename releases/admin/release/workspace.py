"""One release at the desk: its status, what may be done with it, and what its pages show, read once per request."""

from datetime import datetime
from functools import cached_property, partial

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Prefetch, Value, prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now, format_instant
from releases.document import schema
from releases.issuing import workflow
from releases.issuing.checks import Finding, check
from releases.issuing.compose import compose
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


class ReleaseWorkspace:
    """A release, the person who works on it, and the instant of the request.

    A page may set `public_from`, `note` and `parts` before it reads `document` or `findings`.
    """

    def __init__(self, release, person, at=None, *, request=None, model_admin=None):
        self.release, self.person = release, person
        self.request, self.model_admin = request, model_admin
        if at:
            self.at = at
        self.public_from = None  # when the next edition is to be public; None: now
        self.note = ""  # the public note of the next edition
        self.parts = {}  # rows of the release that are read already, as check() takes them
        self.refusals = []  # why an action was refused

    @classmethod
    def for_request(cls, model_admin, request, object_id, *, is_read=True) -> "ReleaseWorkspace":
        """The workspace of this request. Its release is None if there is none with this id.

        `is_read`: whether the page shows words of the release, so that a read receipt is kept.
        """
        get_object = model_admin.get_object if is_read else partial(admin.ModelAdmin.get_object, model_admin)
        return cls.of(model_admin, request, get_object(request, unquote(object_id)))

    @classmethod
    def of(cls, model_admin, request, release) -> "ReleaseWorkspace":
        """The workspace of this release in this request: the same one at each call."""
        workspace = getattr(request, "release_workspace", None)
        if workspace is None or release is None or workspace.release != release:
            workspace = cls(release, request.user, request=request, model_admin=model_admin)
            request.release_workspace = workspace
        return workspace

    @cached_property
    def at(self):
        return database_now()

    @cached_property
    def status(self) -> ReleaseStatus:
        return ReleaseStatus.of(self.release, self.at)

    @cached_property
    def available_actions(self) -> list[tuple[str, str]]:
        return available_actions(self.person, self.release, self.status)

    @cached_property
    def needs_clearance_by_another(self) -> bool:
        """Whether another person has to clear these words before this one issues them."""
        is_cleared = self.release.state == Release.State.CLEARED
        return not is_cleared and workflow.needs_clearance_by_another(self.release, self.person)

    @cached_property
    def findings(self) -> list[Finding]:
        at = self.public_from or self.at
        if not self.parts:
            self._prefetch()
        return check(self.release, at=at, is_issued=bool(self.status.last), parts=self.parts)

    @property
    def document(self) -> schema.Document | None:
        """What would be issued next, or None if `problems` says what is missing."""
        return self._composed[0]

    @property
    def problems(self) -> list[str]:
        return self._composed[1]

    @cached_property
    def _composed(self):
        kind, note = Edition.Kind.ORIGINAL, ""
        if self.status.last:
            kind, note = Edition.Kind.CORRECTION, self.note or _("(Your note will stand here.)")
        fields = {"number": self.status.next_number, "kind": kind, "note": note}
        self._prefetch()
        try:
            return compose(self.release, public_from=self.public_from or self.at, **fields), []
        except ValidationError as error:
            return None, error.messages

    def _prefetch(self):
        prefetch_related_objects([self.release], "quotes", "lead_images", "signatories")

    def attempt(self, action, *args, **kwargs):
        """Return what `action` returns. If it is refused, return None and keep the reasons in `refusals`."""
        try:
            return action(*args, **kwargs)
        except ValidationError as error:
            self.refusals += error.messages

    def url(self, page="change") -> str:
        return release_url(self.release, page)

    def redirect(self, page="change") -> HttpResponseRedirect:
        """Lead to a page of the release, or to the first page of the desk if this person may not see the release."""
        may_view = self.model_admin.has_view_or_change_permission(self.request, self.release)
        return HttpResponseRedirect(self.url(page) if may_view else reverse("admin:index"))

    def message(self, words, level=messages.SUCCESS) -> None:
        self.model_admin.message_user(self.request, words, level)

    def render(self, template, title, **context) -> TemplateResponse:
        context = {"original": self.release, "workspace": self, "problems": self.refusals, **context}
        return render_page(self.request, self.model_admin, template, title, subtitle=str(self.release), **context)


def release_url(release, page="change") -> str:
    return reverse(f"admin:releases_release_{page}", args=[release.pk])


def render_page(request, model_admin, template, title, **context) -> TemplateResponse:
    """A page of the desk, from templates/admin/releases/release/<template>.html."""
    request.current_app = model_admin.admin_site.name
    context = {**model_admin.admin_site.each_context(request), "title": title, "opts": model_admin.opts, **context}
    return TemplateResponse(request, f"admin/releases/release/{template}.html", context)
