"""A contact is verified, or retires with a successor: acts of their own, kept in the history like every save."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from icnk.core.clock import database_now
from releases.models import Edition, PressContact


class NotVerified(admin.SimpleListFilter):
    title = gettext_lazy("verified")
    parameter_name = "verified"

    def lookups(self, request, model_admin):
        return [("no", _("Not verified for a year"))]

    def queryset(self, request, queryset):
        return queryset.not_verified(timezone.localdate()) if self.value() == "no" else queryset


class RetireForm(forms.Form):
    retired_on = forms.DateField(
        label=gettext_lazy("From which day"), initial=timezone.localdate, widget=AdminDateWidget
    )
    successor = forms.ModelChoiceField(
        PressContact.objects.none(),
        label=gettext_lazy("Successor"),
        required=False,
        empty_label=gettext_lazy("Nobody: pages point to the press desk"),
        help_text=gettext_lazy("Who is on the press desk now."),
    )

    def __init__(self, *args, contact, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = PressContact.objects.on_duty().exclude(pk=contact.pk)


class ContactPages(admin.ModelAdmin):
    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/verified/", wrap(require_POST(self.verified)), name="releases_presscontact_verified"),
            path("<int:pk>/retire/", wrap(self.retire_view), name="releases_presscontact_retire"),
            *super().get_urls(),
        ]

    def verified(self, request, pk):
        contact = self._may_change(request, pk)
        self.act(request, PressContact.objects.filter(pk=contact.pk), _("Verified."), verified_on=timezone.localdate())
        return self._back(contact)

    def retire_view(self, request, pk):
        """GET asks from which day and for the successor, POST does it."""
        contact = self._may_change(request, pk)
        initial = {"successor": contact.successor_id} | (
            {"retired_on": contact.retired_on} if contact.retired_on else {}
        )
        form = RetireForm(request.POST if request.method == "POST" else None, contact=contact, initial=initial)
        if form.is_valid():
            self._retire(request, contact, **form.cleaned_data)
            return self._back(contact)
        context = {
            **self.admin_site.each_context(request),
            "title": _("The contact retires"),
            "original": contact,
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "printed": Edition.objects.public(database_now()).filter(contact_index__contact=contact).distinct().count(),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/releases/presscontact/retire.html", context)

    @transaction.atomic
    def _retire(self, request, contact, *, retired_on, successor):
        words = _("Retired, with a successor.") if successor else _("Retired.")
        chosen = PressContact.objects.filter(pk=contact.pk)
        self.act(request, chosen, words, retired_on=retired_on, successor=successor)

    def _may_change(self, request, pk):
        """The contact, where it is there and this person may change it."""
        contact = self.get_object(request, str(pk))
        if contact is None or not self.has_change_permission(request, contact):
            raise PermissionDenied
        return contact

    def _back(self, contact):
        return HttpResponseRedirect(reverse("admin:releases_presscontact_change", args=[contact.pk]))

    @admin.action(permissions=["change"], description=gettext_lazy("Verified today"))
    def verified_today(self, request, queryset):
        self.act(request, queryset, _("Verified."), verified_on=timezone.localdate())

    @admin.display(description=gettext_lazy("verified on"), ordering="verified_on")
    def last_verified(self, contact):
        return contact.verified_on or _("never")
