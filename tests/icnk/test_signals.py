"""Audit log entries for changes of users, roles and permissions, and for refused requests."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from tests.audit_records import recorded
from tests.factories import a_draft, a_writer, an_administrator, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def logged_events(caplog, django_capture_on_commit_callbacks):
    """Return a function that calls `act` and returns the new audit log entries, without times and addresses."""

    def logged_events(act, event=None):
        before = len(recorded(caplog, event))
        with django_capture_on_commit_callbacks(execute=True):
            act()
        frame = ("at", "from", "process", "number", "before")
        return [
            {name: value for name, value in line.items() if name not in frame}
            for line in recorded(caplog, event)[before:]
        ]

    return logged_events


def save(person, **fields):
    for name, value in fields.items():
        setattr(person, name, value)
    person.save()


def test_created_user_is_logged_with_flags(logged_events):
    (line,) = logged_events(lambda: an_editor(username="ada", is_superuser=False), "person.made")
    assert (line["person"], line["is_staff"], line["is_superuser"]) == ("ada", True, False)


@pytest.mark.parametrize(
    ("change", "facts"),
    [
        ({"is_active": False}, {"changed": ["is_active"], "is_active": False}),
        ({"is_superuser": False}, {"changed": ["is_superuser"], "is_superuser": False}),
        ({"email": "ada@example.org"}, {"changed": ["email"]}),
        ({"password": "a hash"}, {"changed": ["password"]}),
        ({"username": "eva"}, {"changed": ["username"], "was_called": "ada"}),
    ],
)
def test_changed_user_is_logged(logged_events, change, facts):
    person = an_editor(username="ada")
    (line,) = logged_events(lambda: save(person, **change), "person.changed")
    assert {name: line[name] for name in facts} == facts
    assert line["person"] == change.get("username", "ada")
    assert "hash" not in str(line)


def test_unchanged_user_is_not_logged(logged_events, django_assert_num_queries):
    person = an_editor()
    assert logged_events(person.save, "person.changed") == []
    with django_assert_num_queries(1):
        person.save(update_fields=["last_login"])


def test_deleted_user_is_logged(logged_events):
    assert logged_events(an_editor(username="ada").delete, "person.deleted")[0]["person"] == "ada"


def test_role_changes_are_logged(logged_events):
    (made,) = logged_events(lambda: Group.objects.create(name="sample"))
    role = Group.objects.get(name="sample")
    assert (made["event"], made["role"]) == ("role.made", "sample")
    assert logged_events(lambda: save(role, name="other"))[0]["event"] == "role.changed"
    assert logged_events(role.delete)[-1]["event"] == "role.deleted"


@pytest.mark.parametrize(
    ("act", "event", "to", "what"),
    [
        (lambda p, g, r: p.groups.add(g), "rights.given", "ada", ["role sample"]),
        (lambda p, g, r: g.user_set.add(p), "rights.given", "role sample", ["ada"]),
        (lambda p, g, r: p.user_permissions.add(r), "rights.given", "ada", ["right redact_release"]),
        (lambda p, g, r: g.permissions.add(r), "rights.given", "role sample", ["right redact_release"]),
    ],
)
def test_granted_roles_and_permissions_are_logged(logged_events, act, event, to, what):
    person, role = an_editor(username="ada"), Group.objects.create(name="sample")
    right = Permission.objects.get(codename="redact_release")
    assert logged_events(lambda: act(person, role, right), event)[0] | {"by": ""} == {
        "event": event,
        "by": "",
        "to": to,
        "what": what,
    }


def test_revoked_roles_and_permissions_are_logged(logged_events):
    person = a_writer(username="ada")
    assert logged_events(lambda: person.groups.set([]), "rights.taken")[0]["what"] == ["role writer"]
    person.groups.add(Group.objects.get(name="writer"))
    assert logged_events(person.groups.clear, "rights.taken")[0]["what"] == ["all"]


def test_admin_user_form_is_logged_with_the_acting_user(logged_events, client):
    administrator, person = an_administrator(username="root"), a_writer(username="ada")
    client.force_login(administrator)
    form = {"username": "ada", "is_staff": "on", "groups": [Group.objects.get(name="publisher").pk]}
    lines = logged_events(lambda: client.post(reverse("admin:auth_user_change", args=[person.pk]), form))
    assert {(line["event"], line["by"]) for line in lines} == {
        ("person.changed", "root"),
        ("rights.given", "root"),
        ("rights.taken", "root"),
    }
    assert not User.objects.get(username="ada").is_active


def test_refused_page_is_logged_by_name(logged_events, client):
    client.force_login(a_writer(username="ada"))
    release = a_draft(headline="Zqxheadline", slug="zqxslug")
    (line,) = logged_events(lambda: client.get(reverse("admin:releases_release_issue", args=[release.pk])))
    assert line == {
        "event": "refused",
        "by": "ada",
        "status": 403,
        "page": "admin:releases_release_issue",
        "why": "not allowed",
        "record": str(release.pk),
    }


def test_csrf_failure_is_logged(logged_events):
    client = Client(enforce_csrf_checks=True)
    (line,) = logged_events(lambda: client.post("/admin/login/", {"username": "zqxname"}))
    assert (line["why"], line["page"], line["by"]) == ("forged", "admin:login", "")
    assert "zqx" not in str(line)


def test_404_is_not_logged_as_refusal(logged_events, client):
    assert logged_events(lambda: client.get("/information/releases/never-there/")) == []
