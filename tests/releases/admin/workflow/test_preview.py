"""The preview, which shows the next edition in every outlet and publishes nothing."""

import re
from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases.models import Edition, Release
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_withdrawn_edition,
    an_editor,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db


def address(release, part=None):
    if part:
        return reverse("admin:releases_release_preview_part", args=[release.pk, part])
    return reverse("admin:releases_release_preview", args=[release.pk])


def text(response):
    assert response.status_code == 200
    return response.content.decode()


def main(page):
    """Return the HTML without the minute of publication."""
    return re.sub(r'<time datetime="[^"]*T.*?</time>', "", re.search(r"<main.*</main>", page, re.S)[0])


def test_preview_page_equals_the_public_page(admin_client, client):
    a_public_edition(headline="The One Before", released_on=date(2026, 3, 1))
    a_public_edition(headline="The One After", released_on=date(2026, 3, 3))
    release = a_draft(members=[a_member(), a_member(listed_since=None)], contacts=[a_contact()])
    before = text(admin_client.get(address(release, "page")))
    edition = a_public_edition(release)
    assert main(before) == main(text(client.get(edition.get_absolute_url())))
    assert "The One Before" in before
    assert "The One After" in before


def test_preview_list_row_equals_the_public_list(admin_client, client):
    for day in (1, 2, 3):
        a_public_edition(released_on=date(2026, 3, day), list_title=f"Of Day {day}")
    release = a_draft(list_title="How the List Names It", kicker="Above It")
    before = rows(text(admin_client.get(address(release, "list"))))
    a_public_edition(release)
    after = rows(text(client.get(reverse("release_list"))))
    assert "How the List Names It" in before[1]
    assert before == after[:3]  # of one day, what was begun later comes first


def rows(page):
    return re.findall(r"<li>\s*<time.*?</li>", page, re.S)


def test_preview_feed_entry_equals_the_public_feed(admin_client, client):
    release = a_draft(subheadline="Beneath It", body='<p>The <a href="/members/">members</a> met.</p>')
    before = text(admin_client.get(address(release, "feed")))
    a_public_edition(release)
    (item,) = client.get(reverse("feed_json")).json()["items"]
    for words in [item["title"], item["summary"], item["content_html"]]:
        assert words in before


def test_preview_card_equals_the_public_card(admin_client, client):
    release = a_draft()
    before = admin_client.get(address(release, "card"))
    assert before["Content-Type"] == "image/png"
    assert "no-store" in before["Cache-Control"]
    edition = a_public_edition(release)
    assert before.content == client.get(reverse("social_card", args=[edition.slug])).content


def test_preview_names_previous_and_next_release(admin_client):
    release = a_draft()
    page = text(admin_client.get(address(release)))
    assert "it will be the oldest" in page
    assert "it will be the newest" in page
    older = a_public_edition(list_title="The One Before", released_on=date(2026, 3, 1))
    page = text(admin_client.get(address(release)))
    assert f'<a href="{older.get_absolute_url()}">The One Before</a>' in page
    assert "it will be the oldest" not in page


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 9)])
def test_preview_of_a_changed_date_lists_the_release_once(admin_client, day):
    edition = a_public_edition(list_title="Itself", released_on=date(2026, 3, 5))
    a_public_edition(list_title="The One Before", released_on=date(2026, 2, 1))
    a_public_edition(list_title="The One After", released_on=date(2026, 4, 1))
    Release.objects.filter(pk=edition.release_id).update(released_on=day)
    found = rows(text(admin_client.get(address(edition.release, "list"))))
    assert len(found) == 3
    for words, row in zip(["The One After", "Itself", "The One Before"], found, strict=True):
        assert words in row


def test_preview_ignores_embargoed_neighbours(admin_client):
    an_embargoed_edition(list_title="Not Yet", released_on=date(2026, 3, 1))
    assert "Not Yet" not in text(admin_client.get(address(a_draft(), "list")))


def test_preview_marks_a_correction(admin_client):
    release = a_public_edition().release
    assert "(Your note will stand here.)" in text(admin_client.get(address(release, "page")))
    assert '<span class="badge">Corrected</span>' in text(admin_client.get(address(release, "list")))


def test_preview_uses_the_language_of_the_release(admin_client):
    release = a_draft(language="ko")
    for part in ("page", "list", "feed"):
        assert '<html lang="ko"' in text(admin_client.get(address(release, part)))


def test_preview_shows_findings(admin_client):
    page = text(admin_client.get(address(a_draft(places="", quotes=["Nowhere"]))))
    for words in ["“Nowhere”", "There is no dateline.", "nobody whom journalists can call"]:
        assert words in page


@pytest.mark.parametrize("part", ["page", "list", "feed"])
def test_preview_says_why_a_release_cannot_be_composed(admin_client, part):
    release = a_draft(body="")
    page = text(admin_client.get(address(release)))
    assert "There is no text in the body." in page
    assert "<iframe" not in page
    response = admin_client.get(address(release, part))
    assert (response.status_code, response.content.decode()) == (409, "There is no text in the body.")
    assert response["Content-Type"].startswith("text/plain")


def test_preview_frames_are_sandboxed(admin_client):
    release = a_draft()
    frames = re.findall(r"<iframe ([^>]*)>", text(admin_client.get(address(release))))
    assert len(frames) == 4
    for frame in frames:
        assert re.search(r'title="[^"]+" sandbox="allow-same-origin" src="/admin/', frame)


@pytest.mark.parametrize("part", ["page", "list", "feed"])
def test_preview_part_is_not_cached_and_frameable_by_the_desk_only(admin_client, part):
    response = admin_client.get(address(a_draft(), part))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "<title>Preview, not public" in text(response)


@pytest.mark.parametrize("make", [a_draft, a_public_edition, an_embargoed_edition, a_withdrawn_edition])
def test_preview_changes_nothing(admin_client, make):
    made = make()
    release = made if isinstance(made, Release) else made.release
    before = list(Edition.objects.values()), Release.objects.values().get()
    for part in (None, "page", "list", "feed"):
        text(admin_client.get(address(release, part)))
    assert (list(Edition.objects.values()), Release.objects.values().get()) == before


@pytest.mark.parametrize("part", [None, "page", "list", "feed", "card"])
def test_preview_requires_the_view_permission(client, part):
    release = a_draft()
    assert "/login/" in client.get(address(release, part)).url
    client.force_login(stranger := an_editor(is_superuser=False))
    assert client.get(address(release, part)).status_code == 403
    stranger.user_permissions.add(Permission.objects.get(codename="view_release"))
    assert client.get(address(release, part)).status_code == 200


def test_preview_of_an_unknown_part_or_release_is_not_found(admin_client):
    assert admin_client.get(address(a_draft(), "elsewhere")).status_code == 404
    there = reverse("admin:releases_release_preview_part", args=[10**30, "page"])
    assert "doesn’t exist" in admin_client.get(there, follow=True).content.decode()


@pytest.mark.parametrize(("part", "most"), [(None, 17), ("page", 15), ("list", 11), ("feed", 12)])
def test_preview_query_count_is_constant(admin_client, part, most):
    counts = []
    for count in (1, 1, 30):
        members, contacts = [a_member() for _ in range(count)], [a_contact() for _ in range(count)]
        release = a_draft(members=members, contacts=contacts, quotes=["It is a quiet room,"] * count)
        a_public_edition(released_on=date(2026, 3, 1))
        with CaptureQueriesContext(connection) as captured:
            text(admin_client.get(address(release, part)))
        counts.append(len(captured))
    assert counts[1] == counts[2] <= most
