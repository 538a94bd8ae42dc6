"""The page of a release under a journalist's thumb: copying, addresses of paragraphs, who can be called."""

import pytest
from django.utils import timezone

from tests.factories import a_contact, a_draft, a_public_edition

from .sign_in import SCREEN, TELEPHONE, fits, watch_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

CLIPBOARD = "navigator.clipboard.readText()"


@pytest.fixture
def address(live_server):
    awake = a_contact(name="Ada Awake", city="Seoul", time_zone="Asia/Seoul")
    awake.hours.create(first_day=0, last_day=6, opens="00:00", closes="23:59")
    asleep = a_contact(name="Bo Asleep", city="London", time_zone="Europe/London")
    weekday = timezone.now().astimezone(asleep.zone).weekday()
    asleep.hours.create(first_day=(weekday + 3) % 7, last_day=(weekday + 3) % 7, opens="09:00", closes="09:01")
    draft = a_draft(contacts=[awake, asleep], headline="A Sample Headline", quotes=["It is a quiet room,"])
    draft.quotes.update(title="Director", organisation="Sample Society")
    return live_server.url + a_public_edition(draft).get_absolute_url()


@pytest.fixture
def journalist(browser, live_server):
    context = browser.new_context(viewport=TELEPHONE)
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    yield watch_page(context.new_page(), live_server)
    context.close()


def test_contacts_are_one_tap_away_on_a_telephone(journalist, address):
    page = journalist
    page.goto(address)
    tap = page.get_by_role("link", name="Press contacts", exact=True)
    box, headline = tap.bounding_box(), page.locator("h1").bounding_box()
    assert box["height"] >= 44
    assert 0 <= box["y"] - headline["y"] - headline["height"] < 40
    tap.click()
    page.wait_for_url("**#contacts")
    assert page.locator("#contacts").bounding_box()["y"] < 40
    awake, asleep = page.locator(".availability").all_inner_texts()
    assert awake.startswith("Answers now: ")
    assert awake.endswith(" in Seoul.")
    assert asleep.startswith("Not now: ")
    assert fits(page)
    assert page.troubles == []


SHIFTS = """() => new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().length)).observe({type: "layout-shift", buffered: true})
    setTimeout(() => resolve(0), 200)
})"""


@pytest.mark.parametrize("place", ["", "#quote-1", "#contacts"])
def test_layout_does_not_shift_while_loading(journalist, address, place):
    journalist.goto(address + place)
    journalist.get_by_role("button", name="Copy quote").wait_for()
    assert journalist.evaluate(SHIFTS) == 0


def test_buttons_copy_link_quote_and_text(journalist, address):
    page = journalist
    page.goto(address)
    page.get_by_role("button", name="Copy link").click()
    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate(CLIPBOARD) == address
    page.get_by_role("button", name="Copy quote").click()
    page.locator(".quote").get_by_role("button", name="Copied").wait_for()
    assert page.evaluate(CLIPBOARD).splitlines() == [
        "“It is a quiet room,”",
        "– Ada Sample, Director, Sample Society",
        "",
        "International Coalition to Stop Crimes Against Humanity in North Korea, “A Sample Headline”, March 2, 2026",
        f"{address}#quote-1",
    ]
    page.goto(address)
    page.get_by_role("button", name="Copy text").click()
    page.get_by_role("button", name="Copied").wait_for()
    copied = page.evaluate(CLIPBOARD).split("\n\n")
    assert "A Sample Headline" in copied
    assert copied[-2:] == [address, "###\n"]
    for paragraph in page.locator(".body > p").all():
        assert paragraph.inner_text() in copied
    assert page.troubles == []


def test_paragraph_link_appears_on_hover_and_focus(journalist, address):
    page = journalist
    page.set_viewport_size(SCREEN)
    page.goto(address)
    page.locator("#p-2").hover()
    permalink = page.locator(".permalink")
    assert permalink.get_attribute("href") == "#p-2"
    assert permalink.count() == 1
    permalink.focus()
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Link to paragraph 1"
    page.keyboard.press("Enter")
    page.wait_for_url("**#p-1")
    assert page.locator(".body").inner_text().startswith("(Seoul – March 1, 2026) -- The newsroom opened today.\n")


def test_page_has_plain_links_without_javascript(browser, address):
    context = browser.new_context(viewport=TELEPHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    assert page.get_by_role("button").count() == 0
    assert page.get_by_role("link", name="Link", exact=True).get_attribute("href") == address
    page.get_by_role("link", name="Who can I call now?").first.click()
    page.wait_for_url("**/information/contacts/#contact-*")
    assert page.locator(".contact .open").inner_text().startswith("Can be called now")
    page.go_back()
    page.get_by_role("link", name="In paragraph 2").click()
    assert page.locator("#p-2").is_visible()
    context.close()
