from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from icnk.core.clock import database_now
from members.admin import LabelledTabularInline, ListableAdmin, ListedFilter
from releases.admin.release.workspace import render_page
from releases.models import ContactChannel, Edition, OfficeHours, PressContact


class VerifiedFilter(admin.SimpleListFilter):
    title = gettext_lazy("verified")
    parameter_name = "verified"

    def lookups(self, request, model_admin):
        return [("no", _("Not verified for a year"))]

    def queryset(self, request, queryset):
        return queryset.unverified(timezone.localdate()) if self.value() == "no" else queryset


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


class ChannelInline(LabelledTabularInline):
    model = ContactChannel
    fields = ["as_printed", "position"]


class HoursInline(LabelledTabularInline):
    model = OfficeHours
    fields = ["first_day", "last_day", "opens", "closes"]


@admin.register(PressContact)
class PressContactAdmin(ListableAdmin):
    list_display = ["name", "title", "organisation", "city", "listed", "last_verified", "retired_on"]
    list_filter = [ListedFilter, VerifiedFilter, ("retired_on", admin.EmptyFieldListFilter), "city"]
    list_per_page = 100
    search_fields = ["name", "title", "organisation", "city", "member__name"]
    actions = ["list_on_the_press_desk", "take_off_the_press_desk", "verified_today", "retire"]
    inlines = [ChannelInline, HoursInline]
    readonly_fields = ["listed_since"]
    fieldsets = [
        (None, {"fields": ["name", "title", "organisation", "member"]}),
        (gettext_lazy("Where and when"), {"fields": ["city", "time_zone", "languages"]}),
        (
            gettext_lazy("On the press desk"),
            {
                "fields": ["position", ("listed_since", "verified_on"), ("retired_on", "successor")],
                "description": gettext_lazy(
                    "A contact is public once it is listed, with the actions of the list of contacts."
                ),
            },
        ),
    ]
    protected_message = gettext_lazy("This contact stands under releases, so it stays. Set “retired on” instead.")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/verified/", wrap(require_POST(self.verified_view)), name="releases_presscontact_verified"),
            path("<int:pk>/retire/", wrap(self.retire_view), name="releases_presscontact_retire"),
            *super().get_urls(),
        ]

    @admin.display(description=gettext_lazy("verified on"), ordering="verified_on")
    def last_verified(self, contact):
        return contact.verified_on or _("never")

    @admin.action(permissions=["change"], description=gettext_lazy("List on the public press desk"))
    def list_on_the_press_desk(self, request, queryset):
        self.list_records(request, queryset)

    @admin.action(permissions=["change"], description=gettext_lazy("Take off the public press desk"))
    def take_off_the_press_desk(self, request, queryset):
        self.unlist_records(request, queryset)

    @admin.action(permissions=["change"], description=gettext_lazy("Verified today"))
    def verified_today(self, request, queryset):
        self.update_records(request, queryset, _("Verified."), verified_on=timezone.localdate())

    @admin.action(permissions=["change"], description=gettext_lazy("Retire as of today"))
    def retire(self, request, queryset):
        self.update_records(request, queryset.filter(retired_on=None), _("Retired."), retired_on=timezone.localdate())

    def verified_view(self, request, pk):
        contact = self._get_changeable(request, pk)
        self.verified_today(request, PressContact.objects.filter(pk=contact.pk))
        return self._redirect(contact)

    def retire_view(self, request, pk):
        contact = self._get_changeable(request, pk)
        initial = {"successor": contact.successor_id}
        if contact.retired_on:
            initial["retired_on"] = contact.retired_on
        form = RetireForm(request.POST if request.method == "POST" else None, contact=contact, initial=initial)
        if form.is_valid():
            words = _("Retired, with a successor.") if form.cleaned_data["successor"] else _("Retired.")
            self.update_records(request, PressContact.objects.filter(pk=contact.pk), words, **form.cleaned_data)
            return self._redirect(contact)
        public = Edition.objects.public(database_now()).filter(contact_index__contact=contact)
        context = {"form": form, "media": self.media + form.media, "release_count": public.distinct().count()}
        return render_page(request, self, "retire", _("The contact retires"), original=contact, **context)

    def _get_changeable(self, request, pk):
        contact = self.get_object(request, str(pk))
        if contact is None or not self.has_change_permission(request, contact):
            raise PermissionDenied
        return contact

    def _redirect(self, contact):
        return HttpResponseRedirect(reverse("admin:releases_presscontact_change", args=[contact.pk]))
