"""What goes out, who gets in and what is taken away needs a touch that is five minutes old at most."""

import json
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse

from icnk.accounts import reauthentication
from icnk.core.history.models import keep
from icnk.models import SiteText
from releases.models import Edition, EmbargoPass, PressContact, Redaction
from tests.factories import a_contact, a_draft, a_public_edition, a_writer, an_editor, an_embargoed_edition
from tests.virtual_authenticator import Device, a_passkey_of, sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("required")]
ASKED = "Nothing was done yet."


def of_release(name, release):
    return reverse(f"admin:releases_release_{name}", args=[release.pk])


def of_person(name, *args):
    return reverse(f"admin:auth_user_{name}", args=args)


def of_contact(name, *args):
    return reverse(f"admin:releases_presscontact_{name}", args=args)


def a_text():
    text = SiteText.objects.create(page="home", language="en", heading="Before", text="<p>Before</p>")
    keep(text, by=an_editor())
    text.heading = "After"
    text.save()
    keep(text, by=an_editor())
    return text


def version_of(page, record):
    return reverse(f"admin:{page}_version", args=[record.pk, 1])


#: what needs a touch → its address and what is sent there
GUARDED = {
    "issue": lambda: (of_release("issue", a_draft()), {"note": "x"}),
    "correct": lambda: (of_release("issue", a_public_edition().release), {"note": "x"}),
    "slip": lambda: (of_release("slip", a_public_edition().release), {}),
    "withdraw": lambda: (of_release("withdraw", a_public_edition().release), {"reason": "It was wrong."}),
    "stop": lambda: (of_release("stop", an_embargoed_edition().release), {}),
    "pass": lambda: (of_release("passes", an_embargoed_edition().release), {"people": "Ada, Times", "expires": "1"}),
    "redact": lambda: (reverse("admin:releases_redaction_add"), {"terms": "Ada", "_redact": "1"}),
    "add a person": lambda: (of_person("add"), {"username": "new"}),
    "change a person": lambda: (of_person("change", a_writer().pk), {"username": "other"}),
    "delete a person": lambda: (of_person("delete", a_writer().pk), {"post": "yes"}),
    "delete people": lambda: (
        of_person("changelist"),
        {"action": "delete_selected", "_selected_action": a_writer().pk},
    ),
    "change a role": lambda: (reverse("admin:auth_group_change", args=[1]), {"name": "all"}),
    "add a text of the site": lambda: (
        reverse("admin:icnk_sitetext_add"),
        {"page": "home", "language": "en", "heading": "Zqx", "text": "<p>Zqx</p>"},
    ),
    "restore a text of the site": lambda: (version_of("icnk_sitetext", a_text()), {}),
    "change a press contact": lambda: (of_contact("change", a_contact().pk), {"name": "Zqx"}),
    "verify a press contact": lambda: (of_contact("verified", a_contact(verified_on=None).pk), {}),
    "list press contacts": lambda: (
        of_contact("changelist"),
        {"action": "list_on_the_press_desk", "_selected_action": a_contact(listed_since=None).pk},
    ),
    "add a key": lambda: (reverse("account:keys"), {"credential": "{}"}),
}


def what_there_is():
    models = Edition, EmbargoPass, Redaction, User, SiteText, PressContact
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("name", GUARDED)
def test_an_old_touch_does_nothing_and_asks_for_another(client, person, name):
    address, sent = GUARDED[name]()
    sign_in_with_passkey(client, person, touched=False)
    before = what_there_is()
    answer = client.post(address, sent)
    assert answer.status_code == 403
    assert ASKED in answer.content.decode()
    assert what_there_is() == before


@pytest.mark.parametrize("name", GUARDED)
def test_a_fresh_touch_lets_it_through(client, person, name):
    address, sent = GUARDED[name]()
    sign_in_with_passkey(client, person)
    assert ASKED not in client.post(address, sent).content.decode()


@pytest.mark.parametrize("name", [name for name in GUARDED if name != "verify a press contact"])  # a button elsewhere
def test_its_page_asks_before_it_sends(client, person, name):
    address, _sent = GUARDED[name]()
    sign_in_with_passkey(client, person, touched=False)
    page = client.get(address)
    assert page.status_code == 200
    assert 'id="touch"' in page.content.decode()


@pytest.mark.parametrize("name", [name for name in GUARDED if name not in ("add a key", "verify a press contact")])
def test_where_no_passkey_is_required_none_is_asked_for(client, person, name, settings):
    settings.PASSKEYS_REQUIRED = False
    address, sent = GUARDED[name]()
    client.force_login(person)
    assert 'id="touch"' not in client.get(address).content.decode()
    assert ASKED not in client.post(address, sent).content.decode()


class Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type") == "hidden" and attrs["name"] != "csrfmiddlewaretoken":
            self.found.append((attrs["name"], attrs["value"]))


def test_nothing_that_was_typed_is_lost_and_none_of_it_lies_in_the_session(client, person):
    sign_in_with_passkey(client, person, touched=False)
    reason = '\n<script>"zqxreason" & “more”\r\n다음\n'
    address = of_release("withdraw", a_public_edition().release)
    page = client.post(address, {"reason": reason, "several": ["1", "2"]}).content.decode()
    fields = Fields()
    fields.feed(page)
    assert fields.found == [("reason", reason), ("several", "1"), ("several", "2")]
    assert "<script>" not in page.split("<form")[-1]
    assert all("zqxreason" not in str(session.get_decoded()) for session in Session.objects.all())


def touch(client, credential):
    return client.post(reverse("account:touch"), {"credential": credential})


def ask(client):
    return client.post(reverse("account:touch_question")).json()


def test_a_touch_opens_the_way_for_five_minutes(client, person, device, record):
    sign_in_with_passkey(client, person, touched=False)
    release = a_public_edition().release
    asked = ask(client)
    assert len(asked["publicKey"]["allowCredentials"]) == 1
    assert touch(client, device.answer(asked)).status_code == 204
    assert client.post(of_release("withdraw", release), {"reason": "It was wrong."}).status_code == 302
    assert record()[-1] != "touch.wanted"
    assert "touch" in record()


def test_a_touch_that_is_fresh_is_not_asked_for_again(client, person):
    sign_in_with_passkey(client, person)
    assert ask(client) == {}


def test_a_touch_serves_once(client, person, device, record):
    sign_in_with_passkey(client, person, touched=False)
    credential = device.answer(ask(client))
    assert touch(client, credential).status_code == 204
    assert touch(client, credential).status_code == 403
    assert ("touch.refused", "no question") in record()


def test_the_touch_of_somebody_else_is_none(client, person):
    other = Device()
    a_passkey_of(an_editor(), other)
    sign_in_with_passkey(client, person, touched=False)
    asked = ask(client)
    assert touch(client, other.answer(asked)).status_code == 403


@pytest.mark.parametrize("wrong", [{"verified": False}, {"origin": "https://evil.example.org"}, {"crossOrigin": True}])
def test_a_touch_without_the_check_or_for_another_site_is_none(client, person, device, wrong):
    sign_in_with_passkey(client, person, touched=False)
    assert touch(client, device.answer(ask(client), **wrong)).status_code == 403
    assert ask(client) != {}


def test_a_question_is_old_after_five_minutes(client, person, device, monkeypatch):
    from icnk.accounts import webauthn

    sign_in_with_passkey(client, person, touched=False)
    asked = ask(client)
    monkeypatch.setattr(webauthn, "QUESTION_LASTS", timedelta(seconds=-1))
    assert touch(client, device.answer(asked)).status_code == 403


def test_nobody_touches_who_is_not_signed_in(client, person, device):
    assert client.post(reverse("account:touch_question")).status_code == 302
    assert touch(client, "{}").status_code == 302


@pytest.mark.parametrize(("seconds", "fresh"), [(0, True), (299, True), (301, False), (-5, False)])
def test_a_touch_is_fresh_for_five_minutes(client, person, seconds, fresh):
    sign_in_with_passkey(client, person)
    request = client.get(reverse("admin:index")).wsgi_request
    for each in reauthentication.records(request):
        each["at"] -= seconds
    assert reauthentication.is_recently_authenticated(request) is fresh


def test_a_session_without_a_passkey_was_never_touched(client, person, settings):
    settings.PASSKEYS_REQUIRED = False
    client.force_login(person)
    request = client.get(reverse("admin:index")).wsgi_request
    assert reauthentication.is_recently_authenticated(request)
    settings.PASSKEYS_REQUIRED = True
    assert not reauthentication.is_recently_authenticated(request)


def test_looking_and_writing_need_no_touch(client, person):
    sign_in_with_passkey(client, person, touched=False)
    release = a_draft()
    assert client.post(of_release("send-for-review", release), {"remark": "x"}).status_code != 403
    assert client.post(of_release("clear", release), {}).status_code != 403


def test_json_of_a_device_is_a_browser_s(device):
    asked = {"publicKey": {"rpId": "testserver", "challenge": "AAAA"}}
    assert set(json.loads(device.answer(asked))) == {"id", "rawId", "type", "response", "clientExtensionResults"}
