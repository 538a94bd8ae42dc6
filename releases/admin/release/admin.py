from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import F
from django.forms.widgets import Script
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from icnk.core.history.models import keep
from members.admin import KeepsHistory, KeptWhenUsed
from releases.admin.access.embargo_passes import Passes
from releases.admin.access.member_replies import Replies
from releases.admin.access.outside_reviews import Reviews
from releases.admin.access.read_receipts import Looks
from releases.admin.autosave import store
from releases.admin.autosave.merge import Joining
from releases.admin.workflow.preview import Preview
from releases.admin.workflow.views import Verbs
from releases.intake import draft
from releases.issuing.checks import check
from releases.models import Release

from . import signatories
from .acts import ActsInHistory
from .available_actions import offers
from .duplicate import StartsAgain
from .forms import NewReleaseForm, ReleaseForm
from .inlines import ContactLineInline, QuoteInline
from .media_inlines import AttachmentInline, Files, LeadImageInline
from .paste_import import ReadAText
from .status import Standing, StandingFilter, with_standing


class ReleaseList(ChangeList):
    def get_queryset(self, *args, **kwargs):
        releases = super().get_queryset(*args, **kwargs)
        return with_standing(releases.defer("body", "boilerplate", "source", "unassigned"))


@admin.register(Release)
class ReleaseAdmin(
    ActsInHistory,
    StartsAgain,
    ReadAText,
    Looks,
    Files,
    Preview,
    Passes,
    Reviews,
    Replies,
    Joining,
    Verbs,
    KeptWhenUsed,
    KeepsHistory,
):
    form = ReleaseForm
    change_form_template = None  # its own, by its place
    inlines = [LeadImageInline, QuoteInline, AttachmentInline, ContactLineInline]
    radio_fields = {"members_are": admin.VERTICAL}
    list_display = ["title", "standing", "released_on", "language"]
    list_filter = [StandingFilter, "language"]
    list_per_page = 50
    date_hierarchy = "released_on"
    ordering = [F("released_on").desc(nulls_first=True), "-pk"]
    search_fields = ["headline", "list_title", "kicker", "body"]
    search_help_text = gettext_lazy("Looks through headlines, kickers and texts, drafts too.")
    instead = gettext_lazy(
        "This release has been issued or reviewed, so it stays, with the record of that. Withdraw what is public."
    )
    new = [(None, {"fields": ["language", "headline", "released_on"]})]
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
            {"fields": ["members_heading", "members_are", "members", "todays_wording", "whole_coalition"]},
        ),
    ]
    no_place = (gettext_lazy("Found no place"), {"classes": ["no-place"], "fields": ["unassigned"]})

    class Media:
        js = [Script("desk.js", defer=True), Script("keeping.js", type="module")]

    @admin.display(description=gettext_lazy("release"), ordering="headline")
    def title(self, release):
        return format_html('{} <span class="kicker">{}</span>', str(release), release.kicker)

    @admin.display(description=gettext_lazy("what is public"))
    def standing(self, release):
        standing = Standing.read(release)
        since = _("changed since") if standing.changed_since else ""
        return format_html(
            '<span class="standing {}">{}</span> <span class="since">{}</span>', standing.name, standing, since
        )

    def get_changelist(self, request, **kwargs):
        return ReleaseList

    def get_form(self, request, obj=None, **kwargs):
        return super().get_form(request, obj, **({} if obj else {"form": NewReleaseForm}) | kwargs)

    def get_fieldsets(self, request, obj=None):
        if not obj:
            return self.new
        return [self.no_place, *self.fieldsets] if obj.unassigned else self.fieldsets

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_readonly_fields(self, request, obj=None):
        if obj and not hasattr(obj, "as_opened"):  # asked for twice while the form is made, and once more to show it
            obj.as_opened = Standing.of(obj)
        return ["language", "slug"] if obj and obj.as_opened.last else []

    def render_change_form(self, request, context, *, obj=None, **kwargs):
        if obj:
            context["standing"] = standing = obj.as_opened
            form = context["adminform"].form
            context["counts"] = form.roll.counts(
                form["members"].value() if "members" in form.fields else form.roll.ticked
            )
            context["offers"] = offers(request, obj, standing)
            if request.method == "GET" and self.has_change_permission(request, obj):  # a refused body may be anything
                read = _read(form, context["inline_admin_formsets"])
                context["found"] = check(obj, at=standing.at, issued=bool(standing.last), read=read)
        return super().render_change_form(request, context, obj=obj, **kwargs)

    def save_form(self, request, form, change):
        if not change:
            return draft.create_draft(**form.cleaned_data, by=request.user)
        return super().save_form(request, form, change)

    def save_model(self, request, release, form, change):
        if change:
            if "headline" in form.changed_data and "slug" not in form.changed_data and not release.issued_address():
                release.slug = ""  # made anew from the headline
            super().save_model(request, release, form, change)

    def save_related(self, request, form, formsets, change):
        if not change:
            return
        admin.ModelAdmin.save_related(self, request, form, formsets, change)
        release, wanted = form.instance, form.cleaned_data
        if wanted["whole_coalition"]:
            draft.preset_signatories(release)
        else:
            signatories.write(release, wanted["members"], anew=wanted["todays_wording"])
        if "_quotes" in request.POST:
            self._read_quotes(request, release)
        keep(release, by=request.user)
        store.forget(release, request.user)

    def _read_quotes(self, request, release):
        cleared = set(release.quotes.exclude(cleared_by="").values_list("text", flat=True))
        count = draft.update_quotes_from_body(release)
        words = ngettext("%(count)d quote was read from the body.", "%(count)d quotes were read from the body.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)
        for text in cleared - set(release.quotes.values_list("text", flat=True)):
            lost = _("These words were cleared and do not stand in the body any more: “%(text)s”") % {"text": text}
            self.message_user(request, lost, messages.WARNING)

    def response_add(self, request, release, post_url_continue=None):
        return self.to_a_new(request, release, _("The release is begun. Nothing of it is public."))

    def response_change(self, request, release):
        self.message_user(request, self._saved(release), messages.SUCCESS)
        if (verb := request.POST.get("_then")) in dict(offers(request, release, Standing.of(release))):
            return HttpResponseRedirect(self.address(release, verb))
        if "_close" in request.POST:
            return self.response_post_save_change(request, release)
        return HttpResponseRedirect(self.address(release) + ("#quotes-group" if "_quotes" in request.POST else ""))

    def _saved(self, release):
        standing = Standing.of(release)
        if not standing.last:
            return _("Saved. Nothing of it is public.")
        if standing.waiting:
            return _("Saved. What waits to become public is unchanged: stop it, and issue the release again.")
        return format_html(
            _("Saved. The public page is unchanged: <a href='{}'>correct the release</a> to change it."),
            self.address(release, "issue"),
        )

    def to_a_new(self, request, release, words):
        self.message_user(request, words, messages.SUCCESS)
        may_look = self.has_view_or_change_permission(request, release)
        return HttpResponseRedirect(self.address(release) if may_look else reverse("admin:index"))

    def address(self, release, page="change"):
        return reverse(f"admin:releases_release_{page}", args=[release.pk])


def _read(form, inlines):
    """The parts that the form has read already, by name, so that the checks ask for none of them again."""
    parts = {each.formset.fk.remote_field.related_name: list(each.formset.get_queryset()) for each in inlines}
    return parts | {"signatories": form.roll.there}
