from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models, transaction
from django.forms import CheckboxInput, URLField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries.filters import CountryFilter

from icnk.core import audit_log
from icnk.core.clock import database_now
from icnk.core.history.admin import VersionedAdmin
from icnk.core.history.models import save_version

from .admin_actions import MembershipPages
from .admin_logo import Logos
from .models import CoalitionMember, MemberName


class Listed(admin.SimpleListFilter):
    title = _("listed")
    parameter_name = "listed"

    def lookups(self, request, model_admin):
        return [("yes", _("Listed")), ("no", _("Not listed"))]

    def queryset(self, request, queryset):
        listed = queryset.model.objects.listed().values("pk")
        match self.value():
            case "yes":
                return queryset.filter(pk__in=listed)
            case "no":
                return queryset.exclude(pk__in=listed)


class Belongs(admin.SimpleListFilter):
    title = _("membership")
    parameter_name = "belongs"

    def lookups(self, request, model_admin):
        return [("now", _("Members today")), ("past", _("Have left"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "now":
                return queryset.on(today)
            case "past":
                return queryset.filter(left_on__lte=today)


class ListingAdmin(VersionedAdmin):
    """Records with `listed_since`: an act puts them on a public list, and no form does so by the way."""

    @admin.display(boolean=True, description=_("listed"), ordering="listed_since")
    def listed(self, record):
        return record.listed_since is not None and record.listed_since <= timezone.now()

    def put_on_the_list(self, request, queryset):
        chosen = queryset.exclude(pk__in=queryset.model.objects.listed().values("pk"))
        return self.act(request, chosen, _("Listed in public."), listed_since=database_now())

    def take_off_the_list(self, request, queryset):
        return self.act(
            request, queryset.exclude(listed_since=None), _("Taken off the public list."), listed_since=None
        )

    def act(self, request, queryset, words, **fields):
        """Set these fields on each record, and say so to the person and in the history."""
        with transaction.atomic():
            chosen = list(queryset.select_for_update())
            for record in chosen:
                for name, value in fields.items():
                    setattr(record, name, value)
                record.changed_by = request.user
                record.save()
                save_version(record, by=request.user, occasion=words)
        if chosen:
            facts = {"kind": self.opts.label_lower, "records": [record.pk for record in chosen]}
            audit_log.record_on_commit("listing.changed", by=request.user, **facts, fields=fields)
            LogEntry.objects.log_actions(request.user.pk, chosen, CHANGE, str(words))
        count = ngettext("%(count)d changed.", "%(count)d changed.", len(chosen)) % {"count": len(chosen)}
        self.message_user(request, f"{words} {count}", messages.SUCCESS)


class LabelledTabularInline(admin.TabularInline):
    """Rows whose every box says what it is: the heading above a column is not a label to who does not see it."""

    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            box = getattr(field.widget, "widget", field.widget)
            box.attrs["aria-label"] = str(field.label).capitalize()
        formset.deletion_widget = CheckboxInput(attrs={"aria-label": _("Delete this row")})
        return formset


class MemberNameInline(LabelledTabularInline):
    model = MemberName
    fields = ["name", "kind", "language", "since", "until"]


@admin.register(CoalitionMember)
class CoalitionMemberAdmin(Logos, MembershipPages, ListingAdmin):
    change_form_template = None  # its own, by its place
    list_display = ["as_printed", "kind", "country", "joined_on", "left_on", "listed"]
    list_filter = [Belongs, Listed, "kind", ("country", CountryFilter)]
    list_per_page = 100
    search_fields = ["name", "as_printed", "names__name"]
    search_help_text = _("Looks through names, the line as printed, and former, short and translated names.")
    actions = ["list_in_the_directory", "take_off_the_directory"]
    inlines = [MemberNameInline]
    readonly_fields = ["listed_since", "present"]
    fieldsets = [
        (None, {"fields": ["kind", "name", "as_printed", "position"]}),
        (
            _("Membership"),
            {
                "fields": [("joined_on", "left_on"), "listed_since"],
                "description": _("Members leave; they are not deleted. Releases of former days go on naming them."),
            },
        ),
        (_("In the directory"), {"fields": ["country", "website", "role", "affiliation", "slug"]}),
        (_("Logo"), {"fields": ["present", "upload", "without_logo"]}),
    ]
    protected_message = _(
        "This member stands under releases or speaks through a contact, so it stays. Set “left on” instead."
    )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            return URLField(
                label=db_field.verbose_name.capitalize(),
                required=False,
                max_length=db_field.max_length,
                assume_scheme="https",
                widget=admin.widgets.AdminURLFieldWidget,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def view_on_site(self, member):
        return member.get_absolute_url() if member.slug and self.listed(member) else None

    @admin.action(permissions=["change"], description=_("List in the public directory"))
    def list_in_the_directory(self, request, queryset):
        self.put_on_the_list(request, queryset)

    @admin.action(permissions=["change"], description=_("Take off the public directory"))
    def take_off_the_directory(self, request, queryset):
        self.take_off_the_list(request, queryset)
