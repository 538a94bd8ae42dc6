import json
import logging

import pytest
from django.test import Client

from tests.factories import an_editor
from tests.virtual_authenticator import Device, a_passkey_of


class HttpsClient(Client):
    """On https, as passkeys want it."""

    def generic(self, *args, secure=True, **kwargs):
        return super().generic(*args, secure=True, **kwargs)


@pytest.fixture
def client():
    return HttpsClient()


@pytest.fixture
def passkeys_required(settings):
    """As it is where DEBUG is off."""
    settings.PASSKEYS_REQUIRED = True


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def person(device):
    """Who holds the device, with a passkey on it."""
    person = an_editor()
    a_passkey_of(person, device)
    return person


@pytest.fixture
def record(caplog):
    """What was recorded since, as (event, why)."""
    caplog.set_level(logging.INFO, "newsroom.audit")

    def said():
        lines = [json.loads(line.message) for line in caplog.records if line.name == "newsroom.audit"]
        return [(line["event"], line["why"]) if "why" in line else line["event"] for line in lines]

    return said


@pytest.fixture
def audited(caplog):
    """What was recorded since, as (event, by)."""
    caplog.set_level(logging.INFO, "newsroom.audit")

    def said():
        lines = [json.loads(line.message) for line in caplog.records if line.name == "newsroom.audit"]
        return [(line["event"], line["by"]) for line in lines]

    return said
