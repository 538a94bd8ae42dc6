from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import F, OuterRef, Subquery
from django.forms.widgets import Script
from django.http import HttpResponseRedirect
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from icnk.core.clock import database_now, format_instant
from icnk.core.history.admin import HistoryEntry, VersionedAdmin
from icnk.core.history.models import save_version
from releases.admin.access import access_links
from releases.admin.autosave import store
from releases.admin.autosave import views as autosave
from releases.admin.urls import release_urls
from releases.intake import draft
from releases.models import Edition, ReadReceipt, Release

from . import signatories
from .forms import AutosavedForm, NewReleaseForm, ReleaseForm
from .inlines import AttachmentInline, ContactLineInline, LeadImageInline, QuoteInline
from .workspace import ReleaseStatus, ReleaseWorkspace, with_status


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("what is public")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [
            ("draft", _("Drafts")),
            ("in_review", _("In review")),
            ("cleared", _("Cleared")),
            ("waiting", _("Embargoed")),
            ("public", _("Public")),
            ("withdrawn", _("Withdrawn")),
        ]

    def queryset(self, request, queryset):
        editions = Edition.objects
        match self.value():
            case "draft":
                return queryset.exclude(pk__in=editions.not_stopped().values("release"))
            case "in_review" | "cleared":
                return queryset.filter(state=self.value())
            case "waiting":
                return queryset.filter(pk__in=editions.embargoed().values("release"))
            case "public":
                return queryset.filter(pk__in=editions.public().values("release"))
            case "withdrawn":
                withdrawn = editions.in_force().filter(kind=Edition.Kind.WITHDRAWAL)
                return queryset.filter(pk__in=withdrawn.values("release"))


class ReleaseList(ChangeList):
    def get_queryset(self, *args, **kwargs):
        releases = super().get_queryset(*args, **kwargs)
        return with_status(releases.defer("body", "boilerplate", "source", "unassigned"))


@admin.register(Release)
class ReleaseAdmin(VersionedAdmin):
    form = ReleaseForm
    change_form_template = None  # admin/releases/release/change_form.html
    inlines = [LeadImageInline, QuoteInline, AttachmentInline, ContactLineInline]
    radio_fields = {"members_are": admin.VERTICAL}
    list_display = ["title", "status", "released_on", "language"]
    list_filter = [StatusFilter, "language"]
    list_per_page = 50
    date_hierarchy = "released_on"
    ordering = [F("released_on").desc(nulls_first=True), "-pk"]
    search_fields = ["headline", "list_title", "kicker", "body"]
    search_help_text = gettext_lazy("Looks through headlines, kickers and texts, drafts too.")
    protected_message = gettext_lazy(
        "This release has been issued or reviewed, so it stays, with the record of that. Withdraw what is public."
    )
    restore_help = gettext_lazy(
        "The release is saved anew with these words, as a draft that nobody has cleared. "
        "What is public stays as it is; language and address of an issued release stay too."
    )
    undelete_help = gettext_lazy(
        "What is brought back is a draft, with the words that it had when it was deleted. Nothing of it is public."
    )
    add_fieldsets = [(None, {"fields": ["language", "headline", "released_on"]})]
    fieldsets = [
        (None, {"fields": [("language", "released_on"), "slug"]}),
        (gettext_lazy("Headline"), {"fields": ["kicker", "headline", "subheadline", "list_title"]}),
        (
            gettext_lazy("Dateline"),
            {
                "fields": [("places", "dated"), "dateline"],
                "description": gettext_lazy("It runs into the first paragraph, so leave it out of the body."),
            },
        ),
        (gettext_lazy("Body"), {"fields": ["body"]}),
        (gettext_lazy("Boilerplate"), {"fields": ["boilerplate"]}),
        (
            gettext_lazy("Members printed below"),
            {"fields": ["members_heading", "members_are", "members", "refresh_wording", "whole_coalition"]},
        ),
    ]
    unassigned_fieldset = (gettext_lazy("Found no place"), {"classes": ["unplaced-lines"], "fields": ["unassigned"]})

    class Media:
        js = [
            Script("js/admin/unsaved-changes.js", defer=True),
            Script("js/admin/open-details.js", defer=True),
            Script("js/admin/local-draft.js", type="module"),
            Script("js/admin/autosave.js", type="module"),
        ]

    @admin.display(description=gettext_lazy("release"), ordering="headline")
    def title(self, release):
        return format_html('{} <span class="kicker">{}</span>', str(release), release.kicker)

    @admin.display(description=gettext_lazy("what is public"))
    def status(self, release):
        status = ReleaseStatus.prefetched(release)
        since = _("changed since") if status.changed_since else ""
        html = '<span class="release-status {}">{}</span> <span class="changed-since">{}</span>'
        return format_html(html, status.name, status, since)

    def get_urls(self):
        return release_urls(self) + super().get_urls()

    def has_issue_permission(self, request, obj=None):
        return request.user.has_perm("releases.issue_release")

    def has_duplicate_permission(self, request, obj=None):
        return self.has_add_permission(request) and self.has_view_permission(request)

    def has_view_read_receipts_permission(self, request, obj=None):
        """Allow publishers and administrators, who investigate leaks."""
        return self.has_issue_permission(request) or request.user.has_perm("releases.redact_release")

    def get_queryset(self, request):
        """Add `embargoed_edition`, the id of the next embargoed edition or None."""
        editions = Edition.objects.embargoed().filter(release=OuterRef("pk")).order_by("public_from")
        return super().get_queryset(request).annotate(embargoed_edition=Subquery(editions.values("pk")[:1]))

    def get_object(self, request, object_id, from_field=None):
        """Return the release and, if it is embargoed, record that this person reads it."""
        release = super().get_object(request, object_id, from_field)
        may_read = self.has_view_or_change_permission(request, release) or self.has_issue_permission(request, release)
        if release and release.embargoed_edition and may_read:
            ReadReceipt.record(release.embargoed_edition, release.pk, database_now(), person=request.user)
        return release

    def get_changelist(self, request, **kwargs):
        return ReleaseList

    def get_form(self, request, obj=None, **kwargs):
        if not obj:
            kwargs.setdefault("form", NewReleaseForm)
        elif hasattr(request, "restored_autosave"):
            kwargs.setdefault("form", AutosavedForm)
        return super().get_form(request, obj, **kwargs)

    def get_fieldsets(self, request, obj=None):
        if not obj:
            return self.add_fieldsets
        return [self.unassigned_fieldset, *self.fieldsets] if obj.unassigned else self.fieldsets

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_readonly_fields(self, request, obj=None):
        is_issued = obj and ReleaseWorkspace.of(self, request, obj).status.last
        return ["language", "slug"] if is_issued else []

    def get_inline_formsets(self, request, formsets, inline_instances, obj=None, **kwargs):
        for formset, inline in zip(formsets, inline_instances, strict=True):
            if isinstance(inline, LeadImageInline | AttachmentInline) and formset.initial_form_count():
                inline.classes = []  # opens it
        return super().get_inline_formsets(request, formsets, inline_instances, obj, **kwargs)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or not object_id:
            return super().changeform_view(request, object_id, form_url, extra_context)
        if response := autosave.save_for_deleted_release(request, self, object_id):
            return response
        response = super().changeform_view(request, object_id, form_url, extra_context)
        if context := getattr(response, "context_data", None):  # the form is shown again
            release, form = context["original"], context["adminform"].form
            return autosave.save_refused_form(request, self, release, form) or response
        return response

    def delete_model(self, request, release):
        """Delete the release, and keep the unsaved text of all people in its history."""
        key, unsaved = release.pk, autosave.read_unsaved_contents(request, self, release)
        super().delete_model(request, release)
        for person, content in unsaved:
            autosave.add_version_after_deletion(key, content, by=person)

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        context["can_view_read_receipts"] = self.has_view_read_receipts_permission(request)
        if obj:
            context["workspace"] = workspace = ReleaseWorkspace.of(self, request, obj)
            form = context["adminform"].form
            selected = form["members"].value() if "members" in form.fields else form.member_choices.selected
            context["counts"] = form.member_choices.counts(selected)
            if request.method == "GET" and self.has_change_permission(request, obj):  # a refused body may be anything
                formsets = [inline.formset for inline in context["inline_admin_formsets"]]
                parts = {each.fk.remote_field.related_name: list(each.get_queryset()) for each in formsets}
                workspace.parts = parts | {"signatories": form.member_choices.signatories}
                context["findings"] = workspace.findings
            if self.has_change_permission(request, obj):
                context |= store.change_form_context(request, workspace)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def save_form(self, request, form, change):
        if not change:
            return draft.create_draft(**form.cleaned_data, by=request.user)
        return super().save_form(request, form, change)

    def save_model(self, request, release, form, change):
        if change:
            if "headline" in form.changed_data and "slug" not in form.changed_data and not release.issued_address():
                release.slug = ""  # derived from the headline
            super().save_model(request, release, form, change)

    def save_related(self, request, form, formsets, change):
        if not change:
            return
        admin.ModelAdmin.save_related(self, request, form, formsets, change)
        release, cleaned = form.instance, form.cleaned_data
        if cleaned["whole_coalition"]:
            draft.preset_signatories(release)
        else:
            refresh = cleaned["refresh_wording"]
            signatories.set_signatories(release, cleaned["members"], refresh_wording=refresh)
        if "_quotes" in request.POST:
            self._read_quotes(request, release)
        save_version(release, by=request.user)
        store.discard(release, request.user)

    def _read_quotes(self, request, release):
        cleared = set(release.quotes.exclude(cleared_by="").values_list("text", flat=True))
        count = draft.update_quotes_from_body(release)
        words = ngettext("%(count)d quote was read from the body.", "%(count)d quotes were read from the body.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)
        for text in cleared - set(release.quotes.values_list("text", flat=True)):
            lost = _("These words were cleared and do not stand in the body any more: “%(text)s”") % {"text": text}
            self.message_user(request, lost, messages.WARNING)

    def response_add(self, request, release, post_url_continue=None):
        workspace = ReleaseWorkspace.of(self, request, release)
        workspace.message(_("The release is begun. Nothing of it is public."))
        return workspace.redirect()

    def response_change(self, request, release):
        workspace = ReleaseWorkspace.of(self, request, release)
        if not workspace.status.last:
            words = _("Saved. Nothing of it is public.")
        elif workspace.status.waiting:
            words = _("Saved. What waits to become public is unchanged: stop it, and issue the release again.")
        else:
            words = _("Saved. The public page is unchanged: <a href='{}'>correct the release</a> to change it.")
            words = format_html(words, workspace.url("issue"))
        workspace.message(words)
        if (page := request.POST.get("_then")) in dict(workspace.available_actions):
            return HttpResponseRedirect(workspace.url(page))
        if "_close" in request.POST:
            return self.response_post_save_change(request, release)
        return HttpResponseRedirect(workspace.url() + ("#quotes-group" if "_quotes" in request.POST else ""))

    def get_history_events(self, release):
        """Return the workflow events, and the links that were sent to people outside."""
        events = release.workflow_events.select_related("by", "edition")
        events = events.defer("edition__document", "edition__search_text")
        entries = access_links.logged_events(release)
        return [
            HistoryEntry(event.at, event.by, event.get_verb_display(), list(_event_details(event))) for event in events
        ] + [HistoryEntry(entry.action_time, entry.user, entry.change_message) for entry in entries]


def _event_details(event):
    if event.edition:
        words = {"number": event.edition.number, "instant": format_instant(event.edition.public_from)}
        yield _("Edition %(number)d, from %(instant)s.") % words
    if event.remark:
        yield event.remark
    for warning in event.confirmed:
        yield _("Confirmed: %(warning)s") % {"warning": warning}
