"""The list of releases, and the pages that begin one."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases.intake import draft
from releases.models import Release
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    an_editor,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db
LIST, ADD, READ = (reverse(f"admin:releases_release_{name}") for name in ["changelist", "add", "import"])


@pytest.mark.parametrize(
    ("make", "words", "name"),
    [
        (a_draft, "Draft", "draft"),
        (a_stopped_edition, "Draft", "draft"),
        (a_public_edition, "Public since", "public"),
        (a_superseded_edition, "Public, corrected", "public"),
        (an_embargoed_edition, "Embargoed until", "waiting"),
        (a_withdrawn_edition, "Withdrawn", "withdrawn"),
    ],
)
def test_release_list_shows_and_filters_by_status(admin_client, make, words, name):
    make()
    assert f'<span class="release-status {name}">{words}' in admin_client.get(LIST).content.decode()
    for choice in ["draft", "public", "waiting", "withdrawn"]:
        found = admin_client.get(LIST, {"status": choice}).context["cl"].result_count
        assert found == (choice == name)


def test_release_list_query_count_is_constant_and_reads_no_document(admin_client):
    counts = []
    for more in (3, 37):
        for _number in range(more):
            a_superseded_edition()
        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(LIST).status_code == 200
        counts.append(len(queries))
        assert not any('"document"' in query["sql"] or '"body"' in query["sql"] for query in queries)
    assert counts[0] == counts[1]


def test_release_list_search_finds_words_of_the_body(admin_client):
    a_draft(body="<p>An uncommonsampleword.</p>")
    a_draft()
    assert admin_client.get(LIST, {"q": "uncommonsampleword"}).context["cl"].result_count == 1


def test_release_list_starts_with_undated_releases(admin_client):
    a_draft(headline="Dated")
    a_draft(headline="Undated", released_on=None)
    page = admin_client.get(LIST).content.decode()
    assert page.index("Undated") < page.index("Dated", page.index("Undated") + 8)


def test_new_release_gets_members_contacts_and_boilerplate(admin_client, admin_user):
    a_member(name="Member", joined_on=date(2020, 1, 1))
    a_member(name="Left", left_on=date(2020, 1, 1))
    a_public_edition(contacts=[a_contact()], boilerplate="The sample boilerplate.")
    data = {"language": "en", "headline": "A Sample Begins", "released_on": "2026-04-01"}
    response = admin_client.post(ADD, data)
    release = Release.objects.get(headline="A Sample Begins")
    assert response.url == reverse("admin:releases_release_change", args=[release.pk])
    assert [str(signatory) for signatory in release.signatories.all()] == ["Member"]
    assert (release.contact_lines.count(), release.boilerplate) == (1, "The sample boilerplate.")
    assert (release.changed_by, release.version) == (admin_user, 1)


def test_new_release_form_has_three_fields(admin_client):
    form = admin_client.get(ADD).context["adminform"].form
    assert list(form.fields) == ["language", "headline", "released_on"]


@pytest.mark.parametrize("missing", ["language", "headline", "released_on"])
def test_new_release_form_names_missing_fields(admin_client, missing):
    data = {"language": "en", "headline": "A Sample", "released_on": "2026-04-01"} | {missing: ""}
    assert "This field is required." in admin_client.post(ADD, data).content.decode()
    assert not Release.objects.exists()


@pytest.fixture
def import_text(monkeypatch):
    """Replaces the parser, which has its own tests."""

    def read(text, *, by):
        if text == "unreadable":
            raise draft.ImportRejected("No headline was found. <b>")
        if there := Release.objects.filter(source=text).first():
            raise draft.AlreadyImported(there, "It is there already:")
        return a_draft(source=text, changed_by=by, unassigned="###\nA line")

    monkeypatch.setattr(draft, "import_text", read)


@pytest.mark.usefixtures("import_text")
def test_import_creates_a_draft_and_counts_unassigned_lines(admin_client, admin_user):
    response = admin_client.post(READ, {"text": "\tA sample “text” \n"}, follow=True)
    release = Release.objects.get()
    assert release.changed_by == admin_user
    assert response.redirect_chain[-1][0] == reverse("admin:releases_release_change", args=[release.pk])
    assert "2 lines found no place." in response.content.decode()


@pytest.mark.usefixtures("import_text")
def test_import_keeps_an_unreadable_text_in_the_form(admin_client):
    page = admin_client.post(READ, {"text": "unreadable"}).content.decode()
    assert "No headline was found. &lt;b&gt;" in page
    assert ">\nunreadable</textarea>" in page


@pytest.mark.usefixtures("import_text")
def test_import_links_to_the_release_that_was_imported_before(admin_client):
    there = a_draft(source="known", headline="Known & <b>bold</b>")
    page = admin_client.post(READ, {"text": "known"}).content.decode()
    assert f"<a href='{reverse('admin:releases_release_change', args=[there.pk])}'>Known &amp; &lt;b&gt;" in page


def test_import_calls_the_parser(admin_client):
    text = "A Sample Release of the Desk\n\nDate : 2026-03-02\n\nThe newsroom opened today, and it is a sample.\n"
    admin_client.post(READ, {"text": text})
    assert Release.objects.get().source.strip() == text.strip()


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 500_001])
def test_import_refuses_empty_and_too_long_texts(admin_client, text):
    response = admin_client.post(READ, {"text": text})
    assert response.context["form"].errors
    assert not Release.objects.exists()


def test_import_requires_the_add_permission(client):
    editor = an_editor(is_superuser=False)
    editor.user_permissions.add(Permission.objects.get(codename="change_release"))
    client.force_login(editor)
    assert client.get(READ).status_code == 403
    assert READ not in client.get(LIST).content.decode()
