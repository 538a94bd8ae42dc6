"""Hostile uploads in the form of a release: they are cleaned or refused, and stored under new names."""

import json
import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from icnk.core.media import storage
from icnk.core.media.images import BROKEN, MESSAGES
from icnk.core.sandbox import runner
from releases.models import Attachment, LeadImage
from tests.factories import a_draft, a_pdf
from tests.icnk.core.media.hostile_images import NAMES, PICTURES, saved
from tests.icnk.core.media.hostile_pdfs import HOSTILE
from tests.releases.admin.release.test_edit import save
from tests.releases.admin.release.test_uploads import new_attachment

pytestmark = pytest.mark.django_db

AT_THE_FORM = [
    "a place in EXIF",
    "an archive behind a JPEG",
    "a page in a comment",
    "a palette with a clear colour",
    "nothing",
    "chance",
    "a bomb of 177 million pixels",
    "one of 60 million in a column",
    "a bomb in a text",
    "a WebP that says 268 million",
    "half a JPEG",
    "a moving PNG",
    "a TIFF",
    "an SVG",
    "a page before a JPEG",
    "more than 10 MB",
]


@pytest.mark.parametrize("name", AT_THE_FORM)
def test_hostile_image_is_cleaned_or_refused(admin_client, settings, name):
    make, refused = PICTURES[name]
    release = a_draft()
    upload = SimpleUploadedFile("Kim Chol-su in Hyesan.svg", make(), "image/svg+xml")
    response = save(admin_client, release, lead_images__0__upload=upload, lead_images__0__alt="Sample")
    page = response.content.decode()
    assert response.status_code == 200
    if refused:
        words = "The submitted file is empty." if name == "nothing" else str(MESSAGES.get(refused, BROKEN))
        assert words in page
        assert not LeadImage.objects.exists()
        assert not settings.MEDIA_ROOT.exists()
    else:
        (image,) = LeadImage.objects.all()
        assert all(b"zqx" not in storage.read(each["name"]) for each in image.renditions)
        assert "Kim" not in page


@pytest.mark.parametrize("name", NAMES)
def test_uploaded_file_name_is_never_used(admin_client, name):
    release = a_draft()
    upload = SimpleUploadedFile("x", saved("JPEG"), "image/jpeg")
    upload._name = name  # as it stands in the request: the object would cut it
    document = new_attachment(upload=SimpleUploadedFile("x", a_pdf(), "application/pdf"))
    document["attachments__0__upload"]._name = name
    save(admin_client, release, lead_images__0__upload=upload, **document)
    stored = [each["name"] for each in LeadImage.objects.get().renditions] + [Attachment.objects.get().name]
    assert all(storage.FILE_NAME.fullmatch(each) for each in stored)
    assert all(default_storage.exists(storage.storage_path(each)) for each in stored)


@pytest.mark.parametrize("name", ["zeros", "half", "pages below themselves"])
def test_hostile_pdf_is_refused_with_a_message(admin_client, admin_user, settings, caplog, name):
    caplog.set_level("INFO", "newsroom.audit")
    upload = SimpleUploadedFile("Kim Chol-su.pdf", HOSTILE[name](), "application/pdf")
    page = save(admin_client, a_draft(), **new_attachment(upload=upload)).content.decode()
    assert "This is no PDF that can be read." in page
    assert not settings.MEDIA_ROOT.exists()
    lines = [json.loads(record.message) for record in caplog.records if record.name == "newsroom.audit"]
    (line,) = [line for line in lines if line["event"] == "upload.refused"]
    assert (line["by"], line["format"], line["size"]) == (admin_user.username, "PDF", len(HOSTILE[name]()))
    assert not re.search("Kim|Sample", json.dumps(line))


def test_failing_sandbox_refuses_the_upload(admin_client, monkeypatch):
    def failed(*_asked, **_limits):
        raise runner.SandboxError("time")

    monkeypatch.setattr(runner, "run", failed)
    upload = SimpleUploadedFile("x.jpg", saved("JPEG"), "image/jpeg")
    page = save(admin_client, a_draft(), lead_images__0__upload=upload, **new_attachment()).content.decode()
    assert str(BROKEN) in page
    assert "This is no PDF that can be read." in page
