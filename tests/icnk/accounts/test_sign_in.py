"""The desk opens for a passkey, and for nothing else."""

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

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("required")]
SIGN_IN = "/account/sign-in/"


def question(client):
    return client.post(reverse("account:question")).json()


def send(client, credential, **more):
    return client.post(SIGN_IN, {"credential": credential, **more})


def opens(client):
    return client.get(reverse("admin:index")).status_code == 200


def test_a_passkey_opens_the_desk(client, person, device, record):
    wanted = reverse("admin:auth_user_changelist")
    assert not opens(client)
    answer = send(client, device.answer(question(client)), next=wanted)
    assert (answer.status_code, answer.url) == (302, wanted)
    assert opens(client)
    assert record() == [("desk.refused", "nobody"), "sign_in"]


def test_the_session_has_another_name_after_the_sign_in(client, person, device):
    asked = question(client)
    before = client.cookies["sessionid"].value
    send(client, device.answer(asked))
    assert client.cookies["sessionid"].value != before
    assert not Session.objects.filter(pk=before).exists()


def test_a_password_opens_nothing(client, person, record):
    person.set_password("a long sample password")
    person.save()
    typed = {"username": person.username, "password": "a long sample password"}
    assert authenticate(**typed) is None
    answer = client.post(reverse("admin:login"), {**typed, "next": "/admin/"})
    assert answer.url.startswith(SIGN_IN)
    client.force_login(person)  # a session from the days of passwords
    assert not opens(client)
    assert record()[-2:] == [("session.ended", "password"), ("desk.refused", "password")]


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
def test_no_address_of_the_desk_opens_without(client, person, address, method):
    client.force_login(person)
    answer = getattr(client, method)(address)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, SIGN_IN)


def test_the_walk_knows_the_desk():
    assert len(DESK) > 60
    assert {"/admin/jsi18n/", "/admin/autocomplete/", "/admin/password_change/", "/admin/logout/"} <= set(DESK)


def test_under_another_prefix_the_desk_is_as_closed(client, person, settings):
    settings.FORCE_SCRIPT_NAME = "/newsroom"
    client.force_login(person)
    assert client.get("/admin/").url.startswith("/account/sign-in/")


def test_who_asks_and_does_not_answer_leaves_a_row_for_minutes_alone(client):
    question(client)
    assert Session.objects.get().expire_date < timezone.now() + timedelta(minutes=6)


def test_the_sign_in_lasts_longer_than_its_question(client, person, device):
    send(client, device.answer(question(client)))
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=11)


def test_an_answer_serves_once(client, person, device, record):
    credential = device.answer(question(client))
    send(client, credential)
    client.post("/account/sign-out/")
    assert not opens(client)
    question(client)
    assert send(client, credential).status_code == 403
    assert not opens(client)
    assert ("sign_in.refused", "answer") in record()


def test_a_question_serves_once_also_after_a_wrong_answer(client, person, device):
    asked = question(client)
    assert send(client, "{}").status_code == 403
    assert send(client, device.answer(asked)).status_code == 403


def test_an_answer_from_another_browser_is_none(client, person, device):
    credential = device.answer(question(client))
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
def test_an_answer_given_to_another_site_is_none(client, person, device, record, origin):
    assert send(client, device.answer(question(client), origin=origin or "-")).status_code == 403
    assert not opens(client)
    assert ("sign_in.refused", "origin") in record()


def test_an_answer_given_within_another_site_is_none(client, person, device):
    assert send(client, device.answer(question(client), crossOrigin=True)).status_code == 403


def test_the_device_has_to_check_who_holds_it(client, person, device):
    assert question(client)["publicKey"]["userVerification"] == "required"
    assert send(client, device.answer(question(client), verified=False)).status_code == 403
    assert not opens(client)


def test_another_key_of_nobody_is_refused(client, person, device):
    stranger = Device()
    stranger.handle = device.handle
    assert send(client, stranger.answer(question(client))).status_code == 403


def test_a_changed_byte_is_refused(client, person, device):
    credential = json.loads(device.answer(question(client)))
    data = bytearray(websafe_decode(credential["response"]["authenticatorData"]))
    data[-1] ^= 1
    credential["response"]["authenticatorData"] = websafe_encode(bytes(data))
    assert send(client, json.dumps(credential)).status_code == 403


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_the_key_of_somebody_who_has_left_is_refused(client, person, device, record, field):
    setattr(person, field, False)
    person.save()
    assert send(client, device.answer(question(client))).status_code == 403
    assert ("sign_in.refused", "ended") in record()


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "1", '"a"', "{}", "[" * 5000, '{"response": {}}', '{"response": []}', "\x00", "é"),
        '{"response": {"clientDataJSON": 1}}',
        '{"response": {"clientDataJSON": "é"}}',
        '{"response": {"clientDataJSON": "W10"}}',  # []
        '{"response": {"clientDataJSON": "bnVsbA"}}',  # null
        "9" * (webauthn.MOST_BYTES + 1),
    ],
)
def test_what_is_no_answer_is_refused_in_words(client, person, text):
    question(client)
    answer = send(client, text)
    assert answer.status_code == 403
    assert "This passkey does not open the desk" in answer.content.decode()


@pytest.mark.parametrize("part", ["rawId", "response", "authenticatorData", "signature", "userHandle"])
@pytest.mark.parametrize("value", [None, 7, "", "é", "AAAA", [], {}, "AA" * 3000])
def test_an_answer_with_a_part_that_is_none_is_refused(client, person, device, part, value):
    credential = json.loads(device.answer(question(client)))
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
def test_the_sign_in_leads_to_no_other_site(client, person, device, elsewhere):
    assert send(client, device.answer(question(client)), next=elsewhere).url == "/admin/"
    assert elsewhere not in client.get(SIGN_IN, {"next": elsewhere}).content.decode()


def test_a_link_in_a_mail_opens_the_page_for_somebody_signed_in(client, person):
    """Strict cookies do not come along from another site; one step of our own brings them."""
    sign_in_with_passkey(client, person)
    held = client.cookies.pop("sessionid")
    wanted = reverse("admin:auth_user_changelist")
    first = client.get(wanted, headers={"sec-fetch-site": "cross-site"})
    step = client.get(first.url, headers={"sec-fetch-site": "cross-site"})
    assert f'content="0; url={wanted}"' in step.content.decode()
    client.cookies["sessionid"] = held
    assert client.get(wanted, headers={"sec-fetch-site": "same-origin"}).status_code == 200


def test_too_many_answers_from_one_address_wait_and_nobody_else_does(client, person, device):
    for _ in range(30):
        send(client, "{}")
    late = send(client, device.answer(question(client)))
    assert late.status_code == 429
    assert "Wait a minute" in late.content.decode()
    client.defaults["REMOTE_ADDR"] = "192.0.2.7"  # the same person, from anywhere else
    assert send(client, device.answer(question(client))).status_code == 302


@pytest.mark.parametrize("about", [{}, {"HTTP_X_FORWARDED_FOR": "unknown"}], ids=["nothing said", "unknown"])
def test_behind_a_proxy_that_names_nobody_an_enemy_locks_nobody_out(client, person, device, settings, about):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    client.defaults |= {"HTTP_X_FORWARDED_PROTO": "https", **about}
    for _ in range(40):
        send(client, "{}")
    assert send(client, device.answer(question(client))).status_code == 302


def test_pages_of_the_public_set_no_cookie_and_ask_nobody(client, person, django_assert_num_queries):
    assert not client.get("/accessibility/").cookies
    sign_in_with_passkey(client, person)
    with django_assert_num_queries(0):
        assert client.get("/accessibility/").status_code == 200


def test_django_s_own_sign_in_stays_where_keys_are_not_required(client, settings):
    settings.PASSKEYS_REQUIRED = False
    person = an_editor()
    person.set_password("a long sample password")
    person.save()
    typed = {"username": person.username, "password": "a long sample password", "next": "/admin/"}
    assert client.post(reverse("admin:login"), typed).url == "/admin/"
    assert opens(client)


def test_a_session_says_whether_a_passkey_opened_it(client, person, rf):
    sign_in_with_passkey(client, person)
    request = client.get(reverse("admin:index")).wsgi_request
    assert reauthentication.is_passkey_session(request)
