import pytest
from django.urls import reverse

from icnk.models import SiteText
from tests.factories import an_editor

LIST = reverse("admin:icnk_sitetext_changelist")


@pytest.fixture
def admin_user(db):
    return an_editor()


def test_home_and_information_texts_are_edited_in_the_admin(admin_client):
    fields = {"page": "home", "language": "en", "heading": "A sample of home", "text": "<p>“Sample” words.</p>"}
    admin_client.post(reverse("admin:icnk_sitetext_add"), fields)
    home = admin_client.get("/").content.decode()
    assert "A sample of home" in home
    assert "<p>“Sample” words.</p>" in home


def test_second_text_for_a_page_and_language_is_refused(admin_client):
    fields = {"page": "home", "language": "en", "heading": "A sample", "text": "<p>Words.</p>"}
    admin_client.post(reverse("admin:icnk_sitetext_add"), fields)
    page = admin_client.post(reverse("admin:icnk_sitetext_add"), fields).content.decode()
    assert "This page has a text in this language already" in page
    assert SiteText.objects.count() == 1


@pytest.mark.parametrize(
    ("page", "language", "there"), [("home", "en", "/"), ("information", "ko", "/ko/information/")]
)
def test_site_text_links_to_its_page(admin_client, page, language, there):
    text = SiteText.objects.create(page=page, language=language, heading="A sample", text="")
    html = admin_client.get(reverse("admin:icnk_sitetext_change", args=[text.pk])).content.decode()
    assert f'<a href="{there}" class="viewsitelink">' in html


def test_admin_index_links_to_new_release_and_import(admin_client):
    page = admin_client.get(reverse("admin:index")).content.decode()
    assert "The desk" in page
    assert reverse("admin:releases_release_import") in page
