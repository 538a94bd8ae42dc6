"""One release at the desk: what its pages show of it and what may be done with it, read once per request."""

from functools import cached_property, partial

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from releases.document import schema
from releases.issuing import workflow
from releases.issuing.checks import Finding, check
from releases.issuing.compose import compose
from releases.models import Edition, Release

from .status import ReleaseStatus, available_actions


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
        get_object = model_admin.get_object if is_read else partial(ModelAdmin.get_object, model_admin)
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
