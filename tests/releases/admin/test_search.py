"""The desk's search."""

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from members.models import MemberName
from releases.models import Quote
from tests.factories import a_contact, a_draft, a_member, a_public_edition, a_stopped_edition, a_writer, an_editor

pytestmark = pytest.mark.django_db
SEARCH = reverse("admin:search")


@pytest.fixture
def admin_user(db):
    return an_editor()


def search(client, words):
    groups = client.get(SEARCH, {"q": words}).context["groups"]
    return {group.heading: [result.title for result in group.results] for group in groups}


def test_search_finds_drafts_by_all_words_ignoring_case(admin_client):
    a_draft(headline="A Sample Plea", kicker="Kickerword", body="<p>An uncommon bodyword.</p>")
    a_draft()
    for words in ("plea", "PLEA sample", "kickerWORD", "bodyword", "bodyword plea"):
        assert search(admin_client, words) == {"Releases": ["A Sample Plea"]}
    assert search(admin_client, "plea nowhere") == {}


def test_search_finds_editions_by_words_the_draft_no_longer_has(admin_client):
    edition = a_public_edition(headline="A Sample Then", body="<p>Olden words.</p>")
    release = edition.release
    release.refresh_from_db()
    release.headline, release.body = "A Sample Now", "<p>New words.</p>"
    release.save()
    changed = "Issued with these words, and changed since"
    assert search(admin_client, "olden") == {changed: ["A Sample Then"]}
    stopped = a_stopped_edition(body="<p>Olden words too.</p>").release
    type(stopped).objects.filter(pk=stopped.pk).update(body="<p>New words.</p>")
    assert search(admin_client, "olden") == {changed: ["A Sample Then"]}


def test_search_results_show_release_status(admin_client):
    a_public_edition(headline="A Sample Out")
    a_draft(headline="A Sample Begun", state="in_review")
    page = admin_client.get(SEARCH, {"q": "a sample"}).content.decode()
    assert "Public since" in page
    assert "in review" in page


def test_search_finds_members_by_every_name(admin_client):
    member = a_member(name="Sample Watch Today", as_printed="SWT (ROK)")
    MemberName.objects.create(member=member, name="Sample League of Old", kind="former")
    MemberName.objects.create(member=member, name="표본 연맹", kind="translated", language="ko")
    for words in ("watch today", "swt", "league OLD", "표본", "연맹 표본"):
        assert search(admin_client, words) == {"Members": ["SWT (ROK)"]}


def test_search_finds_contacts_by_name_member_and_number(admin_client):
    a_contact(name="Bo Findme", member=a_member(name="Sample Alliance"))
    for words in ("findme", "555-0101 bo", "alliance findme"):
        assert search(admin_client, words)["Press contacts"] == ["Bo Findme, Seoul"]


def test_search_finds_quotes_by_speaker_and_text(admin_client):
    Quote.objects.create(release=a_draft(), speaker="Cho Sample", text="It is a quiet room.")
    for words in ("cho", "CHO quiet", "sample cho"):
        assert search(admin_client, words) == {"Quotes": ["Cho Sample: “It is a quiet room.”"]}


def test_search_normalizes_decomposed_korean(admin_client):
    a_draft(headline="서울의 표본 발표")
    assert search(admin_client, unicodedata.normalize("NFD", "표본 발표")) == {"Releases": ["서울의 표본 발표"]}


@pytest.mark.parametrize("words", ["", "   ", "\x00", "%", "_", "'; --", "(", "\\", "x" * 5000, "a " * 500])
def test_search_accepts_any_text(admin_client, words):
    a_draft(headline="A Sample")
    assert admin_client.get(SEARCH, {"q": words}).status_code == 200


def test_search_takes_percent_sign_literally(admin_client):
    a_draft(headline="A Sample of 40% More")
    a_draft(headline="A Sample of 40 More")
    assert search(admin_client, "40%") == {"Releases": ["A Sample of 40% More"]}


def test_search_escapes_query(admin_client):
    page = admin_client.get(SEARCH, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_search_finds_only_viewable_kinds(client):
    a_draft(headline="Findme release")
    a_contact(name="Findme contact")
    a_member(name="Findme member")
    client.force_login(a_writer())
    assert set(search(client, "findme")) == {"Releases", "Members", "Press contacts"}
    client.force_login(an_editor(is_superuser=False))
    assert search(client, "findme") == {}
    client.logout()
    assert client.get(SEARCH, {"q": "findme"}).url.startswith(reverse("admin:login"))


def test_search_form_is_on_every_desk_page_except_login(admin_client, client):
    for name in ("index", "releases_release_changelist", "releases_release_add", "password_change"):
        assert 'role="search" class="desk-search"' in admin_client.get(reverse(f"admin:{name}")).content.decode()
    admin_client.logout()
    assert "desk-search" not in admin_client.get(reverse("admin:login")).content.decode()


def test_search_limits_queries_and_results(admin_client):
    for n in range(25):
        fields = {
            "contacts": [a_contact(name="Findme")],
            "members": [a_member()],
            "quotes": ["Findme"],
            "body": "<p>“Findme”</p>",
        }
        a_public_edition(headline="Findme", **fields)
        changed = a_public_edition(headline="Findme", slug=f"changed-{n}").release
        type(changed).objects.filter(pk=changed.pk).update(headline="Changed")
    with CaptureQueriesContext(connection) as queries:
        response = admin_client.get(SEARCH, {"q": "findme"})
    assert len(queries) <= 10  # the last query asks which releases shown are embargoed
    assert len(response.context["groups"]) == 4
    assert not any('"document"' in query["sql"] for query in queries)
    assert all(len(group.results) == 20 and group.more for group in response.context["groups"])
    assert "There are more than these." in response.content.decode()
