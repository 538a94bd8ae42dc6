import json
import logging
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories import an_editor
from tests.virtual_authenticator import Device, a_passkey_of


class HttpsClient(Client):
    """A client on HTTPS, which passkeys require."""

    def generic(self, *args, secure=True, **kwargs):
        return super().generic(*args, secure=True, **kwargs)


@pytest.fixture
def client():
    return HttpsClient()


@pytest.fixture
def passkeys_required(settings):
    """Require passkeys, as without DEBUG."""
    settings.PASSKEYS_REQUIRED = True


@pytest.fixture
def device():
    return Device()


@pytest.fixture
def person(device):
    """A person with a passkey on the device."""
    person = an_editor()
    a_passkey_of(person, device)
    return person


@pytest.fixture
def audit_records(caplog):
    """Return a function that returns the records of the audit log since the test began."""
    caplog.set_level(logging.INFO, "newsroom.audit")
    return lambda: [json.loads(line.message) for line in caplog.records if line.name == "newsroom.audit"]


@pytest.fixture
def audit_events(audit_records):
    """Return a function that returns each audit event, as (event, why) if it has a reason."""
    return lambda: [(each["event"], each["why"]) if "why" in each else each["event"] for each in audit_records()]


@pytest.fixture
def audit_actors(audit_records):
    """Return a function that returns (event, by) of each audit event."""
    return lambda: [(each["event"], each["by"]) for each in audit_records()]


@pytest.fixture
def advance_clock(monkeypatch):
    """Return a function that moves the clock of `recovery` on."""

    def move(**ahead):
        now = timezone.now() + timedelta(**ahead)
        monkeypatch.setattr("icnk.accounts.recovery.database_now", lambda: now)

    return move
