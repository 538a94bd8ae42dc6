"""Admin pages on which a member joins, leaves or is renamed."""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.history.models import StaleVersion, get_versions

from . import services


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


#: name of the page and of the function in `services` → (title, form, message when done)
CHANGES = {
    "join": (gettext_lazy("The member joins"), DayForm, gettext_lazy("It is a member from that day on.")),
    "leave": (
        gettext_lazy("The member leaves"),
        DayForm,
        gettext_lazy("It has left. Releases of former days go on naming it."),
    ),
    "rename": (
        gettext_lazy("The member takes another name"),
        RenameForm,
        gettext_lazy("Renamed. The former name is kept, and texts that use it are recognised."),
    ),
}


def change_membership(model_admin, name: str, request, object_id: int):
    """Admin view: GET asks for the day of a change in `CHANGES`, POST does it."""
    member = model_admin.get_object(request, str(object_id))
    if not model_admin.has_change_permission(request, member):
        raise PermissionDenied
    if member is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, str(object_id))
    title, form_class, message = CHANGES[name]
    initial = {"name": member.name, "as_printed": member.as_printed}
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid() and _apply(model_admin, request, member, form, getattr(services, name)):
        model_admin.message_user(request, message, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:members_coalitionmember_change", args=[object_id]))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "original": model_admin.get_object(request, str(object_id)),
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, f"admin/members/coalitionmember/{name}.html", context)


def _apply(model_admin, request, member, form, change) -> bool:
    """Change the membership, or add the errors to the form."""
    try:
        member = change(member, by=request.user, **form.cleaned_data)
    except ValidationError as error:
        for message in error.messages:
            form.add_error(None, message)
        return False
    except StaleVersion:
        form.add_error(None, _("Somebody saved this member at the same moment. Look at it, and try again."))
        return False
    model_admin.log_change(request, member, str(get_versions(member).last().occasion))
    return True
