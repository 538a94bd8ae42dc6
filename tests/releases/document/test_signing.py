"""Signatures of issued documents, and the keys that make them."""

import base64
import os

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import IntegrityError, transaction

from releases.document import signing
from releases.issuing import workflow
from releases.models import DestroyedDocument, Edition, Release
from releases.redaction.redact import redact
from tests.factories import a_draft, a_public_edition, a_publisher
from tests.tampering import forge

pytestmark = pytest.mark.django_db
ADDRESS = "/information/releases/sample/"


@pytest.fixture
def keys(settings, tmp_path):
    """An empty folder for keys."""
    settings.SIGNING_KEYS = tmp_path / "keys"
    return settings.SIGNING_KEYS


def test_issued_edition_is_signed():
    edition = a_public_edition()
    assert len(base64.b64decode(edition.signature)) == 64
    assert edition.key in signing.public_keys()
    assert signing.verify(edition.digest, edition.signature, edition.key)


def test_signature_is_valid_for_one_document_and_key(keys):
    ours, digest = signing.make_key(), "a" * 64
    signature, key = signing.sign(digest)
    assert key == ours
    assert signing.verify(digest, signature, key)
    assert not signing.verify("b" * 64, signature, key)
    assert not signing.verify(digest, signature, "2026-01-01-00000000")
    for damaged in ("", "x", signature[:-4], "A" + signature[1:], f" {signature}", "한" * 22):
        assert not signing.verify(digest, damaged, key) or damaged == signature


def test_newest_key_signs_and_old_keys_still_verify(keys):
    first = signing.make_key()
    signature, _key = signing.sign("a" * 64)
    second = signing.make_key()
    for ending in (signing.PUBLIC_SUFFIX, signing.PRIVATE_SUFFIX):
        os.utime(keys / f"{second}{ending}", (2_000_000_000, 2_000_000_000))
    assert signing.sign("a" * 64)[1] == second
    (keys / f"{first}.pem").unlink()
    assert list(signing.public_keys()) == [second, first]
    assert signing.verify("a" * 64, signature, first)


def test_verification_needs_no_private_key(keys):
    name = signing.make_key()
    signature, _name = signing.sign("a" * 64)
    (keys / f"{name}.pem").unlink()
    assert signing.verify("a" * 64, signature, name)
    with pytest.raises(signing.SigningKeyError, match="There is no signing key"):
        signing.sign("a" * 64)


def test_private_key_readable_by_others_is_refused(keys):
    name = signing.make_key()
    private = keys / f"{name}.pem"
    assert private.stat().st_mode & 0o777 == 0o600
    assert (keys / f"{name}.pub.pem").stat().st_mode & 0o777 == 0o644
    private.chmod(0o640)
    with pytest.raises(signing.SigningKeyError, match="chmod 600"):
        signing.sign("a" * 64)


def test_key_without_matching_public_key_does_not_sign(keys):
    name = signing.make_key()
    public = keys / f"{name}.pub.pem"
    for text in ("", "no key", signing.PublicKey("x", signing.Ed25519PrivateKey.generate().public_key()).pem):
        public.write_text(text)
        assert signing.public_keys() == {}
        with pytest.raises(signing.SigningKeyError, match="public part"):
            signing.sign("a" * 64)


def test_invalid_key_file_raises_with_a_message(keys):
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


def test_debug_creates_a_key(keys, settings):
    settings.DEBUG = True
    signature, key = signing.sign("a" * 64)
    assert signing.verify("a" * 64, signature, key)
    assert signing.sign("b" * 64)[1] == key


def test_issue_without_a_key_changes_nothing(keys):
    release = a_draft()
    with pytest.raises(signing.SigningKeyError, match="ask who keeps the server"):
        workflow.issue(release, by=a_publisher())
    release.refresh_from_db()
    assert (release.state, release.workflow_events.count(), Edition.objects.count()) == (Release.State.DRAFT, 0, 0)


def test_issue_page_says_that_there_is_no_key(client, keys):
    release = a_draft()
    client.force_login(a_publisher())
    page = f"/admin/releases/release/{release.pk}/issue/"
    seen = client.get(page).context
    asked = {"shown": seen["shown"], "when": "now", "confirmed": "on", "warned": seen["form"]["warned"].value()}
    response = client.post(page, asked)
    assert "There is no signing key, so nothing can be issued." in response.content.decode()
    assert not Edition.objects.exists()


# Database triggers

SIGNED_AS = {"signature": "A" * 86 + "==", "key": "2026-01-01-00000000"}


@pytest.mark.parametrize("columns", [{"signature": ""}, {"key": ""}, SIGNED_AS, {"signature": "", "key": ""}])
def test_database_refuses_to_change_a_signature(columns):
    edition = a_public_edition()
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk).update(**columns)


def test_database_lets_an_unsigned_edition_be_signed_once():
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


def test_redaction_keeps_the_old_signature_and_signs_the_successor():
    before, after, destroyed = redacted()
    assert (destroyed.digest, destroyed.signature, destroyed.key) == (before.digest, before.signature, before.key)
    assert signing.verify(destroyed.digest, destroyed.signature, destroyed.key)
    assert after.digest != before.digest
    assert after.is_authentic()


def test_redaction_works_without_a_key(client, settings, tmp_path):
    edition, keys = a_public_edition(a_draft(body="<p>Zoya Zed spoke.</p>")), settings.SIGNING_KEYS
    settings.SIGNING_KEYS = tmp_path
    (tmp_path / f"{edition.key}.pub.pem").write_text(signing.PublicKey(edition.key, _key(keys, edition)).pem)
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    edition.refresh_from_db()
    assert "Zoya" not in edition.document
    assert (edition.signature, edition.key) == ("", "")


def _key(keys, edition):
    return signing.serialization.load_pem_public_key((keys / f"{edition.key}.pub.pem").read_bytes())


def test_redaction_does_not_sign_a_tampered_document():
    edition = a_public_edition(a_draft(body="<p>Zoya Zed spoke.</p>", slug="sample"))
    document = edition.document.replace("spoke", "lied")
    forge(edition, document=document, digest=Edition.digest_of(document))
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    edition.refresh_from_db()
    assert "lied" in edition.document
    assert "Zoya" not in edition.document
    assert not edition.is_authentic()
