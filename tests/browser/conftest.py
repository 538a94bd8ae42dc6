import os
from pathlib import Path

import pytest
from django.urls import reverse

from tests.browser.sign_in import add_virtual_authenticator, press, set_session_cookie, watch_page
from tests.factories import a_publisher
from tests.virtual_authenticator import an_open_enrolment

CHROMIUM = Path("/usr/bin/chromium")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Playwright's own loop runs in this thread; the tests here ask the database only between its steps.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser():
    if not CHROMIUM.exists():
        words = f"There is no Chromium at {CHROMIUM}; Debian's package is called chromium."
        pytest.fail(words) if os.environ.get("CI") == "true" else pytest.skip(words)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(browser):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()


@pytest.fixture
def passkeys_required(settings):
    settings.PASSKEYS_REQUIRED = True


@pytest.fixture
def person():
    return a_publisher(first_name="Pia", last_name="Sample")


@pytest.fixture
def enrolled_page(page, live_server, person, passkeys_required):
    """A page on which this person has added a passkey, and is not signed in."""
    watch_page(page, live_server)
    page.device = add_virtual_authenticator(page)
    set_session_cookie(page.context, live_server, an_open_enrolment(person))
    page.goto(live_server.url + reverse("account:enrol"))
    page.get_by_label("What you call it").fill("Laptop")
    press(page, "Make a passkey")
    assert "Your passkey is there." in page.locator(".messagelist").inner_text()
    return page


@pytest.fixture
def signed_in_page(enrolled_page):
    press(enrolled_page, "Sign in with a passkey")
    assert enrolled_page.url.endswith("/admin/")
    return enrolled_page


def pytest_collection_modifyitems(items):
    """A browser is slow: these tests run with script/test --all and in CI."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.slow)
