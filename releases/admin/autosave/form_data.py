"""A form as it was typed, right or wrong, as the content of a version: to be compared, joined and kept."""

from django.contrib.admin.utils import flatten_fieldsets
from django.utils.text import capfirst

from icnk.core.history.models import plain, unkept
from icnk.core.media import storage
from members.models import CoalitionMember
from releases.admin.release import signatories
from releases.models import Attachment, ContactLine, LeadImage, PressContact, Quote, Release, Signatory

PARTS = {
    "quotes": Quote,
    "contact_lines": ContactLine,
    "signatories": Signatory,
    "lead_images": LeadImage,
    "attachments": Attachment,
}


def content(admin, request, release, data, there) -> dict:
    """What `data` would have made of `release`, in the shape of `content_of()`. Call it in a transaction.

    `there`: the signatories that it began from; their wording stays.
    """
    fields = [*flatten_fieldsets(admin.get_fieldsets(request, release)), *{"unassigned"} & set(data)]
    form = admin.get_form(request, release, change=True, fields=fields)(data, instance=release)
    formsets, _inlines = admin._create_formsets(request, release, change=True)
    form.is_valid()
    names = [field for field in Release._meta.concrete_fields if {field.name, field.attname}.isdisjoint(Release.unkept)]
    found = {field.attname: _value(field, form, data) for field in names}
    parts = {name: [] for name in release.parts}
    parts |= {formset.fk.remote_field.related_name: _rows(formset) for formset in formsets}
    parts["signatories"] = _signatories(release, there, data)
    return plain({"fields": found, "parts": parts})


def _value(field, form, data):
    """What was typed, also where it is no value of the field."""
    wrong = field.name in form.errors and form.add_prefix(field.name) in data
    return data[form.add_prefix(field.name)] if wrong else field.value_from_object(form.instance)


def _rows(formset):
    if not formset.management_form.is_valid():
        return [_row(formset.model, part) for part in formset.get_queryset()]
    formset.is_valid()
    rows = []
    for form in formset.forms:
        extra = form in formset.extra_forms
        if form.cleaned_data.get("DELETE") or (extra and not form.has_changed()) or not _is_there(form.instance):
            continue
        old = form.instance.position if _has_place(form, extra) else 10**6
        rows.append((old, _row(formset.model, form.instance, form)))
    in_order = [row for _old, row in sorted(rows, key=lambda each: each[0])]
    return [row | {"position": place} if "position" in row else row for place, row in enumerate(in_order)]


def _has_place(form, extra):
    return hasattr(form.instance, "position") and (not extra or "position" in form.changed_data)


def _is_there(part):
    """A file that was chosen and not saved is gone, and its row with it."""
    return getattr(part, "has_file", True)


def _row(model, part, form=None):
    without = {"id", "release", *unkept(model)}
    fields = [field for field in model._meta.concrete_fields if field.name not in without]
    if not form:
        return {field.attname: field.value_from_object(part) for field in fields}
    return {field.attname: _value(field, form, form.data) for field in fields}


def _signatories(release, there, data):
    ticked = [int(key) for key in data.getlist("members") if key.isascii() and key.isdigit() and len(key) < 19]
    lines = signatories.arranged(release, there, ticked)
    if "whole_coalition" in data and release.released_on:
        members = CoalitionMember.objects.listed().on(release.released_on)
        lines = [Signatory(member=member, as_printed=member.as_printed) for member in members]
    anew = "todays_wording" in data
    return [
        {
            "member_id": each.member_id,
            "position": place,
            "as_printed": each.member.as_printed if anew else each.as_printed,
        }
        for place, each in enumerate(lines)
    ]


def signatories_of(content) -> list[Signatory]:
    """The signatories of a version, each with its member; without those whose member is gone."""
    rows = content["parts"].get("signatories", [])
    members = CoalitionMember.objects.in_bulk([row["member_id"] for row in rows])
    return [
        Signatory(member=members[row["member_id"]], as_printed=row["as_printed"], position=row["position"])
        for row in rows
        if row["member_id"] in members
    ]


def printed(model, content) -> list[tuple[str, str]]:
    """(name of the field, what stands in it), as a person reads them."""
    lines = [
        (label(model, name), in_words(model, name, value))
        for name, value in content["fields"].items()
        if name not in ("source",)
    ]
    return [*lines, *((label(model, name), rows_in_words(name, rows)) for name, rows in content["parts"].items())]


def label(model, name):
    if name in PARTS:
        return capfirst(PARTS[name]._meta.verbose_name_plural)
    return capfirst(model._meta.get_field(name).verbose_name)


def in_words(model, name, value) -> str:
    choices = dict(model._meta.get_field(name).flatchoices)
    return str(choices.get(value, "" if value is None else value))


def rows_in_words(name, rows) -> str:
    """A row a line, with everything in it but its place."""
    if name == "signatories":
        return "\n".join(row["as_printed"] for row in rows)
    names = {
        "member_id": CoalitionMember.objects.in_bulk([row["member_id"] for row in rows if row.get("member_id")]),
        "contact_id": PressContact.objects.in_bulk([row["contact_id"] for row in rows if row.get("contact_id")]),
    }
    return "\n".join(" — ".join(_cells(PARTS[name], row, names)) for row in rows)


def _cells(model, row, names):
    for key, value in row.items():
        if key in names:
            value = names[key].get(value, "")
        elif key == "position" or not value or not model._meta.get_field(key).editable:
            continue
        else:
            value = in_words(model, key, value)
        if value:
            yield ", ".join(str(value).splitlines())
    if said := storage.in_words(row):
        yield said
