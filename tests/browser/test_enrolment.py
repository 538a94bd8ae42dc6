"""From an administrator's link, or from an envelope, to a passkey and into the desk; each at a browser of their own."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from icnk.accounts.webauthn import get_passkeys
from tests.browser.sign_in import SCREEN, TELEPHONE, fits, follow, press, watch_page
from tests.factories import an_administrator
from tests.virtual_authenticator import a_passkey_session

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture(autouse=True)
def _passkeys(settings):
    settings.PASSKEYS_REQUIRED = True


@pytest.fixture
def somebody(browser, live_server):
    """Makes a browser whose device can hold passkeys and has none yet."""
    contexts = []

    def begin(size):
        contexts.append(browser.new_context(viewport=size))
        page = watch_page(contexts[-1].new_page(), live_server)
        with_a_device(page)
        return page

    yield begin
    for context in contexts:
        context.close()


def with_a_device(page):
    device = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    able = dict.fromkeys(["hasResidentKey", "hasUserVerification", "isUserVerified"], True)
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": device | able})


def at_the_desk(page, live_server, person):
    cookie, _key = a_passkey_session(person)
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])


def makes_a_passkey(page):
    assert fits(page)
    page.get_by_label("What you call it").fill("Sample phone")
    press(page, "Make a passkey")


def test_invited_person_adds_passkey_and_opens_desk(somebody, live_server):
    administrator, newcomer = somebody(SCREEN), somebody(TELEPHONE)
    at_the_desk(administrator, live_server, an_administrator())
    administrator.goto(live_server.url + reverse("admin:auth_user_add"))
    administrator.get_by_label("Username").fill("ada")
    press(administrator, "Save")
    follow(administrator, "Invite")
    press(administrator, "Make the link")
    link = administrator.get_by_label("Link").input_value()

    newcomer.goto(link)
    assert fits(newcomer)
    assert "This link is for ada alone." in newcomer.inner_text("main")
    press(newcomer, "Go on to make a passkey")
    makes_a_passkey(newcomer)
    press(newcomer, "Sign in with a passkey")
    assert newcomer.get_by_role("heading", name="The desk").is_visible()
    assert get_passkeys(User.objects.get(username="ada")).count() == 1

    assert newcomer.troubles == []
    assert newcomer.goto(link).status == 404


def test_emergency_code_adds_passkey_and_opens_desk(somebody, live_server):
    person, other = somebody(SCREEN), somebody(TELEPHONE)
    administrator = an_administrator(username="ada")
    at_the_desk(person, live_server, administrator)
    person.goto(live_server.url + reverse("account:emergency_codes"))
    press(person, "Make three codes")
    code = person.locator("code").first.inner_text()

    other.goto(live_server.url + reverse("account:sign_in"))
    follow(other, "Emergency code")
    other.get_by_label("Code").fill(code.lower().replace("-", " "))
    press(other, "Use the code")
    makes_a_passkey(other)
    press(other, "Sign in with a passkey")
    assert "An emergency code of ada was used" in other.inner_text("main")
    assert get_passkeys(administrator).count() == 2
    assert [*person.troubles, *other.troubles] == []
