from pathlib import Path

import polib
import pytest
from django.conf import settings

LOCALE = Path(settings.LOCALE_PATHS[0])
PUBLIC = ("templates/", "releases/outlets/")
DESK = ("templates/admin/", "templates/accounts/")


def catalogue(language, ending):
    return LOCALE / language / "LC_MESSAGES" / f"django.{ending}"


def is_public(entry):
    """Whether the message is on a public page. The desk is in English."""
    places = [place for place, _ in entry.occurrences]
    return any(place.startswith(PUBLIC) and not place.startswith(DESK) for place in places)


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_every_message_is_translated(language):
    entries = polib.pofile(str(catalogue(language, "po")))
    assert [entry.msgid for entry in entries if is_public(entry) and not entry.translated()] == []


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_compiled_messages_match_the_po_file(language):
    written = {entry.msgid: entry.msgstr for entry in polib.pofile(str(catalogue(language, "po"))).translated_entries()}
    compiled = {entry.msgid: entry.msgstr for entry in polib.mofile(str(catalogue(language, "mo")))}
    assert compiled == written


@pytest.mark.parametrize(
    ("address", "word"),
    [("/", "Latest releases"), ("/ko/", "최신 보도자료"), ("/ja/", "最新のプレスリリース")],
)
@pytest.mark.django_db
def test_each_language_has_its_home_page(client, address, word):
    response = client.get(address)
    assert word in response.content.decode()
    assert "text/html" in response.headers["Content-Type"]
