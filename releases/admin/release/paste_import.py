"""*Read a text*: one box, the parser, a draft."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from releases.intake import draft
from releases.intake.read import UnreadableText

from .forms import ReadForm


class ReadAText(admin.ModelAdmin):
    def get_urls(self):
        return [path("read/", self.admin_site.admin_view(self.read), name="releases_release_read"), *super().get_urls()]

    def read(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = ReadForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                release = draft.import_text(form.cleaned_data["text"], by=request.user)
            except draft.AlreadyImported as error:
                there = format_html("{} <a href='{}'>{}</a>", str(error), self.address(error.release), error.release)
                form.add_error("text", there)
            except (draft.ImportRejected, UnreadableText) as error:
                form.add_error("text", str(error))
            else:
                self._say(request, release)
                return self.to_a_new(request, release, _("The text is a draft now. Nothing of it is public."))
        context = {"title": _("Read a text"), "form": form, "opts": self.opts, **self.admin_site.each_context(request)}
        return TemplateResponse(request, "admin/releases/release/read.html", context)

    def _say(self, request, release):
        self.log_addition(request, release, _("Read from a text."))
        if left := len(release.unassigned.splitlines()):
            words = ngettext("%(count)d line found no place.", "%(count)d lines found no place.", left)
            words = words % {"count": left} + " " + _("They stand at the head of this page.")
            self.message_user(request, words, messages.WARNING)
