"""Working records and their versions: every save is kept whole, so that it can be compared, restored and undeleted."""

import json
from typing import cast

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from icnk.core import audit_log
from icnk.core.clock import database_now

DELETED = "Deleted."  # the occasion of the last version of a deleted record


class StaleVersion(Exception):
    """Somebody saved the record after this copy of it was read."""


class WorkingRecord(models.Model):
    """A record that staff edit. Every save names the version that it is based on, so none overwrites another."""

    parts: tuple[str, ...] = ()  # names of the relations whose rows belong to the record, in the order of restoring
    unversioned_fields = frozenset({"id", "version", "changed_at", "changed_by"})  # fields that are no content

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
        """Save as the next version. Raises `StaleVersion` if somebody else saved since this copy was read."""
        if not self._state.adding:
            mine = type(self)._base_manager.filter(pk=self.pk, version=self.version)
            if not mine.update(version=F("version") + 1):
                raise StaleVersion
        self.version += 1
        super().save(**kwargs)

    def unrestored_fields(self) -> set[str]:
        """Return the names of fields that a restored version does not change."""
        return set()


class Version(models.Model):
    """A working record after one save, with its parts. It outlives the record."""

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

    @property
    def record_class(self) -> type[WorkingRecord]:
        return cast("type[WorkingRecord]", self.kind.model_class())


def get_content(record: WorkingRecord) -> dict:
    """`{"fields": {name: value}, "parts": {name: [{name: value}, …]}}` for the record in the database."""
    parts = {
        name: [
            _values(part, {"id", _owner(record, name), *unversioned_fields(part)})
            for part in getattr(record, name).all()
        ]
        for name in record.parts
    }
    return {"fields": _values(record, record.unversioned_fields), "parts": parts}


def unversioned_fields(part: models.Model) -> frozenset[str]:
    """Return the fields of a part that are not content of the record."""
    return getattr(part, "unversioned_fields", frozenset())


def normalize_content(content: dict) -> dict:
    """Return the content as it is read from a version, so that both can be compared."""
    return json.loads(json.dumps(content, cls=DjangoJSONEncoder))


def build_record(version: Version) -> WorkingRecord:
    """Return the unsaved record as of `version`, without its parts."""
    record = version.record_class(version=version.number)
    record.pk = version.record_id
    _set(record, version.content["fields"])
    return record


def get_versions(record: models.Model) -> models.QuerySet[Version]:
    return Version.objects.filter(kind=ContentType.objects.get_for_model(record), record_id=record.pk)


def save_version(
    record: WorkingRecord,
    *,
    by: User | None,
    occasion: str | Promise = "",
    restored_from: int | None = None,
) -> Version:
    """Keep the record and its parts as saved by `by`. Call it once, at the end of a save."""
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
def save_deleted_version(record: WorkingRecord, *, by: User | None) -> Version:
    """Keep a record that is about to be deleted, so that it can be undeleted."""
    record.version += 1
    return save_version(record, by=by, occasion=DELETED)


@transaction.atomic
def restore_version(version: Version, *, by: User | None) -> WorkingRecord:
    """Save the record again as of `version`, even if it has been deleted.

    Raises `ValidationError` if that conflicts with other records.
    """
    model = version.record_class
    record = model._base_manager.select_for_update().filter(pk=version.record_id).first()
    if not record:
        last = Version.objects.filter(kind=version.kind, record_id=version.record_id).latest("number")
        record = model(version=last.number)
        record.pk = version.record_id
    write_content(record, version.content, by=by)
    occasion = _("Restored from version %(number)d.") % {"number": version.number}
    save_version(record, by=by, occasion=occasion, restored_from=version.number)
    return record


def write_content(record: WorkingRecord, content: dict, *, by: User | None) -> None:
    """Save the record with the fields and parts of `content` (see `get_content()`). Raises `ValidationError`."""
    unrestored_fields = record.unrestored_fields()
    _set(record, {name: value for name, value in content["fields"].items() if name not in unrestored_fields})
    record.changed_by = by
    record.full_clean(validate_unique=True)
    record.save()
    for name in record.parts:
        existing = list(getattr(record, name).all())
        getattr(record, name).all().delete()
        model, owner = getattr(record, name).model, _owner(record, name)
        for values in content["parts"].get(name, []):
            part = model(**{owner: record.pk})
            _set(part, values)
            if hasattr(part, "carry_over"):  # keeps what is not content as long as the words are the same
                part.carry_over(existing)
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
    """Set these values. A link to a deleted record becomes empty."""
    fields = {field.attname: field for field in record._meta.concrete_fields}
    for name, value in values.items():
        if field := fields.get(name):  # skips removed fields
            if field.is_relation and value and not field.related_model._base_manager.filter(pk=value).exists():
                value = None
            setattr(record, name, field.target_field.to_python(value) if field.is_relation else field.to_python(value))
