"""The lead image and the attachments of a release, from the form to the preview."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from icnk.core.history.models import get_versions, restore_version
from icnk.core.media import pdf, storage
from releases.intake import draft
from releases.issuing.checks import check
from releases.models import Attachment, Autosave, LeadImage
from tests.factories import a_draft, a_pdf, a_picture, a_public_edition, an_attachment, an_editor, an_image
from tests.releases.admin.forms import filled
from tests.releases.admin.release.test_edit import address, save

pytestmark = pytest.mark.django_db


def image_upload(data=None, name="Kim Chol-su in Hyesan.jpg"):
    return SimpleUploadedFile(name, data if data is not None else a_picture(600, 400), "application/octet-stream")


def new_attachment(**fields):
    row = {"title": "Sample report", "position": 0, "upload": image_upload(a_pdf(), "report.docx")} | fields
    return {"attachments__TOTAL_FORMS": 1} | {f"attachments__0__{name}": value for name, value in row.items()}


def test_lead_image_is_stored_with_its_text(admin_client):
    release = a_draft()
    words = {"lead_images__0__alt": "A street", "lead_images__0__credit": "Photo: Ada Sample"}
    page = save(admin_client, release, lead_images__0__upload=image_upload(), **words).content.decode()
    image = release.lead_images.get()
    assert (image.alt, image.credit) == ("A street", "Photo: Ada Sample")
    assert [(each["type"], each["width"]) for each in image.renditions] == [
        (f"image/{kind}", width) for width in (600, 480) for kind in ("webp", "jpeg")
    ]
    assert all(len(storage.read(each["name"])) == each["size"] for each in image.renditions)
    assert "Kim Chol-su" not in page
    shown = re.search(r'<img src="(/admin/releases/release/files/[^"]+)"', page)[1]
    assert admin_client.get(shown).content == storage.read(image.renditions[-1]["name"])


def test_lead_image_can_be_replaced_and_removed(admin_client):
    release = a_draft()
    before = an_image(release).renditions
    save(admin_client, release, lead_images__0__upload=image_upload())
    image = release.lead_images.get()
    assert image.renditions != before
    assert image.alt == "A sample street."
    save(admin_client, release, lead_images__0__DELETE="on")
    assert not LeadImage.objects.exists()
    assert storage.read(before[0]["name"])  # a version names it


def test_editing_the_caption_keeps_the_image_files(admin_client):
    release = a_draft()
    before = an_image(release).renditions
    save(admin_client, release, lead_images__0__caption="Another caption")
    image = release.lead_images.get()
    assert (image.caption, image.renditions) == ("Another caption", before)


def test_attachment_is_stored_with_its_title(admin_client):
    release = a_draft()
    save(admin_client, release, **new_attachment())
    attachment = release.attachments.get()
    assert (attachment.title, attachment.type) == ("Sample report", "application/pdf")
    assert pdf.extract_text(storage.read(attachment.name)).strip() == "Sample words."
    assert attachment.size == len(storage.read(attachment.name))
    response = admin_client.get(f"/admin/releases/release/files/{attachment.name}")
    assert response.headers["Content-Disposition"] == 'attachment; filename="Sample report.pdf"'
    assert response.headers["Cache-Control"].startswith("no-store")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"lead_images__0__upload": image_upload(b"GIF89a")}, "This is no JPEG, PNG or WebP picture."),
        ({"lead_images__0__upload": image_upload(b"")}, "The submitted file is empty."),
        ({"lead_images__0__caption": "Words alone"}, "Choose a file."),
        (new_attachment(upload=image_upload(a_picture(), "report.pdf")), "This is no PDF that can be read."),
        (
            new_attachment(upload=image_upload(b"%PDF-1.7" + b"0" * pdf.MAX_BYTES)),
            "This document is larger than 20 MB.",
        ),
        (new_attachment(upload=""), "Choose a file."),
        (new_attachment(title=""), "This field is required."),
    ],
    ids=["no picture", "empty", "no file", "no PDF", "too large", "no document", "no title"],
)
def test_invalid_upload_is_refused_and_not_stored(admin_client, settings, changes, words):
    release = a_draft()
    page = save(admin_client, release, **changes).content.decode()
    assert words in page
    assert (LeadImage.objects.count(), Attachment.objects.count()) == (0, 0)
    assert not settings.MEDIA_ROOT.exists()


def test_invalid_form_says_to_choose_the_file_again(admin_client):
    release = a_draft()
    changes = {"lead_images__0__caption": "A caption", "lead_images__0__upload": image_upload()}
    page = save(admin_client, release, headline="", **changes).content.decode()
    assert "“Kim Chol-su in Hyesan.jpg”: not saved. Choose it once more before you save." in page
    assert "A caption" in page
    assert "Kim" not in Autosave.objects.get().form


def test_stale_form_says_to_choose_the_file_again(admin_client):
    release = a_draft()
    an_image(release)
    form = filled(admin_client, address(release))
    save(admin_client, release, headline="Saved Meanwhile")
    form |= {"headline": "Typed", "lead_images-0-upload": image_upload()}
    page = admin_client.post(address(release), form, follow=True).content.decode()
    assert "Two texts of one release" in page
    assert "not saved. Choose it once more" in page
    assert "Lead image" not in page  # the picture that is there is the same in both


def test_restored_version_has_its_image(admin_client, admin_user):
    release = a_draft()
    save(admin_client, release, lead_images__0__upload=image_upload(), **new_attachment())
    kept = release.lead_images.get().renditions
    save(admin_client, release, lead_images__0__DELETE="on", attachments__0__DELETE="on")
    there = f"/admin/releases/release/{release.pk}/history/2/"
    page = admin_client.get(there).content.decode()
    assert f"file {kept[0]['digest'][:8]}" in page
    assert kept[0]["name"] not in page
    restore_version(get_versions(release).get(number=2), by=admin_user)
    assert release.lead_images.get().renditions == kept
    assert release.attachments.get().title == "Sample report"


def test_duplicate_does_not_copy_images(admin_user):
    like = a_draft()
    an_image(like)
    an_attachment(like)
    fields = {"language": "en", "headline": "Again", "released_on": like.released_on}
    release = draft.create_draft(**fields, like=like, with_text=True, by=admin_user)
    assert (release.lead_images.count(), release.attachments.count()) == (0, 0)


def test_stored_file_requires_the_view_permission(client):
    name = an_image(a_draft()).renditions[0]["name"]
    there = f"/admin/releases/release/files/{name}"
    assert client.get(there).status_code == 302
    client.force_login(stranger := an_editor(is_superuser=False))
    assert client.get(there).status_code == 403
    stranger.user_permissions.add(Permission.objects.get(codename="view_release"))
    assert client.get(there).status_code == 200
    assert client.get(there.replace(name[:32], "0" * 32)).status_code == 404
    assert Client().get(f"/files/{name}").status_code == 404


def test_view_permission_shows_the_image_without_an_upload(client):
    release = a_draft()
    an_image(release)
    an_attachment(release)
    client.force_login(editor := an_editor(is_superuser=False))
    editor.user_permissions.add(Permission.objects.get(codename="view_release"))
    page = client.get(address(release)).content.decode()
    assert '<img src="/admin/releases/release/files/' in page
    assert 'type="file"' not in page


def test_preview_links_to_desk_files(admin_client):
    release = a_draft()
    an_image(release)
    page = admin_client.get(f"/admin/releases/release/{release.pk}/preview/page/").content.decode()
    assert '<img src="/admin/releases/release/files/' in page
    assert '"/files/' not in page


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, []),
        ({"alt": "", "decorative": True}, []),
        ({"alt": " "}, [("error", "The picture has no text alternative.")]),
        ({"credit": ""}, [("warning", "The picture names nobody who made it.")]),
        ({"decorative": True}, [("warning", "The picture is marked as decorative")]),
    ],
)
def test_checks_report_missing_image_texts(fields, found):
    release = a_draft()
    an_image(release, **fields)
    said = [(each.level, str(each.message)) for each in check(release) if each.field == "lead_images"]
    assert [level for level, _words in said] == [level for level, _words in found]
    assert all(words.startswith(beginning) for (_, words), (_, beginning) in zip(said, found, strict=True))


def test_changed_image_is_a_difference(admin_client):
    release = a_public_edition(a_draft()).release
    an_image(release)
    an_attachment(release, title="Sample report")
    page = admin_client.get(address(release, "issue")).content.decode()
    for words in ("Image", "A sample street.", "Photo: Ada Sample", "Attachments", "Sample report"):
        assert words in page


def test_attachments_have_a_total_size_limit(admin_client):
    release = a_draft()
    an_attachment(release, size=60 * 1024 * 1024)
    row = {"attachments__TOTAL_FORMS": 2, "attachments__1__title": "Another", "attachments__1__position": 1}
    page = save(admin_client, release, **row, attachments__1__upload=image_upload(a_pdf())).content.decode()
    assert "larger than 60 MB together" in page
    assert release.attachments.count() == 1


def test_inline_with_a_file_is_not_collapsed(admin_client):
    release = a_draft()
    folded = admin_client.get(address(release)).content.decode().count("<details>")
    an_image(release)
    an_attachment(release)
    assert admin_client.get(address(release)).content.decode().count("<details>") == folded - 2
