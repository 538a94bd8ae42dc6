"""Converts submitted release forms, valid or not, into version content, as `get_content()` returns it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.admin.utils import flatten_fieldsets
from django.db import transaction
from django.http import QueryDict
from django.utils.text import capfirst

from icnk.core.history.models import get_content, get_versions, normalize_content, unversioned_fields
from icnk.core.media import storage
from members.models import CoalitionMember
from releases.admin.release import signatories
from releases.models import PressContact, Release, Signatory

from .store import parse_version

PART_MODELS = {name: Release._meta.get_field(name).related_model for name in Release.parts}


@contextmanager
def replace_post(request, data: QueryDict) -> Iterator[None]:
    """Make the request a POST of `data` within the block."""
    method, post = request.method, request.POST
    request.method, request.POST = "POST", data
    try:
        yield
    finally:
        request.method, request.POST = method, post


def read_content(model_admin, request, release: Release, data: QueryDict) -> dict:
    """Return the version content that saving this form would store.

    Signatories keep the wording of the version that the form was opened with.
    """
    versions = get_versions(release)
    opened = versions.filter(number=parse_version(data.get("version", ""))).first() or versions.last()
    signed = get_signatories(opened.content if opened else get_content(release))
    with replace_post(request, data), transaction.atomic():
        fields = [*flatten_fieldsets(model_admin.get_fieldsets(request, release)), *{"unassigned"} & set(data)]
        form = model_admin.get_form(request, release, change=True, fields=fields)(data, instance=release)
        formsets, _inlines = model_admin._create_formsets(request, release, change=True)
        form.is_valid()
        parts = {name: [] for name in release.parts}
        parts |= {formset.fk.remote_field.related_name: _formset_rows(formset) for formset in formsets}
        parts["signatories"] = _signatory_rows(release, signed, data)
        fields = {
            field.attname: _field_value(field, form)
            for field in Release._meta.concrete_fields
            if {field.name, field.attname}.isdisjoint(Release.unversioned_fields)
        }
        return normalize_content({"fields": fields, "parts": parts})


def _field_value(field, form):
    """Return the typed value, also if it is invalid."""
    name = form.add_prefix(field.name)
    is_invalid = field.name in form.errors and name in form.data
    return form.data[name] if is_invalid else field.value_from_object(form.instance)


def _formset_rows(formset):
    excluded = {"id", "release", *unversioned_fields(formset.model)}
    fields = [field for field in formset.model._meta.concrete_fields if field.name not in excluded]
    if not formset.management_form.is_valid():
        return [{field.attname: field.value_from_object(part) for field in fields} for part in formset.get_queryset()]
    formset.is_valid()
    rows = []
    for form in formset.forms:
        is_new = form in formset.extra_forms
        has_file = getattr(form.instance, "has_file", True)  # an upload is lost unless it is saved
        if form.cleaned_data.get("DELETE") or (is_new and not form.has_changed()) or not has_file:
            continue
        has_position = hasattr(form.instance, "position") and (not is_new or "position" in form.changed_data)
        row = {field.attname: _field_value(field, form) for field in fields}
        rows.append((form.instance.position if has_position else 10**6, row))
    in_order = [row for _position, row in sorted(rows, key=lambda each: each[0])]
    return [row | {"position": n} if "position" in row else row for n, row in enumerate(in_order)]


def _signatory_rows(release, signed, data):
    ticked = [int(key) for key in data.getlist("members") if key.isascii() and key.isdigit() and len(key) < 19]
    lines = signatories.arrange_signatories(release, signed, ticked)
    if "whole_coalition" in data and release.released_on:
        members = CoalitionMember.objects.listed().on(release.released_on)
        lines = [Signatory(member=member, as_printed=member.as_printed) for member in members]
    if "refresh_wording" in data:
        for line in lines:
            line.as_printed = line.member.as_printed
    return [{"member_id": line.member_id, "position": n, "as_printed": line.as_printed} for n, line in enumerate(lines)]


def get_signatories(content: dict) -> list[Signatory]:
    """Return the signatories of a version whose members still exist."""
    rows = content["parts"].get("signatories", [])
    members = CoalitionMember.objects.in_bulk([row["member_id"] for row in rows])
    return [
        Signatory(member=members[row["member_id"]], as_printed=row["as_printed"], position=row["position"])
        for row in rows
        if row["member_id"] in members
    ]


def format_content(content: dict) -> list[tuple[str, str]]:
    """Return (label, text) of each field and group of parts of a release."""
    fields = {name: value for name, value in content["fields"].items() if name != "source"}
    return [(get_label(name), format_value(name, value)) for name, value in (fields | content["parts"]).items()]


def get_label(name: str) -> str:
    """Return the label of a field or a group of parts."""
    if name in PART_MODELS:
        return capfirst(PART_MODELS[name]._meta.verbose_name_plural)
    return capfirst(Release._meta.get_field(name).verbose_name)


def format_value(name: str, value) -> str:
    """Format the value of a field, or the rows of a group of parts with a line for each."""
    if name not in PART_MODELS:
        return _format_field(Release, name, value)
    if name == "signatories":
        return "\n".join(row["as_printed"] for row in value)
    related = {
        field: model.objects.in_bulk([row[field] for row in value if row.get(field)])
        for field, model in [("member_id", CoalitionMember), ("contact_id", PressContact)]
    }
    return "\n".join(" — ".join(_format_cells(PART_MODELS[name], row, related)) for row in value)


def _format_field(model, name, value):
    choices = dict(model._meta.get_field(name).flatchoices)
    return str(choices.get(value, "" if value is None else value))


def _format_cells(model, row, related):
    for name, value in row.items():
        if name in related:
            text = str(related[name].get(value, ""))
        elif name == "position" or not value or not model._meta.get_field(name).editable:
            continue
        else:
            text = _format_field(model, name, value)
        if text:
            yield ", ".join(text.splitlines())
    if label := storage.file_label(row):
        yield label
