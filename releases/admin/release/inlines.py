"""The inlines of the release form: lead image, quotes, attachments and contact lines."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms import BaseInlineFormSet, Textarea
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from icnk.core.media import storage
from releases.admin.access.read_receipts import record_reads
from releases.models import Attachment, ContactLine, Edition, LeadImage, PressContact, Quote

from .forms import AttachmentForm, ContactLineForm, LeadImageForm

MAX_ATTACHMENTS_SIZE = 60 * 1024 * 1024  # bytes, of one release: a press kit is made in memory


class StableFormSet(BaseInlineFormSet):
    """Keeps the values typed in rows that another person's save has removed meanwhile."""

    def get_queryset(self):
        if self.is_bound and "forms" in self.__dict__:
            return [form.instance for form in self.initial_forms]
        return super().get_queryset()


class PositionedFormSet(StableFormSet):
    """Appends new rows at the end."""

    def save_new(self, form, commit=True):
        if "position" not in form.changed_data:
            last = self.model.objects.filter(release=self.instance).aggregate(last=models.Max("position"))["last"]
            form.instance.position = 0 if last is None else last + 1
        return super().save_new(form, commit)


class AttachmentFormSet(PositionedFormSet):
    def clean(self):
        super().clean()
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE")] if not any(self.errors) else []
        sizes = [form.cleaned_files[0][0]["size"] if form.cleaned_files else form.instance.size for form in kept]
        if sum(sizes) > MAX_ATTACHMENTS_SIZE:
            raise ValidationError(
                _("These documents are larger than 60 MB together. Take one away, or save it smaller.")
            )


class ReleaseInline(admin.StackedInline):
    """Inline with the permissions of the release."""

    extra = 0
    max_num = 400  # a limit against abuse: no release has so many
    formset = PositionedFormSet
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 80})}}
    follows = ""  # the field after which the form shows it

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Read the choices once per request, and not once per row."""
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.related_model is PressContact:
            field.label_from_instance = _contact_label
        cache = request.__dict__.setdefault("inline_choices", {})
        if db_field.related_model not in cache:
            cache[db_field.related_model] = list(iter(field.choices))  # iter(): list() of the choices counts them first
        field.choices = cache[db_field.related_model]
        return field

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)
        for field in formset.form.base_fields.values():
            field.widget = getattr(field.widget, "widget", field.widget)  # without the buttons to add, change, view
            field.widget.attrs.pop("maxlength", None)
        return formset

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("releases.view_release") or self.has_change_permission(request)

    def has_change_permission(self, request, obj=None):
        return request.user.has_perm("releases.change_release")

    has_add_permission = has_delete_permission = has_change_permission


def _contact_label(contact):
    return _("%(contact)s (retired)") % {"contact": contact} if contact.retired_on else str(contact)


class QuoteInline(ReleaseInline):
    model = Quote
    classes = ["collapse"]
    follows = "body"
    template = "admin/releases/release/_quote_inline.html"
    readonly_fields = ["cleared_by", "cleared_at"]  # another page sets them while the form is open
    fieldsets = [
        (None, {"fields": ["text", ("speaker", "title", "organisation")]}),
        (
            _("Kind, clearance, and who is behind it"),
            {
                "classes": ["collapse"],
                "fields": [("kind", "position"), ("member", "contact"), ("cleared_by", "cleared_at")],
            },
        ),
    ]


class ContactLineInline(ReleaseInline):
    model = ContactLine
    form = ContactLineForm
    follows = "body"
    fieldsets = [
        (None, {"fields": [("contact", "position"), "refresh_wording"]}),
        (
            _("The line as printed"),
            {
                "classes": ["collapse"],
                "fields": [("city", "name"), ("title", "organisation"), "channels"],
                "description": _("Leave all of it empty, and it is filled from the contact when you save."),
            },
        ),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("contact")


class LeadImageInline(ReleaseInline):
    model = LeadImage
    form = LeadImageForm
    formset = StableFormSet
    extra = max_num = 1
    classes = ["collapse"]
    follows = "headline"
    readonly_fields = ["present"]
    fieldsets = [(None, {"fields": ["present", "upload", "alt", "decorative", "caption", ("credit", "rights")]})]

    @admin.display(description=_("The picture"))
    def present(self, image):
        if not image.has_file:
            return gettext("None yet")
        image = image.renditions[-1]  # the smallest
        html = '<img src="{}" width="{}" height="{}" alt="">'
        return format_html(html, stored_file_url(image["name"]), image["width"] // 2, image["height"] // 2)


class AttachmentInline(ReleaseInline):
    model = Attachment
    form = AttachmentForm
    formset = AttachmentFormSet
    max_num = 20
    classes = ["collapse"]
    follows = "body"
    readonly_fields = ["present"]
    fieldsets = [(None, {"fields": ["present", "upload", ("title", "position")]})]

    @admin.display(description=_("The document"))
    def present(self, attachment):
        if not attachment.has_file:
            return gettext("None yet")
        return format_html('<a href="{}">{}</a>', stored_file_url(attachment.name), attachment.title)


def stored_file(request, model_admin, name):
    """Serve a stored file to people who may view releases."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    record_reads(request.user, Edition.objects.embargoed().filter(file_index__name=name).values("release"))
    title = Attachment.objects.filter(name=name).values_list("title", flat=True).first()
    headers = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}
    return storage.file_response(name, title=title or name, headers=headers)


def stored_file_url(name: str) -> str:
    return reverse("admin:releases_release_file", args=[name])
