"""Working records and their history: every save is kept whole, so that it can be compared, restored and undeleted."""

import json

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log
from icnk.core.clock import database_now

DELETED = "Deleted."  # the occasion of the version that is kept as a record goes


class StaleVersion(Exception):
    """Somebody saved the record after this copy of it was read."""


class WorkingRecord(models.Model):
    """What staff write. Every save names the version it began from, and none goes over another."""

    parts = ()  # names of the relations whose rows belong to the record, in the order in which they are put back
    unversioned_fields = frozenset(
        {"id", "version", "changed_at", "changed_by"}
    )  # fields that say nothing about the words

    version = models.PositiveIntegerField(default=0, editable=False)
    changed_at = models.DateTimeField(_("changed at"), auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, **kwargs):
        """Save as the next version. Raises `StaleVersion` where somebody saved since this copy was read."""
        if not self._state.adding:
            mine = type(self)._base_manager.filter(pk=self.pk, version=self.version)
            if not mine.update(version=F("version") + 1):
                raise StaleVersion
        self.version += 1
        super().save(**kwargs)

    def unrestored_fields(self) -> set[str]:
        """The fields that an older version does not bring back."""
        return set()


class Version(models.Model):
    """A working record as it stood after one save, with its parts. It stays when the record is deleted."""

    kind = models.ForeignKey(ContentType, models.PROTECT, related_name="+", verbose_name=_("kind"))
    record_id = models.BigIntegerField()
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=500)
    saved_at = models.DateTimeField(_("saved at"), default=database_now)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("saved by")
    )
    occasion = models.CharField(_("occasion"), max_length=200, blank=True)
    restored_from = models.PositiveIntegerField(_("restored from"), null=True)  # the number of that version
    content = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["kind", "record_id", "number"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint("kind", "record_id", "number", name="version_is_kept_once"),
        ]

    def __str__(self):
        return f"{self.title} ({self.number})"


def get_content(record: WorkingRecord) -> dict:
    """`{"fields": {name: value}, "parts": {name: [{name: value}, …]}}` of the record as the database has it."""
    parts = {
        name: [
            _values(part, {"id", _owner(record, name), *unversioned_fields(part)})
            for part in getattr(record, name).all()
        ]
        for name in record.parts
    }
    return {"fields": _values(record, record.unversioned_fields), "parts": parts}


def unversioned_fields(part) -> frozenset[str]:
    """The fields of a part that are no content of the record."""
    return getattr(part, "unversioned_fields", frozenset())


def normalize_content(content: dict) -> dict:
    """The content as it is read back from a version, so that two can be compared."""
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def build_record(version: Version) -> WorkingRecord:
    """The record itself as it stood in `version`, without its parts, not saved."""
    record = version.kind.model_class()(pk=version.record_id, version=version.number)
    _set(record, version.content["fields"])
    return record


def get_versions(record):
    return Version.objects.filter(kind=ContentType.objects.get_for_model(record), record_id=record.pk)


def save_version(record: WorkingRecord, *, by, occasion="", restored_from=None) -> Version:
    """Keep the record as it stands, parts and all, as what `by` saved. Call it at the end of a save, once."""
    facts = {"kind": record._meta.label_lower, "record": record.pk, "version": record.version}
    audit_log.record_on_commit("record.deleted" if occasion == DELETED else "record.saved", by=by, **facts)
    return get_versions(record).create(
        kind=ContentType.objects.get_for_model(record),
        record_id=record.pk,
        number=record.version,
        title=str(record)[:500],
        saved_by=by,
        occasion=str(occasion)[:200],
        restored_from=restored_from,
        content=get_content(record),
    )


@transaction.atomic
def save_deleted_version(record: WorkingRecord, *, by) -> Version:
    """Keep what is about to be deleted, so that it can be brought back."""
    record.version += 1
    return save_version(record, by=by, occasion=DELETED)


@transaction.atomic
def restore_version(version: Version, *, by) -> WorkingRecord:
    """Save the record anew as it stood in `version`, also where it was deleted meanwhile.

    Raises `ValidationError` where that does not fit what is there now.
    """
    model = version.kind.model_class()
    record = model._base_manager.select_for_update().filter(pk=version.record_id).first()
    if not record:
        last = Version.objects.filter(kind=version.kind, record_id=version.record_id).last()
        record = model(pk=version.record_id, version=last.number)
    write_content(record, version.content, by=by)
    occasion = _("Restored from version %(number)d.") % {"number": version.number}
    save_version(record, by=by, occasion=occasion, restored_from=version.number)
    return record


def write_content(record: WorkingRecord, content: dict, *, by) -> None:
    """Save the record with these fields and parts, in the shape of `get_content()`. Raises `ValidationError`."""
    unrestored_fields = record.unrestored_fields()
    _set(record, {name: value for name, value in content["fields"].items() if name not in unrestored_fields})
    record.changed_by = by
    record.full_clean(validate_unique=True)
    record.save()
    for name in record.parts:
        there = list(getattr(record, name).all())
        getattr(record, name).all().delete()
        model, owner = getattr(record, name).model, _owner(record, name)
        for values in content["parts"].get(name, []):
            part = model(**{owner: record.pk})
            _set(part, values)
            if hasattr(part, "carry_over"):  # what is no content, and goes on as long as the words do
                part.carry_over(there)
            part.full_clean()
            part.save()


def _owner(record, name):
    return record._meta.get_field(name).field.attname


def _values(record, without):
    names = {field.attname: field for field in record._meta.concrete_fields}
    return {
        name: field.get_prep_value(field.value_from_object(record))
        for name, field in names.items()
        if name not in without and field.name not in without
    }


def _set(record, values):
    """Set these values. A link to what is gone meanwhile is left empty."""
    fields = {field.attname: field for field in record._meta.concrete_fields}
    for name, value in values.items():
        if field := fields.get(name):  # a field of a former time has no place any more
            if field.is_relation and value and not field.related_model._base_manager.filter(pk=value).exists():
                value = None
            setattr(record, name, field.target_field.to_python(value) if field.is_relation else field.to_python(value))
