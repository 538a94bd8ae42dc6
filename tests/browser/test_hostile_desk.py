"""Hostile words at the desk and in its editor, in a browser that no policy helps."""

from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from members.history import keep
from releases.models import Attachment, ContactLine, LeadImage, PressContact, Quote, Release
from tests.browser.people import editor_in, sign_in
from tests.browser.policy import served_under
from tests.factories import LONG_AGO, a_draft, a_member, an_attachment, an_editor, an_image
from tests.hostile import payloads

pytestmark = pytest.mark.django_db(transaction=True)

HERE = Path(__file__).parent
STRANGE = f"({(HERE / 'strange.js').read_text(encoding='utf-8')})()"
PUT = (HERE / "put.js").read_text(encoding="utf-8")


@pytest.fixture
def desk(browser, live_server):
    """A page of somebody who is signed in, that nothing protects; it keeps in `asked` what it asks of other hosts."""
    context = browser.new_context()
    context.add_init_script(path=HERE / "hook.js")
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


@pytest.mark.parametrize("way", ["setData", "insertHtml", "paste"])
def test_the_editor_runs_nothing_that_is_put_into_it(desk, live_server, way):
    desk.goto(live_server.url + reverse("admin:releases_release_change", args=[a_draft().pk]))
    editor_in(desk).click()
    assert desk.evaluate(PUT, [way, payloads()]) == []
    assert_harmless(desk)


def drafts(groups):
    """A draft for each, with some of its words in every field; their bodies as nobody cleaned them."""
    for group in groups:
        words = iter([" ".join(group[start : start + 5]) for start in range(0, 60, 5)] * 2)
        once = ["headline", "kicker", "subheadline", "list_title", "places", "dateline", "members_heading"]
        release = a_draft(
            **{name: next(words)[: Release._meta.get_field(name).max_length] for name in once},
            boilerplate=" ".join(group),
            unassigned="\n".join(group),
            members=[a_member(as_printed=words[:500]) for words in group[:5]],
        )
        Quote.objects.bulk_create(
            Quote(release=release, position=n, text=one, speaker=one[:300], title=one[:300], organisation=one[:300])
            for n, one in enumerate(group)
        )
        ContactLine.objects.create(
            release=release, city=group[0][:100], name=group[1][:200], title=group[2][:200], channels="\n".join(group)
        )
        an_image(
            release,
            **{
                name: next(words)[: LeadImage._meta.get_field(name).max_length or 300]
                for name in ["alt", "caption", "credit"]
            },
        )
        an_attachment(release, title=group[3][: Attachment._meta.get_field("title").max_length])
        keep(release, by=an_editor(), occasion="Sample")
        with connection.cursor() as cursor:  # past every door
            cursor.execute("UPDATE releases_release SET body = %s WHERE id = %s", ["\n".join(group), release.pk])
        yield release


def test_no_form_of_the_desk_runs_what_it_shows(desk, live_server):
    hostile = payloads()
    for release in drafts([hostile[start : start + 60] for start in range(0, len(hostile), 60)]):
        desk.goto(live_server.url + reverse("admin:releases_release_change", args=[release.pk]))
        editor_in(desk)
        assert_harmless(desk)
        assert desk.locator(".desk-submit").is_visible()


def test_nor_does_any_other_page_of_it(desk, live_server):
    hostile = payloads()
    PressContact.objects.bulk_create(PressContact(listed_since=LONG_AGO, name=each[:200]) for each in hostile[::9])
    release, *_others = drafts([hostile[start::16][:60] for start in range(16)])
    names = ["admin:index", "admin:releases_release_changelist", "admin:releases_presscontact_changelist"]
    names += ["admin:members_coalitionmember_changelist", "admin:auth_user_changelist"]
    pages = ["preview", "issue", "passes", "reviews", "history", "again"]
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
