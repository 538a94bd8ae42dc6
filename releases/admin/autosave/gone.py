"""A release that somebody deleted while another was writing in it: their text is kept in its history."""

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.forms import Form
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from icnk.core.history.models import Version, as_kept, restore
from releases.models import Release

from . import form_data, store


class Gone(admin.ModelAdmin):
    def typed_on_what_is_gone(self, request, object_id):
        """Keep the text and lead to it, or None where the release is there or never was."""
        key = unquote(object_id)
        if not store.number(key) or Release.objects.filter(pk=key).exists() or not _versions(key).exists():
            return None
        if not self.has_change_permission(request):
            raise PermissionDenied
        self.keep_typed(key, self.typed(request, key, request.POST), by=request.user)
        return HttpResponseRedirect(reverse("admin:releases_release_unsaved", args=[key]))

    def keep_typed(self, key, content, *, by):
        """Keep it after the last version. Where two come at once, each finds its place."""
        for _attempt in range(20):
            try:
                with transaction.atomic():
                    return self._keep_typed(key, content, by)
            except IntegrityError as error:
                beaten = error
        raise beaten

    def _keep_typed(self, key, content, by):
        last = _versions(key).last()
        return Version.objects.create(
            kind=ContentType.objects.get_for_model(Release),
            record_id=key,
            number=last.number + 1,
            title=str(content["fields"].get("headline") or last.title)[:500],
            saved_by=by,
            occasion=_("Typed after it was deleted."),
            content=content,
        )

    def as_it_was(self, key) -> Release:
        return as_kept(_versions(key).last())

    def gone(self, request, key):
        """What this person typed into a release that was deleted. POST brings it back with that text."""
        mine = _versions(key).filter(saved_by=request.user).last() if store.number(key) else None
        if not mine or Release.objects.filter(pk=key).exists():
            raise Http404
        problems = []
        if request.method == "POST":
            if not self.has_add_permission(request):
                raise PermissionDenied
            try:
                release = restore(mine, by=request.user)
            except ValidationError as error:
                problems = error.messages
            except IntegrityError:
                problems = [_("Another release has its address by now, so it cannot come back like this.")]
            else:
                self.message_user(request, _("The release is back, with what you typed."), messages.SUCCESS)
                return HttpResponseRedirect(self.address(release))
        return TemplateResponse(request, "admin/releases/release/gone.html", self._shown(request, mine, problems))

    def _shown(self, request, mine, problems):
        return {
            **self.admin_site.each_context(request),
            "title": _("This release was deleted"),
            "subtitle": mine.title,
            "opts": self.opts,
            "form": Form(),
            "problems": problems,
            "may_bring_back": self.has_add_permission(request),
            "lines": [line for line in form_data.printed(Release, mine.content) if line[1]],
        }


def _versions(key):
    kind = ContentType.objects.get_for_model(Release)
    return Version.objects.filter(kind=kind, record_id=key).order_by("number")
