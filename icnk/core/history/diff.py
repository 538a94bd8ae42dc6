"""Two versions of a working record side by side: which fields differ, and in which words."""

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

NOTHING = {"fields": {}, "parts": {}}


@dataclass(frozen=True)
class FieldDifference:
    """A field, or a relation whose rows are lines, as the form names it; and its text in pieces."""

    label: str | Promise
    pieces: tuple[DiffPart, ...]


def changed_labels(model, before: dict | None, after: dict) -> list[str]:
    """What differs between two contents, by name alone: no value is looked up."""
    before = before or NOTHING
    fields = [_label(field) for field in _fields(model) if _raw(before, field) != _raw(after, field)]
    parts = [name for name in model.parts if _rows(before, name) != _rows(after, name)]
    return [*fields, *(capfirst(_part_model(model, name)._meta.verbose_name_plural) for name in parts)]


def compare(model, before: dict | None, after: dict) -> list[FieldDifference]:
    """The fields and parts that differ, in the order of the record. One query for each kind of record linked to."""
    before = before or NOTHING
    names = _Names(model, before, after)
    found = [
        FieldDifference(_label(field), _field_pieces(field, _raw(before, field), _raw(after, field), names))
        for field in _fields(model)
        if _raw(before, field) != _raw(after, field)
    ]
    for name in model.parts:
        if _rows(before, name) != _rows(after, name):
            part = _part_model(model, name)
            old, new = (_lines(part, _rows(content, name), names) for content in (before, after))
            found.append(FieldDifference(capfirst(part._meta.verbose_name_plural), diff_text(old, new)))
    return found


def _field_pieces(field, old, new, names):
    if isinstance(field, RichTextField):
        return diff_html(old or "", new or "")
    how = diff_text if _is_words(field) else diff_values
    return how(_shown(field, old, names), _shown(field, new, names))


def _fields(model):
    return [
        field
        for field in model._meta.concrete_fields
        if field.name not in model.unversioned_fields and field.attname not in model.unversioned_fields
    ]


def _label(field):
    return capfirst(field.verbose_name)


def _raw(content, field):
    """What stands in the field. Not kept, null and empty are all nothing."""
    value = content["fields"].get(field.attname)
    return None if value == "" else value


def _rows(content, name):
    return content["parts"].get(name, [])


def _part_model(model, name):
    return model._meta.get_field(name).related_model


def _lines(model, rows, names):
    """The rows of a part, one a line. Their order says their position."""
    return "\n".join(_line(model, row, names) for row in rows)


def _line(model, row, names):
    """The words as they are printed; then, named, what else is set and says something new."""
    printable = [field for field in model._meta.concrete_fields if field.editable and field.name != "position"]
    fields = [field for field in printable if field.attname in row]
    shown = {field: " ".join(_shown(field, row[field.attname], names).split()) for field in fields}
    printed = [shown[field] for field in fields if _is_words(field) and shown[field]]
    named = [
        f"{field.verbose_name}: {shown[field]}"
        for field in fields
        if not _is_words(field) and shown[field] and shown[field] not in printed
    ]
    return " · ".join(filter(None, [*printed, *named, storage.file_label(row)]))


def _is_words(field):
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _shown(field, value, names) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return ""
    if field.is_relation:
        return names[field.related_model, value]
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    try:
        value = field.to_python(value)
    except ValidationError:  # of a field that held something else in former times
        return str(value)
    return _formatted(field, value)


def _formatted(field, value):
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
    """(model, id) → the name of every record that these contents link to."""

    def __init__(self, model, *contents):
        wanted = defaultdict(set)
        for kept in contents:
            _collect(wanted, model, kept["fields"])
            for name in model.parts:
                for row in _rows(kept, name):
                    _collect(wanted, _part_model(model, name), row)
        for linked, ids in wanted.items():
            found = linked._base_manager.in_bulk(ids)
            self |= {(linked, pk): str(found[pk]) if pk in found else _gone(pk) for pk in ids}


def _collect(wanted, model, values):
    for field in model._meta.concrete_fields:
        if field.is_relation and values.get(field.attname):
            wanted[field.related_model].add(values[field.attname])


def _gone(pk):
    return _("no longer there (number %(number)s)") % {"number": pk}
