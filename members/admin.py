from functools import reduce
from operator import or_

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.forms import CheckboxInput, URLField
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_countries.filters import CountryFilter

from icnk.core import audit_log
from icnk.core.clock import database_now
from icnk.core.history.admin import HistoryPages
from icnk.core.history.forms import VersionedForm
from icnk.core.history.models import keep, keep_deleted

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


class KeepsHistory(HistoryPages):
    """Working records: each save is kept as a version, and what is deleted can be brought back."""

    form = VersionedForm
    change_form_template = "admin/versioned_change_form.html"

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        form = context["adminform"].form
        if getattr(form, "saved", None):
            context["both"] = [*form.both(), *_parts_that_differ(form.saved, context["inline_admin_formsets"])]
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def save_model(self, request, record, form, change):
        record.changed_by = request.user
        super().save_model(request, record, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        keep(form.instance, by=request.user)

    def delete_model(self, request, record):
        keep_deleted(record, by=request.user)
        super().delete_model(request, record)


def _parts_that_differ(saved, inlines):
    """(name, rows as saved, rows as typed) of each group of parts that differs from the other's save."""
    for inline in inlines:
        formset = inline.formset
        there = "\n".join(map(str, getattr(saved, formset.fk.remote_field.related_name).all()))
        deleted = formset.deleted_forms if formset.is_valid() else []
        rows = [form for form in formset.forms if form not in deleted and (form.instance.pk or form.has_changed())]
        typed = "\n".join(str(form.instance) for form in rows)
        if there != typed:
            yield str(inline.opts.verbose_name_plural).capitalize(), there, typed


class ListingAdmin(KeepsHistory):
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
                keep(record, by=request.user, occasion=words)
        if chosen:
            facts = {"kind": self.opts.label_lower, "records": [record.pk for record in chosen]}
            audit_log.record_once_kept("listing.changed", by=request.user, **facts, fields=fields)
            LogEntry.objects.log_actions(request.user.pk, chosen, CHANGE, str(words))
        count = ngettext("%(count)d changed.", "%(count)d changed.", len(chosen)) % {"count": len(chosen)}
        self.message_user(request, f"{words} {count}", messages.SUCCESS)


class KeptWhenUsed(admin.ModelAdmin):
    """Records that others point at stay. `instead` says what to do."""

    instead = ""

    def delete_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if record and self.has_delete_permission(request, record) and is_used(record):
            self.message_user(request, self.instead, messages.ERROR)
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return HttpResponseRedirect(reverse(name, args=[record.pk]))
        try:
            return super().delete_view(request, object_id, extra_context)
        except models.ProtectedError:  # put to use while the question was asked
            self.message_user(request, self.instead, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:index"))

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        context["show_delete"] = obj is not None and not is_used(obj)
        return super().render_change_form(request, context, obj=obj, **kwargs)


def is_used(record) -> bool:
    """Whether a record that protects what it points at points at this one."""
    pointing = [
        models.Exists(relation.related_model._base_manager.filter(**{relation.field.name: models.OuterRef("pk")}))
        for relation in record._meta.get_fields(include_hidden=True)
        if relation.auto_created and not relation.concrete and relation.on_delete is models.PROTECT
    ]
    return type(record)._base_manager.filter(reduce(or_, pointing, models.Q(pk__in=[])), pk=record.pk).exists()


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
class CoalitionMemberAdmin(Logos, MembershipPages, KeptWhenUsed, ListingAdmin):
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
    instead = _("This member stands under releases or speaks through a contact, so it stays. Set “left on” instead.")

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
