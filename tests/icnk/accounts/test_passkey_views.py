"""A first passkey by a way of trust, a second one, their names, and one taken away."""

import json
import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, get_resolver, reverse

from icnk.accounts import enrolment, reauthentication, recovery
from icnk.accounts.webauthn import MAX_PASSKEYS
from tests.audit_records import recorded
from tests.factories import an_administrator, an_editor
from tests.virtual_authenticator import Device, a_passkey_of, an_open_enrolment, sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("passkeys_required")]
ENROL, KEYS = "/account/enrol/", "/account/keys/"


@pytest.fixture
def person():
    return an_editor(first_name="Ada", last_name="Sample")


@pytest.fixture
def device():
    return Device()


def make(client, device, *, address=ENROL, asked="/account/enrol/question/", name="Phone", **wrong):
    question = client.post(asked).json()
    return client.post(address, {"credential": device.create(question, **wrong), "name": name})


def opens(client):
    return client.get(reverse("admin:index")).status_code == 200


def test_enrolment_adds_passkey_that_opens_desk(client, person, device, record, caplog):
    client.cookies["sessionid"] = an_open_enrolment(person)
    page = client.get(ENROL).content.decode()
    assert person.username in page
    answer = make(client, device)
    assert (answer.status_code, answer.url) == (302, "/account/sign-in/")
    key = Authenticator.objects.get(user=person)
    assert str(key) == "Phone"
    (line,) = recorded(caplog, "key.added")
    assert (line["of"], line["way"], line["key"]) == (person.username, "invitation:1", key.pk)
    assert not opens(client)
    question = client.post("/account/sign-in/question/").json()
    client.post("/account/sign-in/", {"credential": device.get(question)})
    assert opens(client)
    assert record()[0] == "key.added"


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
    make(client, device)
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
    """Let a recovery of this person end just after that was looked at first."""
    look, looked = getattr(module, name), []

    def first_then_recovered(*args, **kwargs):
        found = look(*args, **kwargs)
        if not looked:
            looked.append(recovery.recover_from_shell(person))
        return found

    monkeypatch.setattr(module, name, first_then_recovered)


def test_enrolment_during_recovery_adds_no_passkey(client, person, device, record, monkeypatch):
    """A key that is sent in the moment in which all others are ended is none."""
    client.cookies["sessionid"] = an_open_enrolment(person)
    question = client.post("/account/enrol/question/").json()
    recovered_after(monkeypatch, enrolment, "get_enrolment", person)
    assert client.post(ENROL, {"credential": device.create(question), "name": "Phone"}).status_code == 200
    assert not webauthn.get_passkeys(person).exists()
    assert ("key.refused", "closed") in record()


def test_session_during_recovery_adds_no_passkey(client, person, device, record, monkeypatch):
    sign_in_with_passkey(client, person)
    question = client.post("/account/keys/question/").json()
    recovered_after(monkeypatch, reauthentication, "is_recently_authenticated", person)
    client.post(KEYS, {"credential": device.create(question), "name": "Phone"})
    assert not webauthn.get_passkeys(person).exists()


def test_enrolment_signs_out_former_user(client, person):
    other = an_editor()
    sign_in_with_passkey(client, other)
    enrolment.open_enrolment(client.get("/account/keys/").wsgi_request, person, "invitation:1")
    assert not opens(client)
    assert not UserSession.objects.exists()


def test_enrolment_does_not_open_desk(client, person):
    client.cookies["sessionid"] = an_open_enrolment(person)
    assert not opens(client)
    assert client.get(KEYS).status_code == 302


@pytest.mark.parametrize("wrong", [{"verified": False}, {"origin": "https://evil.example.org"}])
def test_unverified_or_foreign_passkey_is_refused(client, person, device, wrong, record):
    client.cookies["sessionid"] = an_open_enrolment(person)
    answer = make(client, device, **wrong)
    assert "No passkey was made." in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert record()[-1][0] == "key.refused"
    assert make(client, device).status_code == 302  # the way is still open


NO_CLIENT = '{"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}'


@pytest.mark.parametrize("text", ["", "{", "null", NO_CLIENT])
def test_malformed_registration_is_refused_with_message(client, person, text):
    client.cookies["sessionid"] = an_open_enrolment(person)
    client.post("/account/enrol/question/")
    assert "No passkey was made." in client.post(ENROL, {"credential": text}).content.decode()


def test_second_passkey_is_recommended_until_added(client, person, device):
    sign_in_with_passkey(client, person)
    words = "You have one passkey."
    assert words in client.get("/admin/").content.decode()
    assert words in client.get(KEYS).content.decode()
    answer = make(client, device, address=KEYS, asked="/account/keys/question/", name="Key in the safe")
    assert answer.status_code == 302
    assert words not in client.get("/admin/").content.decode()
    page = client.get(KEYS).content.decode()
    assert words not in page
    assert "Key in the safe" in page


def test_second_passkey_is_not_recommended_without_first(client, person, settings):
    settings.PASSKEYS_REQUIRED = False  # as on one's own machine: there a password opens the desk
    client.force_login(person)
    page = client.get(KEYS).content.decode()
    assert "You have one passkey." not in page
    assert "Another passkey" not in page


def test_passkey_options_require_reauthentication(client, person):
    sign_in_with_passkey(client, person, recent=False)
    assert client.post("/account/keys/question/").status_code == 403


def test_passkeys_are_limited_per_person(client, person, device):
    sign_in_with_passkey(client, person)
    for _ in range(MAX_PASSKEYS - 1):
        a_passkey_of(person)
    answer = make(client, device, address=KEYS, asked="/account/keys/question/")
    assert "Remove one first." in answer.content.decode()
    assert person.authenticator_set.count() == MAX_PASSKEYS


def test_passkey_is_renamed(client, person):
    key = sign_in_with_passkey(client, person)
    client.post(f"{KEYS}{key.pk}/", {"name": "  Old \n phone " + "x" * 90})
    key.refresh_from_db()
    assert str(key) == "Old phone " + "x" * 50
    client.post(f"{KEYS}{key.pk}/", {"name": ""})
    key.refresh_from_db()
    assert str(key).startswith("Old phone")


def test_passkey_name_drops_invisible_characters(client, person):
    key = sign_in_with_passkey(client, person)
    client.post(f"{KEYS}{key.pk}/", {"name": "\x00Pho\x1b\u202ene\x00"})
    key.refresh_from_db()
    assert str(key) == "Phone"


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
    assert opens(client)


@pytest.mark.parametrize("pk", ["0", "9" * 40])
def test_passkey_with_impossible_id_is_not_found(client, person, pk):
    sign_in_with_passkey(client, person)
    assert client.post(f"{KEYS}{pk}/", {"name": "x"}).status_code == 404


def test_last_passkey_cannot_be_removed(client, person):
    key = sign_in_with_passkey(client, person)
    answer = client.post(f"{KEYS}{key.pk}/", {"remove": "1"}, follow=True)
    assert "This is your only passkey." in answer.content.decode()
    assert person.authenticator_set.exists()


def test_removed_passkey_ends_its_sessions(client, person, record):
    lost = sign_in_with_passkey(stolen := type(client)(), person)
    kept = a_passkey_of(person)
    question = client.post("/account/sign-in/question/").json()
    device = Device()
    lost_device_key, kept = kept, a_passkey_of(person, device)
    client.post("/account/sign-in/", {"credential": device.get(question)})
    client.post(f"{KEYS}{lost.pk}/", {"remove": "1"})
    assert set(person.authenticator_set.all()) == {lost_device_key, kept}
    assert not opens(stolen)
    assert opens(client)
    assert record()[-3:-1] == ["key.removed", ("session.ended", "key")]


def test_removing_passkey_of_current_session_signs_out(client, person):
    key = sign_in_with_passkey(client, person)
    a_passkey_of(person)
    answer = client.post(f"{KEYS}{key.pk}/", {"remove": "1"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/sign-in/")
    assert "The passkey is gone" in answer.content.decode()
    assert not opens(client)


def test_passkeys_of_others_are_not_found(client, person):
    other = a_passkey_of(an_editor())
    sign_in_with_passkey(client, person)
    assert client.post(f"{KEYS}{other.pk}/", {"remove": "1"}).status_code == 404
    assert client.post(f"{KEYS}{other.pk}/", {"name": "mine"}).status_code == 404
    other.refresh_from_db()
    assert str(other) == "Phone"


def test_admin_has_no_passkeys_sessions_or_email_addresses():
    assert not any(admin.site.is_registered(model) for model in (Authenticator, UserSession, EmailAddress))


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_login", "mfa_index"])
def test_allauth_urls_are_not_installed(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert not any("allauth" in str(pattern) for pattern in get_resolver().url_patterns)


def test_pages_show_no_passwords_when_passkeys_are_required(client, person):
    sign_in_with_passkey(client, an_administrator())
    change = reverse("admin:auth_user_change", args=[person.pk])
    for address in (reverse("admin:auth_user_add"), change, "/admin/"):
        page = client.get(address).content.decode()
        assert 'type="password"' not in page
        assert "assword" not in re.sub("<[^>]*>", "", page), address
    assert client.get(reverse("admin:auth_user_password_change", args=[person.pk])).status_code == 404
    assert client.get("/admin/password_change/").status_code == 404


def test_new_person_has_no_password(client):
    sign_in_with_passkey(client, an_administrator())
    client.post(reverse("admin:auth_user_add"), {"username": "newcomer", "password1": "x", "password2": "x"})
    assert not User.objects.get(username="newcomer").has_usable_password()
