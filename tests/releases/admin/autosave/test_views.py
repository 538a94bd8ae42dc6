"""Autosave of release forms, and the names of others who have the release open."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from icnk.core.history.models import Version, get_versions, save_version
from releases.admin.autosave import store
from releases.models import Autosave, Release
from tests.factories import a_contact, a_draft, a_member, a_writer, an_administrator, an_autosave, an_editor
from tests.releases.admin.forms import filled

pytestmark = pytest.mark.django_db


def url(release, page="change"):
    return reverse(f"admin:releases_release_{page}", args=[release.pk])


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def autosave_form(client, release, **changes):
    """Send the form as autosave.js does."""
    form = filled(client, url(release)) | {name.replace("__", "-"): value for name, value in changes.items()}
    body = urlencode(form, doseq=True)
    response = client.post(url(release, "autosave"), body, content_type="application/x-www-form-urlencoded")
    return form, response


def test_autosave_stores_form_and_overwrites_it(admin_client, admin_user):
    release = a_draft()
    for headline in ("First Words", "Second Words"):
        form, response = autosave_form(admin_client, release, headline=headline)
        assert response.status_code == 200
        assert "at" in response.json()
    row = Autosave.objects.get()
    assert (row.person, row.form, row.version) == (admin_user, urlencode(form, doseq=True), release.version)
    release.refresh_from_db()
    assert release.headline not in ("First Words", "Second Words")
    assert not Version.objects.exists()


def test_change_form_offers_autosave(admin_client):
    release = a_draft()
    assert "Take it up" not in admin_client.get(url(release)).content.decode().split('id="autosave"')[0]
    autosave_form(admin_client, release, headline="Typed at Night")
    page = admin_client.get(url(release)).content.decode()
    assert f"You typed this at {store.format_typed_at(Autosave.objects.get())} and did not save it." in page
    assert f'href="{url(release, "unsaved-changes")}">Take it up</a>' in page
    assert "Typed at Night" not in page


def test_unsaved_changes_page_shows_form_and_saves_nothing(admin_client):
    release = a_draft(quotes=["It is a quiet room,"], contacts=[a_contact()], members=[a_member()])
    other = a_member(name="Sample Newcomer")
    new_row = {"quotes-TOTAL_FORMS": 2, "quotes-1-text": "A new quote", "quotes-1-kind": "spoken"}
    new_row |= {"quotes-1-release": release.pk, "quotes-1-position": 0, "members": [other.pk]}
    form, _response = autosave_form(admin_client, release, headline="Typed at Night", released_on="no date", **new_row)
    response = admin_client.get(url(release, "unsaved-changes"))
    page = response.content.decode()
    for typed in ("Typed at Night", "A new quote", 'value="no date"', "It is not saved until you press Save."):
        assert typed in page
    assert f'action="{url(release)}" method="post"' in page
    assert response.context["adminform"].form["members"].value() == [str(other.pk)]
    assert response.context["adminform"].form["version"].value() == str(release.version)
    assert "Please correct the error" not in page
    assert (release.quotes.count(), Release.objects.get().headline) == (1, release.headline)
    assert Autosave.objects.get().form == urlencode(form, doseq=True)


def test_save_discards_autosave(admin_client):
    release = a_draft()
    form, _response = autosave_form(admin_client, release, headline="Typed at Night")
    admin_client.post(url(release), form)
    release.refresh_from_db()
    assert (release.headline, Autosave.objects.get().form) == ("Typed at Night", "")
    assert "You typed this at" not in admin_client.get(url(release)).content.decode()


def test_autosave_that_arrives_after_its_save_is_ignored(admin_client):
    release = a_draft(quotes=["It is a quiet room,"], contacts=[a_contact()], members=[a_member()])
    form, _response = autosave_form(admin_client, release, subheadline="Typed at Night")
    body = urlencode(form, doseq=True)
    admin_client.post(url(release), form)
    for late, is_kept in ((body, False), (body.replace("at+Night", "later"), True)):
        admin_client.post(url(release, "autosave"), late, content_type="application/x-www-form-urlencoded")
        assert bool(Autosave.objects.get().form) is is_kept


def test_discard_requires_instant_of_the_autosave(admin_client):
    release = a_draft()
    autosave_form(admin_client, release, headline="Typed at Night")
    admin_client.post(url(release, "unsaved-changes"), {"typed": "2020-01-01T00:00:00+00:00"})
    assert Autosave.objects.get().form
    shown = Autosave.objects.get().typed_at.isoformat()
    page = admin_client.post(url(release, "unsaved-changes"), {"typed": shown}, follow=True).content.decode()
    assert "Thrown away." in page
    assert not Autosave.objects.get().form


def test_refused_form_is_autosaved(admin_client):
    release = a_draft()
    form = filled(admin_client, url(release)) | {"headline": "x" * 301}
    response = admin_client.post(url(release), form)
    assert "x" * 301 in response.content.decode()
    assert "x" * 301 in Autosave.objects.get().form


def test_autosave_is_private_to_its_person():
    ada, ben, release = a_writer(), a_writer(), a_draft()
    autosave_form(signed_in(ada), release, headline="Words of Ada")
    client = signed_in(ben)
    assert "Words of Ada" not in client.get(url(release)).content.decode()
    assert "Words of Ada" not in client.get(url(release, "unsaved-changes"), follow=True).content.decode()
    client.post(url(release, "unsaved-changes"), {"typed": Autosave.objects.get(person=ada).typed_at.isoformat()})
    assert "Words+of+Ada" in Autosave.objects.get(person=ada).form


@pytest.mark.parametrize("page", ["autosave", "unsaved-changes", "merge"])
def test_autosave_pages_require_change_permission(page):
    release, client = a_draft(), signed_in(an_administrator())
    assert client.post(url(release, page), {"headline": "No"}).status_code == 403
    assert client.get(url(release)).status_code == 200
    assert not Autosave.objects.exists()


def test_autosave_requires_post_and_csrf_token(admin_user):
    release, client = a_draft(), Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.get(url(release, "autosave")).status_code == 405
    assert client.post(url(release, "autosave"), {"headline": "No"}).status_code == 403
    client.get(url(release))
    token = client.cookies["csrftoken"].value
    body = f"headline=Yes&csrfmiddlewaretoken={token}"
    response = client.post(url(release, "autosave"), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert Autosave.objects.get().form == "headline=Yes"


def test_autosave_refuses_form_that_is_too_long(admin_client, monkeypatch):
    monkeypatch.setattr(store, "MAX_FORM_LENGTH", 100)
    release = a_draft()
    _form, response = autosave_form(admin_client, release, headline="x" * 200)
    assert response.status_code == 413
    assert "Save it." in response.json()["words"]
    assert not Autosave.objects.exclude(form="").exists()


@pytest.mark.parametrize("version", ["", "-1", "9" * 40, "one", "²"])
def test_autosave_accepts_any_version(admin_client, version):
    release = a_draft()
    _form, response = autosave_form(admin_client, release, headline="Typed", version=version)
    assert response.status_code == 200
    assert admin_client.get(url(release, "unsaved-changes")).status_code == 200
    assert admin_client.get(url(release, "merge")).status_code == 200


@pytest.mark.parametrize(
    "form", ["&&&==", "quotes-TOTAL_FORMS=999999&quotes-INITIAL_FORMS=9", "%00=%ff", "members=x&members=²"]
)
def test_unsaved_changes_page_accepts_any_form(admin_client, form):
    release = a_draft(quotes=["It is a quiet room,"])
    admin_client.post(url(release, "autosave"), form, content_type="application/x-www-form-urlencoded")
    assert admin_client.get(url(release, "unsaved-changes")).status_code == 200
    assert admin_client.get(url(release, "merge")).status_code == 200


def test_change_form_names_others_who_have_it_open():
    release = a_draft()
    ada, ben = signed_in(a_writer(first_name="Ada", last_name="Sample")), signed_in(a_writer())
    assert "has had this open" not in ada.get(url(release)).content.decode()
    page = ben.get(url(release)).content.decode()
    assert "Ada Sample has had this open since " in page
    assert page.index("Ada Sample has had this open") < page.index('name="headline"')
    assert len(ada.post(url(release, "autosave")).json()["others"]) == 1


def test_person_who_leaves_is_no_longer_named():
    release = a_draft()
    ada, ben = signed_in(a_writer()), signed_in(a_writer())
    ada.get(url(release))
    assert ben.post(url(release, "autosave")).json()["others"]
    ada.post(url(release, "autosave") + "?leaving=1")
    assert not ben.post(url(release, "autosave")).json()["others"]


def test_person_not_seen_for_90_seconds_is_not_named(admin_client):
    release, now = a_draft(), timezone.now()
    for seconds, is_there in ((80, True), (100, False)):
        Autosave.objects.all().delete()
        an_autosave(release, an_editor(), {}, opened_at=now, seen_at=now - timedelta(seconds=seconds))
        assert ("has had this open" in admin_client.get(url(release)).content.decode()) is is_there


def test_autosave_reports_newer_version():
    release = a_draft()
    ada, ben = signed_in(a_writer(first_name="Ada", last_name="Sample")), signed_in(a_writer())
    ada.post(url(release), filled(ada, url(release)) | {"headline": "Ada Was Here"})
    said = ben.post(url(release, "autosave") + f"?version={release.version}").json()
    assert said["others"][-1].startswith("Ada Sample saved this release after you opened it.")


def test_text_typed_into_deleted_release_can_be_restored(admin_client):
    writer = a_writer()
    release = a_draft(members=[a_member()], quotes=["It is a quiet room,"], contacts=[a_contact()])
    save_version(release, by=writer)
    key, client = release.pk, signed_in(writer)
    form = filled(client, url(release)) | {"headline": "Typed Too Late", "quotes-0-speaker": "Ben Sample"}
    admin_client.post(url(release, "delete"), {"post": "yes"})
    assert client.post(url(release, "autosave"), {"headline": "x"}).status_code == 410
    response = client.post(reverse("admin:releases_release_change", args=[key]), form, follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert "What you typed is not lost" in page
    assert "Typed Too Late" in page
    assert "Ben Sample" in page
    unsaved_url = reverse("admin:releases_release_unsaved-changes", args=[key])
    assert signed_in(a_writer()).get(unsaved_url).status_code == 404
    assert "The release is back" in client.post(unsaved_url, follow=True).content.decode()
    back = Release.objects.get(pk=key)
    assert (back.headline, back.quotes.get().speaker) == ("Typed Too Late", "Ben Sample")
    assert (back.signatories.count(), back.contact_lines.count()) == (1, 1)


def test_delete_keeps_unsaved_text_of_others_in_history(admin_client):
    writer, release = a_writer(), a_draft()
    save_version(release, by=writer)
    autosave_form(signed_in(writer), release, headline="Typed While It Was Deleted")
    versions = get_versions(release)
    admin_client.post(url(release, "delete"), {"post": "yes"})
    last = versions.last()
    assert (last.saved_by, last.content["fields"]["headline"]) == (writer, "Typed While It Was Deleted")
    assert "Typed While" in signed_in(writer).get(url(release, "unsaved-changes")).content.decode()
