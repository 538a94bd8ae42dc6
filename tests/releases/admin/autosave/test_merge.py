"""The merge page, after two people have changed one version of a release."""

import pytest
from django.test import Client
from django.urls import reverse

from icnk.core.history.models import Version, get_versions, save_version
from releases.models import Autosave, Release
from tests.factories import a_contact, a_draft, a_member, a_public_edition, a_writer
from tests.releases.admin.forms import filled

pytestmark = pytest.mark.django_db
BODY = "<p>One.</p>\n\n<p>TwoPeople.</p>\n\n<p>Three.</p>"


def url(release, page="change"):
    return reverse(f"admin:releases_release_{page}", args=[release.pk])


class TwoPeople:
    """Two people who have opened the same version of a release."""

    def __init__(self, release, *, base=True):
        self.release = release
        self.people = a_writer(first_name="Ada", last_name="Sample"), a_writer(first_name="Ben", last_name="Sample")
        if base:
            save_version(release, by=None)
        self.first, self.second = (Client() for _person in self.people)
        for client, person in zip((self.first, self.second), self.people, strict=True):
            client.force_login(person)
        self.form = filled(self.second, url(release))

    def save(self, first, second):
        """Save for the first person, then for the second. Return the page that the second one gets."""
        self.first.post(url(self.release), self.form | first)
        return self.second.post(url(self.release), self.form | second, follow=True)

    def submit(self, response, **changes):
        """Submit the page with its preset choices and these ones."""
        form = response.context["form"]
        data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
        seen = {"saved": response.context["original"].version, "typed": response.context["checksum"]}
        return self.second.post(url(self.release, "merge"), data | seen | changes, follow=True)


def presets(response):
    return {each.name: each.preset for each in response.context["form"].differences}


def reload(release):
    return Release.objects.get(pk=release.pk)


def test_change_of_one_person_is_preset():
    pair = TwoPeople(a_draft(kicker="Before", subheadline="Before"))
    response = pair.save({"kicker": "Ada’s"}, {"subheadline": "Ben’s"})
    assert presets(response) == {"kicker": "saved", "subheadline": "mine"}
    assert "Joined and saved." in pair.submit(response).content.decode()
    assert (reload(pair.release).kicker, reload(pair.release).subheadline) == ("Ada’s", "Ben’s")


def test_field_changed_by_both_requires_a_choice():
    pair = TwoPeople(a_draft(kicker="Before"))
    response = pair.save({"kicker": "Ada’s words"}, {"kicker": "Ben’s words"})
    assert presets(response) == {"kicker": None}
    page = response.content.decode()
    assert '<mark class="theirs">Ada</mark>’s words' in page
    assert "<mark>Ben</mark>’s words" in page
    refused = pair.submit(response)
    assert "Both of you changed this. Choose what is to stand." in refused.content.decode()
    assert reload(pair.release).kicker == "Ada’s words"
    for take, kicker in [("merged", "Ada’s and Ben’s words")]:
        pair.submit(refused, take_kicker=take, text_kicker=kicker)
        assert reload(pair.release).kicker == kicker


@pytest.mark.parametrize(("take", "kicker"), [("saved", "Ada’s"), ("mine", "Ben’s"), ("merged", "Both")])
def test_choice_is_saved_as_next_version(take, kicker):
    pair = TwoPeople(a_draft(kicker="Before"))
    response = pair.save({"kicker": "Ada’s"}, {"kicker": "Ben’s"})
    before = reload(pair.release).version
    pair.submit(response, take_kicker=take, text_kicker="Both")
    now, last = reload(pair.release), get_versions(pair.release).last()
    assert (now.kicker, now.version, now.changed_by) == (kicker, before + 1, pair.people[1])
    assert (last.number, last.saved_by, last.content["fields"]["kicker"]) == (now.version, pair.people[1], kicker)
    assert not Autosave.objects.exclude(form="").exists()


def test_nothing_is_preset_without_the_base_version():
    pair = TwoPeople(a_draft(kicker="Before"), base=False)
    response = pair.save({"kicker": "Ada’s"}, {"subheadline": "Ben’s"})
    assert presets(response) == {"kicker": None, "subheadline": None}


def test_paragraphs_of_the_body_are_merged():
    pair = TwoPeople(a_draft(body=BODY))
    response = pair.save({"body": BODY.replace("One", "Ada")}, {"body": BODY.replace("Three", "Ben")})
    assert presets(response) == {"body": None}
    pair.submit(response, take_body="merged")
    assert reload(pair.release).body == "<p>Ada.</p>\n\n<p>TwoPeople.</p>\n\n<p>Ben.</p>"


def test_white_space_in_the_body_is_no_difference():
    pair = TwoPeople(a_draft(body=BODY))
    response = pair.save({"body": BODY.replace("One", "Ada")}, {"body": BODY.replace("\n\n", "\r\n")})
    assert presets(response) == {"body": "saved"}


def test_quotes_contacts_and_members_are_merged():
    one, other = a_member(name="Sample One"), a_member(name="Sample TwoPeople")
    release = a_draft(members=[one], quotes=["It is a quiet room,", "Another,"], contacts=[a_contact()])
    pair = TwoPeople(release)
    ada = {"quotes-0-speaker": "Ada’s speaker", "contact_lines-0-city": "Tokyo"}
    ben = {"quotes-1-speaker": "Ben’s speaker", "members": [one.pk, other.pk]}
    response = pair.save(ada, ben)
    assert presets(response) == {"quotes": None, "contact_lines": "saved", "signatories": "mine"}
    assert "Ada’s speaker" in response.content.decode()
    pair.submit(response, take_quotes="merged")
    assert list(release.quotes.values_list("speaker", flat=True)) == ["Ada’s speaker", "Ben’s speaker"]
    assert release.contact_lines.get().city == "Tokyo"
    assert list(release.signatories.values_list("member", flat=True)) == [one.pk, other.pk]


def test_added_and_deleted_rows_are_merged():
    release = a_draft(quotes=["First words,", "Last words,"])
    pair = TwoPeople(release)
    new = {"quotes-TOTAL_FORMS": 3, "quotes-2-text": "New words,", "quotes-2-kind": "spoken"}
    new |= {"quotes-2-position": 0}
    response = pair.save({"quotes-0-DELETE": "on"}, new)
    pair.submit(response, take_quotes="merged")
    assert list(release.quotes.values_list("text", flat=True)) == ["Last words,", "New words,"]


def test_merge_page_is_shown_again_after_another_save():
    pair = TwoPeople(a_draft(kicker="Before"))
    response = pair.save({"kicker": "Ada’s"}, {"kicker": "Ben’s"})
    third = filled(pair.first, url(pair.release)) | {"kicker": "Ada’s once more"}
    pair.first.post(url(pair.release), third)
    shown_again = pair.submit(response, take_kicker="merged", text_kicker="Both, with care")
    page = shown_again.content.decode()
    assert "Somebody saved once more" in page
    assert "Both, with care" in page
    assert "once more" in page
    assert reload(pair.release).kicker == "Ada’s once more"
    pair.submit(shown_again)
    assert reload(pair.release).kicker == "Both, with care"


def test_invalid_choice_is_reported_and_autosave_kept():
    pair = TwoPeople(a_draft())
    response = pair.save({"headline": "Ada’s"}, {"headline": "Ben’s", "released_on": "no date"})
    refused = pair.submit(response, take_headline="mine", take_released_on="mine")
    assert refused.status_code == 200
    assert "no date" in refused.content.decode()
    assert reload(pair.release).headline == "Ada’s"
    assert "no+date" in Autosave.objects.get(person=pair.people[1]).form


def test_merged_text_that_is_too_long_is_reported():
    pair = TwoPeople(a_draft(kicker="Before"))
    response = pair.save({"kicker": "Ada’s"}, {"kicker": "Ben’s"})
    refused = pair.submit(response, take_kicker="merged", text_kicker="x" * 301)
    assert "at most 300 characters" in refused.content.decode()
    assert "x" * 301 in refused.content.decode()


def test_merge_keeps_slug_of_issued_release():
    release = a_public_edition().release
    slug, pair = release.slug, TwoPeople(release)
    response = pair.save({"headline": "Ada’s"}, {"headline": "Ben’s"})
    pair.submit(response, take_headline="mine")
    assert (reload(release).headline, reload(release).slug) == ("Ben’s", slug)


def test_identical_texts_need_no_choice():
    pair = TwoPeople(a_draft())
    response = pair.save({"kicker": "The same"}, {"kicker": "The same"})
    assert "The two texts do not differ" in response.content.decode()
    count = Version.objects.count()
    pair.submit(response)
    assert Version.objects.count() == count
    assert not Autosave.objects.get(person=pair.people[1]).form


def test_merge_without_autosave_redirects_with_message(admin_client):
    page = admin_client.get(url(a_draft(), "merge"), follow=True).content.decode()
    assert "There is nothing that you typed and did not save." in page
