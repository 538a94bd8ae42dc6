"""What is typed and not saved is kept, offered again, and who else is there is said before typing."""

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


def address(release, page="change"):
    return reverse(f"admin:releases_release_{page}", args=[release.pk])


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def type_in(client, release, **changes):
    """Send the form to be kept, as the browser does while somebody types."""
    form = filled(client, address(release)) | {name.replace("__", "-"): value for name, value in changes.items()}
    body = urlencode(form, doseq=True)
    response = client.post(address(release, "autosave"), body, content_type="application/x-www-form-urlencoded")
    return form, response


def test_what_is_typed_is_kept_and_written_over(admin_client, admin_user):
    release = a_draft()
    for headline in ("First Words", "Second Words"):
        form, response = type_in(admin_client, release, headline=headline)
        assert response.status_code == 200
        assert "at" in response.json()
    row = Autosave.objects.get()
    assert (row.person, row.form, row.version) == (admin_user, urlencode(form, doseq=True), release.version)
    release.refresh_from_db()
    assert release.headline not in ("First Words", "Second Words")
    assert not Version.objects.exists()


def test_opening_the_release_again_offers_what_was_typed(admin_client):
    release = a_draft()
    assert "Take it up" not in admin_client.get(address(release)).content.decode().split('id="autosave"')[0]
    type_in(admin_client, release, headline="Typed at Night")
    page = admin_client.get(address(release)).content.decode()
    assert f"You typed this at {store.format_typed_at(Autosave.objects.get())} and did not save it." in page
    assert f'href="{address(release, "unsaved-changes")}">Take it up</a>' in page
    assert "Typed at Night" not in page


def test_taking_it_up_fills_the_form_as_it_was_typed_and_saves_nothing(admin_client):
    release = a_draft(quotes=["It is a quiet room,"], contacts=[a_contact()], members=[a_member()])
    other = a_member(name="Sample Newcomer")
    new_row = {"quotes-TOTAL_FORMS": 2, "quotes-1-text": "A new quote", "quotes-1-kind": "spoken"}
    new_row |= {"quotes-1-release": release.pk, "quotes-1-position": 0, "members": [other.pk]}
    form, _response = type_in(admin_client, release, headline="Typed at Night", released_on="no date", **new_row)
    response = admin_client.get(address(release, "unsaved-changes"))
    page = response.content.decode()
    for typed in ("Typed at Night", "A new quote", 'value="no date"', "It is not saved until you press Save."):
        assert typed in page
    assert f'action="{address(release)}" method="post"' in page
    assert response.context["adminform"].form["members"].value() == [str(other.pk)]
    assert response.context["adminform"].form["version"].value() == str(release.version)
    assert "Please correct the error" not in page
    assert (release.quotes.count(), Release.objects.get().headline) == (1, release.headline)
    assert Autosave.objects.get().form == urlencode(form, doseq=True)


def test_a_save_removes_what_was_kept(admin_client):
    release = a_draft()
    form, _response = type_in(admin_client, release, headline="Typed at Night")
    admin_client.post(address(release), form)
    release.refresh_from_db()
    assert (release.headline, Autosave.objects.get().form) == ("Typed at Night", "")
    assert "You typed this at" not in admin_client.get(address(release)).content.decode()


def test_what_arrives_after_its_own_save_is_not_offered_again(admin_client):
    release = a_draft(quotes=["It is a quiet room,"], contacts=[a_contact()], members=[a_member()])
    form, _response = type_in(admin_client, release, subheadline="Typed at Night")
    body = urlencode(form, doseq=True)
    admin_client.post(address(release), form)
    for late, is_kept in ((body, False), (body.replace("at+Night", "later"), True)):
        admin_client.post(address(release, "autosave"), late, content_type="application/x-www-form-urlencoded")
        assert bool(Autosave.objects.get().form) is is_kept


def test_it_is_thrown_away_by_a_form_and_only_as_it_was_shown(admin_client):
    release = a_draft()
    type_in(admin_client, release, headline="Typed at Night")
    admin_client.post(address(release, "unsaved-changes"), {"typed": "2020-01-01T00:00:00+00:00"})
    assert Autosave.objects.get().form
    shown = Autosave.objects.get().typed_at.isoformat()
    page = admin_client.post(address(release, "unsaved-changes"), {"typed": shown}, follow=True).content.decode()
    assert "Thrown away." in page
    assert not Autosave.objects.get().form


def test_a_form_that_was_refused_is_kept_on_the_page_and_here(admin_client):
    release = a_draft()
    form = filled(admin_client, address(release)) | {"headline": "x" * 301}
    response = admin_client.post(address(release), form)
    assert "x" * 301 in response.content.decode()
    assert "x" * 301 in Autosave.objects.get().form


def test_nobody_reaches_what_another_typed():
    ada, ben, release = a_writer(), a_writer(), a_draft()
    type_in(signed_in(ada), release, headline="Words of Ada")
    client = signed_in(ben)
    assert "Words of Ada" not in client.get(address(release)).content.decode()
    assert "Words of Ada" not in client.get(address(release, "unsaved-changes"), follow=True).content.decode()
    client.post(address(release, "unsaved-changes"), {"typed": Autosave.objects.get(person=ada).typed_at.isoformat()})
    assert "Words+of+Ada" in Autosave.objects.get(person=ada).form


@pytest.mark.parametrize("page", ["autosave", "unsaved-changes", "merge"])
def test_who_may_not_change_a_release_keeps_nothing(page):
    release, client = a_draft(), signed_in(an_administrator())
    assert client.post(address(release, page), {"headline": "No"}).status_code == 403
    assert client.get(address(release)).status_code == 200
    assert not Autosave.objects.exists()


def test_keeping_is_asked_for_by_post_and_with_a_token(admin_user):
    release, client = a_draft(), Client(enforce_csrf_checks=True)
    client.force_login(admin_user)
    assert client.get(address(release, "autosave")).status_code == 405
    assert client.post(address(release, "autosave"), {"headline": "No"}).status_code == 403
    client.get(address(release))
    token = client.cookies["csrftoken"].value
    body = f"headline=Yes&csrfmiddlewaretoken={token}"
    response = client.post(address(release, "autosave"), body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 200
    assert Autosave.objects.get().form == "headline=Yes"


def test_too_much_is_refused_in_words(admin_client, monkeypatch):
    monkeypatch.setattr(store, "MAX_FORM_LENGTH", 100)
    release = a_draft()
    _form, response = type_in(admin_client, release, headline="x" * 200)
    assert response.status_code == 413
    assert "Save it." in response.json()["words"]
    assert not Autosave.objects.exclude(form="").exists()


@pytest.mark.parametrize("version", ["", "-1", "9" * 40, "one", "²"])
def test_any_version_can_be_kept(admin_client, version):
    release = a_draft()
    _form, response = type_in(admin_client, release, headline="Typed", version=version)
    assert response.status_code == 200
    assert admin_client.get(address(release, "unsaved-changes")).status_code == 200
    assert admin_client.get(address(release, "merge")).status_code == 200


@pytest.mark.parametrize(
    "form", ["&&&==", "quotes-TOTAL_FORMS=999999&quotes-INITIAL_FORMS=9", "%00=%ff", "members=x&members=²"]
)
def test_a_form_of_nonsense_is_taken_up_in_words(admin_client, form):
    release = a_draft(quotes=["It is a quiet room,"])
    admin_client.post(address(release, "autosave"), form, content_type="application/x-www-form-urlencoded")
    assert admin_client.get(address(release, "unsaved-changes")).status_code == 200
    assert admin_client.get(address(release, "merge")).status_code == 200


def test_the_second_is_told_before_typing_who_is_there():
    release = a_draft()
    ada, ben = signed_in(a_writer(first_name="Ada", last_name="Sample")), signed_in(a_writer())
    assert "has had this open" not in ada.get(address(release)).content.decode()
    page = ben.get(address(release)).content.decode()
    assert "Ada Sample has had this open since " in page
    assert page.index("Ada Sample has had this open") < page.index('name="headline"')
    assert len(ada.post(address(release, "autosave")).json()["others"]) == 1


def test_who_left_is_not_there_any_more():
    release = a_draft()
    ada, ben = signed_in(a_writer()), signed_in(a_writer())
    ada.get(address(release))
    assert ben.post(address(release, "autosave")).json()["others"]
    ada.post(address(release, "autosave") + "?leaving=1")
    assert not ben.post(address(release, "autosave")).json()["others"]


def test_who_was_not_seen_for_long_is_not_there(admin_client):
    release, now = a_draft(), timezone.now()
    for seconds, is_there in ((80, True), (100, False)):
        Autosave.objects.all().delete()
        an_autosave(release, an_editor(), {}, opened_at=now, seen_at=now - timedelta(seconds=seconds))
        assert ("has had this open" in admin_client.get(address(release)).content.decode()) is is_there


def test_a_page_that_is_open_hears_of_another_save():
    release = a_draft()
    ada, ben = signed_in(a_writer(first_name="Ada", last_name="Sample")), signed_in(a_writer())
    ada.post(address(release), filled(ada, address(release)) | {"headline": "Ada Was Here"})
    said = ben.post(address(release, "autosave") + f"?version={release.version}").json()
    assert said["others"][-1].startswith("Ada Sample saved this release after you opened it.")


def test_what_was_typed_into_a_deleted_release_is_found_again(admin_client):
    writer = a_writer()
    release = a_draft(members=[a_member()], quotes=["It is a quiet room,"], contacts=[a_contact()])
    save_version(release, by=writer)
    key, client = release.pk, signed_in(writer)
    form = filled(client, address(release)) | {"headline": "Typed Too Late", "quotes-0-speaker": "Ben Sample"}
    admin_client.post(address(release, "delete"), {"post": "yes"})
    assert client.post(address(release, "autosave"), {"headline": "x"}).status_code == 410
    response = client.post(reverse("admin:releases_release_change", args=[key]), form, follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert "What you typed is not lost" in page
    assert "Typed Too Late" in page
    assert "Ben Sample" in page
    there = reverse("admin:releases_release_unsaved-changes", args=[key])
    assert signed_in(a_writer()).get(there).status_code == 404
    assert "The release is back" in client.post(there, follow=True).content.decode()
    back = Release.objects.get(pk=key)
    assert (back.headline, back.quotes.get().speaker) == ("Typed Too Late", "Ben Sample")
    assert (back.signatories.count(), back.contact_lines.count()) == (1, 1)


def test_deleting_a_release_keeps_what_another_has_typed_in_it(admin_client):
    writer, release = a_writer(), a_draft()
    save_version(release, by=writer)
    type_in(signed_in(writer), release, headline="Typed While It Was Deleted")
    versions = get_versions(release)
    admin_client.post(address(release, "delete"), {"post": "yes"})
    last = versions.last()
    assert (last.saved_by, last.content["fields"]["headline"]) == (writer, "Typed While It Was Deleted")
    assert "Typed While" in signed_in(writer).get(address(release, "unsaved-changes")).content.decode()
