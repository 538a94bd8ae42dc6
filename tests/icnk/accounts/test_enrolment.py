"""The page on which an invited person adds a first passkey."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User

from icnk.accounts import enrolment, reauthentication, recovery, webauthn
from tests.audit_records import recorded
from tests.factories import an_editor
from tests.virtual_authenticator import add_passkey, an_open_enrolment, can_open_desk, sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("passkeys_required")]
ENROL, KEYS = "/account/enrol/", "/account/keys/"


@pytest.fixture
def person():
    return an_editor(first_name="Ada", last_name="Sample")


def test_enrolment_adds_passkey_that_opens_desk(client, person, device, audit_events, caplog):
    client.cookies["sessionid"] = an_open_enrolment(person)
    page = client.get(ENROL).content.decode()
    assert person.username in page
    answer = add_passkey(client, device)
    assert (answer.status_code, answer.url) == (302, "/account/sign-in/")
    key = Authenticator.objects.get(user=person)
    assert str(key) == "Phone"
    (line,) = recorded(caplog, "key.added")
    assert (line["of"], line["way"], line["key"]) == (person.username, "invitation:1", key.pk)
    assert not can_open_desk(client)
    question = client.post("/account/sign-in/question/").json()
    client.post("/account/sign-in/", {"credential": device.get(question)})
    assert can_open_desk(client)
    assert audit_events()[0] == "key.added"


def test_enrolment_options_require_resident_key_and_user_verification(client, person):
    client.cookies["sessionid"] = an_open_enrolment(person)
    asked = client.post("/account/enrol/question/").json()["publicKey"]
    assert asked["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert (asked["user"]["name"], asked["user"]["displayName"]) == (person.username, "Ada Sample")
    assert asked["rp"] == {"id": "testserver", "name": "ICNK newsroom"}


def test_enrolment_closes_once_passkey_is_added(client, person, device):
    client.cookies["sessionid"] = an_open_enrolment(person)
    add_passkey(client, device)
    assert client.get(ENROL).status_code == 403
    assert client.post("/account/enrol/question/").status_code == 403


def test_enrolment_closes_after_fifteen_minutes(client, person, device, monkeypatch):
    client.cookies["sessionid"] = an_open_enrolment(person)
    question = client.post("/account/enrol/question/").json()
    monkeypatch.setattr(enrolment, "ENROLMENT_LIFETIME", timedelta(seconds=-1))
    assert client.post(ENROL, {"credential": device.create(question)}).status_code == 403
    assert not Authenticator.objects.exists()
    assert "quarter of an hour" in client.get(ENROL).content.decode()


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_enrolment_is_refused_to_former_staff(client, person, device, field):
    client.cookies["sessionid"] = an_open_enrolment(person)
    question = client.post("/account/enrol/question/").json()
    User.objects.filter(pk=person.pk).update(**{field: False})
    assert client.post(ENROL, {"credential": device.create(question)}).status_code == 403
    assert not Authenticator.objects.exists()


def test_enrolment_is_refused_without_invitation(client, person, device):
    assert client.get(ENROL).status_code == 403
    assert client.post("/account/enrol/question/").status_code == 403
    assert client.post(ENROL, {"credential": "{}"}).status_code == 403
    assert client.get(KEYS).url == f"/account/sign-in/?next={KEYS}"


def recovered_after(monkeypatch, module, name, person):
    """Run a recovery of this person just after the first check."""
    look, looked = getattr(module, name), []

    def first_then_recovered(*args, **kwargs):
        found = look(*args, **kwargs)
        if not looked:
            looked.append(recovery.recover_from_shell(person))
        return found

    monkeypatch.setattr(module, name, first_then_recovered)


def test_enrolment_during_recovery_adds_no_passkey(client, person, device, audit_events, monkeypatch):
    """A passkey posted during a recovery must not outlive it."""
    client.cookies["sessionid"] = an_open_enrolment(person)
    question = client.post("/account/enrol/question/").json()
    recovered_after(monkeypatch, enrolment, "get_enrolment", person)
    assert client.post(ENROL, {"credential": device.create(question), "name": "Phone"}).status_code == 200
    assert not webauthn.get_passkeys(person).exists()
    assert ("key.refused", "closed") in audit_events()


def test_session_during_recovery_adds_no_passkey(client, person, device, audit_events, monkeypatch):
    sign_in_with_passkey(client, person)
    question = client.post("/account/keys/question/").json()
    recovered_after(monkeypatch, reauthentication, "is_recently_authenticated", person)
    client.post(KEYS, {"credential": device.create(question), "name": "Phone"})
    assert not webauthn.get_passkeys(person).exists()


def test_enrolment_signs_out_former_user(client, person):
    other = an_editor()
    sign_in_with_passkey(client, other)
    enrolment.open_enrolment(client.get("/account/keys/").wsgi_request, person, "invitation:1")
    assert not can_open_desk(client)
    assert not UserSession.objects.exists()


def test_enrolment_does_not_open_desk(client, person):
    client.cookies["sessionid"] = an_open_enrolment(person)
    assert not can_open_desk(client)
    assert client.get(KEYS).status_code == 302


@pytest.mark.parametrize("wrong", [{"verified": False}, {"origin": "https://evil.example.org"}])
def test_unverified_or_foreign_passkey_is_refused(client, person, device, wrong, audit_events):
    client.cookies["sessionid"] = an_open_enrolment(person)
    answer = add_passkey(client, device, **wrong)
    assert "No passkey was made." in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert audit_events()[-1][0] == "key.refused"
    assert add_passkey(client, device).status_code == 302  # the way is still open


def test_only_verified_credential_fields_are_stored(client, person, device):
    client.cookies["sessionid"] = an_open_enrolment(person)
    made = json.loads(device.create(client.post("/account/enrol/question/").json()))
    made |= {"more": "\x00" * 500, "clientExtensionResults": {"x": "\x00"}}
    assert client.post(ENROL, {"credential": json.dumps(made)}).status_code == 302
    kept = Authenticator.objects.get().data["credential"]
    assert "\x00" not in str(kept)
    assert set(kept["response"]) == {"clientDataJSON", "attestationObject"}
    question = client.post("/account/sign-in/question/").json()
    client.post("/account/sign-in/", {"credential": device.get(question)})
    assert can_open_desk(client)


NO_CLIENT = '{"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}'


@pytest.mark.parametrize("text", ["", "{", "null", NO_CLIENT])
def test_malformed_registration_is_refused_with_message(client, person, text):
    client.cookies["sessionid"] = an_open_enrolment(person)
    client.post("/account/enrol/question/")
    assert "No passkey was made." in client.post(ENROL, {"credential": text}).content.decode()
