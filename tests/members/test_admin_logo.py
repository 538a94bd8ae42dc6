"""Logos of members in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse

from icnk.core.history.models import get_versions
from icnk.core.media import storage
from tests.factories import a_member, a_picture, an_editor
from tests.releases.admin.forms import filled

pytestmark = pytest.mark.django_db


def save(client, member, **changes):
    there = reverse("admin:members_coalitionmember_change", args=[member.pk])
    response = client.post(there, filled(client, there) | changes, follow=True)
    member.refresh_from_db()
    return response.content.decode()


def image_upload(data):
    return SimpleUploadedFile("logo.png", data, "image/png")


@pytest.fixture
def member():
    return a_member()


def test_logo_is_stored_shown_replaced_and_removed(admin_client, member):
    save(admin_client, member, upload=image_upload(a_picture(600, 300, form="PNG", mode="LA")))
    first = member.logo
    assert [each["width"] for each in first] == [480, 480, 240, 240]
    there = reverse("admin:members_coalitionmember_logo", args=[member.pk])
    page = admin_client.get(reverse("admin:members_coalitionmember_change", args=[member.pk])).content.decode()
    assert f'<img src="{there}" width="240" height="120"' in page
    assert admin_client.get(there).content == storage.read(first[-1]["name"])
    save(admin_client, member, role="Another role")
    assert member.logo == first
    save(admin_client, member, upload=image_upload(a_picture()))
    assert [each["width"] for each in member.logo] == [64, 64]
    save(admin_client, member, without_logo="on")
    assert member.logo == []
    assert admin_client.get(there).status_code == 404
    page = admin_client.get(reverse("admin:members_coalitionmember_version", args=[member.pk, 2])).content.decode()
    assert f"file {first[0]['digest'][:8]}" in page
    assert get_versions(member).get(number=2).content["fields"]["logo"] == first


def test_upload_that_is_no_image_is_refused_with_a_message(admin_client, member):
    page = save(admin_client, member, upload=image_upload(b"<svg/>"))
    assert "This is no JPEG, PNG or WebP picture." in page
    assert "“logo.png”: not saved." in page
    assert member.logo == []


def test_logo_view_requires_view_permission(client, member):
    member.logo = storage.store([(storage.describe_file(b"sample", "jpg") | {"width": 1, "height": 1}, b"sample")])
    member.save()
    there = reverse("admin:members_coalitionmember_logo", args=[member.pk])
    client.force_login(stranger := an_editor(is_superuser=False))
    assert client.get(there).status_code == 403
    stranger.user_permissions.add(Permission.objects.get(codename="view_coalitionmember"))
    assert client.get(there).content == b"sample"


def test_member_page_shows_the_logo_with_alt_text():
    member = a_member(name="Sample Watch", logo=[storage.describe_file(b"", "jpg") | {"width": 240, "height": 120}])
    page = render_to_string("members/_logo.html", {"member": member})
    assert f'src="/files/{member.logo[0]["name"]}" width="240" height="120" alt="Logo of Sample Watch"' in page
    assert render_to_string("members/_logo.html", {"member": a_member()}).strip() == ""
