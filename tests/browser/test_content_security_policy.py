"""Every page in a real browser: none violates its Content-Security-Policy."""

import pytest

from tests.browser.sign_in import SCREEN, sign_in, watch_page
from tests.sample_newsroom import OF_THE_DESK, a_newsroom, routes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
STATUS = "Failed to load resource: the server responded with a status of 4"  # expected here, no matter of a policy


@pytest.fixture
def newsroom():
    return a_newsroom()


@pytest.fixture
def visitor(browser, live_server):
    context = browser.new_context(viewport=SCREEN)
    yield watch_page(context.new_page(), live_server)
    context.close()


def find_errors(page, live_server, addresses):
    """Return {address: errors in the browser's console} of the pages among these addresses; files are skipped."""
    found = {}
    for address in addresses:
        there = live_server.url + address
        answer = page.context.request.get(there, max_redirects=0)
        if not answer.body() or not answer.headers["content-type"].startswith("text/html"):
            continue
        page.troubles.clear()
        page.goto(there)
        page.wait_for_timeout(100)
        if said := [each for each in page.troubles if not each.startswith(STATUS)]:
            found[address] = said
    return found


def test_public_pages_violate_no_policy(visitor, live_server, newsroom):
    public = [newsroom.path(name, route) for name, route in routes() if not route.startswith(OF_THE_DESK)]
    more = [
        "/never/was/",
        "/ko/",
        "/ja/members/",
        "/information/releases/?q=sample",
        "/information/releases/withdrawn/",
    ]
    assert find_errors(visitor, live_server, [*public, *more]) == {}


def test_desk_pages_violate_no_policy(visitor, live_server, newsroom):
    sign_in(visitor.context, live_server, newsroom.people["superuser"])
    desk = [newsroom.path(name, route) for name, route in routes() if route.startswith(OF_THE_DESK)]
    desk = [each for each in desk if "logout" not in each and "/sign-" not in each]
    assert find_errors(visitor, live_server, desk) == {}


INLINE = """() => {
    const script = document.createElement("script")
    try {
        script.textContent = "window.ran = true"
        document.body.append(script)
    } catch { }
    return window.ran ?? "did not run"
}"""
AS_MARKUP = "() => { try { document.body.innerHTML = '<b>x</b>' } catch (error) { return error.name } return 'taken' }"


@pytest.mark.parametrize("address", ["/", "/information/releases/public/", "/never/was/", "/admin/"])
def test_injected_script_does_not_run(visitor, live_server, newsroom, address):
    sign_in(visitor.context, live_server, newsroom.people["writer"])
    visitor.goto(live_server.url + address)
    assert visitor.evaluate(INLINE) == "did not run"
    assert visitor.evaluate(AS_MARKUP) == ("taken" if address == "/admin/" else "TypeError")


def test_desk_scripts_run_under_the_policy(visitor, live_server, newsroom):
    sign_in(visitor.context, live_server, newsroom.people["publisher"])
    visitor.goto(
        live_server.url + f"/admin/members/coalitionmember/{newsroom.records['members/coalitionmember']}/change/"
    )
    visitor.get_by_role("link", name="Today").first.click()
    assert visitor.locator("#id_joined_on").input_value()
    visitor.goto(live_server.url + f"/admin/releases/release/{newsroom.draft.pk}/preview/")
    assert visitor.frame_locator("iframe.preview-frame").first.get_by_role("heading", name="The Draft").is_visible()
    assert visitor.troubles == []
