"""Sign-in to the desk, which is possible only with a passkey."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode

from icnk.accounts import reauthentication, webauthn
from tests.factories import an_editor
from tests.virtual_authenticator import Device, sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("passkeys_required")]
SIGN_IN = "/account/sign-in/"


def question(client):
    return client.post(reverse("account:sign_in_options")).json()


def send(client, credential, **more):
    return client.post(SIGN_IN, {"credential": credential, **more})


def opens(client):
    return client.get(reverse("admin:index")).status_code == 200


def test_passkey_opens_desk(client, person, device, audit_events):
    wanted = reverse("admin:auth_user_changelist")
    assert not opens(client)
    answer = send(client, device.get(question(client)), next=wanted)
    assert (answer.status_code, answer.url) == (302, wanted)
    assert opens(client)
    assert audit_events() == [("desk.refused", "nobody"), "sign_in"]


def test_sign_in_changes_session_key(client, person, device):
    asked = question(client)
    before = client.cookies["sessionid"].value
    send(client, device.get(asked))
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(pk=before).exists()


def test_password_is_refused(client, person, audit_events):
    person.set_password("a long sample password")
    person.save()
    typed = {"username": person.username, "password": "a long sample password"}
    assert authenticate(**typed) is None
    answer = client.post(reverse("admin:login"), {**typed, "next": "/admin/"})
    assert answer.url.startswith(SIGN_IN)
    client.force_login(person)  # a session from the days of passwords
    assert not opens(client)
    assert audit_events()[-2:] == [("session.ended", "password"), ("desk.refused", "password")]


def desk_addresses(resolver, prefix=""):
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from desk_addresses(pattern, path)
        else:
            yield "/" + path.replace("^", "").replace("$", "").replace("<path:object_id>", "1").replace("<id>", "1")


DESK = sorted(
    address
    for address in desk_addresses(get_resolver())
    if address.startswith("/admin") and "<" not in address.replace("(?P<", "")
)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("address", [*DESK, "/admin/r/1/1/", "/admin/nowhere/", "/admin/releases/"])
def test_admin_url_redirects_to_sign_in_without_passkey(client, person, address, method):
    client.force_login(person)
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, SIGN_IN)


def test_admin_urls_are_found():
    assert len(DESK) > 60
    assert {"/admin/jsi18n/", "/admin/autocomplete/", "/admin/password_change/", "/admin/logout/"} <= set(DESK)


def test_admin_is_closed_under_script_name(client, person, settings):
    settings.FORCE_SCRIPT_NAME = "/newsroom"
    client.force_login(person)
    assert client.get("/admin/").url.startswith("/account/sign-in/")


def test_unanswered_challenge_session_expires_in_minutes(client):
    question(client)
    assert Session.objects.get().expire_date < timezone.now() + timedelta(minutes=6)


def test_session_outlives_its_challenge(client, person, device):
    send(client, device.get(question(client)))
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=11)


def test_response_serves_once(client, person, device, audit_events):
    credential = device.get(question(client))
    send(client, credential)
    client.post("/account/sign-out/")
    assert not opens(client)
    question(client)
    assert send(client, credential).status_code == 403
    assert not opens(client)
    assert ("sign_in.refused", "answer") in audit_events()


def test_challenge_serves_once_after_wrong_response(client, person, device):
    asked = question(client)
    assert send(client, "{}").status_code == 403
    assert send(client, device.get(asked)).status_code == 403


def test_response_from_another_browser_is_refused(client, person, device):
    credential = device.get(question(client))
    client.cookies.clear()
    assert send(client, credential).status_code == 403
    question(client)
    assert send(client, credential).status_code == 403


@pytest.mark.parametrize(
    "origin",
    [
        "https://testserver.example.org",
        "https://evil.testserver",
        "http://testserver",
        "https://testserver:8443",
        "https://newsroom.example.org",
        "null",
        "",
    ],
)
def test_response_for_another_origin_is_refused(client, person, device, audit_events, origin):
    assert send(client, device.get(question(client), origin=origin or "-")).status_code == 403
    assert not opens(client)
    assert ("sign_in.refused", "origin") in audit_events()


def test_cross_origin_response_is_refused(client, person, device):
    assert send(client, device.get(question(client), crossOrigin=True)).status_code == 403


def test_user_verification_is_required(client, person, device):
    assert question(client)["publicKey"]["userVerification"] == "required"
    assert send(client, device.get(question(client), verified=False)).status_code == 403
    assert not opens(client)


def test_unknown_passkey_is_refused(client, person, device):
    stranger = Device()
    stranger.handle = device.handle
    assert send(client, stranger.get(question(client))).status_code == 403


def test_response_with_changed_byte_is_refused(client, person, device):
    credential = json.loads(device.get(question(client)))
    data = bytearray(websafe_decode(credential["response"]["authenticatorData"]))
    data[-1] ^= 1
    credential["response"]["authenticatorData"] = websafe_encode(bytes(data))
    assert send(client, json.dumps(credential)).status_code == 403


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_passkey_of_former_staff_is_refused(client, person, device, audit_events, field):
    setattr(person, field, False)
    person.save()
    assert send(client, device.get(question(client))).status_code == 403
    assert ("sign_in.refused", "ended") in audit_events()


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "1", '"a"', "{}", "[" * 5000, '{"response": {}}', '{"response": []}', "\x00", "é"),
        '{"response": {"clientDataJSON": 1}}',
        '{"response": {"clientDataJSON": "é"}}',
        '{"response": {"clientDataJSON": "W10"}}',  # []
        '{"response": {"clientDataJSON": "bnVsbA"}}',  # null
        "9" * (webauthn.MAX_RESPONSE_BYTES + 1),
    ],
)
def test_malformed_response_is_refused_with_message(client, person, text):
    question(client)
    answer = send(client, text)
    assert answer.status_code == 403
    assert "This passkey does not open the desk" in answer.content.decode()


@pytest.mark.parametrize("part", ["rawId", "response", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", [None, 7, "", "é", "AAAA", [], {}, "AA" * 3000])
def test_response_with_invalid_part_is_refused(client, person, device, part, value):
    credential = json.loads(device.get(question(client)))
    (credential if part in credential else credential["response"])[part] = value
    assert send(client, json.dumps(credential)).status_code == 403


ELSEWHERE = [
    "https://a.example.org/",
    "//a.example.org",
    "javascript:alert(1)",
    "\\\\a.example.org",
    "/\\a.example.org",
]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_sign_in_does_not_redirect_to_other_sites(client, person, device, elsewhere):
    assert send(client, device.get(question(client)), next=elsewhere).url == "/admin/"
    assert elsewhere not in client.get(SIGN_IN, {"next": elsewhere}).content.decode()


def test_link_from_other_site_opens_page_when_signed_in(client, person):
    """Browsers send no strict cookies after a link on another site, so a page of ours links on."""
    sign_in_with_passkey(client, person)
    held = client.cookies.pop("sessionid")
    wanted = reverse("admin:auth_user_changelist")
    first = client.get(wanted, headers={"sec-fetch-site": "cross-site"})
    step = client.get(first.url, headers={"sec-fetch-site": "cross-site"})
    assert f'content="0; url={wanted}"' in step.content.decode()
    client.cookies["sessionid"] = held
    assert client.get(wanted, headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_rate_limit_applies_to_one_address(client, person, device):
    for _ in range(30):
        send(client, "{}")
    late = send(client, device.get(question(client)))
    assert late.status_code == 429
    assert "Wait a minute" in late.content.decode()
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"  # the same person, from anywhere else
    assert send(client, device.get(question(client))).status_code == 302


@pytest.mark.parametrize("about", [{}, {"HTTP_X_FORWARDED_FOR": "unknown"}], ids=["nothing said", "unknown"])
def test_rate_limit_is_skipped_without_client_address(client, person, device, settings, about):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.defaults |= {"HTTP_X_FORWARDED_PROTO": "https", **about}
    for _ in range(40):
        send(client, "{}")
    assert send(client, device.get(question(client))).status_code == 302


def test_public_page_sets_no_cookie_and_runs_no_query(client, person, django_assert_num_queries):
    assert not client.get("/accessibility/").cookies
    sign_in_with_passkey(client, person)
    with django_assert_num_queries(0):
        assert client.get("/accessibility/").status_code == 200


def test_password_sign_in_works_when_passkeys_are_not_required(client, settings):
    settings.PASSKEYS_REQUIRED = False
    person = an_editor()
    person.set_password("a long sample password")
    person.save()
    typed = {"username": person.username, "password": "a long sample password", "next": "/admin/"}
    assert client.post(reverse("admin:login"), typed).url == "/admin/"
    assert opens(client)


def test_is_passkey_session_after_sign_in(client, person, rf):
    sign_in_with_passkey(client, person)
    request = client.get(reverse("admin:index")).wsgi_request
    assert reauthentication.is_passkey_session(request)
