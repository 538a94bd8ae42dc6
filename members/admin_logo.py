"""A member's logo: chosen at the desk, made into pictures of our own, seen there by who may look at members."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.history.forms import VersionedForm
from icnk.core.media import images, storage

HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}


class LogoForm(VersionedForm):
    """The form of a member. A logo that is chosen is read as the form is checked, and stored as it is saved."""

    upload = forms.FileField(
        label=gettext_lazy("Choose a logo"),
        required=False,
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 10 MB. Once the member is listed it is public."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    without_logo = forms.BooleanField(label=gettext_lazy("Take the logo away"), required=False)
    made = ()

    def clean_upload(self):
        if upload := self.cleaned_data["upload"]:
            self.made = images.read_upload(upload, storage.LOGO_WIDTHS)

    def save(self, commit=True):
        if self.made:
            self.instance.logo = storage.store(self.made)
        elif self.cleaned_data.get("without_logo"):
            self.instance.logo = []
        return super().save(commit)


class Logos(admin.ModelAdmin):
    form = LogoForm

    def get_urls(self):
        view = self.admin_site.admin_view(self.logo)
        return [path("<path:object_id>/logo/", view, name="members_coalitionmember_logo"), *super().get_urls()]

    def logo(self, request, object_id):
        member = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, member):
            raise PermissionDenied
        if not member or not member.logo:
            raise Http404
        return storage.file_response(member.logo[-1]["name"], headers=HEADERS)

    @admin.display(description=gettext_lazy("logo"))
    def present(self, member):
        if not member.logo:
            return _("None yet")
        smallest = member.logo[-1]
        address = reverse("admin:members_coalitionmember_logo", args=[member.pk])
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="">', address, smallest["width"], smallest["height"]
        )

    def render_change_form(self, request, context, **kwargs):
        for upload in request.FILES.values():  # refused: a browser does not send a file twice by itself
            words = _("%(names)s: not saved. Choose it once more before you save.") % {"names": f"“{upload.name}”"}
            self.message_user(request, words, messages.WARNING)
        return super().render_change_form(request, context, **kwargs)
