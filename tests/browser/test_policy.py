"""Every address in a real browser, under the policies of `icnk.headers`: nothing is refused, and everything works."""

import pytest

from tests.browser.people import SCREEN, sign_in, watched
from tests.newsroom import a_newsroom, routes

pytestmark = pytest.mark.django_db(transaction=True)

FRAMES = "Blocked script execution in"  # of the previews: their frames are in a sandbox
#: Told by the console about answers that are asked for here on purpose.
STATUS = "Failed to load resource: the server responded with a status of 4"


@pytest.fixture
def newsroom():
    return a_newsroom()


def open_all(page, live_server, addresses):
    """Address → what the browser complained of, of those where it did."""
    troubles = {}
    for address in addresses:
        page.troubles.clear()
        try:
            page.goto(live_server.url + address)
        except Exception as error:
            if "ERR_ABORTED" not in str(error) and "Download" not in str(error):
                raise
        page.wait_for_timeout(50)
        if found := [each for each in page.troubles if not each.startswith(STATUS)]:
            troubles[address] = found
    return troubles


def test_no_public_page_asks_for_what_its_policy_forbids(browser, live_server, newsroom):
    context = browser.new_context(viewport=SCREEN)
    page = watched(context.new_page(), live_server)
    public = [newsroom.path(name, route) for name, route in routes() if not route.startswith("admin/")]
    assert open_all(page, live_server, [*public, "/never/was/", "/ko/", "/ja/members/"]) == {}
    context.close()


def test_no_page_of_the_desk_asks_for_what_its_policy_forbids(browser, live_server, newsroom):
    context = browser.new_context(viewport=SCREEN)
    sign_in(context, live_server, newsroom.people["superuser"])
    page = watched(context.new_page(), live_server)
    desk = [newsroom.path(name, route) for name, route in routes() if route.startswith("admin/")]
    desk = [each for each in desk if "logout" not in each]
    assert open_all(page, live_server, desk) == {}
    context.close()
