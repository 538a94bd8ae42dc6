"""Hostile words at the desk and in its editor, in a browser that no policy helps."""

from itertools import cycle
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from icnk.core.history.models import save_version
from releases.models import ContactLine, PressContact, Quote, Release
from tests.browser.content_security_policy import served_under
from tests.browser.sign_in import get_editor, sign_in
from tests.factories import LONG_AGO, a_draft, a_member, an_attachment, an_editor, an_image
from tests.hostile_input import payloads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

HERE = Path(__file__).parent
STRANGE = f"({(HERE / 'forbidden_elements.js').read_text(encoding='utf-8')})()"
PUT = (HERE / "paste_payloads.js").read_text(encoding="utf-8")


@pytest.fixture
def desk(browser, live_server):
    """A signed-in page without any policy. `asked` collects its requests to other hosts."""
    context = browser.new_context()
    context.add_init_script(path=HERE / "record_dialogs.js")
    sign_in(context, live_server, an_editor(first_name=payloads()[-3][:150], last_name=payloads()[-4][:150]))
    page, asked = context.new_page(), []
    page.on("request", lambda request: request.url.startswith((live_server.url, "data:")) or asked.append(request.url))
    page.asked = asked
    with served_under(None):
        yield page
    context.close()


def assert_harmless(page):
    assert page.evaluate("window.ran ?? []") == []
    assert page.asked == []
    assert page.evaluate(STRANGE) == []


@pytest.mark.parametrize("way", ["setData", "paste"])
def test_editor_runs_no_hostile_markup(desk, live_server, way):
    desk.goto(live_server.url + reverse("admin:releases_release_change", args=[a_draft().pk]))
    get_editor(desk).click()
    assert desk.evaluate(PUT, [way, payloads()]) == []
    assert_harmless(desk)


def batches(hostile, size=100):
    return [hostile[start : start + size] for start in range(0, len(hostile), size)]


def a_hostile_draft(batch):
    """A draft with all these texts in its long fields, some in the others, and an unsanitized body."""
    some = [" ".join(batch[start : start + 3]) for start in range(0, len(batch), 3)]
    words = cycle(some)
    once = ["headline", "kicker", "subheadline", "list_title", "places", "dateline", "members_heading"]
    release = a_draft(
        **{name: next(words)[: Release._meta.get_field(name).max_length] for name in once},
        boilerplate=" ".join(batch),
        unassigned="\n".join(batch),
        members=[a_member(as_printed=next(words)[:500]) for _each in range(5)],
    )
    Quote.objects.bulk_create(
        Quote(release=release, position=n, text=one, speaker=one[:300], title=one[:300], organisation=one[:300])
        for n, one in enumerate(some)
    )
    ContactLine.objects.create(
        release=release, city=next(words)[:100], name=next(words)[:200], channels="\n".join(batch)
    )
    an_image(release, alt=next(words)[:300], caption=next(words)[:300], credit=next(words)[:200])
    an_attachment(release, title=next(words)[:200])
    save_version(release, by=an_editor(), occasion="Sample")
    with connection.cursor() as cursor:  # without sanitizing
        cursor.execute("UPDATE releases_release SET body = %s WHERE id = %s", ["\n".join(batch), release.pk])
    return release


def test_change_form_runs_no_hostile_text(desk, live_server):
    for batch in batches(payloads()):
        release = a_hostile_draft(batch)
        desk.goto(live_server.url + reverse("admin:releases_release_change", args=[release.pk]))
        get_editor(desk)
        assert_harmless(desk)
        assert desk.locator(".desk-submit").is_visible()


def test_other_desk_pages_run_no_hostile_text(desk, live_server):
    hostile = payloads()
    PressContact.objects.bulk_create(PressContact(listed_since=LONG_AGO, name=each[:200]) for each in hostile[::9])
    release = a_hostile_draft(hostile[::9])
    names = ["admin:index", "admin:releases_release_changelist", "admin:releases_presscontact_changelist"]
    names += ["admin:members_coalitionmember_changelist", "admin:auth_user_changelist"]
    pages = ["preview", "issue", "passes", "reviews", "history", "duplicate"]
    addresses = [reverse(name) for name in names]
    addresses += [reverse(f"admin:releases_release_{page}", args=[release.pk]) for page in pages]
    addresses += [
        f"{reverse('admin:search')}?q=script",
        f"{reverse('admin:search')}?q=%3Cscript%3Ealert(1)%3C/script%3E",
    ]
    for address in addresses:
        assert desk.goto(live_server.url + address).status == 200, address
        assert_harmless(desk)
        assert desk.locator("#content, #main").first.is_visible()
