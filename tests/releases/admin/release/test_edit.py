"""The change form of a release: its order, saves by two people, and refused forms."""

import re
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases.models import Autosave, Release
from tests.factories import a_contact, a_draft, a_member, a_public_edition, an_editor, an_embargoed_edition
from tests.releases.admin.forms import filled

pytestmark = pytest.mark.django_db


def address(release, page="change"):
    return reverse(f"admin:releases_release_{page}", args=[release.pk])


def save(client, release, **changes):
    data = filled(client, address(release)) | {name.replace("__", "-"): value for name, value in changes.items()}
    return client.post(address(release), data | {"_continue": "1"}, follow=True)


def plain_text(response):
    """Return the words of a page, without the marks of differences."""
    return unescape(re.sub(r"</?mark[^>]*>", "", response.content.decode()))


def test_change_form_follows_the_order_of_the_printed_page(admin_client):
    release = a_draft(members=[a_member()], contacts=[a_contact()], quotes=["It is a quiet room,"])
    page = admin_client.get(address(release)).content.decode()
    names = ["released_on", "kicker", "headline", "subheadline", "places", "body", "quotes-0-text"]
    names += ["contact_lines-0-contact", "boilerplate", "members_heading", "members"]
    places = [page.index(f'name="{name}"') for name in names]
    assert places == sorted(places)


def test_save_changes_the_release_and_records_the_person(admin_client, admin_user):
    release = a_draft()
    response = save(admin_client, release, headline="Another Sample Headline")
    assert "Saved. Nothing of it is public." in response.content.decode()
    release.refresh_from_db()
    assert (release.headline, release.changed_by) == ("Another Sample Headline", admin_user)


def test_each_save_increments_the_version(admin_client):
    release = a_draft(members=[a_member()], contacts=[a_contact()], quotes=["It is a quiet room,"])
    a_member(name="Sample Newcomer")
    save(admin_client, release, quotes__0__speaker="Ben Sample", members=[], contact_lines__0__city="Tokyo")
    assert Release.objects.get().version == release.version + 1
    save(admin_client, release)
    assert Release.objects.get().version == release.version + 2


def test_save_of_a_public_release_leaves_the_public_page_unchanged(admin_client):
    edition = a_public_edition()
    page = save(admin_client, edition.release, headline="Changed at the Desk").content.decode()
    assert "Saved. The public page is unchanged:" in page
    assert f"<a href='{address(edition.release, 'issue')}'>correct the release</a>" in page
    assert "Changed since" in page
    assert "Changed at the Desk" not in admin_client.get(edition.get_absolute_url()).content.decode()


def test_save_leaves_an_embargoed_edition_unchanged(admin_client):
    page = save(admin_client, an_embargoed_edition().release).content.decode()
    assert "What waits to become public is unchanged" in page


def test_language_and_slug_are_read_only_once_issued(admin_client):
    release = a_public_edition().release
    before = release.slug
    save(admin_client, release, slug="elsewhere", language="ko")
    release.refresh_from_db()
    assert (release.language, release.slug) == ("en", before)


def test_unassigned_lines_come_first_in_the_form(admin_client):
    release = a_draft(unassigned="A sample line")
    assert "Found no place" in admin_client.get(address(release)).content.decode()
    assert "Found no place" not in save(admin_client, release, unassigned="").content.decode()


def test_stale_save_is_refused_and_leads_to_the_merge_page(client):
    first, second = an_editor(first_name="Ben", last_name="Sample"), an_editor()
    release = a_draft(quotes=["It is a quiet room,"], contacts=[a_contact()])
    client.force_login(second)
    mine = filled(client, address(release)) | {
        "headline": "What the Second Typed",
        "body": "<p>The second’s words.</p>",
        "quotes-0-speaker": "The second’s speaker",
        "contact_lines-0-city": "The second’s city",
    }
    client.force_login(first)
    save(client, release, headline="What the First Saved", quotes__0__DELETE="on")
    saved = Release.objects.get()

    client.force_login(second)
    for _click in range(2):
        response = client.post(address(release), mine, follow=True)
        page = plain_text(response)
        assert response.redirect_chain == [(address(release, "merge"), 302)]
        assert "Ben Sample saved this release on" in page
        for typed in ["What the Second Typed", "The second’s words.", "The second’s speaker", "The second’s city"]:
            assert typed in page
        assert "What the First Saved" in page
        assert Autosave.objects.get(person=second).form == urlencode(mine, doseq=True)
        now = Release.objects.get()
        assert (now.headline, now.version) == ("What the First Saved", saved.version)
        assert not now.quotes.exists()


def test_save_of_a_deleted_release_says_so(admin_client):
    release = a_draft()
    data, there = filled(admin_client, address(release)), address(release)
    release.delete()
    page = admin_client.post(there, data, follow=True).content.decode()
    assert "doesn’t exist. Perhaps it was deleted?" in page


@pytest.mark.parametrize("version", ["", "-1", "9" * 40, "one"])
def test_save_without_a_version_is_refused(admin_client, version):
    release = a_draft()
    response = save(admin_client, release, version=version, headline="Slipped in")
    assert response.status_code == 200
    assert not Release.objects.filter(headline="Slipped in").exists()


def test_save_without_management_forms_is_refused(admin_client):
    release = a_draft(quotes=["It is a quiet room,"])
    response = admin_client.post(address(release), {"headline": "Only this"})
    assert response.status_code == 200
    assert release.quotes.count() == 1


def test_save_of_too_much_markup_is_refused(admin_client):
    release = a_draft()
    page = save(admin_client, release, body="<div>" * 20_001).content.decode()
    assert "holds too much markup" in page


def test_duplicate_slug_is_refused(admin_client):
    first, second = a_draft(), a_draft()
    page = save(admin_client, second, slug=first.slug).content.decode()
    assert "Another release in this language has this address." in page


def test_view_permission_shows_the_release_without_buttons(client):
    reader = an_editor(is_superuser=False)
    reader.user_permissions.add(Permission.objects.get(codename="view_release"))
    client.force_login(reader)
    release = a_draft(members=[a_member()], quotes=["It is a quiet room,"], contacts=[a_contact()])
    page = client.get(address(release)).content.decode()
    assert release.headline in page
    assert release.signatories.get().as_printed in page
    assert 'name="_continue"' not in page
    assert client.post(address(release), {"headline": "No"}).status_code == 403


def test_change_permission_covers_the_inlines(client):
    editor = an_editor(is_superuser=False)
    editor.user_permissions.add(Permission.objects.get(codename="change_release"))
    client.force_login(editor)
    release = a_draft(quotes=["It is a quiet room,"], contacts=[a_contact()])
    save(client, release, quotes__0__speaker="Ben Sample")
    assert release.quotes.get().speaker == "Ben Sample"


def test_issued_release_cannot_be_deleted(admin_client):
    release = a_public_edition().release
    for response in (
        admin_client.get(address(release, "delete"), follow=True),
        admin_client.post(address(release, "delete"), {"post": "yes"}, follow=True),
    ):
        assert "This release has been issued or reviewed, so it stays" in response.content.decode()
    assert Release.objects.contains(release)
    assert address(release, "delete") not in admin_client.get(address(release)).content.decode()


def test_draft_can_be_deleted(admin_client):
    release = a_draft(members=[a_member()], quotes=["It is a quiet room,"])
    assert address(release, "delete") in admin_client.get(address(release)).content.decode()
    admin_client.post(address(release, "delete"), {"post": "yes"})
    assert not Release.objects.exists()


def test_change_form_query_count_is_constant(admin_client):
    counts = []
    for count in (1, 3, 50):  # the first one fills Django's own caches
        members = [a_member() for _number in range(count)]
        contacts = [a_contact() for _number in range(count)]
        release = a_draft(members=members, contacts=contacts, quotes=[f"Sample words {n}," for n in range(count)])
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(address(release)).status_code == 200
        counts.append(len(queries))
    assert counts[1] == counts[2] < 20


@pytest.mark.django_db(transaction=True)
def test_one_of_two_concurrent_saves_is_refused():
    release = a_draft()
    clients = {name: Client() for name in ("First", "Second")}
    for client in clients.values():
        client.force_login(an_editor())
    data = filled(clients["First"], address(release))

    def save_at_once(name):
        try:
            return clients[name].post(address(release), data | {"headline": name, "_continue": "1"}).url
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        assert sorted(pool.map(save_at_once, clients)) == [address(release), address(release, "merge")]
    assert Release.objects.get().version == release.version + 1


def test_add_permission_alone_redirects_to_the_dashboard(client):
    editor = an_editor(is_superuser=False)
    editor.user_permissions.add(Permission.objects.get(codename="add_release"))
    client.force_login(editor)
    fields = {"language": "en", "headline": "Sample", "released_on": "2026-03-02"}
    response = client.post("/admin/releases/release/add/", fields, follow=True)
    assert response.status_code == 200
    assert "The release is begun" in response.content.decode()


def test_slug_follows_the_headline_until_issued(admin_client):
    release = a_draft(headline="First Headline")
    save(admin_client, release, headline="Second Headline")
    release.refresh_from_db()
    assert release.slug.startswith("second-headline-")
    fixed = release.slug
    a_public_edition(release)
    save(admin_client, release, headline="Third Headline")
    release.refresh_from_db()
    assert (release.headline, release.slug) == ("Third Headline", fixed)


def test_too_long_headline_is_refused_and_not_truncated(admin_client):
    release = a_draft()
    assert "maxlength" not in admin_client.get(address(release)).content.decode()
    page = save(admin_client, release, headline="x" * 301).content.decode()
    assert "at most 300 characters" in page
    assert "x" * 301 in page
