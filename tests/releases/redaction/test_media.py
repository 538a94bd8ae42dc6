"""Redaction removes pictures and documents that mention a person."""

from unittest.mock import Mock

import pytest
from django.core.files.storage import default_storage

from icnk.core.history.models import get_versions, save_version
from icnk.core.media import images, pdf, storage
from icnk.core.sandbox import runner
from members.models import CoalitionMember
from releases import render_cache
from releases.issuing import workflow
from releases.models import Attachment, EditionFile, LeadImage
from releases.redaction.inventory import get_unreadable_titles
from releases.redaction.redact import find_occurrences, redact
from tests.factories import (
    a_draft,
    a_member,
    a_pdf,
    a_picture,
    a_public_edition,
    a_publisher,
    a_review,
    a_writer,
    an_attachment,
    an_image,
)

pytestmark = pytest.mark.django_db
WHY = "Her family asked for it."


def redact_terms(*terms):
    return redact(terms, by=a_publisher(), reason=WHY)


def stored(names):
    found = []
    for name in names:
        try:
            storage.read(name)
        except FileNotFoundError:
            continue
        found.append(name)
    return found


def an_issued_release(*, image=None, attachment=None):
    """An issued release with a picture, an attachment, a version and a review, and the names of its files."""
    release = a_draft()
    names = [each["name"] for each in an_image(release, **image or {}).renditions]
    document = an_attachment(release, **attachment or {}).name
    save_version(release, by=a_writer())
    review = a_review(release)
    return a_public_edition(release), names, document, review


@pytest.mark.parametrize("field", ["alt", "caption", "credit", "rights"])
def test_redaction_removes_an_image_and_its_files(django_capture_on_commit_callbacks, field):
    edition, names, document, review = an_issued_release(image={field: "Zoya Zed in spring"})
    with django_capture_on_commit_callbacks(execute=True):
        redact_terms("Zoya Zed")
    edition.refresh_from_db()
    review.refresh_from_db()
    assert edition.content.image is None
    assert review.content.image is None
    assert [each.name for each in edition.content.attachments] == [document]
    assert list(edition.file_index.values_list("name", flat=True)) == [document]
    assert not LeadImage.objects.exists()
    assert [version.content["parts"]["lead_images"] for version in get_versions(edition.release)] == [[], []]
    assert stored([*names, document]) == [document]


@pytest.mark.parametrize(
    "attachment",
    [
        pytest.param({"title": "What Zoya Zed saw"}, id="title"),
        pytest.param({"data": a_pdf("It was cold, said Zoya Zed.")}, id="pages"),
    ],
)
def test_redaction_removes_an_attachment_and_its_file(django_capture_on_commit_callbacks, attachment):
    edition, names, document, review = an_issued_release(attachment=attachment)
    assert find_occurrences(["Zoya Zed"])
    with django_capture_on_commit_callbacks(execute=True):
        redact_terms("Zoya Zed")
    edition.refresh_from_db()
    review.refresh_from_db()
    assert edition.content.attachments == review.content.attachments == ()
    assert len(edition.content.image.renditions) == len(names)
    assert not Attachment.objects.exists()
    assert not EditionFile.objects.filter(name=document).exists()
    assert [version.content["parts"]["attachments"] for version in get_versions(edition.release)] == [[], []]
    assert stored([*names, document]) == names


def test_redaction_removes_an_image_from_other_versions():
    edition, _names, _document, _review = an_issued_release(image={"caption": "Zoya Zed in spring"})
    release = edition.release
    release.lead_images.update(caption="A street in spring")
    workflow.correct(release, by=a_publisher(), note="Another caption.")
    redact_terms("Zoya Zed")
    assert [each.content.image for each in release.editions.all()] == [None, None]
    assert not release.lead_images.exists()


def test_redaction_searches_the_pages_of_detached_documents():
    edition, _names, _document, _review = an_issued_release(attachment={"data": a_pdf("Zoya Zed")})
    edition.release.attachments.all().delete()
    places = [place for place in find_occurrences(["Zoya Zed"]) if str(place.field) == "text of the document"]
    assert {str(place.kind) for place in places} == {"edition", "review by a person quoted", "version"}
    assert {place.words for place in places} == {"Zoya Zed"}


def test_refused_redaction_deletes_no_files(django_capture_on_commit_callbacks):
    _edition, names, document, _review = an_issued_release(image={"caption": "Zoya Zed"})
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(workflow.ActionRefused):
        redact(["Zoya Zed"], by=a_publisher(), reason="")
    assert stored([*names, document]) == [*names, document]


def test_redaction_keeps_other_files():
    edition, names, document, _review = an_issued_release()
    a_public_edition(a_draft(headline="Zoya Zed Speaks"))
    before = edition.document
    redact_terms("Zoya Zed", "image", "webp", "pdf")
    edition.refresh_from_db()
    assert edition.document == before
    assert stored([*names, document]) == [*names, document]
    assert Attachment.objects.get().type == "application/pdf"
    assert LeadImage.objects.get().renditions[0]["type"] == "image/webp"


def test_redaction_ignores_missing_and_damaged_files():
    edition, _names, document, _review = an_issued_release()
    storage.delete_files([document])
    an_attachment(edition.release, title="Zoya Zed")
    redact_terms("Zoya Zed")
    assert Attachment.objects.get().name == document


def test_redaction_removes_the_logo_of_a_named_member(django_capture_on_commit_callbacks):
    logo = storage.store(images.make_renditions(a_picture(), storage.LOGO_WIDTHS))
    member = a_member(name="Zoya Zed Society", logo=logo)
    save_version(member, by=a_writer())
    with django_capture_on_commit_callbacks(execute=True):
        redact_terms("Zoya Zed")
    assert CoalitionMember.objects.get().logo == []
    assert [version.content["fields"]["logo"] for version in get_versions(member)] == [[], []]
    assert stored(each["name"] for each in logo) == []


def test_pdf_text_is_extracted_once(monkeypatch, django_capture_on_commit_callbacks):
    _edition, _names, document, _review = an_issued_release(attachment={"data": a_pdf("Zoya Zed")})
    assert find_occurrences(["Zoya Zed"])
    monkeypatch.setattr(runner, "run", None)
    assert find_occurrences(["Zoya Zed"])
    with django_capture_on_commit_callbacks(execute=True):
        redact_terms("Zoya Zed")
    assert not default_storage.exists(storage.extracted_text_path(document))


def test_pdf_text_is_not_cached_if_the_file_is_deleted_meanwhile(monkeypatch):
    _edition, _names, document, _review = an_issued_release()
    monkeypatch.setattr(runner, "run", lambda *_asked, **_limits: storage.delete_files([document]) or "Zoya Zed")
    find_occurrences(["Zoya Zed"])
    assert not default_storage.exists(storage.extracted_text_path(document))


def test_failed_deletion_does_not_stop_other_deletions(monkeypatch, django_capture_on_commit_callbacks):
    edition, names, _document, _review = an_issued_release(image={"caption": "Zoya Zed"})
    render_cache.get_or_render(edition, "card", lambda: b"drawn")
    destroy, stuck = storage.delete_files, min(names)

    def destroy_all_but_one(each):
        if each == [stuck]:
            raise OSError("stuck")
        destroy(each)

    monkeypatch.setattr(storage, "delete_files", destroy_all_but_one)
    with pytest.raises(OSError, match="stuck"), django_capture_on_commit_callbacks(execute=True):
        redact_terms("Zoya Zed")
    assert stored(names) == [stuck]
    assert default_storage.listdir(f"renderings/{edition.pk}")[1] == []


def test_unreadable_document_is_reported_and_redacted_by_title(admin_client):
    edition, _names, document, _review = an_issued_release(attachment={"title": "The scan", "data": a_pdf("")})
    typed = {"terms": "Zoya Zed", "replacement": "[withheld]", "reason": WHY, "_search": "1"}
    page = admin_client.post("/admin/releases/redaction/add/", typed)
    assert page.context["unread"] == ["The scan"]
    assert "<li>The scan</li>" in page.content.decode()
    redact_terms("The scan")
    edition.refresh_from_db()
    assert document not in edition.document
    assert get_unreadable_titles() == []


@pytest.mark.parametrize("fault", [pdf.InvalidPdf("damaged"), runner.SandboxError("time")])
def test_document_that_fails_extraction_is_reported(monkeypatch, fault):
    an_issued_release(attachment={"title": "The report"})
    monkeypatch.setattr(runner, "run", Mock(side_effect=fault))
    assert get_unreadable_titles() == ["The report"]
