"""The releases that name a member, on its page at the desk."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from releases.issuing import workflow
from tests.factories import (
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    a_writer,
    an_editor,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db


def address(member):
    return reverse("admin:members_coalitionmember_change", args=[member.pk])


def shown_releases(client, member):
    groups = client.get(address(member)).context["release_groups"]
    return {group["heading"]: [(line["title"], line["details"]) for line in group["lines"]] for group in groups}


def test_member_page_lists_releases_that_name_the_member(client):
    member = a_member()
    client.force_login(a_writer())
    a_public_edition(headline="Listed", members=[member], released_on=date(2020, 1, 1))
    a_superseded_edition(headline="Signed", members=[a_member(), member], members_are="signed")
    an_embargoed_edition(headline="Waits", members=[member])
    a_withdrawn_edition(headline="Taken back", members=[member])
    a_stopped_edition(headline="Stopped", members=[member])
    a_draft(headline="Begun", members=[member], members_are="signed")
    a_public_edition(headline="Without it", members=[a_member()])
    assert shown_releases(client, member) == {
        "Public": [("Signed", "signed"), ("Listed", "listed")],
        "Under embargo": [("Waits", "listed")],
        "Drafts": [("Begun", "to sign"), ("Stopped", "listed")],
    }


def test_member_page_leaves_out_a_release_after_correction(client):
    member = a_member()
    release = a_public_edition(members=[member]).release
    release.signatories.all().delete()
    workflow.correct(release, by=a_publisher(), note="A sample member was printed by mistake.")
    client.force_login(a_writer())
    assert shown_releases(client, member) == {}
    assert "No release names this member." in client.get(address(member)).content.decode()


def test_member_page_hides_releases_without_permission(client):
    member = a_member()
    an_embargoed_edition(headline="Secret sample", members=[member])
    editor = an_editor(is_superuser=False)
    editor.user_permissions.add(Permission.objects.get(codename="view_coalitionmember"))
    client.force_login(editor)
    page = client.get(address(member)).content.decode()
    assert "Secret sample" not in page
    assert "Where it stands" not in page


def test_member_page_query_count_is_constant(client):
    member, counts = a_member(), []
    client.force_login(a_writer())
    for more in (2, 51):
        for _n in range(more):
            a_public_edition(members=[member])
        a_draft(members=[member])
        with CaptureQueriesContext(connection) as queries:
            page = client.get(address(member)).content.decode()
        counts.append(len(queries))
        assert not any('"document"' in query["sql"] or '"body"' in query["sql"] for query in queries)
    assert counts[0] == counts[1] <= 16
    assert "and 3 more, earlier" in page
