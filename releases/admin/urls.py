"""The pages of releases at the desk that Django's admin does not have."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.exceptions import PermissionDenied
from django.urls import path, re_path
from django.views.decorators.http import require_POST

from icnk.core.media import storage

from .access import embargo_passes, member_replies, outside_reviews, read_receipts
from .autosave import merge
from .autosave import views as autosave
from .release import duplicate, inlines, paste_import
from .release.workspace import ReleaseWorkspace
from .workflow import preview, views


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
        workspace = ReleaseWorkspace.for_request(model_admin, request, object_id, is_read=self.is_read)
        if not getattr(model_admin, f"has_{self.permission}_permission")(request, workspace.release):
            raise PermissionDenied
        if workspace.release is None and self.if_missing:
            return self.if_missing(request, model_admin, object_id)
        if workspace.release is None:
            return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
        answer = partial(self.view, request, workspace, **arguments)
        return model_admin.admin_site.require_reauthentication(request, answer) if self.reauthenticate else answer()


RELEASE_PAGES = [
    ReleasePage("send-for-review", views.send_for_review),
    ReleasePage("send-back", views.send_back, "issue"),
    ReleasePage("clear", views.clear, "issue"),
    ReleasePage("issue", views.issue, "issue", reauthenticate=True),
    ReleasePage("minor-correction", views.issue_minor_correction, "issue", reauthenticate=True),
    ReleasePage("issued", views.issued, "view_or_change"),
    ReleasePage("withdraw", views.withdraw, "issue", reauthenticate=True),
    ReleasePage("stop", views.stop, "issue", reauthenticate=True),
    ReleasePage("preview", preview.preview, "view_or_change"),
    ReleasePage("preview_part", preview.preview_part, "view_or_change", route="preview/<slug:part>"),
    ReleasePage("duplicate", duplicate.duplicate, "duplicate"),
    ReleasePage("passes", embargo_passes.embargo_passes, "view_or_change", reauthenticate=True),
    ReleasePage("reviews", outside_reviews.outside_reviews),
    ReleasePage("replies", member_replies.member_replies),
    ReleasePage("autosave", autosave.autosave, post_only=True, if_missing=autosave.deleted_json),
    ReleasePage("unsaved-changes", autosave.unsaved_changes, if_missing=autosave.deleted_release),
    ReleasePage("merge", merge.merge),
    ReleasePage("read-receipts", read_receipts.read_receipts, "view_read_receipts", is_read=False),
]

#: (regular expression, view, name) of the pages that are not about one release.
OTHER_PAGES = [
    (r"^earlier/$", duplicate.choose_release, "earlier"),
    (r"^import/$", paste_import.paste_import, "import"),
    (rf"^files/(?P<name>{storage.FILE_NAME.pattern})$", inlines.stored_file, "file"),
]


def release_urls(model_admin) -> list:
    """Return the URL patterns of all these pages."""
    wrap = model_admin.admin_site.admin_view
    others = [
        re_path(pattern, wrap(partial(view, model_admin=model_admin)), name=f"releases_release_{name}")
        for pattern, view, name in OTHER_PAGES
    ]
    return others + [page.pattern(model_admin) for page in RELEASE_PAGES]
