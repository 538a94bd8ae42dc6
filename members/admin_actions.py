"""Joining, leaving and renaming as pages of the desk: each asks for its day, and says what it does."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.history.models import StaleVersion, get_versions

from . import services
from .models import CoalitionMember


class DayForm(forms.Form):
    on = forms.DateField(label=gettext_lazy("From which day"), initial=timezone.localdate, widget=AdminDateWidget)


class RenameForm(DayForm):
    name = forms.CharField(
        label=gettext_lazy("New name"), max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    as_printed = forms.CharField(
        label=gettext_lazy("New line as printed"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text=gettext_lazy("With country and initials as the coalition writes them. Empty: the new name."),
    )
    field_order = ["name", "as_printed", "on"]


class MembershipPages(admin.ModelAdmin):
    def get_urls(self):
        return [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"members_coalitionmember_{name}")
            for name, view in {"join": self.join, "leave": self.leave, "rename": self.rename}.items()
        ] + super().get_urls()

    def join(self, request, pk):
        title = _("The member joins")
        return self._ask(request, pk, "join", title, DayForm, services.join, _("It is a member from that day on."))

    def leave(self, request, pk):
        title = _("The member leaves")
        said = _("It has left. Releases of former days go on naming it.")
        return self._ask(request, pk, "leave", title, DayForm, services.leave, said)

    def rename(self, request, pk):
        said = _("Renamed. The former name is kept, and texts that use it are recognised.")
        return self._ask(request, pk, "rename", _("The member takes another name"), RenameForm, services.rename, said)

    def _ask(self, request, pk, template, title, form_class, act, said):
        """GET asks for the day, POST does it."""
        member = self.get_object(request, str(pk))
        if not self.has_change_permission(request, member):
            raise PermissionDenied
        if member is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        initial = {"name": member.name, "as_printed": member.as_printed}
        form = form_class(request.POST if request.method == "POST" else None, initial=initial)
        if form.is_valid() and (member := self._done(request, member, form, act)):
            self.message_user(request, said, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:members_coalitionmember_change", args=[pk]))
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "original": self.get_object(request, str(pk)),
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/members/coalitionmember/{template}.html", context)

    def _done(self, request, member, form, act) -> CoalitionMember | None:
        try:
            member = act(member, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
            return None
        except StaleVersion:
            form.add_error(None, _("Somebody saved this member at the same moment. Look at it, and try again."))
            return None
        self.log_change(request, member, str(get_versions(member).last().occasion))
        return member
