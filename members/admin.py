from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django_countries.filters import CountryFilter

from icnk.core import audit_log
from icnk.core.clock import database_now
from icnk.core.history.admin import VersionedAdmin
from icnk.core.history.forms import VersionedForm
from icnk.core.history.models import save_version
from icnk.core.media import images, storage

from . import admin_actions
from .models import CoalitionMember, MemberName

LOGO_HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}


class ListedFilter(admin.SimpleListFilter):
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


class MembershipFilter(admin.SimpleListFilter):
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


class ListableAdmin(VersionedAdmin):
    """Admin of records with `listed_since`. Only actions put them on a public list; forms don't."""

    @admin.display(boolean=True, description=_("listed"), ordering="listed_since")
    def listed(self, record):
        return record.listed_since is not None and record.listed_since <= timezone.now()

    def list_records(self, request, queryset) -> None:
        unlisted = queryset.exclude(pk__in=queryset.model.objects.listed().values("pk"))
        self.update_records(request, unlisted, _("Listed in public."), listed_since=database_now())

    def unlist_records(self, request, queryset) -> None:
        listed = queryset.exclude(listed_since=None)
        self.update_records(request, listed, _("Taken off the public list."), listed_since=None)

    def update_records(self, request, queryset, occasion, **fields) -> None:
        """Set these fields on each record, with a version, a log entry and a message."""
        with transaction.atomic():
            records = list(queryset.select_for_update())
            for record in records:
                for name, value in fields.items():
                    setattr(record, name, value)
                record.changed_by = request.user
                record.save()
                save_version(record, by=request.user, occasion=occasion)
        if records:
            facts = {"kind": self.opts.label_lower, "records": [record.pk for record in records]}
            audit_log.record_on_commit("listing.changed", by=request.user, **facts, fields=fields)
            LogEntry.objects.log_actions(request.user.pk, records, CHANGE, str(occasion))
        count = ngettext("%(count)d changed.", "%(count)d changed.", len(records)) % {"count": len(records)}
        self.message_user(request, f"{occasion} {count}", messages.SUCCESS)


class LabelledTabularInline(admin.TabularInline):
    """Inline whose inputs have labels: screen readers do not read the column headings."""

    extra = 0

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        for field in formset.form.base_fields.values():
            widget = getattr(field.widget, "widget", field.widget)
            widget.attrs["aria-label"] = str(field.label).capitalize()
        formset.deletion_widget = forms.CheckboxInput(attrs={"aria-label": _("Delete this row")})
        return formset


class MemberNameInline(LabelledTabularInline):
    model = MemberName
    fields = ["name", "kind", "language", "since", "until"]


class CoalitionMemberForm(VersionedForm):
    """A chosen logo is encoded anew on validation and stored on save."""

    upload = forms.FileField(
        label=_("Choose a logo"),
        required=False,
        help_text=_("JPEG, PNG or WebP, at most 10 MB. Once the member is listed it is public."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    without_logo = forms.BooleanField(label=_("Take the logo away"), required=False)
    renditions = ()

    def clean_upload(self):
        if upload := self.cleaned_data["upload"]:
            self.renditions = images.read_upload(upload, storage.LOGO_WIDTHS)

    def save(self, commit=True):
        if self.renditions:
            self.instance.logo = storage.store(self.renditions)
        elif self.cleaned_data.get("without_logo"):
            self.instance.logo = []
        return super().save(commit)


@admin.register(CoalitionMember)
class CoalitionMemberAdmin(ListableAdmin):
    form = CoalitionMemberForm
    change_form_template = None  # admin/members/coalitionmember/change_form.html
    list_display = ["as_printed", "kind", "country", "joined_on", "left_on", "listed"]
    list_filter = [MembershipFilter, ListedFilter, "kind", ("country", CountryFilter)]
    list_per_page = 100
    search_fields = ["name", "as_printed", "names__name"]
    search_help_text = _("Looks through names, the line as printed, and former, short and translated names.")
    actions = ["list_in_directory", "unlist_from_directory"]
    inlines = [MemberNameInline]
    readonly_fields = ["listed_since", "current_logo"]
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
        (_("Logo"), {"fields": ["current_logo", "upload", "without_logo"]}),
    ]
    protected_message = _(
        "This member stands under releases or speaks through a contact, so it stays. Set “left on” instead."
    )

    def get_urls(self):
        views = {name: partial(admin_actions.change_membership, self, name) for name in admin_actions.CHANGES}
        return [
            path(f"<int:object_id>/{name}/", self.admin_site.admin_view(view), name=f"members_coalitionmember_{name}")
            for name, view in {**views, "logo": self.logo_view}.items()
        ] + super().get_urls()

    def logo_view(self, request, object_id):
        member = self.get_object(request, str(object_id))
        if not self.has_view_or_change_permission(request, member):
            raise PermissionDenied
        if not member or not member.logo:
            raise Http404
        return storage.file_response(member.logo[-1]["name"], headers=LOGO_HEADERS)

    @admin.display(description=_("logo"))
    def current_logo(self, member):
        if not member.logo:
            return gettext("None yet")
        smallest = member.logo[-1]
        url = reverse("admin:members_coalitionmember_logo", args=[member.pk])
        return format_html('<img src="{}" width="{}" height="{}" alt="">', url, smallest["width"], smallest["height"])

    def render_change_form(self, request, context, **kwargs):
        for upload in request.FILES.values():  # the form was refused, and browsers don't send a file twice
            words = gettext("%(names)s: not saved. Choose it once more before you save.")
            self.message_user(request, words % {"names": f"“{upload.name}”"}, messages.WARNING)
        return super().render_change_form(request, context, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, models.URLField):
            return forms.URLField(
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
    def list_in_directory(self, request, queryset):
        self.list_records(request, queryset)

    @admin.action(permissions=["change"], description=_("Take off the public directory"))
    def unlist_from_directory(self, request, queryset):
        self.unlist_records(request, queryset)
