"""The desk's first page, search and history in a real browser."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from icnk.core.history.models import save_version
from releases.issuing import workflow
from tests.browser.sign_in import sign_in, watch_page
from tests.factories import a_contact, a_draft, a_member, a_publisher, a_writer, an_editor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture(params=[390, 1280])
def desk(request, browser, live_server):
    """A page of a signed-in editor in Abidjan, where it is UTC; it collects errors."""
    context = browser.new_context(viewport={"width": request.param, "height": 900}, timezone_id="Africa/Abidjan")
    sign_in(context, live_server, an_editor())
    yield watch_page(context.new_page(), live_server)
    context.close()


def an_edited_release():
    writer, draft = a_writer(), a_draft(members=[a_member()], contacts=[a_contact()])
    save_version(draft, by=writer)
    draft.headline = "A Sample Headline That Is Long Enough to Need More Than One Line of a Narrow Page"
    draft.save()
    save_version(draft, by=writer)
    return draft


def test_desk_pages_fit_phone_and_screen(desk, live_server):
    draft = an_edited_release()
    member = draft.signatories.get().member
    contact = draft.contact_lines.get().contact
    names = {
        "index": [],
        "search": [],
        "releases_release_history": [draft.pk],
        "releases_release_version": [draft.pk, draft.version],
        "releases_release_deleted": [],
        "releases_release_earlier": [],
        "releases_release_duplicate": [draft.pk],
        "members_coalitionmember_change": [member.pk],
        "members_coalitionmember_rename": [member.pk],
        "releases_presscontact_retire": [contact.pk],
    }
    wide = {}
    for name, args in names.items():
        response = desk.goto(live_server.url + reverse(f"admin:{name}", args=args) + "?q=sample")
        assert response.status == 200
        if desk.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide[name] = desk.evaluate("document.documentElement.scrollWidth")
    assert wide == {}
    assert desk.troubles == []


def test_dashboard_shows_local_time_too(desk, live_server):
    at = timezone.now() + timedelta(days=3)
    workflow.issue(a_draft(headline="Waits"), by=a_publisher(), at=at)
    desk.goto(live_server.url + reverse("admin:index"))
    line = desk.locator(".local-time").inner_text()
    assert f"{at:%H:%M}" in line
    assert f"{timezone.localtime(at):%H:%M} KST" in line
    assert desk.troubles == []


def test_version_is_found_compared_and_restored(desk, live_server):
    draft = an_edited_release()
    before = draft.version - 1
    desk.goto(live_server.url + reverse("admin:index"))
    desk.fill("#desk-search", "narrow page")
    desk.press("#desk-search", "Enter")
    desk.click("text=A Sample Headline That Is Long")
    desk.click(".historylink")
    desk.click(f"text=Version {before}")
    desk.click("text=What has changed since")
    assert "Headline That Is Long" in "".join(desk.locator("ins").all_inner_texts())
    desk.click("text=Restore this version")
    desk.wait_for_url("**/change/")
    draft.refresh_from_db()
    assert draft.headline.startswith("Sample Release")
