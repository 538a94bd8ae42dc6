"""Admin pages for the history of working records: timeline, comparison of two versions, deleted records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from operator import or_

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
from .forms import VersionedForm
from .models import (
    DELETED,
    StaleVersion,
    Version,
    WorkingRecord,
    get_content,
    get_versions,
    normalize_content,
    restore_version,
    save_deleted_version,
    save_version,
)

PAGE_SIZE = 25


@dataclass(frozen=True)
class HistoryEntry:
    """One line of the timeline: a save, with the `number` of its version, or another event."""

    at: datetime
    by: object  # a user, or None
    summary: str | Promise
    details: list[str] = field(default_factory=list)
    number: int | None = None


class VersionedAdmin(admin.ModelAdmin):
    """Admin of a working record: every save is kept as a version, and deleted records can be brought back.

    Records that others reference with `PROTECT` can't be deleted; `protected_message` says what to do instead.
    """

    form = VersionedForm
    change_form_template = "admin/versioned_change_form.html"
    object_history_template = "admin/history/timeline.html"
    protected_message = ""
    _get_obj_does_not_exist_redirect: Callable[..., HttpResponseRedirect]  # Django's; django-stubs lacks it
    restore_help = gettext_lazy(
        "The record is saved anew with these words. Where it stands on a public page, that page has them at once."
    )
    undelete_help = gettext_lazy("What is brought back stands as it stood when it was deleted, but on no public list.")

    def get_urls(self):
        names = f"{self.opts.app_label}_{self.opts.model_name}"
        wrap = self.admin_site.admin_view
        return [
            path("deleted/", wrap(self.deleted_view), name=f"{names}_deleted"),
            path("<path:object_id>/history/<int:number>/", wrap(self.version_view), name=f"{names}_version"),
            *super().get_urls(),
        ]

    def get_actions(self, request):
        """Leave out bulk deletion: each deletion must be kept as a version."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def get_history_events(self, record: WorkingRecord) -> list[HistoryEntry]:
        """Return what was done to the record other than saving it, oldest first."""
        return []

    def render_change_form(self, request, context, *args, **kwargs):
        form = context["adminform"].form
        if getattr(form, "saved", None):
            differing_parts = _differing_parts(form.saved, context["inline_admin_formsets"])
            context["conflicts"] = [*form.conflicts(), *differing_parts]
        obj = kwargs.get("obj")
        context["show_delete"] = obj is not None and not is_referenced(obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, record, form, change):
        record.changed_by = request.user
        super().save_model(request, record, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        save_version(form.instance, by=request.user)

    def delete_model(self, request, record):
        save_deleted_version(record, by=request.user)
        super().delete_model(request, record)

    def delete_view(self, request, object_id, extra_context=None):
        record = self.get_object(request, unquote(object_id))
        if record and self.has_delete_permission(request, record) and is_referenced(record):
            self.message_user(request, self.protected_message, messages.ERROR)
            return HttpResponseRedirect(self._url("change", record.pk))
        try:
            return super().delete_view(request, object_id, extra_context)
        except models.ProtectedError:  # referenced since the confirmation page was shown
            self.message_user(request, self.protected_message, messages.ERROR)
            return HttpResponseRedirect(reverse("admin:index"))

    def changelist_view(self, request, extra_context=None):
        deleted = {"deleted_address": self._url("deleted")} if self.has_add_permission(request) else {}
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, {**title, **deleted, **(extra_context or {})})

    def history_view(self, request, object_id, extra_context=None):
        record = self._get_viewable(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        versions = get_versions(record).order_by("-number")
        page = Paginator(versions.values_list("number", flat=True), PAGE_SIZE).get_page(request.GET.get("p"))
        return self._render_page(
            request, self.object_history_template, _("History"), record, page=page, entries=self._entries(record, page)
        )

    def version_view(self, request, object_id, number):
        """GET compares the version, POST restores it."""
        record = self._get_viewable(request, object_id)
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        version = get_object_or_404(get_versions(record).select_related("saved_by"), number=number)
        problems = []
        if request.method == "POST":
            if not self.has_change_permission(request, record):
                raise PermissionDenied
            problems = self._restore(request, version)
            if not problems:
                self.message_user(request, _("Restored. It was saved as a new version."), messages.SUCCESS)
                return HttpResponseRedirect(self._url("change", record.pk))
        title = _("Version %(number)d") % {"number": version.number}
        context = self._comparison(request, record, version)
        return self._render_page(
            request, "admin/history/version.html", title, record, version=version, problems=problems, **context
        )

    def deleted_view(self, request):
        """GET lists deleted records, POST brings one back."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        problems = []
        if request.method == "POST":
            number = request.POST.get("version", "")
            pk = number if number.isdecimal() and len(number) < 19 else None  # 19 digits may be too large for SQL
            version = get_object_or_404(self._deleted_versions(), pk=pk)
            problems = self._restore(request, version)
            if not problems:
                words = _("“%(title)s” is back, as it stood when it was deleted.") % {"title": version.title}
                self.message_user(request, words, messages.SUCCESS)
                return HttpResponseRedirect(self._url("change", version.record_id))
        deleted = self._deleted_versions().select_related("saved_by").defer("content").order_by("-saved_at", "-pk")
        page = Paginator(deleted, PAGE_SIZE).get_page(request.GET.get("p"))
        context = {"page": page, "problems": problems, "undelete_help": self.undelete_help}
        return self._render_page(request, "admin/history/deleted.html", _("Deleted"), None, **context)

    def _deleted_versions(self):
        """Return the last versions of records that are still deleted."""
        kind = ContentType.objects.get_for_model(self.model)
        there = self.model._base_manager.filter(pk=models.OuterRef("record_id"))
        deleted = Version.objects.filter(kind=kind, occasion=DELETED)
        later = deleted.filter(record_id=models.OuterRef("record_id"), number__gt=models.OuterRef("number"))
        return deleted.filter(~models.Exists(there), ~models.Exists(later))

    def _get_viewable(self, request, object_id):
        record = self.get_object(request, unquote(object_id))
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        return record

    def _restore(self, request, version):
        """Restore the version and return the problems, if any."""
        try:
            record = restore_version(version, by=request.user)
        except ValidationError as error:
            return list(error_messages(version.record_class, error))
        except (StaleVersion, IntegrityError):
            return [_("Somebody saved at the same moment. Nothing was changed; look at the history and try again.")]
        self.log_change(request, record, _("Restored from version %(number)d.") % {"number": version.number})
        return []

    def _entries(self, record, page):
        """Return the saves of this page and the events of that time, newest first."""
        saves, events = self._saves(record, list(page.object_list)), self.get_history_events(record)[::-1]
        if not saves:
            return sorted(events, key=lambda event: event.at, reverse=True)
        until = None
        if page.has_previous():  # the time of the oldest save on the newer page
            newer = get_versions(record).order_by("-number")[page.start_index() - 2 : page.start_index() - 1]
            until = newer.values_list("saved_at", flat=True).get()
        since = saves[-1].at if page.has_next() else None
        events = [
            event for event in events if (until is None or event.at < until) and (since is None or event.at >= since)
        ]
        return sorted([*events, *saves], key=lambda entry: entry.at, reverse=True)

    def _saves(self, record, numbers):
        if not numbers:
            return []
        oldest = min(numbers)
        before = get_versions(record).filter(number__lt=oldest).order_by("-number").values("number")[:1]
        wanted = get_versions(record).filter(models.Q(number__in=numbers) | models.Q(number=models.Subquery(before)))
        newest_first = list(wanted.select_related("saved_by").order_by("-number"))
        pairs = zip(newest_first, [*newest_first[1:], None], strict=True)
        return [self._save(version, before) for version, before in pairs if version.number >= oldest]

    def _save(self, version, before):
        changed = changed_labels(self.model, before and before.content, version.content) if before else []
        what = version.occasion or (_("Saved.") if before else _("First version on record."))
        details = [", ".join(map(str, changed))] if changed else []
        return HistoryEntry(version.saved_at, version.saved_by, what, details, version.number)

    def _comparison(self, request, record, version):
        numbers = get_versions(record).order_by("number").values_list("number", flat=True)
        before = get_versions(record).filter(number__lt=version.number).order_by("number").last()
        with_today = request.GET.get("with") == "today"
        if with_today:
            differences = compare(self.model, version.content, normalize_content(get_content(record)))
        else:
            differences = compare(self.model, before.content if before else None, version.content)
        return {
            "before": before,
            "with_today": with_today,
            "differences": differences,
            "is_last": version.number == record.version,
            "next_number": numbers.filter(number__gt=version.number).first(),
            "may_restore": self.has_change_permission(request, record) and version.number != record.version,
            "restore_help": self.restore_help,
        }

    def _url(self, page, *args):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{page}", args=args)

    def _render_page(self, request, template, title, record, **context):
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


def error_messages(model: type[models.Model], error: ValidationError) -> Iterator[str]:
    """Yield the messages of a validation error with the labels of their fields."""
    for name, field_messages in getattr(error, "message_dict", {"": error.messages}).items():
        labels = {each.name: capfirst(each.verbose_name) for each in model._meta.concrete_fields}
        for message in field_messages:
            yield f"{labels[name]}: {message}" if name in labels else message


def is_referenced(record: models.Model) -> bool:
    """Return whether another record references this one through a foreign key with `PROTECT`."""
    references = [
        models.Exists(relation.field.model._base_manager.filter(**{relation.field.name: models.OuterRef("pk")}))
        for relation in record._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel) and relation.on_delete is models.PROTECT
    ]
    return type(record)._base_manager.filter(reduce(or_, references, models.Q(pk__in=[])), pk=record.pk).exists()


def _differing_parts(saved, inlines):
    """Yield (name, saved rows, typed rows) for each inline that differs from the save by somebody else."""
    for inline in inlines:
        formset = inline.formset
        saved_rows = "\n".join(map(str, getattr(saved, formset.fk.remote_field.related_name).all()))
        deleted = formset.deleted_forms if formset.is_valid() else []
        rows = [form for form in formset.forms if form not in deleted and (form.instance.pk or form.has_changed())]
        typed_rows = "\n".join(str(form.instance) for form in rows)
        if saved_rows != typed_rows:
            yield str(inline.opts.verbose_name_plural).capitalize(), saved_rows, typed_rows
