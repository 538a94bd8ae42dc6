"""Admin pages of the history: timeline, comparison, restoring and undeleting."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from icnk.core.history.models import (
    Version,
    WorkingRecord,
    get_content,
    get_versions,
    restore_version,
    save_deleted_version,
    save_version,
)
from icnk.models import SiteText
from releases.issuing import workflow
from releases.models import Edition, Release, WorkflowEvent
from tests.factories import a_contact, a_draft, a_member, a_publisher, a_writer
from tests.icnk.core.history.helpers import address, changed

pytestmark = pytest.mark.django_db


def a_site_text(**fields):
    return SiteText.objects.create(**{"page": "home", "heading": "A sample", "text": "<p>Words.</p>"} | fields)


MAKERS = [a_member, a_contact, a_site_text, a_draft]


def a_change_of(record, by=None):
    name = {SiteText: "heading", Release: "headline"}.get(type(record), "name")
    before = getattr(record, name)
    return name, before, *changed(record, by, **{name: "Changed words"})


@pytest.mark.parametrize("make", MAKERS)
def test_history_page_shows_user_time_and_changed_fields(admin_client, admin_user, make):
    record = make()
    name, _before, _first, _second = a_change_of(record, admin_user)
    page = admin_client.get(address(record, "history", record.pk)).content.decode()
    assert "Ada Sample" in page
    assert "KST" in page
    label = record._meta.get_field(name).verbose_name
    assert f'<p class="detail">{label[0].upper()}{label[1:]}' in page


@pytest.mark.parametrize("make", MAKERS)
def test_version_page_shows_changes_and_restores(admin_client, admin_user, make):
    record = make()
    name, before, first, second = a_change_of(record)
    page = admin_client.get(address(record, "version", record.pk, second))
    assertContains(page, "<ins>Changed words</ins>", html=True)
    response = admin_client.post(address(record, "version", record.pk, first))
    assert response.url == address(record, "change", record.pk)
    record.refresh_from_db()
    assert (getattr(record, name), record.version) == (before, second + 1)
    assert get_versions(record).last().saved_by == admin_user


@pytest.mark.parametrize("make", MAKERS)
def test_deleted_record_is_listed_and_can_be_undeleted(admin_client, admin_user, make):
    record = make()
    content = get_content(record)
    save_version(record, by=admin_user)
    admin_client.post(address(record, "delete", record.pk), {"post": "yes"})
    assert not type(record).objects.exists()
    there = address(record, "deleted")
    assert str(record) in admin_client.get(there).content.decode()
    assert there in admin_client.get(address(record, "changelist")).content.decode()
    (version,) = Version.objects.filter(record_id=record.pk, occasion="Deleted.")
    response = admin_client.post(there, {"version": version.pk})
    assert response.url == address(record, "change", record.pk)
    back = type(record).objects.get(pk=record.pk)
    content["fields"] |= {"listed_since": None} if hasattr(record, "listed_since") else {}
    assert get_content(back) == content
    assert "Nothing was deleted here." in admin_client.get(there).content.decode()


@pytest.mark.parametrize("version", ["", "x", "0", "99", "9" * 30, "²"])
def test_deleted_page_rejects_other_versions(admin_client, version):
    member = a_member()
    save_version(member, by=None)
    assert admin_client.post(address(member, "deleted"), {"version": version}).status_code == 404
    assert admin_client.post(address(member, "deleted"), {"version": Version.objects.get().pk}).status_code == 404


def test_version_of_another_record_returns_404(admin_client):
    member, contact = a_member(), a_contact()
    changed(member, name="Sample Other")
    assert admin_client.get(address(contact, "version", contact.pk, member.version)).status_code == 404
    assert admin_client.post(address(contact, "version", contact.pk, member.version)).status_code == 404


def test_version_page_compares_with_current_record(admin_client):
    draft = a_draft(body="<p>One sample.</p>", contacts=[a_contact()], members=[a_member()])
    draft.quotes.create(text="A sample.", cleared_at=timezone.now())
    first, _second = changed(draft, body="<p>Two samples.</p>")
    changed(draft, body="<p>Three samples.</p>")
    page = admin_client.get(address(draft, "version", draft.pk, first) + "?with=today").content.decode()
    assert re.search(r"<del\s*>One", page)
    assert re.search(r"<ins\s*>Three", page)
    assert page.count('class="field-diff"') == 1
    page = admin_client.get(address(draft, "version", draft.pk, draft.version) + "?with=today").content.decode()
    assert "It reads today as it did in this version." in page


def test_history_pages_escape_typed_markup(admin_client):
    draft = a_draft()
    _first, second = changed(draft, headline="<script>alert(1)</script>")
    for page in (address(draft, "history", draft.pk), address(draft, "version", draft.pk, second)):
        assert "<script>alert(1)" not in admin_client.get(page).content.decode()


def test_release_history_includes_workflow_events(admin_client):
    draft = a_draft()
    writer, publisher = a_writer(), a_publisher()
    save_version(draft, by=writer)
    workflow.send_for_review(draft, by=writer)
    workflow.send_back(draft, by=publisher, remark="Check the numbers of the sample.")
    draft.refresh_from_db()
    keep_version = draft.version
    workflow.issue(draft, by=publisher, confirmed=["Two spaces in a row."])
    page = admin_client.get(address(draft, "history", draft.pk)).content.decode()
    places = [
        page.index(words)
        for words in ("Two spaces in a row.", "Check the numbers", "Sent for review", f"Version {keep_version}")
    ]
    assert places == sorted(places)
    assert "Edition 1, from" in page


def test_release_history_shows_reason_of_a_bypass(admin_client):
    draft, publisher = a_draft(), a_publisher()
    save_version(draft, by=publisher)
    workflow.issue(draft, by=publisher, bypass="Nobody else is awake in this sample.")
    page = admin_client.get(address(draft, "history", draft.pk)).content.decode()
    assert "Nobody else is awake in this sample." in page


def test_long_history_is_paginated_and_shows_each_event_once(admin_client):
    draft, writer, publisher = a_draft(), a_writer(), a_publisher()
    save_version(draft, by=writer)
    for n in range(30):
        changed(draft, by=writer, kicker=f"Sample {n}")
        workflow.send_for_review(draft, by=writer)
        workflow.send_back(draft, by=publisher, remark=f"Remark number {n}.")
        draft.refresh_from_db()
    pages = [admin_client.get(address(draft, "history", draft.pk), {"p": p}).content.decode() for p in (1, 2)]
    for n in range(30):
        assert sum(page.count(f"Remark number {n}.") for page in pages) == 1
    assert sum(page.count('class="version"') for page in pages) == 31


def test_history_page_of_record_without_versions(admin_client):
    member = a_member()
    assert "Nothing is on record yet." in admin_client.get(address(member, "history", member.pk)).content.decode()


def test_restore_keeps_language_and_slug_of_an_issued_release(admin_client):
    draft = a_draft(headline="A Sample of Old", slug="sample-of-old")
    save_version(draft, by=None)
    first = draft.version
    changed(draft, slug="sample-of-today", headline="A Sample of Today")
    workflow.issue(draft, by=a_publisher())
    admin_client.post(address(draft, "version", draft.pk, first))
    draft.refresh_from_db()
    assert (draft.slug, draft.headline) == ("sample-of-today", "A Sample of Old")


def test_restore_resets_the_clearance_of_a_release(admin_client):
    draft = a_draft()
    first, _second = changed(draft, headline="A Sample That Is Cleared")
    workflow.clear(draft, by=a_publisher())
    admin_client.post(address(draft, "version", draft.pk, first))
    draft.refresh_from_db()
    assert (draft.state, draft.cleared_by, draft.cleared_digest) == (Release.State.DRAFT, None, "")


@pytest.mark.parametrize("make", [a_member, a_contact])
def test_restore_does_not_list_a_record(make):
    record = make()
    first, _second = changed(record, listed_since=None)
    version = get_versions(record).get(number=first)
    assert restore_version(version, by=None).listed_since is None
    save_deleted_version(record := type(record).objects.get(pk=record.pk), by=None)
    record.delete()
    assert restore_version(version, by=None).listed_since is None


def test_restore_reports_validation_errors_and_changes_nothing(admin_client):
    member = a_member(name="Sample Watch")
    first, second = changed(member, name="Sample Watch Today", as_printed="Sample Watch Today")
    a_member(name="Sample Watch", slug="another")
    page = admin_client.post(address(member, "version", member.pk, first)).content.decode()
    assert "It was not restored" in page
    assert "Name: " in page
    member.refresh_from_db()
    assert (member.name, member.version) == ("Sample Watch Today", second)


def test_view_permission_does_not_allow_restoring(client):
    member = a_member()
    first, _second = changed(member, name="Sample Other")
    client.force_login(a_writer())
    page = client.get(address(member, "version", member.pk, first)).content.decode()
    assert "Restore this version" not in page
    assert client.post(address(member, "version", member.pk, first)).status_code == 403
    assert client.get(address(member, "deleted")).status_code == 403
    assert client.post(address(member, "deleted"), {"version": 1}).status_code == 403
    assert address(member, "deleted") not in client.get(address(member, "changelist")).content.decode()


def test_history_requires_view_permission(client):
    text = a_site_text()
    first, _second = changed(text, heading="Another sample")
    client.force_login(a_writer())
    assert client.get(address(text, "history", text.pk)).status_code == 403
    assert client.get(address(text, "version", text.pk, first)).status_code == 403


def test_history_requires_sign_in(client):
    member = a_member()
    save_version(member, by=None)
    for page in (
        address(member, "history", member.pk),
        address(member, "version", member.pk, 1),
        address(member, "deleted"),
    ):
        assert client.get(page).url.startswith(reverse("admin:login"))


@pytest.mark.parametrize("model", [Version, WorkflowEvent, LogEntry, Edition])
def test_admin_registers_no_history_models(model):
    assert not admin.site.is_registered(model)
    inlines = [inline.model for each in admin.site._registry.values() for inline in each.inlines]
    assert model not in inlines


@pytest.mark.parametrize("model", [model for model in admin.site._registry if issubclass(model, WorkingRecord)])
def test_working_records_have_no_bulk_deletion(rf, admin_user, model):
    request = rf.get("/")
    request.user = admin_user
    assert "delete_selected" not in admin.site._registry[model].get_actions(request)


@pytest.mark.parametrize("make", [a_member, a_draft])
def test_history_query_count_does_not_grow(admin_client, make):
    record, counts = make(), []
    for more in (2, 20):
        for n in range(more):
            changed(record, **{"members_heading" if make is a_draft else "role": f"Sample {more} {n}"})
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(address(record, "history", record.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
