"""Comparison of two versions of a working record: the fields that differ, and their words."""

from collections import defaultdict
from dataclasses import dataclass

from ckeditor.fields import RichTextField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import formats
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from icnk.core.clock import format_instant
from icnk.core.media import storage
from icnk.core.text_diff import DiffPart, diff_html, diff_text, diff_values

from .models import WorkingRecord

EMPTY: dict[str, dict] = {"fields": {}, "parts": {}}


@dataclass(frozen=True)
class FieldDifference:
    """A field, or a relation with its rows as lines."""

    label: str | Promise
    pieces: tuple[DiffPart, ...]


def changed_labels(model: type[WorkingRecord], before: dict | None, after: dict) -> list[str]:
    """Return the labels of the fields and parts that differ, without looking up values."""
    before = before or EMPTY
    fields = [_label(field) for field in _fields(model) if _get_value(before, field) != _get_value(after, field)]
    parts = [name for name in model.parts if _rows(before, name) != _rows(after, name)]
    return [*fields, *(capfirst(_part_model(model, name)._meta.verbose_name_plural) for name in parts)]


def compare(model: type[WorkingRecord], before: dict | None, after: dict) -> list[FieldDifference]:
    """Return the fields and parts that differ, in the record's order. Runs one query for each linked model."""
    before = before or EMPTY
    names = _Names(model, before, after)
    differences = [
        FieldDifference(_label(field), _diff_field(field, _get_value(before, field), _get_value(after, field), names))
        for field in _fields(model)
        if _get_value(before, field) != _get_value(after, field)
    ]
    for name in model.parts:
        if _rows(before, name) != _rows(after, name):
            part = _part_model(model, name)
            old, new = (
                "\n".join(_line(part, row, names) for row in _rows(content, name)) for content in (before, after)
            )
            differences.append(FieldDifference(capfirst(part._meta.verbose_name_plural), diff_text(old, new)))
    return differences


def _diff_field(field, old, new, names):
    if isinstance(field, RichTextField):
        return diff_html(old or "", new or "")
    diff = diff_text if _is_text(field) else diff_values
    return diff(_display(field, old, names), _display(field, new, names))


def _fields(model):
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in model.unversioned_fields and field.attname not in model.unversioned_fields
    ]


def _label(field):
    return capfirst(field.verbose_name)


def _get_value(content, field):
    """Return the stored value. A missing, null or empty value is None."""
    value = content["fields"].get(field.attname)
    return None if value == "" else value


def _rows(content, name):
    return content["parts"].get(name, [])


def _part_model(model, name):
    return model._meta.get_field(name).related_model


def _line(model, row, names):
    """Return the row's text fields, then its other values with their labels, unless they repeat the text."""
    printable = [field for field in model._meta.concrete_fields if field.editable and field.name != "position"]
    fields = [field for field in printable if field.attname in row]
    shown = {field: " ".join(_display(field, row[field.attname], names).split()) for field in fields}
    printed = [shown[field] for field in fields if _is_text(field) and shown[field]]
    named = [
        f"{field.verbose_name}: {shown[field]}"
        for field in fields
        if not _is_text(field) and shown[field] and shown[field] not in printed
    ]
    return " · ".join(filter(None, [*printed, *named, storage.file_label(row)]))


def _is_text(field):
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _display(field, value, names) -> str:
    """Return the display value."""
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names[field.related_model, value]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    try:
        value = field.to_python(value)
    except ValidationError:  # the field had another type then
        return str(value)
    match field:
        case models.DateTimeField():
            return format_instant(value)
        case models.DateField():
            return formats.date_format(value)
        case models.TimeField():
            return formats.time_format(value)
        case models.BooleanField():
            return _("yes") if value else _("no")
        case models.JSONField():
            return storage.file_label({"renditions": value})
    return str(value)


class _Names(dict):
    """(model, id) → name of each record that these contents link to."""

    def __init__(self, model, *contents):
        wanted: defaultdict[type[models.Model], set] = defaultdict(set)
        for kept in contents:
            _collect(wanted, model, kept["fields"])
            for name in model.parts:
                for row in _rows(kept, name):
                    _collect(wanted, _part_model(model, name), row)
        for linked, ids in wanted.items():
            found = linked._base_manager.in_bulk(ids)
            for pk in ids:
                deleted = _("no longer there (number %(number)s)") % {"number": pk}
                self[linked, pk] = str(found.get(pk, deleted))


def _collect(wanted, model, values):
    for field in model._meta.concrete_fields:
        if field.is_relation and values.get(field.attname):
            wanted[field.related_model].add(values[field.attname])
