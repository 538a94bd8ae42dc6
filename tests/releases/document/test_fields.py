"""The rich text editor: its settings, system checks and files, and the plain text area that replaces it."""

import pytest
from ckeditor.fields import RichTextField
from django.conf import settings as site
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models
from django.test.utils import isolate_apps
from django.urls import reverse

from icnk import checks
from icnk.core.history.models import restore_version, save_version
from icnk.models import SiteText
from icnk.static_finders import is_served
from releases.models import Release
from tests.factories import a_draft, an_editor
from tests.releases.admin.forms import filled

HEADERS = "icnk.security_headers.security_headers"
PLUGINS = site.CKEDITOR_CONFIGS["default"]["plugins"]


@pytest.fixture
def problems(settings):
    """Return the problems that the system checks find, with a content security policy."""
    if HEADERS not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [HEADERS, *settings.MIDDLEWARE]

    def found():
        errors = [*checks.check_editor(None), *checks.check_rich_text_fields(None)]
        assert all(error.is_serious() for error in errors)
        return [error.id for error in errors]

    return found


def test_editor_settings_pass_the_system_checks(problems):
    assert problems() == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"plugins": f"{PLUGINS},scayt"}, "icnk.E002"),
        ({"plugins": f"{PLUGINS},wysiwygarea"}, "icnk.E002"),
        ({"plugins": PLUGINS.replace(",divarea", "")}, "icnk.E002"),
        ({"extraPlugins": "exportpdf"}, "icnk.E003"),
        ({"extra_plugins": ["exportpdf"]}, "icnk.E003"),
        ({"allowedContent": True}, "icnk.E003"),
        ({"extraAllowedContent": "style"}, "icnk.E003"),
        ({"fullPage": True}, "icnk.E003"),
        ({"versionCheck": True}, "icnk.E004"),
    ],
)
def test_unsafe_editor_settings_fail_a_system_check(settings, change, problem, problems):
    settings.CKEDITOR_CONFIGS = {"default": settings.CKEDITOR_CONFIGS["default"] | change}
    assert problems() == [problem]


def test_editor_without_a_plugin_list_fails_a_system_check(settings, problems):
    without = {name: value for name, value in settings.CKEDITOR_CONFIGS["default"].items() if name != "plugins"}
    settings.CKEDITOR_CONFIGS = {"default": without}
    assert problems() == ["icnk.E002"]


def test_editor_uploader_fails_a_system_check(settings, problems):
    settings.CKEDITOR_UPLOAD_PATH = "uploads/"
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "ckeditor_uploader"]
    assert problems() == ["icnk.E001"]


def test_editor_without_content_security_policy_fails_a_system_check(settings, problems):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != HEADERS]
    assert problems() == ["icnk.E006"]


def test_editor_samples_fail_a_system_check(settings, problems):
    finders.get_finder.cache_clear()
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
    assert problems() == ["icnk.E007"]


@isolate_apps("icnk")
def test_rich_text_column_without_sanitizing_fails_a_system_check(monkeypatch, problems):
    class Loose(models.Model):
        text = RichTextField()

        class Meta:
            app_label = "icnk"

        def __str__(self):
            return self.text

    monkeypatch.setattr(checks.apps, "get_models", lambda: [Loose, Release, SiteText])
    assert problems() == ["icnk.E008"]


def test_collectstatic_omits_unused_editor_files(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    files = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()]
    assert "ckeditor/ckeditor/ckeditor.js" in files
    assert "admin/js/core.js" in files
    words = ("sample", "test", "jquery", "galleriffic", "scayt", "wsc", "exportpdf", "preview", ".html", "iframe")
    assert [name for name in files if name.startswith("ckeditor/") and any(word in name for word in words)] == []
    assert [name for name in files if name.endswith((".html", ".htm"))] == []
    assert len(files) < 1_500


def test_other_static_files_are_served():
    assert is_served("admin/js/vendor/jquery/jquery.js")
    assert is_served("css/admin/desk.css")
    assert finders.find("admin/js/vendor/jquery/jquery.js")


@pytest.fixture
def desk(client):
    client.force_login(an_editor())
    return client


@pytest.mark.django_db
def test_plain_editor_setting_replaces_the_editor(desk, settings):
    settings.PLAIN_EDITOR = True
    release = a_draft(body="<p>Words &amp; <em>more</em>.</p>")
    address = reverse("admin:releases_release_change", args=[release.pk])
    page = desk.get(address).content.decode()
    assert "ckeditor" not in page
    assert "js/admin/ckeditor" not in page
    assert "&lt;p&gt;Words &amp;amp; &lt;em&gt;more&lt;/em&gt;.&lt;/p&gt;" in page
    typed = filled(desk, address) | {"body": "<p>Words &amp; <em>others</em>.</p><script>x()</script>"}
    assert desk.post(address, typed).status_code == 302
    release.refresh_from_db()
    assert release.body == "<p>Words &amp; <em>others</em>.</p>"


@pytest.mark.django_db
def test_plain_editor_makes_paragraphs_of_blank_lines(desk, settings):
    settings.PLAIN_EDITOR = True
    release = a_draft()
    address = reverse("admin:releases_release_change", args=[release.pk])
    text = (
        "It opened,\r\nat noon.\r\n\r\n<em>Many</em> came.\r\n\r\n<h2>Later</h2>\r\n\r\n<ul>\r\n\r\n<li>one</li></ul>"
    )
    assert desk.post(address, filled(desk, address) | {"body": text}).status_code == 302
    release.refresh_from_db()
    assert release.body == (
        "<p>It opened,\nat noon.</p>\n\n<p><em>Many</em> came.</p>\n\n<h2>Later</h2>\n\n<ul>\n\n<li>one</li></ul>"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("too_much", ["x" * 500_001, "<b>" * 20_001])
def test_too_much_markup_shows_a_field_error_and_is_kept(desk, settings, plain, too_much):
    settings.PLAIN_EDITOR = plain
    release = a_draft()
    address = reverse("admin:releases_release_change", args=[release.pk])
    response = desk.post(address, filled(desk, address) | {"body": too_much})
    assert response.status_code == 200
    form = response.context["adminform"].form
    assert "too long or holds too much markup" in form.errors["body"][0]
    assert form["body"].value() == too_much
    release.refresh_from_db()
    assert "The newsroom opened today." in release.body


@pytest.mark.django_db
def test_too_much_markup_of_a_site_text_shows_a_field_error(desk):
    typed = {"page": "home", "language": "en", "heading": "Sample", "text": "<b>" * 20_001}
    response = desk.post(reverse("admin:icnk_sitetext_add"), typed)
    assert "too much markup" in response.context["adminform"].form.errors["text"][0]
    assert not SiteText.objects.exists()


HOSTILE, CLEAN = '<p onclick="x()">A</p><script>x()</script>', "<p>A</p>"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "write",
    [
        lambda release: setattr(release, "body", HOSTILE) or release.save(),
        lambda release: Release.objects.update(body=HOSTILE),
        lambda release: Release.objects.filter(pk=release.pk).bulk_update(
            [setattr(release, "body", HOSTILE) or release], ["body"]
        ),
        lambda release: Release.objects.bulk_create([Release(headline="B", slug="b", body=HOSTILE)]),
        lambda release: SiteText.objects.create(page="home", heading="A", text=HOSTILE),
    ],
)
def test_markup_field_sanitizes_every_write(write):
    release = a_draft(body="")
    write(release)
    stored = {*Release.objects.values_list("body", flat=True), *SiteText.objects.values_list("text", flat=True)}
    assert stored - {""} == {CLEAN}


@pytest.mark.django_db
def test_markup_field_sanitizes_fixtures(tmp_path):
    release = a_draft()
    fixture = tmp_path / "release.json"
    call_command("dumpdata", "releases.release", output=fixture, verbosity=0)
    fixture.write_text(fixture.read_text().replace("<p>The newsroom", "<p onclick=x()>The newsroom"))
    call_command("loaddata", fixture, verbosity=0)
    release.refresh_from_db()
    assert release.body.startswith("<p>The newsroom opened today.</p>")


@pytest.mark.django_db
def test_markup_field_sanitizes_restored_versions():
    release, person = a_draft(body="<p>A</p>"), an_editor()
    version = save_version(release, by=person)
    version.content["fields"]["body"] = HOSTILE
    version.save()
    release = restore_version(version, by=person)
    release.refresh_from_db()
    assert release.body == CLEAN


@pytest.mark.django_db
def test_markup_field_refuses_too_much_markup():
    with pytest.raises(ValidationError):
        a_draft(body="<b>" * 20_001)
