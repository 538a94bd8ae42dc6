"""Who issued it: each document is signed, and what is not as it was signed is shown to nobody."""

import base64
import json
import os
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from icnk.core.media import storage
from releases.document import schema, signing
from releases.issuing import workflow
from releases.models import DestroyedDocument, Edition, Release
from releases.redaction.redact import redact
from tests.factories import a_draft, a_pdf, a_public_edition, a_publisher, a_superseded_edition, an_attachment
from tests.tampering import forge

pytestmark = pytest.mark.django_db
ADDRESS = "/information/releases/sample/"


@pytest.fixture
def keys(settings, tmp_path):
    """A folder of its own, without a key."""
    settings.SIGNING_KEYS = tmp_path / "keys"
    return settings.SIGNING_KEYS


def test_an_edition_is_signed_by_a_key_of_ours():
    edition = a_public_edition()
    assert len(base64.b64decode(edition.signature)) == 64
    assert edition.key in signing.public_keys()
    assert signing.verify(edition.digest, edition.signature, edition.key)


def test_a_signature_is_good_for_one_document_and_one_key_alone(keys):
    ours, digest = signing.make_key(), "a" * 64
    signature, key = signing.sign(digest)
    assert key == ours
    assert signing.verify(digest, signature, key)
    assert not signing.verify("b" * 64, signature, key)
    assert not signing.verify(digest, signature, "2026-01-01-00000000")
    for damaged in ("", "x", signature[:-4], "A" + signature[1:], f" {signature}", "한" * 22):
        assert not signing.verify(digest, damaged, key) or damaged == signature


def test_the_newest_key_signs_and_the_former_ones_are_still_known(keys):
    first = signing.make_key()
    signature, _key = signing.sign("a" * 64)
    second = signing.make_key()
    for ending in (signing.PUBLIC_SUFFIX, signing.PRIVATE_SUFFIX):
        os.utime(keys / f"{second}{ending}", (2_000_000_000, 2_000_000_000))
    assert signing.sign("a" * 64)[1] == second
    (keys / f"{first}.pem").unlink()
    assert list(signing.public_keys()) == [second, first]
    assert signing.verify("a" * 64, signature, first)


def test_checking_takes_no_private_part(keys):
    name = signing.make_key()
    signature, _name = signing.sign("a" * 64)
    (keys / f"{name}.pem").unlink()
    assert signing.verify("a" * 64, signature, name)
    with pytest.raises(signing.SigningKeyError, match="There is no signing key"):
        signing.sign("a" * 64)


def test_a_private_part_is_for_its_owner_alone(keys):
    name = signing.make_key()
    private = keys / f"{name}.pem"
    assert private.stat().st_mode & 0o777 == 0o600
    assert (keys / f"{name}.pub.pem").stat().st_mode & 0o777 == 0o644
    private.chmod(0o640)
    with pytest.raises(signing.SigningKeyError, match="chmod 600"):
        signing.sign("a" * 64)


def test_a_key_whose_public_part_is_missing_or_another_does_not_sign(keys):
    name = signing.make_key()
    public = keys / f"{name}.pub.pem"
    for text in ("", "no key", signing.PublicKey("x", signing.Ed25519PrivateKey.generate().public_key()).pem):
        public.write_text(text)
        assert signing.public_keys() == {}
        with pytest.raises(signing.SigningKeyError, match="public part"):
            signing.sign("a" * 64)


def test_what_is_no_key_is_refused_in_words(keys):
    name = signing.make_key()
    private = keys / f"{name}.pem"
    another_kind = X25519PrivateKey.generate().private_bytes(
        signing.serialization.Encoding.PEM,
        signing.serialization.PrivateFormat.PKCS8,
        signing.serialization.NoEncryption(),
    )
    for data, words in ((b"", "cannot be read"), (b"no key", "cannot be read"), (another_kind, "not of the kind")):
        private.write_bytes(data)
        with pytest.raises(signing.SigningKeyError, match=words):
            signing.sign("a" * 64)


def test_under_debug_a_key_makes_itself(keys, settings):
    settings.DEBUG = True
    signature, key = signing.sign("a" * 64)
    assert signing.verify("a" * 64, signature, key)
    assert signing.sign("b" * 64)[1] == key


def test_without_a_key_nothing_is_issued_and_nothing_is_lost(keys):
    release = a_draft()
    with pytest.raises(signing.SigningKeyError, match="ask who keeps the server"):
        workflow.issue(release, by=a_publisher())
    release.refresh_from_db()
    assert (release.state, release.workflow_events.count(), Edition.objects.count()) == (Release.State.DRAFT, 0, 0)


def test_the_desk_says_that_there_is_no_key(client, keys):
    release = a_draft()
    client.force_login(a_publisher())
    page = f"/admin/releases/release/{release.pk}/issue/"
    seen = client.get(page).context
    asked = {"shown": seen["shown"], "when": "now", "confirmed": "on", "warned": seen["form"]["warned"].value()}
    response = client.post(page, asked)
    assert "There is no signing key, so nothing can be issued." in response.content.decode()
    assert not Edition.objects.exists()


# What the database refuses

SIGNED_AS = {"signature": "A" * 86 + "==", "key": "2026-01-01-00000000"}


@pytest.mark.parametrize("columns", [{"signature": ""}, {"key": ""}, SIGNED_AS, {"signature": "", "key": ""}])
def test_the_database_refuses_to_change_a_signature(columns):
    edition = a_public_edition()
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**columns)


def test_the_database_lets_an_edition_be_signed_once_and_nothing_else_with_it():
    edition = a_public_edition()
    forge(edition, signature="", key="")
    for columns in ({"signature": "x"}, {"key": "x"}, SIGNED_AS | {"headline": "Other"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**columns)
    Edition.objects.filter(pk=edition.pk).update(signature=edition.signature, key=edition.key)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(signature="", key="")


# Redaction


def redacted():
    edition = a_public_edition(a_draft(body="<p>Zoya Zed spoke.</p>", slug="sample"))
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    return edition, Edition.objects.get(pk=edition.pk), DestroyedDocument.objects.get()


def test_a_redaction_keeps_the_old_signature_and_signs_the_successor():
    before, after, destroyed = redacted()
    assert (destroyed.digest, destroyed.signature, destroyed.key) == (before.digest, before.signature, before.key)
    assert signing.verify(destroyed.digest, destroyed.signature, destroyed.key)
    assert after.digest != before.digest
    assert after.is_authentic()


def test_a_redaction_does_not_wait_for_a_key(client, settings, tmp_path):
    edition, keys = a_public_edition(a_draft(body="<p>Zoya Zed spoke.</p>")), settings.SIGNING_KEYS
    settings.SIGNING_KEYS = tmp_path
    (tmp_path / f"{edition.key}.pub.pem").write_text(signing.PublicKey(edition.key, _key(keys, edition)).pem)
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    edition.refresh_from_db()
    assert "Zoya" not in edition.document
    assert (edition.signature, edition.key) == ("", "")


def _key(keys, edition):
    return signing.serialization.load_pem_public_key((keys / f"{edition.key}.pub.pem").read_bytes())


def test_a_redaction_makes_nothing_genuine_that_was_not():
    edition = a_public_edition(a_draft(body="<p>Zoya Zed spoke.</p>", slug="sample"))
    document = edition.document.replace("spoke", "lied")
    forge(edition, document=document, digest=Edition.digest_of(document))
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    edition.refresh_from_db()
    assert "lied" in edition.document
    assert "Zoya" not in edition.document
    assert not edition.is_authentic()


# What is shown


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
def test_what_is_not_as_it_was_issued_is_shown_nowhere(client, forgery, caplog):
    release = a_draft(slug="sample")
    an_attachment(release, data=a_pdf())
    edition = a_public_edition(release)
    name = edition.content.attachments[0].name
    forge(edition, **forgery(edition))
    caplog.set_level("INFO", "newsroom.audit")
    twins = [ADDRESS.removesuffix("/") + ending for ending in (".txt", ".json", ".pdf", ".zip", ".png")]
    pages = [ADDRESS, f"{ADDRESS}editions/1/", *twins, f"{ADDRESS}republish/"]
    for page in [*pages, "/information/releases/feed/", f"/files/{name}"]:
        if forgery is another_document_of_ours and page.startswith("/files/"):
            continue  # it names another file
        response = client.get(page)
        assert response.status_code == 503, page
        assert response.headers["Cache-Control"] == "no-store"
        assert "not what the coalition issued" in response.content.decode()
        assert "closed today" not in response.content.decode()
    (told, *_more) = [json.loads(record.getMessage()) for record in caplog.records if "forged" in record.getMessage()]
    assert (told["event"], told["release"], told["edition"]) == ("document.forged", edition.release_id, 1)
    assert "sample" not in json.dumps(told).lower()


def test_a_file_that_was_exchanged_is_shown_to_nobody(client):
    release = a_draft()
    an_attachment(release, data=a_pdf())
    (file,) = a_public_edition(release).content.attachments
    assert client.get(f"/files/{file.name}").status_code == 200
    default_storage.delete(storage.place(file.name))
    default_storage.save(storage.place(file.name), ContentFile(a_pdf("We take all of it back")))
    assert client.get(f"/files/{file.name}").status_code == 503


@pytest.mark.parametrize("column", ["list_title", "kicker", "headline", "note"])
def test_a_title_that_is_not_the_document_s_is_shown_on_no_page_of_the_release(client, column):
    edition = a_public_edition(a_draft(slug="sample"))
    forge(edition, **{column: "We take all of it back"})
    card = f"{ADDRESS.removesuffix('/')}.png"
    for page in (ADDRESS, f"{ADDRESS}editions/1/", card, "/information/releases/feed/"):
        assert client.get(page).status_code == 503, page


def test_an_earlier_edition_cannot_take_the_place_of_its_correction(client):
    first = a_superseded_edition(a_draft(slug="sample"))
    second = first.release.editions.get(number=2)
    forge(second, **{name: getattr(first, name) for name in ("document", "digest", "signature", "key")})
    assert client.get(ADDRESS).status_code == 503
    assert client.get(f"{ADDRESS}editions/1/").status_code == 200


def test_what_was_forged_can_still_be_taken_back(client):
    edition = a_public_edition(a_draft(slug="sample"))
    forge(edition, **in_other_words(edition))
    workflow.withdraw(edition.release, by=a_publisher(), reason="Somebody changed it.")
    response = client.get(ADDRESS)
    assert response.status_code == 410
    assert "Somebody changed it." in response.content.decode()


def test_what_is_as_it_was_issued_is_shown(client):
    a_superseded_edition(a_draft(slug="sample"))
    assert client.get(ADDRESS).status_code == 200


def test_another_document_of_the_same_words_is_none_of_ours():
    edition = a_public_edition()
    same = schema.dump(replace(edition.content, salt="0" * 64))
    assert not signing.verify(Edition.digest_of(same), edition.signature, edition.key)
