"""A person's own passkeys: add, rename, remove."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import NoReverseMatch, get_resolver, reverse

from icnk.accounts.webauthn import MAX_PASSKEYS
from tests.factories import an_administrator, an_editor
from tests.virtual_authenticator import Device, a_passkey_of, add_passkey, can_open_desk, sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("passkeys_required")]
ENROL, KEYS = "/account/enrol/", "/account/keys/"


@pytest.fixture
def person():
    return an_editor(first_name="Ada", last_name="Sample")


def test_second_passkey_is_recommended_until_added(client, person, device):
    sign_in_with_passkey(client, person)
    words = "You have one passkey."
    assert words in client.get("/admin/").content.decode()
    assert words in client.get(KEYS).content.decode()
    answer = add_passkey(client, device, address=KEYS, asked="/account/keys/question/", name="Key in the safe")
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
    answer = add_passkey(client, device, address=KEYS, asked="/account/keys/question/")
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


@pytest.mark.parametrize("pk", ["0", "9" * 40])
def test_passkey_with_impossible_id_is_not_found(client, person, pk):
    sign_in_with_passkey(client, person)
    assert client.post(f"{KEYS}{pk}/", {"name": "x"}).status_code == 404


def test_last_passkey_cannot_be_removed(client, person):
    key = sign_in_with_passkey(client, person)
    answer = client.post(f"{KEYS}{key.pk}/", {"remove": "1"}, follow=True)
    assert "This is your only passkey." in answer.content.decode()
    assert person.authenticator_set.exists()


def test_removed_passkey_ends_its_sessions(client, person, audit_events):
    lost = sign_in_with_passkey(stolen := type(client)(), person)
    kept = a_passkey_of(person)
    question = client.post("/account/sign-in/question/").json()
    device = Device()
    lost_device_key, kept = kept, a_passkey_of(person, device)
    client.post("/account/sign-in/", {"credential": device.get(question)})
    client.post(f"{KEYS}{lost.pk}/", {"remove": "1"})
    assert set(person.authenticator_set.all()) == {lost_device_key, kept}
    assert not can_open_desk(stolen)
    assert can_open_desk(client)
    assert audit_events()[-3:-1] == ["key.removed", ("session.ended", "key")]


def test_removing_passkey_of_current_session_signs_out(client, person):
    key = sign_in_with_passkey(client, person)
    a_passkey_of(person)
    answer = client.post(f"{KEYS}{key.pk}/", {"remove": "1"}, follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/sign-in/")
    assert "The passkey is gone" in answer.content.decode()
    assert not can_open_desk(client)


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
