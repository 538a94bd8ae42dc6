"""Every page in a real browser, under the policies of `icnk.headers`: nothing that it asks for is forbidden."""

import pytest

from tests.browser.sign_in import SCREEN, sign_in, watch_page
from tests.sample_newsroom import OF_THE_DESK, a_newsroom, routes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
STATUS = "Failed to load resource: the server responded with a status of 4"  # asked for here, and no matter of a policy


@pytest.fixture
def newsroom():
    return a_newsroom()


@pytest.fixture
def visitor(browser, live_server):
    context = browser.new_context(viewport=SCREEN)
    yield watch_page(context.new_page(), live_server)
    context.close()


def complaints(page, live_server, addresses):
    """Address → what the browser says against each page among these, if anything. Files are no pages."""
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


def test_no_public_page_asks_for_what_is_forbidden(visitor, live_server, newsroom):
    public = [newsroom.path(name, route) for name, route in routes() if not route.startswith(OF_THE_DESK)]
    more = [
        "/never/was/",
        "/ko/",
        "/ja/members/",
        "/information/releases/?q=sample",
        "/information/releases/withdrawn/",
    ]
    assert complaints(visitor, live_server, [*public, *more]) == {}


def test_no_page_of_the_desk_asks_for_what_is_forbidden(visitor, live_server, newsroom):
    sign_in(visitor.context, live_server, newsroom.people["superuser"])
    desk = [newsroom.path(name, route) for name, route in routes() if route.startswith(OF_THE_DESK)]
    assert (
        complaints(visitor, live_server, [each for each in desk if "logout" not in each and "/sign-" not in each]) == {}
    )


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
def test_a_script_that_gets_into_a_page_does_not_run(visitor, live_server, newsroom, address):
    sign_in(visitor.context, live_server, newsroom.people["writer"])
    visitor.goto(live_server.url + address)
    assert visitor.evaluate(INLINE) == "did not run"
    assert visitor.evaluate(AS_MARKUP) == ("taken" if address == "/admin/" else "TypeError")


def test_the_desk_s_own_scripts_run_under_its_policy(visitor, live_server, newsroom):
    sign_in(visitor.context, live_server, newsroom.people["publisher"])
    visitor.goto(
        live_server.url + f"/admin/members/coalitionmember/{newsroom.records['members/coalitionmember']}/change/"
    )
    visitor.get_by_role("link", name="Today").first.click()
    assert visitor.locator("#id_joined_on").input_value()
    visitor.goto(live_server.url + f"/admin/releases/release/{newsroom.draft.pk}/preview/")
    assert visitor.frame_locator("iframe.preview-frame").first.get_by_role("heading", name="The Draft").is_visible()
    assert visitor.troubles == []
