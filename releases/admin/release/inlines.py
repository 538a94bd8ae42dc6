"""The inlines of the release form: quotes and contact lines."""

from django.contrib import admin
from django.db import models
from django.forms import BaseInlineFormSet, Textarea
from django.utils.translation import gettext_lazy as _

from releases.models import ContactLine, PressContact, Quote

from .forms import ContactLineForm


class StableFormSet(BaseInlineFormSet):
    """Keeps what was typed in rows that another person's save has removed since."""

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


class ReleaseInline(admin.StackedInline):
    """The permissions are those of the release."""

    extra = 0
    max_num = 400  # far more than any release has
    formset = PositionedFormSet
    formfield_overrides = {models.TextField: {"widget": Textarea(attrs={"rows": 3, "cols": 80})}}
    follows = ""  # the field after which the form shows it

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.related_model is PressContact:
            field.label_from_instance = _contact_label
        field.choices = _cached_choices(request, db_field.related_model, field.choices)
        return field

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, absolute_max=self.max_num, **kwargs)
        for field in formset.form.base_fields.values():
            field.widget = getattr(field.widget, "widget", field.widget)  # without the buttons to add, change, view
            field.widget.attrs.pop("maxlength", None)
        return formset

    def has_view_permission(self, request, obj=None):
        return self._has_perm(request, "view") or self._has_perm(request, "change")

    def has_change_permission(self, request, obj=None):
        return self._has_perm(request, "change")

    has_add_permission = has_delete_permission = has_change_permission

    def _has_perm(self, request, action):
        return request.user.has_perm(f"releases.{action}_release")


def _cached_choices(request, model, choices):
    """The choices, read once per request and not once per row."""
    cache = request.__dict__.setdefault("inline_choices", {})
    if model not in cache:
        cache[model] = list(iter(choices))
    return cache[model]


def _contact_label(contact):
    return _("%(contact)s (retired)") % {"contact": contact} if contact.retired_on else str(contact)


class QuoteInline(ReleaseInline):
    model = Quote
    classes = ["collapse"]
    follows = "body"
    template = "admin/releases/release/_quote_inline.html"
    readonly_fields = ["cleared_by", "cleared_at"]  # a form that was open meanwhile would put them back
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
