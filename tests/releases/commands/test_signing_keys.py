"""The commands `sign_editions` and `new_signing_key`."""

import io
from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command

from releases.document import signing
from releases.models import Edition
from tests.factories import (
    a_public_edition,
)
from tests.releases.commands.verify_command import verify
from tests.tampering import forge

pytestmark = pytest.mark.django_db


def unsigned(make=a_public_edition, **fields):
    edition = make(**fields)
    forge(edition, signature="", key="")
    return edition


def sign():
    out = io.StringIO()
    call_command("sign_editions", interactive=False, stdout=out)
    return out.getvalue()


def test_sign_editions_signs_unsigned_editions_once(client):
    edition = unsigned(slug="sample")
    assert verify() == ["en/sample, edition 1: it is not signed: run manage.py sign_editions"]
    assert client.get("/information/releases/sample/").status_code == 503
    assert sign() == "1 edition was signed.\n"
    assert verify() == []
    assert client.get("/information/releases/sample/").status_code == 200
    assert sign() == "0 editions were signed.\n"
    assert Edition.objects.get(pk=edition.pk).is_authentic()


def test_sign_editions_skips_editions_with_faults():
    good, bad = unsigned(), unsigned(slug="bad")
    forge(bad, headline="Another")
    with pytest.raises(CommandError, match="1 was left unsigned"):
        sign()
    good.refresh_from_db()
    bad.refresh_from_db()
    assert good.is_authentic()
    assert bad.signature == ""


@pytest.mark.parametrize(("answer", "count"), [("yes", 1), ("y", 0), ("", 0)])
def test_sign_editions_asks_for_confirmation(monkeypatch, capsys, answer, count):
    edition = unsigned(slug="sample")
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    with suppress(CommandError):
        call_command("sign_editions")
    assert f"en/sample, edition 1, {edition.issued_at:%Y-%m-%d %H:%M} UTC, {edition.digest}" in capsys.readouterr().out
    assert Edition.objects.exclude(signature="").count() == count


def of_former_times(name, folder, day):
    """Rename the key as if it had been made on that day."""
    for path in folder.glob(f"{name}*"):
        path.rename(folder / path.name.replace(name[:10], day))


def test_verify_finds_a_signature_of_a_replaced_key(settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path
    of_former_times(signing.make_key(), tmp_path, "2020-01-01")
    a_public_edition(slug="sample")
    assert verify() == []
    of_former_times(signing.make_key(), tmp_path, "2021-01-01")
    assert verify() == ["en/sample, edition 1: it is signed with a key that was replaced before it was issued"]
    a_public_edition(slug="another")
    assert len(verify()) == 1


def test_sign_editions_refuses_editions_newer_than_the_first_key(settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path
    of_former_times(signing.make_key(), tmp_path, "2020-01-01")
    edition = unsigned(slug="sample")
    assert verify() == [
        "en/sample, edition 1: it is not signed, though there was a key when it was issued: nobody is to sign it"
    ]
    with pytest.raises(CommandError, match="1 was left unsigned"):
        sign()
    edition.refresh_from_db()
    assert edition.signature == ""


def test_sign_editions_without_a_key_fails(settings, tmp_path):
    unsigned()
    settings.SIGNING_KEYS = tmp_path
    with pytest.raises(CommandError, match="There is no signing key"):
        sign()


def test_new_signing_key_explains_what_to_do_with_old_keys(settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"
    out = io.StringIO()
    call_command("new_signing_key", stdout=out)
    (first,) = signing.get_private_key_names()
    assert signing.public_keys()[first].fingerprint in out.getvalue()
    call_command("new_signing_key", stdout=out)
    assert f"Take {first}.pem away from this server now. Leave {first}.pub.pem" in out.getvalue()
    assert len(signing.public_keys()) == 2


def test_new_signing_key_fails_if_the_folder_is_read_only(settings, tmp_path):
    (tmp_path / "keys").write_text("no folder")
    settings.SIGNING_KEYS = tmp_path / "keys"
    with pytest.raises(CommandError, match="could not be kept"):
        call_command("new_signing_key")
