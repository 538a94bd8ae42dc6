from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.admin import KeptWhenUsed, LabelledTabularInline, Listed, ListingAdmin
from releases.models import ContactChannel, OfficeHours, PressContact

from .contact_pages import ContactPages, NotVerified


class ChannelInline(LabelledTabularInline):
    model = ContactChannel
    fields = ["as_printed", "position"]


class HoursInline(LabelledTabularInline):
    model = OfficeHours
    fields = ["first_day", "last_day", "opens", "closes"]


@admin.register(PressContact)
class PressContactAdmin(ContactPages, KeptWhenUsed, ListingAdmin):
    list_display = ["name", "title", "organisation", "city", "listed", "last_verified", "retired_on"]
    list_filter = [Listed, NotVerified, ("retired_on", admin.EmptyFieldListFilter), "city"]
    list_per_page = 100
    search_fields = ["name", "title", "organisation", "city", "member__name"]
    actions = ["list_on_the_press_desk", "take_off_the_press_desk", "verified_today", "retire"]
    inlines = [ChannelInline, HoursInline]
    readonly_fields = ["listed_since"]
    fieldsets = [
        (None, {"fields": ["name", "title", "organisation", "member"]}),
        (_("Where and when"), {"fields": ["city", "time_zone", "languages"]}),
        (
            _("On the press desk"),
            {
                "fields": ["position", ("listed_since", "verified_on"), ("retired_on", "successor")],
                "description": _("A contact is public once it is listed, with the actions of the list of contacts."),
            },
        ),
    ]
    instead = _("This contact stands under releases, so it stays. Set “retired on” instead.")

    @admin.action(permissions=["change"], description=_("List on the public press desk"))
    def list_on_the_press_desk(self, request, queryset):
        self.put_on_the_list(request, queryset)

    @admin.action(permissions=["change"], description=_("Take off the public press desk"))
    def take_off_the_press_desk(self, request, queryset):
        self.take_off_the_list(request, queryset)

    @admin.action(permissions=["change"], description=_("Retire as of today"))
    def retire(self, request, queryset):
        self.act(request, queryset.filter(retired_on=None), _("Retired."), retired_on=timezone.localdate())
