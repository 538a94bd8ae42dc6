"""Nothing lost: what is typed is kept, offered when the release is opened again, and who else is there is said."""

import re
from contextlib import contextmanager

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import path
from django.utils.translation import gettext as _

from icnk.core.history.models import content_of, plain, versions_of
from releases.admin.release.forms import TakenUpForm
from releases.models import Release

from . import form_data, store
from .gone import Gone

TOKEN = re.compile(r"(?:^|&)csrfmiddlewaretoken=[^&]*")


@contextmanager
def posted(request, data):
    """The request as if this form had been sent with it."""
    method, post = request.method, request.POST
    request.method, request.POST = "POST", data
    try:
        yield
    finally:
        request.method, request.POST = method, post


class Keeping(Gone):
    def get_urls(self):
        pages = {"keep": self.keep, "unsaved": self.unsaved}
        return [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"releases_release_{name}")
            for name, view in pages.items()
        ] + super().get_urls()

    def keep(self, request, object_id):
        """Keep what was typed; with nothing in it, only note that the page is still open. Answers in JSON."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        release = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, release):
            raise PermissionDenied
        form = TOKEN.sub("", request.body.decode("ascii", "replace")).lstrip("&")
        if len(form) > store.MOST_CHARACTERS:
            return JsonResponse({"words": _("This is too long to be kept here. Save it.")}, status=413)
        try:
            return self._kept(request, release, form) if release else self._gone()
        except IntegrityError:  # deleted at this moment
            return self._gone()

    def _kept(self, request, release, form):
        answer = {"version": release.version}
        if form and not self._is_saved(request, release, form):
            at = store.put(release, request.user, version=request.POST.get("version", ""), form=form)
            answer["at"] = at.isoformat()
        others = store.seen(release, request.user, leaving="leaving" in request.GET)
        answer["others"] = store.others_in_words(others)
        if str(release.version) != request.GET.get("version", str(release.version)):
            answer["others"].append(self._saved_meanwhile(release))
        return JsonResponse(answer)

    def _gone(self):
        words = _(
            "Somebody deleted this release. What you typed is kept in this browser; Save keeps it in the newsroom."
        )
        return JsonResponse({"words": words}, status=410)

    def _is_saved(self, request, release, form):
        """Whether a form that comes late, after its own save, holds nothing that is not saved."""
        data = QueryDict(form)
        if data.get("version") == str(release.version):
            return False
        return self.typed(request, release.pk, data) == plain(content_of(release))

    def _saved_meanwhile(self, release):
        words = _("%(who)s saved this release after you opened it. When you save, you see both texts side by side.")
        return words % {"who": store.name_of(release.changed_by)}

    def unsaved(self, request, object_id):
        """GET: the form as it was typed, not saved. POST: throw it away."""
        release = self.get_object(request, unquote(object_id))
        if not self.has_change_permission(request, release):
            raise PermissionDenied
        if release is None:
            return self.gone(request, unquote(object_id))
        row = store.of(release, request.user)
        if row and request.method == "GET":
            return self._take_up(request, release, row)
        if row and request.POST.get("typed") == row.typed_at.isoformat():
            store.forget(release, request.user)
            words = _("Thrown away. The release stands here as it is saved.")
        else:
            words = _("There is nothing that you typed and did not save.")
        self.message_user(request, words, messages.SUCCESS)
        return HttpResponseRedirect(self.address(release))

    def _take_up(self, request, release, row):
        request.taken_up = row
        with posted(request, QueryDict(row.form)), transaction.atomic():
            return self._changeform_view(request, str(release.pk), self.address(release), None)

    def get_form(self, request, obj=None, **kwargs):
        taken_up = {"form": TakenUpForm} if hasattr(request, "taken_up") else {}
        return super().get_form(request, obj, **taken_up | kwargs)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and object_id and (answer := self.typed_on_what_is_gone(request, object_id)):
            self._say_what_was_not_stored(request)
            return answer
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and object_id and (context := getattr(response, "context_data", None)):
            return self._refused(request, context["original"], context["adminform"].form) or response
        return response

    def _refused(self, request, release, form):
        """Keep a form that was not saved. Where another save came first, lead to both texts."""
        kept = request.POST.copy()
        for name in [name for name in kept if name.startswith("_") or name == "csrfmiddlewaretoken"]:
            del kept[name]
        try:
            store.put(release, request.user, version=request.POST.get("version", ""), form=kept.urlencode())
        except IntegrityError:
            return self.typed_on_what_is_gone(request, str(release.pk))
        self._say_what_was_not_stored(request)
        if form.stale():
            return HttpResponseRedirect(self.address(release, "join"))

    def _say_what_was_not_stored(self, request):
        """A browser does not send a file twice by itself."""
        if names := ", ".join(f"“{upload.name}”" for upload in request.FILES.values()):
            words = _("%(names)s: not saved. Choose it once more before you save.")
            self.message_user(request, words % {"names": names}, messages.WARNING)

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        if obj and self.has_change_permission(request, obj):
            mine, others = store.opened(obj, request.user, obj.as_opened.at)
            taken_up = getattr(request, "taken_up", None)
            kept = mine if mine.typed_at and request.method == "GET" else None
            context |= {
                "others": store.others_in_words(others),
                "kept": kept,
                "kept_when": store.typed_when(taken_up or kept) if taken_up or kept else "",
                "kept_check": store.check(kept.form) if kept else "",
                "taken_up": taken_up,
                "last_save": obj.version if obj.changed_by_id == request.user.pk else 0,
            }
            if taken_up:
                context["errors"] = []
                if taken_up.version != obj.version:
                    context["others"].append(self._saved_meanwhile(obj))
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def delete_model(self, request, release):
        """What anybody typed and did not save goes into the history, after what is deleted."""
        rows = list(release.unsaved.exclude(form="").select_related("person"))
        texts = [(row.person, self.typed(request, release.pk, QueryDict(row.form))) for row in rows]
        key = release.pk
        super().delete_model(request, release)
        for person, content in texts:
            self.keep_typed(key, content, by=person)

    def typed(self, request, key, data) -> dict:
        """What a form of this release would have saved, in the shape of `content_of()`."""
        release = Release.objects.filter(pk=key).first() or self.as_it_was(key)
        versions = versions_of(release)
        began = versions.filter(number=store.number(data.get("version", ""))).first() or versions.last()
        there = form_data.signatories_of(began.content if began else content_of(release))
        with posted(request, data), transaction.atomic():
            return form_data.content(self, request, release, data, there)
