"""The document, signature and public keys of an edition, verified with common tools."""

import base64
import hashlib
import json
import re
import shutil
import subprocess
from html import unescape

import pytest

from releases.document import signing
from releases.issuing import workflow
from tests.factories import (
    a_draft,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    an_embargoed_edition,
)
from tests.tampering import forge

pytestmark = pytest.mark.django_db
EDITION = "/information/releases/sample/editions/{}/"
FILES = ["document.json", "document.sig"]


def test_document_view_returns_the_signed_bytes(client):
    edition = a_public_edition(a_draft(slug="sample", headline="진짜 Sample"))
    response = client.get(f"{EDITION.format(1)}document.json")
    assert response.content == edition.document.encode()
    assert hashlib.sha256(response.content).hexdigest() == edition.digest
    assert response.headers["Content-Type"] == "application/json"


def test_signature_view_returns_64_bytes(client):
    edition = a_public_edition(a_draft(slug="sample"))
    response = client.get(f"{EDITION.format(1)}document.sig")
    assert response.content == base64.b64decode(edition.signature)
    assert len(response.content) == 64


def test_former_editions_keep_their_signature(client):
    first = a_superseded_edition(a_draft(slug="sample"))
    assert client.get(f"{EDITION.format(1)}document.json").content == first.document.encode()
    assert client.get(f"{EDITION.format(2)}document.json").json()["previous"] == first.digest


@pytest.mark.parametrize("make", [an_embargoed_edition, a_stopped_edition])
def test_hidden_edition_has_no_signature(client, make):
    make(a_draft(slug="sample"))
    for file in FILES:
        assert client.get(EDITION.format(1) + file).status_code == 404


def test_withdrawn_edition_shows_its_reason(client):
    a_withdrawn_edition(a_draft(slug="sample"))
    for file in FILES:
        response = client.get(EDITION.format(1) + file)
        assert response.status_code == 410
        assert "It was a sample." in response.content.decode()
        assert "quiet room" not in response.content.decode()


def test_tampered_document_is_not_served(client):
    edition = a_public_edition(a_draft(slug="sample"))
    forge(edition, document=edition.document.replace("opened", "closed"))
    for file in FILES:
        assert client.get(EDITION.format(1) + file).status_code == 503


def test_signing_keys_view_lists_public_keys(client, settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path
    first = signing.make_key()
    (tmp_path / f"{first}.pub.pem").rename(tmp_path / f"2026-01-02{first[10:]}.pub.pem")
    (tmp_path / f"{first}.pem").unlink()
    second = signing.make_key()
    (newest, former) = client.get("/.well-known/icnk-signing-keys.json").json()["keys"]
    assert (newest["name"], newest["until"]) == (second, None)
    assert (former["from"], former["until"]) == ("2026-01-02", newest["from"])
    assert client.get(newest["address"]).content.decode() == newest["pem"]
    assert newest["sha256"].startswith(second[-8:])
    assert client.get("/.well-known/icnk-signing-keys/2026-01-01-00000000.pem").status_code == 404


def test_private_keys_are_not_served(client):
    private = (signing._folder() / f"{signing.get_private_key_names()[0]}.pem").read_text().splitlines()[1]
    name = signing.get_private_key_names()[0]
    for page in ("icnk-signing-keys.json", f"icnk-signing-keys/{name}.pem", f"icnk-signing-keys/{name}.pub.pem"):
        response = client.get(f"/.well-known/{page}")
        assert private not in response.content.decode()
    assert private not in client.get("/.well-known/icnk-signing-keys.json").content.decode()


def evidence(client, folder):
    """Save the document, signature and key, and return the commands that the edition's page shows."""
    page = client.get(EDITION.format(1)).content.decode()
    addresses = re.findall(r'href="([^"]+\.(?:json|sig|pem))"', page.partition('id="evidence"')[2])
    for address in addresses:
        (folder / address.rpartition("/")[2]).write_bytes(client.get(address).content)
    return unescape(re.search(r"<pre><code>(.*?)</code></pre>", page, re.S)[1])


def run(commands, folder):
    return subprocess.run(["sh", "-e", "-c", commands], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.skipif(
    not (shutil.which("openssl") and shutil.which("sha256sum")), reason="needs the programs openssl and sha256sum"
)
@pytest.mark.parametrize("changed", [None, "document.json", "document.sig"])
def test_commands_on_the_page_verify_the_signature(client, tmp_path, changed):
    edition = a_public_edition(a_draft(slug="sample", headline="진짜 Sample"))
    commands = evidence(client, tmp_path)
    if changed:
        data = (tmp_path / changed).read_bytes()
        (tmp_path / changed).write_bytes(data[:20] + bytes([data[20] ^ 1]) + data[21:])
    done = run(commands, tmp_path)
    assert done.stdout.startswith(edition.digest) is (changed != "document.json")
    assert ("Signature Verified Successfully" in done.stdout) is (changed is None)
    assert (done.returncode == 0) is (changed is None)


def test_release_links_to_its_signature(client):
    a_public_edition(a_draft(slug="sample"))
    page = client.get("/information/releases/sample/").content.decode()
    assert f'{EDITION.format(1)}#evidence"' in page
    assert 'id="evidence"' in client.get(EDITION.format(1)).content.decode()


def test_ninjs_has_the_signed_digest(client):
    edition = a_public_edition(a_draft(slug="sample"))
    assert json.loads(client.get("/information/releases/sample.json").content)["icnk"]["digest"] == edition.digest


def test_reissued_release_has_signatures_again(client):
    edition = a_withdrawn_edition(a_draft(slug="sample"))
    workflow.correct(edition.release, by=a_publisher(), note="It was right.")
    for number in (1, 2, 3):
        assert client.get(f"{EDITION.format(number)}document.json").status_code == 200
