"""Autosave of release forms. Unsaved text is offered when the person opens the release again.

If the release was deleted meanwhile, the text is kept in the history of the release.
"""

import re

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from icnk.core.history.models import (
    Version,
    build_record,
    get_content,
    get_versions,
    normalize_content,
    restore_version,
)
from releases.admin.release.workspace import release_url, render_page
from releases.models import Release

from . import form_data, store

CSRF_TOKEN = re.compile(r"(?:^|&)csrfmiddlewaretoken=[^&]*")
MAX_ATTEMPTS = 20  # to find the next number of a version while others do the same


def autosave(request, workspace):
    """Save the form in the request body and answer in JSON. An empty body only reports that the page is open."""
    form = CSRF_TOKEN.sub("", request.body.decode("ascii", "replace")).lstrip("&")
    if len(form) > store.MAX_FORM_LENGTH:
        return JsonResponse({"words": _("This is too long to be kept here. Save it.")}, status=413)
    try:
        return JsonResponse(_autosave(request, workspace, form))
    except IntegrityError:  # deleted at this moment
        return deleted_json(request)


def _autosave(request, workspace, form):
    release, person = workspace.release, workspace.person
    answer = {"version": release.version}
    if form and not _is_saved(request, workspace, form):
        typed_at = store.save_form(release, person, version=request.POST.get("version", ""), form=form)
        answer["at"] = typed_at.isoformat()
    others = store.describe_others(store.mark_seen(release, person, leaving="leaving" in request.GET))
    if str(release.version) != request.GET.get("version", str(release.version)):
        others.append(store.newer_version_message(release))
    return answer | {"others": others}


def _is_saved(request, workspace, form):
    """Return whether all of the form is saved: an autosave may arrive after the save itself."""
    release, data = workspace.release, QueryDict(form)
    if data.get("version") == str(release.version):
        return False
    content = form_data.read_content(workspace.model_admin, request, _get_or_build(release.pk), data)
    return content == normalize_content(get_content(release))


def deleted_json(request, model_admin=None, object_id=""):
    words = _("Somebody deleted this release. What you typed is kept in this browser; Save keeps it in the newsroom.")
    return JsonResponse({"words": words}, status=410)


def unsaved_changes(request, workspace):
    """Show the form with the unsaved text; on POST discard that text."""
    row = store.get_unsaved(workspace.release, workspace.person)
    if row and request.method == "GET":
        request.restored_autosave = row  # ReleaseAdmin.get_form() chooses a form that is never valid
        with form_data.replace_post(request, QueryDict(row.form)), transaction.atomic():
            return workspace.model_admin._changeform_view(request, str(workspace.release.pk), workspace.url(), None)
    if row and request.POST.get("typed") == row.typed_at.isoformat():
        store.discard(workspace.release, workspace.person)
        workspace.message(_("Thrown away. The release stands here as it is saved."))
    else:
        workspace.message(_("There is nothing that you typed and did not save."))
    return HttpResponseRedirect(workspace.url())


def save_refused_form(request, model_admin, release: Release, form) -> HttpResponse | None:
    """Autosave a form that was not saved. Redirect to the merge page if another save came first."""
    data = request.POST.copy()
    for name in [name for name in data if name.startswith("_") or name == "csrfmiddlewaretoken"]:
        del data[name]
    try:
        store.save_form(release, request.user, version=request.POST.get("version", ""), form=data.urlencode())
    except IntegrityError:
        return save_for_deleted_release(request, model_admin, str(release.pk))
    _warn_about_uploads(request, model_admin)
    return HttpResponseRedirect(release_url(release, "merge")) if form.is_stale() else None


def _warn_about_uploads(request, model_admin):
    """Name the uploaded files, since a browser does not send them again."""
    if names := ", ".join(f"“{upload.name}”" for upload in request.FILES.values()):
        words = _("%(names)s: not saved. Choose it once more before you save.") % {"names": names}
        model_admin.message_user(request, words, messages.WARNING)


def save_for_deleted_release(request, model_admin, object_id: str, data: QueryDict | None = None):
    """Keep a form in the history of its deleted release and redirect to it.

    Return None if the release exists or never existed.
    """
    key = unquote(object_id)
    if not store.parse_version(key) or Release.objects.filter(pk=key).exists() or not _versions(key).exists():
        return None
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    content = form_data.read_content(model_admin, request, _get_or_build(key), data or request.POST)
    add_version_after_deletion(key, content, by=request.user)
    _warn_about_uploads(request, model_admin)
    return HttpResponseRedirect(reverse("admin:releases_release_unsaved-changes", args=[key]))


def read_unsaved_contents(request, model_admin, release: Release) -> list[tuple]:
    """Return (person, content) of each unsaved form of this release."""
    rows = list(release.autosaves.exclude(form="").select_related("person"))
    stored = _get_or_build(release.pk)
    return [(row.person, form_data.read_content(model_admin, request, stored, QueryDict(row.form))) for row in rows]


def add_version_after_deletion(key, content: dict, *, by) -> None:
    """Add a version after the last one of a deleted release, and try again if another one takes its number."""
    fields = {"record_id": key, "saved_by": by, "occasion": _("Typed after it was deleted."), "content": content}
    for attempt in range(1, MAX_ATTEMPTS + 1):
        last = _versions(key).last()
        title = str(content["fields"].get("headline") or last.title)[:500]
        try:
            with transaction.atomic():
                Version.objects.create(kind_id=last.kind_id, number=last.number + 1, title=title, **fields)
            return
        except IntegrityError:
            if attempt == MAX_ATTEMPTS:
                raise


def deleted_release(request, model_admin, object_id):
    """Show the text that this person typed into a deleted release; on POST restore the release with it."""
    key = unquote(object_id)
    version = _versions(key).filter(saved_by=request.user).last() if store.parse_version(key) else None
    if not version or Release.objects.filter(pk=key).exists():
        raise Http404
    problems = []
    if request.method == "POST":
        if not model_admin.has_add_permission(request):
            raise PermissionDenied
        try:
            release = restore_version(version, by=request.user)
        except ValidationError as error:
            problems = error.messages
        except IntegrityError:
            problems = [_("Another release has its address by now, so it cannot come back like this.")]
        else:
            model_admin.message_user(request, _("The release is back, with what you typed."), messages.SUCCESS)
            return HttpResponseRedirect(release_url(release))
    context = {
        "subtitle": version.title,
        "form": Form(),
        "problems": problems,
        "can_restore": model_admin.has_add_permission(request),
        "lines": [line for line in form_data.format_content(version.content) if line[1]],
    }
    return render_page(request, model_admin, "deleted", _("This release was deleted"), **context)


def _get_or_build(key):
    return Release.objects.filter(pk=key).first() or build_record(_versions(key).last())


def _versions(key):
    return get_versions(Release(pk=key))
