"""Embargo passes, reviews and member replies in a real browser."""

import pytest
from django.urls import reverse

from releases.models import EmbargoPass, Quote
from tests.browser.sign_in import SCREEN, TELEPHONE, fits, sign_in, wait_until, watch_page
from tests.factories import a_contact, a_draft, a_member, a_pass, a_publisher, an_embargoed_edition

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, live_server):
    sign_in(page.context, live_server, a_publisher())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    return watch_page(page, live_server)


@pytest.fixture
def reader(browser, live_server):
    """A page of an anonymous reader with a phone."""
    context = browser.new_context(viewport=TELEPHONE)
    yield watch_page(context.new_page(), live_server)
    context.close()


def press(page, name):
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()


def a_release():
    return a_draft(
        headline="The Sample Headline",
        members=[a_member() for _number in range(5)],
        contacts=[a_contact()],
        quotes=["It is a quiet room,"],
    )


def open_desk_page(desk, live_server, release, name):
    desk.goto(live_server.url + reverse(f"admin:releases_release_{name}", args=[release.pk]))


def read_clipboard(desk):
    return desk.evaluate("navigator.clipboard.readText()")


def test_pass_from_creation_to_revocation(desk, reader, live_server):
    release = an_embargoed_edition(a_release()).release
    open_desk_page(desk, live_server, release, "change")
    desk.get_by_role("link", name="Embargo passes").click()
    desk.get_by_label("Names and outlets").fill("Ada Sample, Sample Times\nBen Sample\tSample Radio")
    press(desk, "Make the passes")
    desk.get_by_role("button", name="Copy the text").first.click()
    desk.get_by_role("button", name="Copied").wait_for()
    letter = read_clipboard(desk)
    desk.get_by_role("button", name="Copy the link").first.click()
    wait_until(desk, "document.querySelectorAll('button[data-copy]')[0].textContent === 'Copied'")
    link = read_clipboard(desk)
    assert link in letter

    reader.goto(link)
    assert "The Sample Headline" not in reader.content()
    assert "For Ada Sample, Sample Times" in reader.inner_text("main")
    assert fits(reader)
    press(reader, "I accept, and read the release")
    assert reader.get_by_role("heading", name="The Sample Headline").is_visible()
    assert reader.get_by_text("Embargoed until").is_visible()
    reader.mouse.wheel(0, 4000)
    assert reader.get_by_text("Embargoed until").is_visible()
    assert fits(reader)
    assert reader.context.cookies() == []

    open_desk_page(desk, live_server, release, "passes")
    row = desk.get_by_role("row").filter(has_text="Ada Sample")
    assert row.locator("[data-label='Times opened']").inner_text() == "1"
    press(desk, "Revoke the pass of Ada Sample")
    assert reader.goto(link).status == 404
    assert EmbargoPass.objects.get(name="Ada Sample").used == 1
    assert desk.troubles == []
    assert [trouble for trouble in reader.troubles if "404" not in trouble] == []


def test_embargo_notice_is_on_every_printed_page(reader, live_server):
    words = "<p>The newsroom keeps what was said and shows it to whoever asks for it.</p>" * 120
    link = a_pass(an_embargoed_edition(body=words).release)
    reader.goto(f"{live_server.url}/embargo/{link.token}/")
    press(reader, "I accept, and read the release")
    reader.emulate_media(media="print")
    style = "m => [m, m.parentNode].map(e => getComputedStyle(e)).map(s => [s.display, s.breakInside])"
    mark, page = reader.locator(".not-public-notice").evaluate(style)
    assert (mark, page[0]) == (["table-header-group", "avoid"], "table")  # what makes browsers repeat it


def test_outside_review_clears_quote(desk, reader, live_server):
    release = a_release()
    open_desk_page(desk, live_server, release, "reviews")
    desk.get_by_role("link", name="Ada Sample", exact=True).click()
    assert desk.get_by_label("It is a quiet room,").is_checked()
    press(desk, "Make the link")
    link = desk.get_by_label("Link", exact=True).input_value()

    reader.goto(link)
    assert "The Sample Headline" not in reader.content()
    press(reader, "Read the draft")
    assert reader.get_by_role("heading", name="The Sample Headline").is_visible()
    assert fits(reader)
    press(reader, "I agree to these words")
    assert "You agreed to these words on" in reader.inner_text("main")
    assert Quote.objects.get().cleared_by == "Ada Sample"

    open_desk_page(desk, live_server, release, "reviews")
    assert "Cleared by Ada Sample" in desk.inner_text("#content-main")
    assert desk.troubles == reader.troubles == []


def test_member_replies_are_saved_on_a_phone(desk, live_server):
    desk.set_viewport_size(TELEPHONE)
    release = a_release()
    open_desk_page(desk, live_server, release, "replies")
    desk.get_by_label("agreed").first.check()
    press(desk, "Note the replies")
    assert "1 agreed, 0 abstained, 4 no reply" in desk.inner_text("#content-main")


@pytest.mark.parametrize("size", [TELEPHONE, SCREEN])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_access_pages_fit_the_screen(desk, live_server, size, scheme):
    desk.set_viewport_size(size)
    desk.emulate_media(color_scheme=scheme)
    release = an_embargoed_edition(a_release()).release
    open_desk_page(desk, live_server, release, "passes")
    desk.get_by_label("Names and outlets").fill("Ada Sample, " + "Sample Times of a Very Long Name " * 3)
    press(desk, "Make the passes")
    assert fits(desk)
    for name in ("reviews", "replies", "passes"):
        open_desk_page(desk, live_server, release, name)
        assert fits(desk), name
    assert desk.troubles == []
