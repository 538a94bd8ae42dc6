"""People at their browsers: signed in, and watched for what goes wrong and what leaves for another host."""

from django.conf import settings
from django.test import Client

from tests.virtual_authenticator import a_passkey_session

SCREEN, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


def sign_in(context, live_server, person):
    client = Client()
    client.force_login(person)
    set_session_cookie(context, live_server, client.cookies[settings.SESSION_COOKIE_NAME].value)


def sign_in_with_passkey(context, live_server, person, *, recent=True):
    """In a session that a passkey opened; the browser itself holds none."""
    set_session_cookie(context, live_server, a_passkey_session(person, recent=recent)[0])


def set_session_cookie(context, live_server, session):
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def add_virtual_authenticator(page):
    """A device with a screen lock, in Chromium. Returns (its session, its id) for what the tests do to it."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return device, made["authenticatorId"]


def watch_page(page, live_server):
    """The page, keeping in `troubles` what its console says and what it asks of other hosts."""
    page.troubles = []
    page.on("console", lambda said: page.troubles.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("request", lambda asked: _note_if_elsewhere(page, asked.url, live_server.url))
    return page


def _note_if_elsewhere(page, url, home):
    if not url.startswith((home, "data:", "about:", "blob:")):
        page.troubles.append(f"asked {url}")


def wait_until(page, expression, seconds=10):
    """Wait until this is true on the page. Playwright's own waiting evaluates it there, which the policy forbids."""
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
    """The sheet of CKEditor that stands for this field, once one can write on it."""
    sheet = page.locator(f".field-{field} .cke_wysiwyg_div")
    sheet.wait_for()
    while page.evaluate(f"CKEDITOR.instances.id_{field}.status") != "ready":  # no policy stops what evaluate() asks
        page.wait_for_timeout(20)
    return sheet
