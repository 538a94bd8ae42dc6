"""The workspace of a release, which reads status and findings once per request."""

from collections import Counter

import pytest
from django.urls import reverse

from releases.admin.release.admin import ReleaseAdmin
from releases.admin.release.workspace import ReleaseStatus, ReleaseWorkspace
from releases.admin.urls import RELEASE_PAGES
from releases.issuing.checks.manuscript import Manuscript
from releases.models import Edition, Release
from tests.factories import a_contact, a_draft, a_member, a_public_edition, a_writer, an_editor, an_embargoed_edition
from tests.releases.admin.forms import filled
from tests.releases.admin.workflow.test_views import address, shown

pytestmark = pytest.mark.django_db
PAGES = {page.name: page for page in RELEASE_PAGES}
EXPECTED = {"change": (1, 1), "issue": (1, 1), "clear": (1, 1), "send-for-review": (1, 1), "preview": (1, 1)}


@pytest.fixture
def calls(monkeypatch):
    """Count how often the status of a release is read and its checks are run."""
    calls = Counter()

    def count(owner, name, what):
        original = getattr(owner, name)

        def counted(*args, **kwargs):
            calls[what] += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, counted)

    count(ReleaseStatus, "__init__", "status")
    count(Manuscript, "load", "check")
    return calls


def a_release(make):
    made = make(contacts=[a_contact()], members=[a_member()])
    return made if isinstance(made, Release) else made.release


@pytest.mark.parametrize("make", [a_draft, a_public_edition, an_embargoed_edition])
@pytest.mark.parametrize("name", [*PAGES, "change", "history"])
def test_release_page_reads_the_status_once_and_checks_once(admin_client, calls, make, name):
    release = a_release(make)
    part = ["page"] if name == "preview_part" else []
    url = reverse(f"admin:releases_release_{name}", args=[release.pk, *part])
    calls.clear()
    is_post = name in PAGES and PAGES[name].post_only
    response = admin_client.post(url) if is_post else admin_client.get(url)
    assert response.status_code in (200, 302)
    assert calls["status"] <= 1
    assert calls["check"] <= 1
    if make is a_draft and name in EXPECTED:
        assert (calls["status"], calls["check"]) == EXPECTED[name]


def test_release_admin_has_at_most_two_bases_of_ours():
    ours = [
        base for base in ReleaseAdmin.__mro__[1:] if base.__module__.split(".")[0] in ("icnk", "members", "releases")
    ]
    assert len(ours) <= 2


def test_save_reads_the_status_once_and_checks_nothing(admin_client, calls):
    release = a_release(a_draft)
    data = filled(admin_client, address(release, "change"))
    calls.clear()
    assert admin_client.post(address(release, "change"), data | {"_then": "issue"}).status_code == 302
    assert (calls["status"], calls["check"]) == (1, 0)


def test_issuing_reads_the_status_once_and_checks_again_only_under_the_lock(admin_client, calls):
    release = a_release(a_draft)
    data = shown(admin_client, release)
    calls.clear()
    admin_client.post(address(release, "issue"), data)
    assert Edition.objects.public().exists()
    assert (calls["status"], calls["check"]) == (1, 2)


def test_workspace_holds_what_a_page_needs_without_a_request():
    release = a_draft(body="")
    workspace = ReleaseWorkspace(release, a_writer())
    assert workspace.document is None
    assert workspace.problems == ["There is no text in the body."]
    assert str(workspace.status) == "Draft"
    assert [name for name, _label in workspace.available_actions] == ["send-for-review"]
    assert any(finding.is_error for finding in workspace.findings)


def test_workspace_composes_for_the_instant_and_the_note_of_its_page():
    edition = a_public_edition()
    workspace = ReleaseWorkspace(edition.release, an_editor())
    workspace.note = "A sample note."
    workspace.public_from = edition.public_from.replace(year=2099)
    assert (workspace.document.number, workspace.document.kind) == (2, "correction")
    assert (workspace.document.note, workspace.document.public_from) == ("A sample note.", workspace.public_from)
