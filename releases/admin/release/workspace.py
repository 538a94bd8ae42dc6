"""One release at the desk: its status, the actions available, and the context of its pages, read once per request."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, partial

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import DateTimeField, Prefetch, Value, prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

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
    """Return the editions without the columns that the desk does not show."""
    return Edition.objects.not_stopped().defer("document", "search_text")


def with_status(releases):
    """Prepare the releases for `ReleaseStatus.prefetched()`, with one query for all editions."""
    return releases.prefetch_related(Prefetch("editions", issued_editions(), to_attr="issued")).annotate(
        at=Value(database_now(), DateTimeField())
    )


class ReleaseStatus:
    """The editions of one release that are in force or waiting at an instant, and the state of its working copy."""

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
        """Return the status of a release that was read with `with_status()`."""
        return cls(release, release.issued, release.at)

    @property
    def changed_since(self) -> bool:
        """Whether the working copy was saved after the last edition was issued."""
        return bool(self.last and self.release.changed_at > self.last.issued_at)

    @property
    def name(self) -> str:
        """The CSS class of the status."""
        if self.waiting:
            return "waiting"
        return {None: "draft", Edition.Kind.WITHDRAWAL: "withdrawn"}.get(self.last and self.last.kind, "public")

    @property
    def last_event(self) -> WorkflowEvent | None:
        return WorkflowEvent.objects.filter(release=self.release).select_related("by").last()

    @property
    def review(self) -> str:
        """The state of the working copy in words; empty for a draft."""
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


class ReleaseWorkspace:
    """A release, the person who works on it, and the instant of the request.

    A page may set `public_from`, `note` and `parts` before it reads `document` or `findings`.
    """

    def __init__(self, release, person, *, request=None, model_admin=None):
        self.release, self.person = release, person
        self.request, self.model_admin = request, model_admin
        self.public_from = None  # when the next edition becomes public; None: now
        self.note = ""  # the public note of the next edition
        self.parts = {}  # rows of the release that were read already, as the argument of check()
        self.refusals = []  # why an action was refused

    @classmethod
    def of(cls, model_admin, request, release) -> "ReleaseWorkspace":
        """Return the workspace of this release in this request, the same one at each call."""
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
        """[(name of the page, label of the button)], the most likely one first. The workflow checks them again."""
        status, is_draft = self.status, self.release.state == State.DRAFT
        if not self.person.has_perm("releases.issue_release"):
            may_send = is_draft and self.person.has_perm("releases.change_release")
            return [("send-for-review", _("Send for review"))] if may_send else []
        if status.waiting:
            return [("stop", _("Stop"))]
        issue = (_("Correct") if status.public else _("Make public again")) if status.last else _("Issue")
        review = ("send-for-review", _("Send for review")) if is_draft else ("send-back", _("Send back"))
        actions = [("issue", issue), review]
        if self.release.state == State.IN_REVIEW:
            actions.append(("clear", _("Clear")))
        if status.public:
            actions += [("minor-correction", _("Correct a slip")), ("withdraw", _("Withdraw"))]
        return actions

    @cached_property
    def needs_clearance_by_another(self) -> bool:
        """Whether another person has to clear the release before this one issues it."""
        return self.release.state != State.CLEARED and workflow.needs_clearance_by_another(self.release, self.person)

    @cached_property
    def findings(self) -> list[Finding]:
        at = self.public_from or self.at
        if not self.parts:
            self._prefetch()
        return check(self.release, at=at, is_issued=bool(self.status.last), parts=self.parts)

    @property
    def document(self) -> schema.Document | None:
        """The document of the next edition, or None if it has `problems`."""
        return self._composed[0]

    @property
    def problems(self) -> list[str]:
        return self._composed[1]

    @cached_property
    def _composed(self):
        fields = {"number": 1, "kind": Edition.Kind.ORIGINAL, "note": ""}
        if last := self.status.last:
            note = self.note or _("(Your note will stand here.)")
            fields = {"number": last.number + 1, "kind": Edition.Kind.CORRECTION, "note": note}
        self._prefetch()
        try:
            return compose(self.release, public_from=self.public_from or self.at, **fields), []
        except ValidationError as error:
            return None, error.messages

    def _prefetch(self):
        prefetch_related_objects([self.release], "quotes", "lead_images", "signatories")

    def attempt(self, action, *args, **kwargs):
        """Return the result of `action`. If it is refused, return None and keep the reasons in `refusals`."""
        try:
            return action(*args, **kwargs)
        except ValidationError as error:
            self.refusals += error.messages

    def url(self, page="change") -> str:
        return release_url(self.release, page)

    def redirect(self, page="change") -> HttpResponseRedirect:
        """Redirect to a page of the release, or to the desk's first page if this person may not view the release."""
        may_view = self.model_admin.has_view_or_change_permission(self.request, self.release)
        return HttpResponseRedirect(self.url(page) if may_view else reverse("admin:index"))

    def message(self, words, level=messages.SUCCESS) -> None:
        self.model_admin.message_user(self.request, words, level)

    def render(self, template, title, **context) -> TemplateResponse:
        context = {"original": self.release, "workspace": self, "problems": self.refusals, **context}
        return render_page(self.request, self.model_admin, template, title, subtitle=str(self.release), **context)


@dataclass(frozen=True)
class ReleasePage:
    """A page about one release: `view(request, workspace)`, called if the release exists and the person may open it.

    name: of the URL and, unless `route` is given, the last part of the address.
    permission: checked with `ReleaseAdmin.has_<permission>_permission()`.
    reauthenticate: a POST needs a recent touch of the passkey.
    is_read: the page shows words of the release, so that opening it is recorded in a read receipt.
    if_missing: called with (request, model_admin, object_id) if the release does not exist. The default is a redirect.
    """

    name: str
    view: Callable
    permission: str = "change"
    route: str = ""
    reauthenticate: bool = False
    post_only: bool = False
    is_read: bool = True
    if_missing: Callable | None = None

    def pattern(self, model_admin):
        view = require_POST(partial(self.answer, model_admin)) if self.post_only else partial(self.answer, model_admin)
        view = model_admin.admin_site.admin_view(view)
        return path(f"<path:object_id>/{self.route or self.name}/", view, name=f"releases_release_{self.name}")

    def answer(self, model_admin, request, object_id, **arguments):
        get_object = model_admin.get_object if self.is_read else partial(ModelAdmin.get_object, model_admin)
        release = get_object(request, unquote(object_id))
        if not getattr(model_admin, f"has_{self.permission}_permission")(request, release):
            raise PermissionDenied
        if release is None and self.if_missing:
            return self.if_missing(request, model_admin, object_id)
        if release is None:
            return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
        answer = partial(self.view, request, ReleaseWorkspace.of(model_admin, request, release), **arguments)
        return model_admin.admin_site.require_reauthentication(request, answer) if self.reauthenticate else answer()


def release_url(release, page="change") -> str:
    return reverse(f"admin:releases_release_{page}", args=[release.pk])


def render_page(request, model_admin, template, title, **context) -> TemplateResponse:
    """Render a page of the desk from the template of this name in templates/admin/<app>/<model>/."""
    request.current_app = model_admin.admin_site.name
    opts = model_admin.opts
    context = {**model_admin.admin_site.each_context(request), "title": title, "opts": opts, **context}
    return TemplateResponse(request, f"admin/{opts.app_label}/{opts.model_name}/{template}.html", context)
