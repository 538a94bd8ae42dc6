"""`manage.py sweep_files` deletes files that no record names, a day after they were stored."""

import os
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command

from icnk.core.history.models import save_version
from icnk.core.media import images, storage
from tests.factories import a_draft, a_member, a_picture, a_public_edition, a_review, a_writer, an_attachment, an_image

pytestmark = pytest.mark.django_db
DAY = 24 * 60 * 60


def aged(names, seconds=2 * DAY):
    for name in names:
        path = default_storage.path(storage.storage_path(name))
        os.utime(path, (os.stat(path).st_mtime - seconds,) * 2)
    return list(names)


def an_orphan():
    return [each["name"] for each in storage.store(images.make_renditions(a_picture()))]


def swept(*options):
    out = StringIO()
    call_command("sweep_files", *options, stdout=out)
    return out.getvalue().splitlines()


def a_picture_of(release):
    return [each["name"] for each in an_image(release).renditions]


def named_by_an_edition():
    release = a_draft()
    names = [*a_picture_of(release), an_attachment(release).name]
    a_public_edition(release)
    release.lead_images.all().delete()
    release.attachments.all().delete()
    return names


def named_by_a_record():
    release = a_draft()
    return [*a_picture_of(release), an_attachment(release).name]


def named_by_a_version():
    release = a_draft()
    names = a_picture_of(release)
    save_version(release, by=a_writer())
    release.lead_images.all().delete()
    return names


def named_by_a_review():
    release = a_draft()
    names = a_picture_of(release)
    a_review(release)
    release.lead_images.all().delete()
    return names


def named_by_a_member():
    return [each["name"] for each in a_member(logo=storage.store(images.make_renditions(a_picture()))).logo]


@pytest.mark.parametrize(
    "make", [named_by_a_record, named_by_an_edition, named_by_a_version, named_by_a_review, named_by_a_member]
)
def test_sweep_keeps_named_files(make):
    names = aged(make())
    orphans = aged(an_orphan())
    assert swept() == [*sorted(orphans), f"{len(orphans)} deleted"]
    assert all(storage.read(name) for name in names)
    assert not any(default_storage.exists(storage.storage_path(name)) for name in orphans)


def test_sweep_keeps_files_stored_today():
    names = aged(an_orphan(), DAY - 60)
    assert swept() == ["0 deleted"]
    assert all(storage.read(name) for name in names)


def test_sweep_dry_run_only_lists_files():
    names = aged(an_orphan())
    assert swept("--dry-run") == [*sorted(names), f"{len(names)} to delete"]
    assert all(storage.read(name) for name in names)


def test_sweep_of_an_empty_storage_deletes_nothing():
    assert swept() == ["0 deleted"]
