"""The pages of releases at the desk that Django's admin does not have."""

from functools import partial

from django.urls import re_path

from icnk.core.media import storage

from .access import embargo_passes, member_replies, outside_reviews, read_receipts
from .autosave import merge
from .autosave import views as autosave
from .release import duplicate, inlines, paste_import
from .release.workspace import ReleasePage
from .workflow import preview, views

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
