"""The desk's first page, for each role."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from icnk.core.history.models import save_version
from releases.admin import dashboard
from releases.issuing import workflow
from releases.models import Autosave, PressContact, Release
from tests.factories import (
    a_contact,
    a_draft,
    a_public_edition,
    a_publisher,
    a_superseded_edition,
    a_withdrawal,
    a_writer,
    an_administrator,
    an_editor,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db
INDEX = reverse("admin:index")


def written(by, **fields):
    draft = a_draft(**fields)
    save_version(draft, by=by)
    return draft


def in_review(by, **fields):
    draft = written(by, **fields)
    workflow.send_for_review(draft, by=by)
    return draft


def get_tasks(client, person):
    client.force_login(person)
    return {section.heading: [str(line) for line in section.lines] for section in client.get(INDEX).context["tasks"]}


TO_REVIEW = "In review: read it, and clear it or send it back"
SENT_BACK = "Sent back to you"
OWN_IN_REVIEW = "In review, and waiting for another to clear it"
CLEARED = "Cleared, and not issued yet"


def test_tasks_of_a_publisher_include_releases_by_others_in_review(client):
    publisher, writer = a_publisher(), a_writer()
    in_review(writer, headline="By the writer")
    in_review(publisher, headline="By the publisher")
    assert get_tasks(client, publisher) == {TO_REVIEW: ["By the writer"], OWN_IN_REVIEW: ["By the publisher"]}
    assert get_tasks(client, writer) == {OWN_IN_REVIEW: ["By the writer"]}


def test_tasks_of_a_writer_include_sent_back_releases_with_remark(client):
    publisher, writer = a_publisher(), a_writer()
    draft = in_review(writer, headline="Sent back")
    workflow.send_back(draft, by=publisher, remark="Check the <b>sample</b>.")
    assert get_tasks(client, writer) == {SENT_BACK: ["Sent back"]}
    assert "Check the &lt;b&gt;sample&lt;/b&gt;." in client.get(INDEX).content.decode()
    assert get_tasks(client, a_writer()) == {}
    workflow.send_for_review(draft, by=writer)
    assert get_tasks(client, writer) == {OWN_IN_REVIEW: ["Sent back"]}


def test_tasks_include_cleared_releases_until_they_are_issued(client):
    publisher, writer = a_publisher(), a_writer()
    draft = in_review(writer, headline="Cleared")
    workflow.clear(draft, by=publisher)
    for person in (publisher, writer):
        assert get_tasks(client, person) == {CLEARED: ["Cleared"]}
    assert get_tasks(client, a_writer()) == {}
    draft.refresh_from_db()
    workflow.issue(draft, by=publisher)
    assert get_tasks(client, publisher) == {}


@pytest.mark.parametrize("state", ["draft", "issued", "issued and changed", "withdrawn and changed", "stopped"])
def test_written_by_agrees_with_writers_since_clearance(state):
    person, other = a_writer(), a_publisher()
    draft = written(person)
    if state != "draft":
        workflow.issue(draft, by=other, at=timezone.now() + timedelta(days=1) if state == "stopped" else None)
    if state == "stopped":
        workflow.stop(draft, by=other)
    if state.startswith("withdrawn"):
        workflow.withdraw(draft, by=other, reason="A sample.")
    if state.endswith("changed"):
        draft.refresh_from_db()
        draft.save()
        save_version(draft, by=person)
    for each in (person, other):
        assert Release.objects.filter(dashboard.written_by(each)).exists() is (
            each.pk in workflow.writers_since_clearance(draft)
        )


def test_dashboard_lists_own_autosaves_only(client):
    writer = a_writer()
    now = timezone.now()
    typed = {"opened_at": now, "seen_at": now, "typed_at": now}
    Autosave.objects.create(release=a_draft(headline="Typed"), person=writer, form="headline=Other", **typed)
    Autosave.objects.create(release=a_draft(headline="Only open"), person=writer, **typed)
    Autosave.objects.create(release=a_draft(headline="By another"), person=a_writer(), form="headline=Other", **typed)
    client.force_login(writer)
    page = client.get(INDEX).content.decode()
    assert "Typed" in page
    assert "Only open" not in page
    assert "By another" not in page


def test_embargoed_releases_show_time_left_next_first(client):
    an_embargoed_edition(headline="Tomorrow")
    workflow.issue(
        a_draft(headline="Today"), by=a_publisher(), at=timezone.now() + timedelta(hours=2, minutes=5, seconds=30)
    )
    workflow.issue(a_draft(headline="At once"), by=a_publisher(), at=timezone.now() + timedelta(seconds=40))
    a_public_edition(headline="Out already")
    client.force_login(a_writer())
    response = client.get(INDEX)
    assert [str(each.release) for each in response.context["embargoed"].lines] == ["At once", "Today", "Tomorrow"]
    page = response.content.decode().replace("\xa0", " ")
    assert "in 2 hours, 5 minutes" in page
    assert "within a minute" in page
    assert "KST" in page
    assert "Out already" not in page


def test_recent_corrections_and_withdrawals_are_listed(client, monkeypatch):
    a_superseded_edition(headline="Corrected sample")
    a_withdrawal(headline="Taken back sample")
    a_public_edition(headline="Untouched sample")
    client.force_login(a_writer())
    response = client.get(INDEX)
    assert {str(each.release) for each in response.context["recent_changes"].lines} == {
        "Corrected sample",
        "Taken back sample",
    }
    assert "It was a sample." in response.content.decode()
    monkeypatch.setattr(dashboard, "RECENT", timedelta(0))
    assert client.get(INDEX).context["recent_changes"].lines == []


def test_contacts_unverified_for_a_year_are_listed(client):
    today = timezone.localdate()
    never = a_contact()
    old = a_contact(verified_on=today - timedelta(days=366))
    a_contact(verified_on=today - timedelta(days=365))
    a_contact(listed_since=None)
    a_contact(retired_on=today)
    client.force_login(a_writer())
    response = client.get(INDEX)
    assert set(response.context["unverified_contacts"].lines) == {never, old}
    filtered = client.get(reverse("admin:releases_presscontact_changelist"), {"verified": "no"}).context["cl"]
    assert set(filtered.queryset) == {never, old} == set(PressContact.objects.unverified(today))


def test_dashboard_shows_no_releases_or_contacts_without_permission(client):
    an_embargoed_edition(headline="Secret sample")
    a_contact(name="Bo Secret")
    client.force_login(an_editor(is_superuser=False))
    page = client.get(INDEX).content.decode()
    assert "Secret" not in page


def test_empty_dashboard_says_what_will_show(client):
    client.force_login(a_writer())
    assert "What is sent for review, sent back or left unsaved shows here." in client.get(INDEX).content.decode()


def test_apps_and_models_have_their_desk_names(client):
    client.force_login(an_administrator())
    response = client.get(INDEX)
    assert [str(app["name"]) for app in response.context["app_list"]] == [
        "Releases",
        "Coalition",
        "The site",
        "People and rights",
    ]
    assert "<h1>Coalition</h1>" in client.get(reverse("admin:app_list", args=["members"])).content.decode()
    assert "<h1>Press contacts</h1>" in client.get(reverse("admin:releases_presscontact_changelist")).content.decode()


def test_dashboard_query_count_is_constant(client):
    publisher, writer, counts = a_publisher(), a_writer(), []
    client.force_login(publisher)
    for more in (2, 12):
        for _n in range(more):
            in_review(writer)
            workflow.clear(in_review(writer), by=publisher)
            workflow.send_back(in_review(publisher), by=publisher, remark="A sample.")
            an_embargoed_edition()
            a_superseded_edition()
            a_contact(verified_on=date(2020, 1, 1))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(INDEX).status_code == 200
        counts.append(len(queries))
        assert not any('"document"' in query["sql"] or '"body"' in query["sql"] for query in queries)
    assert counts[0] == counts[1] <= 16
