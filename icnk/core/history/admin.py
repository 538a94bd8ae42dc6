"""The history of a working record as pages of the desk: a time line, two versions side by side, what was deleted."""

from dataclasses import dataclass, field
from datetime import datetime

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import IntegrityError, models
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .diff import changed_labels, compare
from .models import DELETED, StaleVersion, Version, content_of, plain, restore, versions_of

A_PAGE = 25


@dataclass(frozen=True)
class Entry:
    """One line of the time line: a save (then `number` is its version), or what was done with a verb."""

    at: datetime
    who: object  # an account, or None
    what: str | Promise
    details: list[str] = field(default_factory=list)
    number: int | None = None


class HistoryPages(admin.ModelAdmin):
    object_history_template = "admin/history/timeline.html"
    before_restoring = gettext_lazy(
        "The record is saved anew with these words. Where it stands on a public page, that page has them at once."
    )
    before_bringing_back = gettext_lazy(
        "What is brought back stands as it stood when it was deleted, but on no public list."
    )

    def get_urls(self):
        names = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("deleted/", wrap(self.deleted_view), name=f"{names}_deleted"),
            path("<path:object_id>/history/<int:number>/", wrap(self.version_view), name=f"{names}_version"),
            *super().get_urls(),
        ]

    def get_actions(self, request):
        """Nothing is deleted by the dozen: each deletion is kept, so that it can be undone."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def acts_of(self, record) -> list[Entry]:
        """What was done to the record beside saving it."""
        return []

    def changelist_view(self, request, extra_context=None):
        deleted = {"deleted_address": self._address("deleted")} if self.has_add_permission(request) else {}
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **deleted, **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        record = self._looked_up(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        versions = versions_of(record).order_by("-number")
        page = Paginator(versions.values_list("number", flat=True), A_PAGE).get_page(request.GET.get("p"))
        return self._history_page(
            request, self.object_history_template, _("History"), record, page=page, entries=self._entries(record, page)
        )

    def version_view(self, request, object_id, number):
        """GET compares the version, POST restores it."""
        record = self._looked_up(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        version = get_object_or_404(versions_of(record).select_related("saved_by"), number=number)
        problems = []
        if request.method == "POST":
            if not self.has_change_permission(request, record):
                raise PermissionDenied
            problems = self._restored(request, version)
            if not problems:
                self.message_user(request, _("Restored. It was saved as a new version."), messages.SUCCESS)
                return HttpResponseRedirect(self._address("change", record.pk))
        title = _("Version %(number)d") % {"number": version.number}
        context = self._compared(request, record, version)
        return self._history_page(
            request, "admin/history/version.html", title, record, version=version, problems=problems, **context
        )

    def deleted_view(self, request):
        """GET lists what was deleted, POST brings one of it back."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        problems = []
        if request.method == "POST":
            version = get_object_or_404(self._deleted(), pk=_number(request.POST.get("version")))
            problems = self._restored(request, version)
            if not problems:
                words = _("“%(title)s” is back, as it stood when it was deleted.") % {"title": version.title}
                self.message_user(request, words, messages.SUCCESS)
                return HttpResponseRedirect(self._address("change", version.record_id))
        deleted = self._deleted().select_related("saved_by").defer("content").order_by("-saved_at", "-pk")
        page = Paginator(deleted, A_PAGE).get_page(request.GET.get("p"))
        context = {"page": page, "problems": problems, "before_bringing_back": self.before_bringing_back}
        return self._history_page(request, "admin/history/deleted.html", _("Deleted"), None, **context)

    def _deleted(self):
        """What was deleted and is not there any more, as it stood then."""
        kind = ContentType.objects.get_for_model(self.model)
        there = self.model._base_manager.filter(pk=models.OuterRef("record_id"))
        deleted = Version.objects.filter(kind=kind, occasion=DELETED)
        later = deleted.filter(record_id=models.OuterRef("record_id"), number__gt=models.OuterRef("number"))
        return deleted.filter(~models.Exists(there), ~models.Exists(later))

    def _looked_up(self, request, object_id):
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def _restored(self, request, version):
        """Restore it. What stood in the way, in words."""
        try:
            record = restore(version, by=request.user)
        except ValidationError as error:
            return list(_in_words(version.kind.model_class(), error))
        except (StaleVersion, IntegrityError):
            return [_("Somebody saved at the same moment. Nothing was changed; look at the history and try again.")]
        self.log_change(request, record, _("Restored from version %(number)d.") % {"number": version.number})
        return []

    def _entries(self, record, page):
        """The saves of this page and what was done in that time, newest first."""
        saves, done = self._saves(record, list(page.object_list)), self.acts_of(record)[::-1]
        if not saves:
            return sorted(done, key=lambda act: act.at, reverse=True)
        until = self._began_after(record, page)
        acts = [
            act for act in done if (until is None or act.at < until) and (act.at >= saves[-1].at or not page.has_next())
        ]
        return sorted([*acts, *saves], key=lambda entry: entry.at, reverse=True)

    def _began_after(self, record, page):
        """When the oldest save of the page before, which is the newer one, was made."""
        if not page.has_previous():
            return None
        newer = versions_of(record).order_by("-number")[page.start_index() - 2 : page.start_index() - 1]
        return newer.values_list("saved_at", flat=True).get()

    def _saves(self, record, numbers):
        if not numbers:
            return []
        oldest = min(numbers)
        before = versions_of(record).filter(number__lt=oldest).order_by("-number").values("number")[:1]
        wanted = versions_of(record).filter(models.Q(number__in=numbers) | models.Q(number=models.Subquery(before)))
        newest_first = list(wanted.select_related("saved_by").order_by("-number"))
        pairs = zip(newest_first, [*newest_first[1:], None], strict=True)
        return [self._save(version, before) for version, before in pairs if version.number >= oldest]

    def _save(self, version, before):
        changed = changed_labels(self.model, before and before.content, version.content) if before else []
        what = version.occasion or (_("Saved.") if before else _("First version on record."))
        details = [", ".join(map(str, changed))] if changed else []
        return Entry(version.saved_at, version.saved_by, what, details, version.number)

    def _compared(self, request, record, version):
        numbers = versions_of(record).order_by("number").values_list("number", flat=True)
        before = versions_of(record).filter(number__lt=version.number).order_by("number").last()
        with_today = request.GET.get("with") == "today"
        if with_today:
            differences = compare(self.model, version.content, plain(content_of(record)))
        else:
            differences = compare(self.model, before and before.content, version.content)
        return {
            "before": before,
            "with_today": with_today,
            "differences": differences,
            "is_last": version.number == record.version,
            "next_number": numbers.filter(number__gt=version.number).first(),
            "may_restore": self.has_change_permission(request, record) and version.number != record.version,
            "before_restoring": self.before_restoring,
        }

    def _address(self, page, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def _history_page(self, request, template, title, record, **context):
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(record) if record else None,
            "opts": self.opts,
            "original": record,
            **context,
        }
        return TemplateResponse(request, template, context)


def _number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


def _in_words(model, error):
    """The messages of a validation error, each with the name of its field as the form has it."""
    for name, said in getattr(error, "message_dict", {"": error.messages}).items():
        labels = {each.name: capfirst(each.verbose_name) for each in model._meta.concrete_fields}
        for message in said:
            yield f"{labels[name]}: {message}" if name in labels else message
