"""Two saves from one version: both texts side by side, and what is chosen is saved as a version of its own."""

import pytest
from django.test import Client
from django.urls import reverse

from icnk.core.history.models import Version, get_versions, save_version
from releases.models import Autosave, Release
from tests.factories import a_contact, a_draft, a_member, a_public_edition, a_writer
from tests.releases.admin.forms import filled

pytestmark = pytest.mark.django_db
BODY = "<p>One.</p>\n\n<p>Two.</p>\n\n<p>Three.</p>"


def address(release, page="change"):
    return reverse(f"admin:releases_release_{page}", args=[release.pk])


class Two:
    """Two people who opened one version of a release."""

    def __init__(self, release, *, base=True):
        self.release = release
        self.people = a_writer(first_name="Ada", last_name="Sample"), a_writer(first_name="Ben", last_name="Sample")
        if base:
            save_version(release, by=None)
        self.first, self.second = (Client() for _person in self.people)
        for client, person in zip((self.first, self.second), self.people, strict=True):
            client.force_login(person)
        self.form = filled(self.second, address(release))

    def save(self, first, second):
        """The first saves, then the second: the page that the second sees."""
        self.first.post(address(self.release), self.form | first)
        return self.second.post(address(self.release), self.form | second, follow=True)

    def join(self, response, **changes):
        """Send the page back with what is preset and these choices."""
        form = response.context["form"]
        data = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
        seen = {"saved": response.context["original"].version, "typed": response.context["checksum"]}
        return self.second.post(address(self.release, "merge"), data | seen | changes, follow=True)


def presets(response):
    return {each.name: each.preset for each in response.context["form"].differences}


def stored(release):
    return Release.objects.get(pk=release.pk)


def test_what_only_one_changed_is_chosen_already():
    two = Two(a_draft(kicker="Before", subheadline="Before"))
    response = two.save({"kicker": "Ada’s"}, {"subheadline": "Ben’s"})
    assert presets(response) == {"kicker": "saved", "subheadline": "mine"}
    assert "Joined and saved." in two.join(response).content.decode()
    assert (stored(two.release).kicker, stored(two.release).subheadline) == ("Ada’s", "Ben’s")


def test_where_both_changed_a_field_the_choice_is_asked_for():
    two = Two(a_draft(kicker="Before"))
    response = two.save({"kicker": "Ada’s words"}, {"kicker": "Ben’s words"})
    assert presets(response) == {"kicker": None}
    page = response.content.decode()
    assert '<mark class="theirs">Ada</mark>’s words' in page
    assert "<mark>Ben</mark>’s words" in page
    refused = two.join(response)
    assert "Both of you changed this. Choose what is to stand." in refused.content.decode()
    assert stored(two.release).kicker == "Ada’s words"
    for take, kicker in [("merged", "Ada’s and Ben’s words")]:
        two.join(refused, take_kicker=take, text_kicker=kicker)
        assert stored(two.release).kicker == kicker


@pytest.mark.parametrize(("take", "kicker"), [("saved", "Ada’s"), ("mine", "Ben’s"), ("merged", "Both")])
def test_what_is_taken_is_saved_as_the_next_version(take, kicker):
    two = Two(a_draft(kicker="Before"))
    response = two.save({"kicker": "Ada’s"}, {"kicker": "Ben’s"})
    before = stored(two.release).version
    two.join(response, take_kicker=take, text_kicker="Both")
    now, last = stored(two.release), get_versions(two.release).last()
    assert (now.kicker, now.version, now.changed_by) == (kicker, before + 1, two.people[1])
    assert (last.number, last.saved_by, last.content["fields"]["kicker"]) == (now.version, two.people[1], kicker)
    assert not Autosave.objects.exclude(form="").exists()


def test_without_the_version_that_both_began_from_nothing_is_chosen():
    two = Two(a_draft(kicker="Before"), base=False)
    response = two.save({"kicker": "Ada’s"}, {"subheadline": "Ben’s"})
    assert presets(response) == {"kicker": None, "subheadline": None}


def test_paragraphs_of_the_body_are_joined_in_the_box():
    two = Two(a_draft(body=BODY))
    response = two.save({"body": BODY.replace("One", "Ada")}, {"body": BODY.replace("Three", "Ben")})
    assert presets(response) == {"body": None}
    two.join(response, take_body="merged")
    assert stored(two.release).body == "<p>Ada.</p>\n\n<p>Two.</p>\n\n<p>Ben.</p>"


def test_another_spacing_of_the_body_is_no_difference():
    two = Two(a_draft(body=BODY))
    response = two.save({"body": BODY.replace("One", "Ada")}, {"body": BODY.replace("\n\n", "\r\n")})
    assert presets(response) == {"body": "saved"}


def test_quotes_contacts_and_members_are_joined_as_groups():
    one, other = a_member(name="Sample One"), a_member(name="Sample Two")
    release = a_draft(members=[one], quotes=["It is a quiet room,", "Another,"], contacts=[a_contact()])
    two = Two(release)
    ada = {"quotes-0-speaker": "Ada’s speaker", "contact_lines-0-city": "Tokyo"}
    ben = {"quotes-1-speaker": "Ben’s speaker", "members": [one.pk, other.pk]}
    response = two.save(ada, ben)
    assert presets(response) == {"quotes": None, "contact_lines": "saved", "signatories": "mine"}
    assert "Ada’s speaker" in response.content.decode()
    two.join(response, take_quotes="merged")
    assert list(release.quotes.values_list("speaker", flat=True)) == ["Ada’s speaker", "Ben’s speaker"]
    assert release.contact_lines.get().city == "Tokyo"
    assert list(release.signatories.values_list("member", flat=True)) == [one.pk, other.pk]


def test_rows_that_were_added_and_taken_away_are_joined():
    release = a_draft(quotes=["First words,", "Last words,"])
    two = Two(release)
    new = {"quotes-TOTAL_FORMS": 3, "quotes-2-text": "New words,", "quotes-2-kind": "spoken"}
    new |= {"quotes-2-position": 0}
    response = two.save({"quotes-0-DELETE": "on"}, new)
    two.join(response, take_quotes="merged")
    assert list(release.quotes.values_list("text", flat=True)) == ["Last words,", "New words,"]


def test_a_third_save_meanwhile_shows_the_page_anew_and_keeps_the_choices():
    two = Two(a_draft(kicker="Before"))
    response = two.save({"kicker": "Ada’s"}, {"kicker": "Ben’s"})
    third = filled(two.first, address(two.release)) | {"kicker": "Ada’s once more"}
    two.first.post(address(two.release), third)
    again = two.join(response, take_kicker="merged", text_kicker="Both, with care")
    page = again.content.decode()
    assert "Somebody saved once more" in page
    assert "Both, with care" in page
    assert "once more" in page
    assert stored(two.release).kicker == "Ada’s once more"
    two.join(again)
    assert stored(two.release).kicker == "Both, with care"


def test_what_does_not_fit_is_said_and_nothing_is_lost():
    two = Two(a_draft())
    response = two.save({"headline": "Ada’s"}, {"headline": "Ben’s", "released_on": "no date"})
    refused = two.join(response, take_headline="mine", take_released_on="mine")
    assert refused.status_code == 200
    assert "no date" in refused.content.decode()
    assert stored(two.release).headline == "Ada’s"
    assert "no+date" in Autosave.objects.get(person=two.people[1]).form


def test_too_long_a_joined_text_is_said():
    two = Two(a_draft(kicker="Before"))
    response = two.save({"kicker": "Ada’s"}, {"kicker": "Ben’s"})
    refused = two.join(response, take_kicker="merged", text_kicker="x" * 301)
    assert "at most 300 characters" in refused.content.decode()
    assert "x" * 301 in refused.content.decode()


def test_the_address_of_what_is_issued_stays():
    release = a_public_edition().release
    slug, two = release.slug, Two(release)
    response = two.save({"headline": "Ada’s"}, {"headline": "Ben’s"})
    two.join(response, take_headline="mine")
    assert (stored(release).headline, stored(release).slug) == ("Ben’s", slug)


def test_two_texts_that_do_not_differ_need_no_choice():
    two = Two(a_draft())
    response = two.save({"kicker": "The same"}, {"kicker": "The same"})
    assert "The two texts do not differ" in response.content.decode()
    count = Version.objects.count()
    two.join(response)
    assert Version.objects.count() == count
    assert not Autosave.objects.get(person=two.people[1]).form


def test_without_anything_typed_there_is_nothing_to_join(admin_client):
    page = admin_client.get(address(a_draft(), "merge"), follow=True).content.decode()
    assert "There is nothing that you typed and did not save." in page
