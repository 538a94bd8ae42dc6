"""Helpers for browser tests: sign in, watch the console and requests, press and follow."""

from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.virtual_authenticator import a_passkey_session

SCREEN, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def sign_in(context, live_server, person):
    client = Client()
    client.force_login(person)
    set_session_cookie(context, live_server, client.cookies[settings.SESSION_COOKIE_NAME].value)


def sign_in_with_passkey(context, live_server, person, *, recent=True):
    """Sign in with a passkey session; the browser itself has no passkey."""
    set_session_cookie(context, live_server, a_passkey_session(person, recent=recent)[0])


def set_session_cookie(context, live_server, session):
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def add_virtual_authenticator(page):
    """Add a device with a screen lock to Chromium. Return (its CDP session, its id)."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device, made["authenticatorId"]


def set_user_verified(page, is_verified):
    """Set whether the device of `page` verifies its user."""
    device, name = page.device
    device.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": is_verified})


def release_url(live_server, name, release):
    return live_server.url + reverse(f"admin:releases_release_{name}", args=[release.pk])


def watch_page(page, live_server):
    """Collect console errors and requests to other hosts in `page.troubles`, and return the page."""
    page.troubles = []
    page.on("console", lambda message: _note_problem(page, message))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("request", lambda request: _note_other_host(page, request.url, live_server.url))
    return page


def _note_problem(page, message):
    if message.type in ("error", "warning"):
        page.troubles.append(message.text)


def _note_other_host(page, url, home):
    if not url.startswith((home, "data:", "about:", "blob:")):
        page.troubles.append(f"asked {url}")


def wait_until(page, expression, seconds=10):
    """Wait until the expression is true. Playwright's own needs `eval`, which the policy forbids."""
    for _tenth in range(seconds * 10):
        if page.evaluate(expression):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{expression} did not become true in {seconds} seconds.")


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def follow(page, name):
    with page.expect_navigation():
        page.get_by_role("link", name=name, exact=True).first.click()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


def get_editor(page, field="body"):
    """Return the editing area of CKEditor for this field, once it is ready."""
    area = page.locator(f".field-{field} .cke_wysiwyg_div")
    area.wait_for()
    while page.evaluate(f"CKEDITOR.instances.id_{field}.status") != "ready":  # no policy stops what evaluate() asks
        page.wait_for_timeout(20)
    return area
