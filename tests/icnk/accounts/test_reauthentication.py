"""Publishing, rights and deletions need a passkey used within the last five minutes."""

import json
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.urls import reverse

from icnk.accounts import reauthentication
from icnk.core.history.models import save_version
from icnk.models import SiteText
from releases.models import Edition, EmbargoPass, PressContact, Redaction
from tests.factories import a_contact, a_draft, a_public_edition, a_writer, an_editor, an_embargoed_edition
from tests.virtual_authenticator import Device, a_passkey_of, sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("passkeys_required")]
ASKED = "Nothing was done yet."


def of_release(name, release):
    return reverse(f"admin:releases_release_{name}", args=[release.pk])


def of_person(name, *args):
    return reverse(f"admin:auth_user_{name}", args=args)


def of_contact(name, *args):
    return reverse(f"admin:releases_presscontact_{name}", args=args)


def a_text():
    text = SiteText.objects.create(page="home", language="en", heading="Before", text="<p>Before</p>")
    save_version(text, by=an_editor())
    text.heading = "After"
    text.save()
    save_version(text, by=an_editor())
    return text


def version_of(page, record):
    return reverse(f"admin:{page}_version", args=[record.pk, 1])


#: what needs a touch → its address and what is sent there
GUARDED = {
    "issue": lambda: (of_release("issue", a_draft()), {"note": "x"}),
    "correct": lambda: (of_release("issue", a_public_edition().release), {"note": "x"}),
    "correct a slip": lambda: (of_release("minor-correction", a_public_edition().release), {}),
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
    "add a key": lambda: (reverse("account:passkeys"), {"credential": "{}"}),
}


def snapshot():
    models = Edition, EmbargoPass, Redaction, User, SiteText, PressContact
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("name", GUARDED)
def test_post_without_recent_passkey_changes_nothing(client, person, name):
    address, sent = GUARDED[name]()
    sign_in_with_passkey(client, person, recent=False)
    before = snapshot()
    answer = client.post(address, sent)
    assert answer.status_code == 403
    assert ASKED in answer.content.decode()
    assert snapshot() == before


@pytest.mark.parametrize("name", GUARDED)
def test_post_with_recent_passkey_is_accepted(client, person, name):
    address, sent = GUARDED[name]()
    sign_in_with_passkey(client, person)
    assert ASKED not in client.post(address, sent).content.decode()


@pytest.mark.parametrize("name", [name for name in GUARDED if name != "verify a press contact"])  # a button elsewhere
def test_page_loads_reauthentication_script(client, person, name):
    address, _sent = GUARDED[name]()
    sign_in_with_passkey(client, person, recent=False)
    page = client.get(address)
    assert page.status_code == 200
    assert 'id="reauthenticate"' in page.content.decode()


@pytest.mark.parametrize("name", [name for name in GUARDED if name not in ("add a key", "verify a press contact")])
def test_no_reauthentication_when_passkeys_are_not_required(client, person, name, settings):
    settings.PASSKEYS_REQUIRED = False
    address, sent = GUARDED[name]()
    client.force_login(person)
    assert 'id="reauthenticate"' not in client.get(address).content.decode()
    assert ASKED not in client.post(address, sent).content.decode()


class Fields(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "input" and attrs.get("type") == "hidden" and attrs["name"] != "csrfmiddlewaretoken":
            self.found.append((attrs["name"], attrs["value"]))


def test_reauthentication_page_keeps_form_outside_session(client, person):
    sign_in_with_passkey(client, person, recent=False)
    reason = '\n<script>"zqxreason" & “more”\r\n다음\n'
    address = of_release("withdraw", a_public_edition().release)
    page = client.post(address, {"reason": reason, "several": ["1", "2"]}).content.decode()
    fields = Fields()
    fields.feed(page)
    assert fields.found == [("reason", reason), ("several", "1"), ("several", "2")]
    assert "<script>" not in page.split("<form")[-1]
    assert all("zqxreason" not in str(session.get_decoded()) for session in Session.objects.all())


def touch(client, credential):
    return client.post(reverse("account:reauthenticate"), {"credential": credential})


def ask(client):
    return client.post(reverse("account:reauthentication_options")).json()


def test_reauthentication_allows_withdrawal(client, person, device, audit_events):
    sign_in_with_passkey(client, person, recent=False)
    release = a_public_edition().release
    asked = ask(client)
    assert len(asked["publicKey"]["allowCredentials"]) == 1
    assert touch(client, device.get(asked)).status_code == 204
    assert client.post(of_release("withdraw", release), {"reason": "It was wrong."}).status_code == 302
    assert audit_events()[-1] != "touch.wanted"
    assert "touch" in audit_events()


def test_no_options_are_sent_after_recent_reauthentication(client, person):
    sign_in_with_passkey(client, person)
    assert ask(client) == {}


def test_reauthentication_response_serves_once(client, person, device, audit_events):
    sign_in_with_passkey(client, person, recent=False)
    credential = device.get(ask(client))
    assert touch(client, credential).status_code == 204
    assert touch(client, credential).status_code == 403
    assert ("touch.refused", "no question") in audit_events()


def test_passkey_of_another_person_does_not_reauthenticate(client, person):
    other = Device()
    a_passkey_of(an_editor(), other)
    sign_in_with_passkey(client, person, recent=False)
    asked = ask(client)
    assert touch(client, other.get(asked)).status_code == 403


@pytest.mark.parametrize("wrong", [{"verified": False}, {"origin": "https://evil.example.org"}, {"crossOrigin": True}])
def test_unverified_or_foreign_response_does_not_reauthenticate(client, person, device, wrong):
    sign_in_with_passkey(client, person, recent=False)
    assert touch(client, device.get(ask(client), **wrong)).status_code == 403
    assert ask(client) != {}


def test_challenge_expires_after_five_minutes(client, person, device, monkeypatch):
    from icnk.accounts import webauthn

    sign_in_with_passkey(client, person, recent=False)
    asked = ask(client)
    monkeypatch.setattr(webauthn, "CHALLENGE_LIFETIME", timedelta(seconds=-1))
    assert touch(client, device.get(asked)).status_code == 403


def test_reauthentication_requires_session(client, person, device):
    assert client.post(reverse("account:reauthentication_options")).status_code == 302
    assert touch(client, "{}").status_code == 302


@pytest.mark.parametrize(("seconds", "fresh"), [(0, True), (299, True), (301, False), (-5, False)])
def test_reauthentication_is_recent_for_five_minutes(client, person, seconds, fresh):
    sign_in_with_passkey(client, person)
    request = client.get(reverse("admin:index")).wsgi_request
    request.session[reauthentication.SESSION_KEY]["used_at"] -= seconds
    assert reauthentication.is_recently_authenticated(request) is fresh


def test_password_session_is_never_recently_authenticated(client, person, settings):
    settings.PASSKEYS_REQUIRED = False
    client.force_login(person)
    request = client.get(reverse("admin:index")).wsgi_request
    assert reauthentication.is_recently_authenticated(request)
    settings.PASSKEYS_REQUIRED = True
    assert not reauthentication.is_recently_authenticated(request)


def test_reviewing_and_clearing_need_no_reauthentication(client, person):
    sign_in_with_passkey(client, person, recent=False)
    release = a_draft()
    assert client.post(of_release("send-for-review", release), {"remark": "x"}).status_code != 403
    assert client.post(of_release("clear", release), {}).status_code != 403


def test_virtual_authenticator_returns_browser_json(device):
    asked = {"publicKey": {"rpId": "testserver", "challenge": "AAAA"}}
    assert set(json.loads(device.get(asked))) == {"id", "rawId", "type", "response", "clientExtensionResults"}
