"""The pages to issue, correct, withdraw and stop a release."""

import re
from html import unescape

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from releases.models import Edition, Release
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_withdrawn_edition,
    an_editor,
    an_embargoed_edition,
)
from tests.releases.admin.forms import filled

pytestmark = pytest.mark.django_db
VERBS = ["send-for-review", "send-back", "clear", "issue", "minor-correction", "withdraw", "stop", "issued", "preview"]
NOW = {"when": "now", "confirmed": "on"}
ALWAYS = {"Start a new one from this", "Reviews", "Members’ replies", "Embargo passes", "Who has read it", "History"}


def address(release, verb):
    return reverse(f"admin:releases_release_{verb}", args=[release.pk])


def shown(client, release):
    return looked_at(client.get(address(release, "issue")))


def looked_at(response):
    """Return the form data of a person who has seen the page and confirms its warnings."""
    form = response.context["form"]
    warned = {"warned": form["warned"].value()} if "warned" in form.fields else {}
    return {"shown": response.context["shown"]} | NOW | warned


def frame(response):
    return unescape(re.search(r'srcdoc="([^"]*)"', response.content.decode())[1])


def test_issue_page_shows_the_future_public_page(admin_client):
    listed, unlisted = a_member(name="Listed Sample"), a_member(name="Unlisted Sample", listed_since=None)
    release = a_draft(members=[listed, unlisted], contacts=[a_contact()], headline="Sample & <Sons>")
    before = frame(admin_client.get(address(release, "issue")))
    edition = a_public_edition(release)
    after = admin_client.get(edition.get_absolute_url()).content.decode()
    main = re.compile(r"<main.*</main>", re.S)
    assert main.search(before)[0] == main.search(after)[0]
    assert "Sample &amp; &lt;Sons&gt;" in before


def test_issue_page_shows_a_korean_release_in_korean(admin_client):
    response = admin_client.get(address(a_draft(language="ko"), "issue"))
    assert '<html lang="ko"' in frame(response)
    assert "http://testserver/ko/information/releases/" in response.content.decode()


def test_public_address_uses_the_site_url(admin_client, settings):
    settings.SITE_URL = "https://newsroom.example.org"
    there = "https://newsroom.example.org/information/releases/"
    assert there in admin_client.get(address(a_draft(), "issue")).content.decode()
    assert there in admin_client.get(address(a_public_edition().release, "issued")).content.decode()


def test_issue_page_shows_the_release_in_a_sandboxed_frame(admin_client):
    page = admin_client.get(address(a_draft(), "issue")).content.decode()
    assert re.search(r'<iframe class="preview-frame" title="[^"]+" sandbox="allow-same-origin" srcdoc="', page)


@pytest.mark.parametrize("make", [a_draft, a_public_edition, an_embargoed_edition, a_withdrawn_edition])
@pytest.mark.parametrize("verb", VERBS)
def test_get_of_a_workflow_page_changes_nothing(admin_client, make, verb):
    made = make()
    release = made if isinstance(made, Release) else made.release
    before = list(Edition.objects.values()), Release.objects.values().get()
    assert admin_client.get(address(release, verb), follow=True).status_code == 200
    assert (list(Edition.objects.values()), Release.objects.values().get()) == before


def test_issue_publishes_and_shows_the_address(admin_client, admin_user):
    release = a_draft()
    response = admin_client.post(address(release, "issue"), shown(admin_client, release), follow=True)
    edition = Edition.objects.get()
    assert edition.issued_by == admin_user
    page = response.content.decode()
    assert re.search(r"Public since \d\d:\d\d:\d\d KST, [A-Z][a-z]+day, ", page)
    assert f">http://testserver{edition.get_absolute_url()}</textarea>" in page
    assert LogEntry.objects.latest("pk").change_message == "Issued."


def test_issue_twice_creates_one_edition(admin_client):
    release = a_draft()
    seen = shown(admin_client, release)
    admin_client.post(address(release, "issue"), seen)
    seen = shown(admin_client, release) | {"shown": seen["shown"], "note": "A sample."}
    page = admin_client.post(address(release, "issue"), seen).content.decode()
    assert "Another edition was issued after this page was shown." in page
    assert Edition.objects.count() == 1


@pytest.mark.parametrize("change", ["body", "quote", "contact", "member"])
def test_issue_is_refused_when_the_release_changed_since_shown(admin_client, change):
    release = a_draft(members=[a_member()], contacts=[a_contact()], quotes=["It is a quiet room,"])
    seen = shown(admin_client, release)
    {
        "body": lambda: Release.objects.update(body="<p>Slipped in. “It is a quiet room,” said Ada Sample.</p>"),
        "quote": lambda: release.quotes.update(speaker="Slipped in"),
        "contact": lambda: release.contact_lines.update(channels="tel: +1-202-555-0199"),
        "member": lambda: release.signatories.update(as_printed="Slipped in"),
    }[change]()
    seen = shown(admin_client, release) | {"shown": seen["shown"]}  # with the warnings of now
    response = admin_client.post(address(release, "issue"), seen)
    assert "The release was changed after this page was shown." in response.content.decode()
    assert not Edition.objects.exists()
    admin_client.post(address(release, "issue"), looked_at(response))
    assert Edition.objects.exists()


@pytest.mark.parametrize("token", ["", "nonsense", "a:b:c"])
def test_issue_is_refused_without_a_valid_token(admin_client, token):
    release = a_draft()
    page = admin_client.post(
        address(release, "issue"), shown(admin_client, release) | {"shown": token}
    ).content.decode()
    assert "Look at the release once more." in page
    assert not Edition.objects.exists()


def test_issue_page_names_missing_fields(admin_client):
    release = a_draft(body="", released_on=None)
    response = admin_client.get(address(release, "issue"))
    page = response.content.decode()
    assert "There is no text in the body." in page
    assert "There is no release date." in page
    assert "Clear and issue it" not in page
    assert admin_client.post(address(release, "issue")).status_code == 200


def test_issue_is_refused_with_unassigned_lines(admin_client):
    release = a_draft(unassigned="EMBARGOED UNTIL NOON")
    page = admin_client.get(address(release, "issue"))
    assert "EMBARGOED UNTIL NOON" in page.content.decode()
    response = admin_client.post(address(release, "issue"), looked_at(page))
    assert "found no place" in response.content.decode()
    assert not Edition.objects.exists()


def test_correction_without_changes_is_refused(admin_client):
    release = a_public_edition().release
    response = admin_client.post(address(release, "issue"), shown(admin_client, release) | {"note": "A slip."})
    assert "Nothing differs from what is public" in response.content.decode()
    assert Edition.objects.count() == 1


def test_second_issue_is_a_correction_with_a_note(admin_client):
    release = a_public_edition().release
    Release.objects.update(headline="Put Right")
    seen = shown(admin_client, release)
    page = admin_client.post(address(release, "issue"), seen | {"note": " "}).content.decode()
    assert "Say in the note what was wrong. It is public." in page
    assert Edition.objects.count() == 1
    page = admin_client.post(address(release, "issue"), seen | {"note": "A slip."}, follow=True).content.decode()
    assert "Public since" in page
    assert "Corrected: A slip." in page
    correction = Edition.objects.latest("number")
    assert (correction.kind, correction.note, correction.headline) == ("correction", "A slip.", "Put Right")


def test_typed_note_is_kept_when_issue_is_refused(admin_client):
    release = a_public_edition().release
    seen = shown(admin_client, release)
    Release.objects.update(headline="Slipped in")
    response = admin_client.post(address(release, "issue"), seen | {"note": "A slip of ours."})
    assert "A slip of ours.</textarea>" in response.content.decode()
    assert "A slip of ours." in frame(response)
    assert Edition.objects.count() == 1


def test_embargoed_edition_must_be_stopped_before_issue(admin_client):
    release = an_embargoed_edition().release
    page = admin_client.get(address(release, "issue"), follow=True).content.decode()
    assert "Stop it first." in page
    admin_client.post(address(release, "stop"))
    assert not Edition.objects.embargoed().exists()
    assert "Clear and issue it" in admin_client.get(address(release, "issue")).content.decode()


def test_withdraw_requires_a_reason(admin_client):
    edition = a_public_edition()
    page = admin_client.post(address(edition.release, "withdraw"), {"reason": ""}).content.decode()
    assert "Give the reason. It is public." in page
    assert Edition.objects.public().exists()
    page = admin_client.post(address(edition.release, "withdraw"), {"reason": "A sample."}, follow=True)
    assert "Withdrawn." in page.content.decode()
    assert not Edition.objects.public().exists()
    assert admin_client.get(edition.get_absolute_url()).status_code == 410


def test_withdrawn_release_can_be_issued_again(admin_client):
    release = a_withdrawn_edition().release
    page = admin_client.get(address(release, "issue")).content.decode()
    assert "The release was withdrawn. The page below makes it public again" in page
    admin_client.post(address(release, "issue"), shown(admin_client, release) | {"note": "It was right."})
    assert Edition.objects.public().exists()


@pytest.mark.parametrize("verb", ["withdraw", "stop"])
def test_withdraw_and_stop_say_when_there_is_nothing_to_do(admin_client, verb):
    release = a_draft()
    for response in (
        admin_client.get(address(release, verb)),
        admin_client.post(address(release, verb), {"reason": "A sample."}),
    ):
        assert response.status_code == 200
        assert re.search(r"Nothing of this release is public|No edition of this release", response.content.decode())


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("pk", [0, 10**30, "nobody", "_2F"])
def test_workflow_page_of_a_missing_release_redirects_with_a_message(admin_client, verb, pk):
    there = reverse(f"admin:releases_release_{verb}", args=[pk])
    for response in (admin_client.get(there, follow=True), admin_client.post(there, follow=True)):
        assert "doesn’t exist. Perhaps it was deleted?" in response.content.decode()


def test_view_permission_allows_only_the_preview(client):
    reader = an_editor(is_superuser=False)
    reader.user_permissions.add(Permission.objects.get(codename="view_release"))
    client.force_login(reader)
    release = a_draft()
    allowed = {verb for verb in VERBS if client.get(address(release, verb)).status_code == 200}
    assert allowed == {"preview"}
    assert client.post(address(release, "issue")).status_code == 403


def test_workflow_pages_require_sign_in(client):
    release = a_draft()
    for verb in VERBS:
        assert "/login/" in client.get(address(release, verb)).url


@pytest.mark.parametrize("verb", ["issue", "withdraw", "stop"])
def test_workflow_post_requires_a_csrf_token(verb):
    client = Client(enforce_csrf_checks=True)
    client.force_login(an_editor())
    assert client.post(address(a_public_edition().release, verb), {"reason": "A sample."}).status_code == 403
    assert Edition.objects.public().count() == 1


@pytest.mark.parametrize(
    ("make", "buttons"),
    [
        (a_draft, {"Preview", "Issue", "Send for review", "Delete"}),
        (
            a_public_edition,
            {"Preview", "Correct", "Send for review", "Correct a slip", "Withdraw", "Tell others", "Public page"},
        ),
        (an_embargoed_edition, {"Preview", "Stop", "Tell others"}),
        (a_withdrawn_edition, {"Preview", "Make public again", "Send for review"}),
    ],
)
def test_change_form_offers_available_actions(admin_client, make, buttons):
    made = make()
    release = made if isinstance(made, Release) else made.release
    page = admin_client.get(address(release, "change")).content.decode()
    tools = page[page.index('class="object-tools"') :].split("</ul>")[0]
    assert set(re.findall(r"<a [^>]*>([^<]+)</a>", tools)) - ALWAYS == buttons


def test_save_and_issue_redirects_to_the_issue_page(admin_client):
    release = a_draft()
    data = filled(admin_client, address(release, "change")) | {"_then": "issue", "headline": "Saved First"}
    response = admin_client.post(address(release, "change"), data)
    assert response.url == address(release, "issue")
    assert "Saved First" in frame(admin_client.get(response.url))
