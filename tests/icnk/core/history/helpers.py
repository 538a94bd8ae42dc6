from django.urls import reverse

from icnk.core.history.models import get_versions, save_version


def address(record, page, *args):
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_{page}", args=args)


def changed(record, by=None, **fields):
    """Save the record with these fields, and keep both versions. Returns the numbers of both."""
    if not get_versions(record).exists():
        save_version(record, by=by)
    before = record.version
    for name, value in fields.items():
        setattr(record, name, value)
    record.save()
    save_version(record, by=by)
    return before, record.version
