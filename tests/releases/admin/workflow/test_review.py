"""Review at the desk: actions, mails and log entries."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from releases.models import Edition, Release, WorkflowEvent
from tests.factories import a_contact, a_draft, a_public_edition, a_publisher, a_writer, an_administrator, an_editor
from tests.releases.admin.forms import filled
from tests.releases.admin.workflow.test_views import NOW, address, frame, looked_at, shown

pytestmark = pytest.mark.django_db
SECRET = "zqx"


def a_release_of(client, writer):
    """A draft with a different word in every field, saved at the desk by this person."""
    client.force_login(writer)
    release = a_draft(headline=f"{SECRET} headline", kicker=f"{SECRET} kicker", slug=f"{SECRET}-address")
    there = address(release, "change")
    client.post(there, filled(client, there) | {"body": f"<p>{SECRET} body</p>", "_continue": "1"})
    return Release.objects.get(pk=release.pk)


def people():
    return {
        "writer": a_writer(email="writer@example.org", first_name="Wren", last_name="Sample"),
        "publisher": a_publisher(email="publisher@example.org", first_name="Pia", last_name="Sample"),
        "other": a_publisher(email="other@example.org"),
        "administrator": an_administrator(email="administrator@example.org"),
        "elsewhere": an_editor(email="left@example.org", is_active=False),
    }


def recipients():
    to = sorted(address for letter in mail.outbox for address in letter.to)
    for letter in mail.outbox:
        assert SECRET not in letter.subject + letter.body
        assert re.search(r"http://testserver/admin/releases/release/\d+/change/\n", letter.body)
    mail.outbox.clear()
    return to


def test_release_passes_from_writer_to_publisher_to_public(client):
    cast = people()
    release = a_release_of(client, cast["writer"])
    client.post(address(release, "send-for-review"), {"remark": "Please look at the end."})
    assert recipients() == ["other@example.org", "publisher@example.org"]

    client.force_login(cast["publisher"])
    page = client.get(address(release, "change")).content.decode()
    assert "In review" in page
    assert "Please look at the end." in page
    client.post(address(release, "send-back"), {"remark": "Shorter."})
    assert recipients() == ["writer@example.org"]

    client.force_login(cast["writer"])
    assert "Shorter." in client.get(address(release, "change")).content.decode()
    client.post(address(release, "send-for-review"))
    mail.outbox.clear()

    client.force_login(cast["publisher"])
    client.post(address(release, "clear"), {"shown": client.get(address(release, "clear")).context["shown"]})
    assert recipients() == ["other@example.org", "writer@example.org"]
    assert "Cleared by Pia Sample" in client.get(address(release, "change")).content.decode()
    client.post(address(release, "issue"), shown(client, release))
    assert recipients() == ["writer@example.org"]
    assert list(WorkflowEvent.objects.values_list("verb", flat=True)) == [
        *("send_for_review", "send_back", "send_for_review", "clear", "issue"),
    ]


def test_writer_needs_a_bypass_reason_to_issue(client):
    publisher = a_publisher()
    release = a_release_of(client, publisher)
    page = client.get(address(release, "issue"))
    assert "Why nobody else clears it" in page.content.decode()
    seen = shown(client, release)
    assert "wait for one" in client.post(address(release, "issue"), seen).content.decode()
    assert not Edition.objects.exists()
    client.post(address(release, "issue"), seen | {"bypass": "Nobody else is awake."})
    assert WorkflowEvent.objects.get(verb="bypass").remark == "Nobody else is awake."
    assert Edition.objects.public().exists()


def test_other_publisher_clears_and_issues_at_once(client):
    release = a_release_of(client, a_writer())
    client.force_login(a_publisher())
    page = client.get(address(release, "issue")).content.decode()
    assert "Why nobody else clears it" not in page
    assert 'value="Clear and issue it"' in page


@pytest.mark.parametrize("make", [a_writer, an_administrator])
@pytest.mark.parametrize("verb", ["issue", "clear", "send-back", "minor-correction", "withdraw", "stop"])
def test_workflow_pages_require_the_issue_permission(client, make, verb):
    release = a_draft()
    client.force_login(make())
    assert client.get(address(release, verb)).status_code == 403
    assert client.post(address(release, verb), NOW).status_code == 403


def test_writer_is_offered_review_only(client):
    client.force_login(a_writer())
    page = client.get(address(a_draft(), "change")).content.decode()
    assert "send-for-review" in page
    for verb in ("/issue/", "/withdraw/", "/minor-correction/", "/clear/"):
        assert verb not in page


def test_correction_page_shows_differences_from_the_public_page(admin_client):
    release = a_public_edition(a_draft(body="<p>There were twelve people in the room.</p>")).release
    Release.objects.update(body="<p>There were thirteen people in the room.</p>")
    page = re.sub(r"\s+>", ">", admin_client.get(address(release, "issue")).content.decode())
    assert "<del>twelve</del><ins>thirteen</ins>" in page


def test_minor_correction_shows_its_note_and_is_issued(admin_client):
    release = a_public_edition(a_draft(body="<p>There were 12 people.</p>")).release
    Release.objects.update(body="<p>There were 13 people.</p>")
    response = admin_client.get(address(release, "minor-correction"))
    assert "A misprint was put right: “12” is now “13”." in response.content.decode()
    assert "A misprint was put right: “12” is now “13”." in frame(response)
    admin_client.post(address(release, "minor-correction"), {"shown": response.context["shown"]})
    assert Edition.objects.public().get().note == "A misprint was put right: “12” is now “13”."


def test_large_minor_correction_is_refused_with_a_link_to_correct(admin_client):
    release = a_public_edition().release
    Release.objects.update(body="<p>A different text altogether, longer than any slip could be in print.</p>")
    page = admin_client.get(address(release, "minor-correction")).content.decode()
    assert "a slip is at most 8" in page
    assert address(release, "issue") in page
    assert "Correct the slip now" not in page


def test_embargo_time_is_shown_before_it_is_confirmed(admin_client):
    release = a_draft()
    day = timezone.localtime() + timedelta(days=3)
    data = shown(admin_client, release) | {
        "when": "at",
        "day": f"{day:%Y-%m-%d}",
        "time": "10:30",
        "zone": "Asia/Seoul",
    }
    page = admin_client.post(address(release, "issue"), data)
    assert "Yes, at that time" in page.content.decode()
    assert f"{day:%A}, {day:%B} {day.day}, {day.year}, 10:30" in page.content.decode()
    assert not Edition.objects.exists()
    echoed = page.context["instant"].isoformat()
    admin_client.post(address(release, "issue"), data | looked_at(page) | {"when": "at", "shown_instant": echoed})
    edition = Edition.objects.embargoed().get()
    assert edition.public_from.isoformat() == echoed
    issued = admin_client.get(reverse("admin:releases_release_issued", args=[release.pk])).content.decode()
    assert "It becomes public by itself on" in issued
    assert "for a short post" not in issued.lower()


def test_new_warning_is_not_confirmed_by_an_old_confirmation(admin_client):
    release = a_draft(contacts=[a_contact(time_zone="Asia/Seoul")])
    asked = shown(admin_client, release)
    release.contact_lines.all().delete()  # not what the page prints first, but what it warns of
    page = admin_client.post(address(release, "issue"), asked | {"shown": shown(admin_client, release)["shown"]})
    assert "It names nobody whom journalists can call." in page.content.decode()
    assert "Look at the warnings" in page.content.decode()
    assert 'name="confirmed" required id="id_confirmed" checked' not in page.content.decode()
    assert not Edition.objects.exists()
    admin_client.post(address(release, "issue"), looked_at(page))
    assert Edition.objects.exists()


def test_changed_embargo_time_is_shown_again(admin_client):
    release = a_draft()
    day = f"{timezone.localtime() + timedelta(days=3):%Y-%m-%d}"
    data = shown(admin_client, release) | {"when": "at", "day": day, "time": "10:30", "zone": "Asia/Seoul"}
    echoed = admin_client.post(address(release, "issue"), data).context["instant"].isoformat()
    page = admin_client.post(address(release, "issue"), data | {"time": "11:30", "shown_instant": echoed})
    assert "Yes, at that time" in page.content.decode()
    assert not Edition.objects.exists()


def test_failed_mail_does_not_stop_the_action(client, settings):
    settings.EMAIL_BACKEND = "tests.releases.admin.broken_mail.Backend"
    writer = a_writer()
    a_publisher(email="publisher@example.org")
    release = a_release_of(client, writer)
    page = client.post(address(release, "send-for-review"), follow=True).content.decode()
    assert "the mail about it could not be sent" in page
    assert Release.objects.get().state == "in_review"


def test_share_texts_hold_only_public_words(admin_client):
    release = a_public_edition(a_draft(headline="Public Words", body="<p>A public lede.</p><p>More.</p>")).release
    Release.objects.update(headline="Words of the desk", body="<p>Not public.</p>")
    texts = admin_client.get(address(release, "issued")).context["share_texts"]
    for each in texts:
        assert "Public Words" in each.text
        assert f"http://testserver/information/releases/{release.slug}/" in each.text
        assert "Not public" not in each.text
    assert "A public lede." in texts[0].text
