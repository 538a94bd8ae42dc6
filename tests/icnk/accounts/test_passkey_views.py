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

from icnk.accounts import enrolment, passkey_views, reauthentication, recovery
from icnk.accounts.webauthn import MOST_KEYS
from tests.audit_records import recorded
from tests.factories import an_administrator, an_editor
from tests.virtual_authenticator import Device, a_passkey_of, an_open_enrolment, sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("required")]
ENROL, KEYS = "/account/enrol/", "/account/keys/"


@pytest.fixture
def person():
    return an_editor(first_name="Ada", last_name="Sample")


@pytest.fixture
def device():
    return Device()


def make(client, device, *, address=ENROL, asked="/account/enrol/question/", name="Phone", **wrong):
    question = client.post(asked).json()
    return client.post(address, {"credential": device.make(question, **wrong), "name": name})


def opens(client):
    return client.get(reverse("admin:index")).status_code == 200


def test_a_way_of_trust_leads_to_a_key_and_the_key_to_the_desk(client, person, device, record, caplog):
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
    client.post("/account/sign-in/", {"credential": device.answer(question)})
    assert opens(client)
    assert record()[0] == "key.added"


def test_the_device_keeps_the_key_and_checks_who_holds_it(client, person):
    client.cookies["sessionid"] = an_open_enrolment(person)
    asked = client.post("/account/enrol/question/").json()["publicKey"]
    assert asked["authenticatorSelection"] == {
        "residentKey": "required",
        "requireResidentKey": True,
        "userVerification": "required",
    }
    assert (asked["user"]["name"], asked["user"]["displayName"]) == (person.username, "Ada Sample")
    assert asked["rp"] == {"id": "testserver", "name": "ICNK newsroom"}


def test_a_way_is_used_up_by_the_key(client, person, device):
    client.cookies["sessionid"] = an_open_enrolment(person)
    make(client, device)
    assert client.get(ENROL).status_code == 403
    assert client.post("/account/enrol/question/").status_code == 403


def test_a_way_closes_after_a_quarter_of_an_hour(client, person, device, monkeypatch):
    client.cookies["sessionid"] = an_open_enrolment(person)
    question = client.post("/account/enrol/question/").json()
    monkeypatch.setattr(enrolment, "LASTS", timedelta(seconds=-1))
    assert client.post(ENROL, {"credential": device.make(question)}).status_code == 403
    assert not Authenticator.objects.exists()
    assert "quarter of an hour" in client.get(ENROL).content.decode()


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_no_way_leads_to_a_key_of_somebody_who_has_left(client, person, device, field):
    client.cookies["sessionid"] = an_open_enrolment(person)
    question = client.post("/account/enrol/question/").json()
    User.objects.filter(pk=person.pk).update(**{field: False})
    assert client.post(ENROL, {"credential": device.make(question)}).status_code == 403
    assert not Authenticator.objects.exists()


def test_nobody_else_adds_a_key(client, person, device):
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
            looked.append(recovery.recover_on_the_shell(person))
        return found

    monkeypatch.setattr(module, name, first_then_recovered)


def test_no_way_outruns_a_recovery(client, person, device, record, monkeypatch):
    """A key that is sent in the moment in which all others are ended is none."""
    client.cookies["sessionid"] = an_open_enrolment(person)
    question = client.post("/account/enrol/question/").json()
    recovered_after(monkeypatch, enrolment, "opened", person)
    assert client.post(ENROL, {"credential": device.make(question), "name": "Phone"}).status_code == 200
    assert not passkey_views.get_passkeys(person).exists()
    assert ("key.refused", "closed") in record()


def test_no_session_outruns_a_recovery(client, person, device, record, monkeypatch):
    sign_in_with_passkey(client, person)
    question = client.post("/account/keys/question/").json()
    recovered_after(monkeypatch, reauthentication, "is_recently_authenticated", person)
    client.post(KEYS, {"credential": device.make(question), "name": "Phone"})
    assert not passkey_views.get_passkeys(person).exists()


def test_a_way_signs_out_whoever_was_signed_in(client, person):
    other = an_editor()
    sign_in_with_passkey(client, other)
    enrolment.open_to(client.get("/account/keys/").wsgi_request, person, "invitation:1")
    assert not opens(client)
    assert not UserSession.objects.exists()


def test_an_open_way_opens_nothing_else(client, person):
    client.cookies["sessionid"] = an_open_enrolment(person)
    assert not opens(client)
    assert client.get(KEYS).status_code == 302


@pytest.mark.parametrize("wrong", [{"verified": False}, {"origin": "https://evil.example.org"}])
def test_a_key_made_without_the_check_or_elsewhere_is_none(client, person, device, wrong, record):
    client.cookies["sessionid"] = an_open_enrolment(person)
    answer = make(client, device, **wrong)
    assert "No passkey was made." in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert record()[-1][0] == "key.refused"
    assert make(client, device).status_code == 302  # the way is still open


NO_CLIENT = '{"response": {"clientDataJSON": "e30", "attestationObject": "oA"}}'


@pytest.mark.parametrize("text", ["", "{", "null", NO_CLIENT])
def test_what_is_no_key_is_refused_in_words(client, person, text):
    client.cookies["sessionid"] = an_open_enrolment(person)
    client.post("/account/enrol/question/")
    assert "No passkey was made." in client.post(ENROL, {"credential": text}).content.decode()


def test_a_second_key_is_asked_for_until_it_is_there(client, person, device):
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


def test_who_has_no_key_is_not_told_of_one(client, person, settings):
    settings.PASSKEYS_REQUIRED = False  # as on one's own machine: there a password opens the desk
    client.force_login(person)
    page = client.get(KEYS).content.decode()
    assert "You have one passkey." not in page
    assert "Another passkey" not in page


def test_a_key_is_made_after_a_fresh_touch_alone(client, person):
    sign_in_with_passkey(client, person, touched=False)
    assert client.post("/account/keys/question/").status_code == 403


def test_nobody_has_more_than_a_few(client, person, device):
    sign_in_with_passkey(client, person)
    for _ in range(MOST_KEYS - 1):
        a_passkey_of(person)
    answer = make(client, device, address=KEYS, asked="/account/keys/question/")
    assert "Remove one first." in answer.content.decode()
    assert person.authenticator_set.count() == MOST_KEYS


def test_a_key_gets_another_name(client, person):
    key = sign_in_with_passkey(client, person)
    client.post(f"{KEYS}{key.pk}/", {"name": "  Old \n phone " + "x" * 90})
    key.refresh_from_db()
    assert str(key) == "Old phone " + "x" * 50
    client.post(f"{KEYS}{key.pk}/", {"name": ""})
    key.refresh_from_db()
    assert str(key).startswith("Old phone")


def test_a_name_has_no_letters_that_nobody_sees(client, person):
    key = sign_in_with_passkey(client, person)
    client.post(f"{KEYS}{key.pk}/", {"name": "\x00Pho\x1b\u202ene\x00"})
    key.refresh_from_db()
    assert str(key) == "Phone"


def test_of_what_a_browser_says_about_a_key_only_what_was_checked_is_kept(client, person, device):
    client.cookies["sessionid"] = an_open_enrolment(person)
    made = json.loads(device.make(client.post("/account/enrol/question/").json()))
    made |= {"more": "\x00" * 500, "clientExtensionResults": {"x": "\x00"}}
    assert client.post(ENROL, {"credential": json.dumps(made)}).status_code == 302
    kept = Authenticator.objects.get().data["credential"]
    assert "\x00" not in str(kept)
    assert set(kept["response"]) == {"clientDataJSON", "attestationObject"}
    question = client.post("/account/sign-in/question/").json()
    client.post("/account/sign-in/", {"credential": device.answer(question)})
    assert opens(client)


@pytest.mark.parametrize("pk", ["0", "9" * 40])
def test_a_key_of_an_impossible_number_is_none(client, person, pk):
    sign_in_with_passkey(client, person)
    assert client.post(f"{KEYS}{pk}/", {"name": "x"}).status_code == 404


def test_the_last_key_stays(client, person):
    key = sign_in_with_passkey(client, person)
    answer = client.post(f"{KEYS}{key.pk}/", {"remove": "1"}, follow=True)
    assert "This is your only passkey." in answer.content.decode()
    assert person.authenticator_set.exists()


def test_a_key_that_is_lost_goes_with_its_sessions(client, person, record):
    lost = sign_in_with_passkey(stolen := type(client)(), person)
    kept = a_passkey_of(person)
    question = client.post("/account/sign-in/question/").json()
    device = Device()
    lost_device_key, kept = kept, a_passkey_of(person, device)
    client.post("/account/sign-in/", {"credential": device.answer(question)})
    client.post(f"{KEYS}{lost.pk}/", {"remove": "1"})
    assert set(person.authenticator_set.all()) == {lost_device_key, kept}
    assert not opens(stolen)
    assert opens(client)
    assert record()[-3:-1] == ["key.removed", ("session.ended", "key")]


def test_removing_the_key_one_came_with_signs_out(client, person):
    key = sign_in_with_passkey(client, person)
    a_passkey_of(person)
    answer = client.post(f"{KEYS}{key.pk}/", {"remove": "1"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/sign-in/")
    assert "The passkey is gone" in answer.content.decode()
    assert not opens(client)


def test_nobody_touches_the_keys_of_others(client, person):
    other = a_passkey_of(an_editor())
    sign_in_with_passkey(client, person)
    assert client.post(f"{KEYS}{other.pk}/", {"remove": "1"}).status_code == 404
    assert client.post(f"{KEYS}{other.pk}/", {"name": "mine"}).status_code == 404
    other.refresh_from_db()
    assert str(other) == "Phone"


def test_the_desk_shows_and_changes_no_keys_sessions_or_addresses():
    assert not any(admin.site.is_registered(model) for model in (Authenticator, UserSession, EmailAddress))


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password", "account_login", "mfa_index"])
def test_no_address_of_allauth_s_own_is_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
    assert not any("allauth" in str(pattern) for pattern in get_resolver().url_patterns)


def test_where_keys_are_required_no_page_knows_passwords(client, person):
    sign_in_with_passkey(client, an_administrator())
    change = reverse("admin:auth_user_change", args=[person.pk])
    for address in (reverse("admin:auth_user_add"), change, "/admin/"):
        page = client.get(address).content.decode()
        assert 'type="password"' not in page
        assert "assword" not in re.sub("<[^>]*>", "", page), address
    assert client.get(reverse("admin:auth_user_password_change", args=[person.pk])).status_code == 404
    assert client.get("/admin/password_change/").status_code == 404


def test_a_new_person_has_no_password(client):
    sign_in_with_passkey(client, an_administrator())
    client.post(reverse("admin:auth_user_add"), {"username": "newcomer", "password1": "x", "password2": "x"})
    assert not User.objects.get(username="newcomer").has_usable_password()
