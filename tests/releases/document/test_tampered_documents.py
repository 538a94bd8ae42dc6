"""Documents that are not as they were signed are not served."""

import base64
import json
from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from icnk.core.media import storage
from releases.document import schema, signing
from releases.issuing import workflow
from releases.models import Edition
from tests.factories import a_draft, a_pdf, a_public_edition, a_publisher, a_superseded_edition, an_attachment
from tests.tampering import forge

pytestmark = pytest.mark.django_db
ADDRESS = "/information/releases/sample/"


def in_other_words(edition):
    return {"document": edition.document.replace("opened", "closed")}


def in_other_words_with_their_digest(edition):
    document = in_other_words(edition)["document"]
    return {"document": document, "digest": Edition.digest_of(document)}


def signed_by_another(edition):
    columns = in_other_words_with_their_digest(edition)
    stranger = signing.Ed25519PrivateKey.generate()
    return columns | {"signature": base64.b64encode(stranger.sign(signing.signed_message(columns["digest"]))).decode()}


def not_signed(edition):
    return in_other_words_with_their_digest(edition) | {"signature": "", "key": ""}


def another_document_of_ours(edition):
    other = a_public_edition(a_draft(slug="another"))
    return {name: getattr(other, name) for name in ("document", "digest", "signature", "key")}


def an_earlier_beginning(edition):
    return {"public_from": edition.public_from.replace(year=2016)}


FORGERIES = [
    in_other_words,
    in_other_words_with_their_digest,
    signed_by_another,
    not_signed,
    another_document_of_ours,
    an_earlier_beginning,
]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_tampered_edition_is_not_served(client, forgery, caplog):
    release = a_draft(slug="sample")
    an_attachment(release, data=a_pdf())
    edition = a_public_edition(release)
    name = edition.content.attachments[0].name
    forge(edition, **forgery(edition))
    caplog.set_level("INFO", "newsroom.audit")
    formats = [ADDRESS.removesuffix("/") + ending for ending in (".txt", ".json", ".pdf", ".zip", ".png")]
    pages = [ADDRESS, f"{ADDRESS}editions/1/", *formats, f"{ADDRESS}republish/"]
    for page in [*pages, "/information/releases/feed/", f"/files/{name}"]:
        if forgery is another_document_of_ours and page.startswith("/files/"):
            continue  # the name of another file
        response = client.get(page)
        assert response.status_code == 503, page
        assert response.headers["Cache-Control"] == "no-store"
        assert "not what the coalition issued" in response.content.decode()
        assert "closed today" not in response.content.decode()
    (told, *_more) = [json.loads(record.getMessage()) for record in caplog.records if "forged" in record.getMessage()]
    assert (told["event"], told["release"], told["edition"]) == ("document.forged", edition.release_id, 1)
    assert "sample" not in json.dumps(told).lower()


def test_replaced_file_is_not_served(client):
    release = a_draft()
    an_attachment(release, data=a_pdf())
    (file,) = a_public_edition(release).content.attachments
    assert client.get(f"/files/{file.name}").status_code == 200
    default_storage.delete(storage.storage_path(file.name))
    default_storage.save(storage.storage_path(file.name), ContentFile(a_pdf("We take all of it back")))
    assert client.get(f"/files/{file.name}").status_code == 503


@pytest.mark.parametrize("column", ["list_title", "kicker", "headline", "note"])
def test_edition_with_a_changed_title_is_not_served(client, column):
    edition = a_public_edition(a_draft(slug="sample"))
    forge(edition, **{column: "We take all of it back"})
    card = f"{ADDRESS.removesuffix('/')}.png"
    for page in (ADDRESS, f"{ADDRESS}editions/1/", card, "/information/releases/feed/"):
        assert client.get(page).status_code == 503, page


def test_earlier_document_cannot_replace_its_correction(client):
    first = a_superseded_edition(a_draft(slug="sample"))
    second = first.release.editions.get(number=2)
    forge(second, **{name: getattr(first, name) for name in ("document", "digest", "signature", "key")})
    assert client.get(ADDRESS).status_code == 503
    assert client.get(f"{ADDRESS}editions/1/").status_code == 200


def test_tampered_release_can_be_withdrawn(client):
    edition = a_public_edition(a_draft(slug="sample"))
    forge(edition, **in_other_words(edition))
    workflow.withdraw(edition.release, by=a_publisher(), reason="Somebody changed it.")
    response = client.get(ADDRESS)
    assert response.status_code == 410
    assert "Somebody changed it." in response.content.decode()


def test_untampered_edition_is_served(client):
    a_superseded_edition(a_draft(slug="sample"))
    assert client.get(ADDRESS).status_code == 200


def test_reserialized_document_is_not_authentic():
    edition = a_public_edition()
    same = schema.dump(replace(edition.content, salt="0" * 64))
    assert not signing.verify(Edition.digest_of(same), edition.signature, edition.key)
