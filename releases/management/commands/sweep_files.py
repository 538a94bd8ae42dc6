import json
from datetime import timedelta

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand
from django.utils import timezone

from icnk.core import audit_log
from icnk.core.history.models import Version
from icnk.core.media import storage
from members.models import CoalitionMember
from releases.models import Attachment, EditionFile, LeadImage, OutsideReview

MIN_AGE = timedelta(hours=24)  # a form stores its files before its record


class Command(BaseCommand):
    help = "Deletes files that no record, version, review or edition names and that are older than 24 hours."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="only list them")

    def handle(self, *, dry_run, verbosity, **options):
        until, get_time = timezone.now() - MIN_AGE, default_storage.get_modified_time
        old = [name for name in _iter_stored_names() if get_time(storage.storage_path(name)) < until]
        named = _get_named_files()  # after listing the storage, so that no new file is missed
        orphans = [name for name in old if name not in named]
        if not dry_run:
            storage.delete_files(orphans)
            audit_log.record("files.swept", files=len(orphans))
        if verbosity:
            self.stdout.write("\n".join([*orphans, f"{len(orphans)} {'to delete' if dry_run else 'deleted'}"]))


def _iter_stored_names():
    folders, _files = _list_folder(storage.FOLDER)
    for folder in sorted(folders):
        _folders, names = _list_folder(f"{storage.FOLDER}/{folder}")
        yield from (name for name in sorted(names) if storage.FILE_NAME.fullmatch(name))


def _list_folder(folder):
    return default_storage.listdir(folder) if default_storage.exists(folder) else ([], [])


def _get_named_files() -> set[str]:
    """Return every file name in the database. Editions have an index of theirs."""
    columns = [
        (LeadImage, "renditions"),
        (Attachment, "name"),
        (CoalitionMember, "logo"),
        (Version, "content"),
        (OutsideReview, "document"),
        (EditionFile, "name"),
    ]
    values = (value for model, column in columns for value in model.objects.values_list(column, flat=True).iterator())
    return {name for value in values for name in storage.FILE_NAME.findall(json.dumps(value))}
