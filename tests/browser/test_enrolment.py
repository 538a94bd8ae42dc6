"""From an administrator's link or an emergency code to a passkey and the desk, each in a browser of its own."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from icnk.accounts.webauthn import get_passkeys
from tests.browser.sign_in import (
    SCREEN,
    TELEPHONE,
    add_virtual_authenticator,
    fits,
    follow,
    press,
    sign_in_with_passkey,
    watch_page,
)
from tests.factories import an_administrator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("passkeys_required")]


@pytest.fixture
def open_browser(browser, live_server):
    """Return a function that opens a page in a browser of its own, with a device that has no passkey yet."""
    contexts = []

    def open_page(size):
        contexts.append(browser.new_context(viewport=size))
        page = watch_page(contexts[-1].new_page(), live_server)
        add_virtual_authenticator(page)
        return page

    yield open_page
    for context in contexts:
        context.close()


def add_passkey(page):
    assert fits(page)
    page.get_by_label("What you call it").fill("Sample phone")
    press(page, "Make a passkey")


def test_invited_person_adds_passkey_and_opens_desk(open_browser, live_server):
    administrator, newcomer = open_browser(SCREEN), open_browser(TELEPHONE)
    sign_in_with_passkey(administrator.context, live_server, an_administrator())
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
    add_passkey(newcomer)
    press(newcomer, "Sign in with a passkey")
    assert newcomer.get_by_role("heading", name="The desk").is_visible()
    assert get_passkeys(User.objects.get(username="ada")).count() == 1

    assert newcomer.troubles == []
    assert newcomer.goto(link).status == 404


def test_emergency_code_adds_passkey_and_opens_desk(open_browser, live_server):
    person, other = open_browser(SCREEN), open_browser(TELEPHONE)
    administrator = an_administrator(username="ada")
    sign_in_with_passkey(person.context, live_server, administrator)
    person.goto(live_server.url + reverse("account:emergency_codes"))
    press(person, "Make three codes")
    code = person.locator("code").first.inner_text()

    other.goto(live_server.url + reverse("account:sign_in"))
    follow(other, "Emergency code")
    other.get_by_label("Code").fill(code.lower().replace("-", " "))
    press(other, "Use the code")
    add_passkey(other)
    press(other, "Sign in with a passkey")
    assert "An emergency code of ada was used" in other.inner_text("main")
    assert get_passkeys(administrator).count() == 2
    assert [*person.troubles, *other.troubles] == []
