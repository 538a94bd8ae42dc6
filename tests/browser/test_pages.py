"""The public pages as a reader's browser shows them."""

import pytest
from django.core.management import call_command

from releases.issuing import workflow
from releases.models import Edition, PressContact
from tests.factories import a_contact, a_draft, a_member, a_publisher, a_superseded_edition, a_withdrawn_edition
from tests.page_text import ALL_RELEASES, assert_lines_in_order, collapse_whitespace

pytestmark = pytest.mark.django_db(transaction=True)
SIZES = [(390, 844), (1280, 900)]


@pytest.fixture
def page_errors(page, live_server):
    """What goes wrong on a page, and what leaves for another host."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: None if request.url.startswith(live_server.url) else found.append(request.url))
    return found


@pytest.mark.parametrize("text", ALL_RELEASES, ids=lambda path: path.stem)
def test_page_shows_every_line_in_order(page, live_server, text):
    call_command("import_release", str(text), "--issue", verbosity=0)
    page.goto(live_server.url + Edition.objects.get().get_absolute_url())
    assert_lines_in_order(text.read_text(encoding="utf-8"), collapse_whitespace(page.inner_text("body")))


@pytest.fixture
def addresses():
    """A page of every kind, with long names on it."""
    member = a_member(
        name="Sample Watch", as_printed="Sample Society for Exceedingly Long Names of Groups (SSELNG)(Japan)"
    )
    contact = a_contact(organisation="Sample Society for Exceedingly Long Names")
    contact.channels.update(as_printed="email: a.name.without.any.end.to.speak.of@an-exceedingly-long-host.example.org")
    corrected = a_superseded_edition(a_draft(slug="corrected", members=[member] * 1, contacts=[contact]))
    workflow.issue(
        a_draft(language="ko", slug="견본", headline="견본 보도자료", body="<p>견본입니다.</p>"), by=a_publisher()
    )
    a_withdrawn_edition(a_draft(slug="withdrawn"))
    assert PressContact.objects.exists()
    release = corrected.get_absolute_url()
    return [
        *[
            "/",
            "/information/",
            "/information/releases/",
            "/information/contacts/",
            "/members/",
            "/members/sample-watch/",
        ],
        *[release, f"{release}editions/1/", "/ko/information/releases/견본/", "/ja/"],
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_pages_fit_and_request_only_this_site(page, live_server, addresses, page_errors, width, height, scheme):
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    for address in addresses:
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        inline = page.locator('script:not([src], [type="application/ld+json"])')
        assert inline.count() == 0
    assert page_errors == []


def test_line_length_is_about_66_characters(page, live_server):
    words = "The newsroom keeps what was said and shows it to whoever asks for it, today and in ten years. " * 12
    edition = workflow.issue(a_draft(body=f"<p>{words}</p>"), by=a_publisher())
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + edition.get_absolute_url())
    lines = page.evaluate(
        """() => {
            const text = document.querySelector('.body p').lastChild, range = document.createRange(), tops = {}
            for (let i = 0; i < text.length; i++) {
                range.setStart(text, i); range.setEnd(text, i + 1)
                const top = Math.round(range.getBoundingClientRect().top)
                tops[top] = (tops[top] || 0) + 1
            }
            return Object.values(tops)
        }"""
    )
    whole = sorted(lines)[1:-1]
    assert 60 <= sum(whole) / len(whole) <= 72


def test_skip_link_is_the_first_tab_stop(page, live_server):
    page.goto(live_server.url + "/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    page.keyboard.press("Enter")
    page.wait_for_url("**#content")
