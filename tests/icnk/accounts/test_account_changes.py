"""Changes to people and roles: mails, log entries, and the end of the access of former staff."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from icnk.accounts import recovery
from tests.factories import a_publisher, a_writer, an_administrator, an_editor

from .helpers import an_administrator_with_email, mailed_subjects

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, django_capture_on_commit_callbacks):
    """Return the response to a POST to a page about a person, after redirects."""

    def post(address, fields):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(address, fields)

    return post


def page_of(person):
    return reverse("admin:auth_user_change", args=[person.pk])


def form(person, **changes):
    fields = {"username": person.username, "first_name": "", "last_name": "", "email": person.email}
    flags = {name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(person, name)}
    groups = {"groups": [group.pk for group in person.groups.all()]}
    return {name: value for name, value in (fields | flags | groups | changes).items() if value is not None}


def test_role_change_is_mailed_and_logged(client, desk, mailoutbox, audit_actors):
    administrator = an_administrator_with_email("admin@example.org")
    person = a_writer(email="ada@example.org")
    client.force_login(administrator)
    desk(page_of(person), form(person, groups=[Group.objects.get(name="publisher").pk]))
    words = "Somebody’s rights were changed"
    assert mailed_subjects(mailoutbox) == {"admin@example.org": words, "ada@example.org": words}
    assert audit_actors() == [(f"rights.{given}", administrator.username) for given in ("taken", "given")]


def test_email_change_is_mailed_to_former_address(client, desk, mailoutbox):
    person = a_writer(email="ada@example.org")
    client.force_login(an_administrator())
    desk(page_of(person), form(person, email="mallory@example.org"))
    assert set(mailed_subjects(mailoutbox)) == {"ada@example.org", "mallory@example.org"}


def test_name_change_is_not_mailed(client, desk, mailoutbox, audit_actors):
    person = a_writer(email="ada@example.org")
    client.force_login(an_administrator())
    assert desk(page_of(person), form(person, first_name="Ada")).status_code == 302
    assert (mailed_subjects(mailoutbox), [event for event, _by in audit_actors()]) == ({}, [])


def test_new_person_is_mailed_and_logged(client, desk, mailoutbox, audit_actors):
    client.force_login(administrator := an_administrator_with_email("admin@example.org"))
    page = client.get(reverse("admin:auth_user_add")).content.decode()
    assert re.search(r'name="is_staff"[^>]* checked', page)
    fields = {"username": "ada", "usable_password": "false", "email": "ada@example.org", "is_staff": "on"}
    desk(reverse("admin:auth_user_add"), fields | {"groups": [Group.objects.get(name="writer").pk]})
    person = User.objects.get(username="ada")
    assert (person.is_staff, person.is_superuser, person.groups.get().name) == (True, False, "writer")
    words = "The desk has a new person"
    assert mailed_subjects(mailoutbox) == {"admin@example.org": words, "ada@example.org": words}
    assert audit_actors() == [(event, administrator.username) for event in ("person.made", "rights.given")]


@pytest.mark.parametrize("flag", ["is_active", "is_staff"])
def test_deactivated_person_loses_sessions_invitations_and_codes(client, desk, mailoutbox, audit_actors, flag):
    person, theirs = a_writer(), Client()
    theirs.force_login(person)
    token, code = recovery.invite(person).secret, recovery.create_emergency_codes(person).secret[0]
    client.force_login(an_administrator_with_email("admin@example.org"))
    desk(page_of(person), form(person, **{flag: None}))
    assert theirs.get(reverse("admin:index")).status_code == 302
    assert mailed_subjects(mailoutbox)["admin@example.org"] == "Somebody was ended at the desk"
    assert "person.changed" in [event for event, _by in audit_actors()]
    User.objects.filter(pk=person.pk).update(is_active=True, is_staff=True)
    assert (recovery.use_invitation(token), recovery.use_emergency_code(code)) == (None, (None, True))


def test_deleted_person_is_signed_out_and_mailed(client, desk, mailoutbox):
    person, theirs = a_writer(email="ada@example.org"), Client()
    theirs.force_login(person)
    client.force_login(an_editor())
    desk(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=person.pk).exists()
    assert theirs.get(reverse("admin:index")).status_code == 302
    assert mailed_subjects(mailoutbox) == {"ada@example.org": "Somebody was ended at the desk"}


def test_bulk_delete_mails_each_person(client, desk, mailoutbox):
    people = [a_writer(email=f"sample{number}@example.org") for number in range(2)]
    client.force_login(an_editor())
    fields = {"action": "delete_selected", "_selected_action": [person.pk for person in people], "post": "yes"}
    desk(reverse("admin:auth_user_changelist"), fields)
    assert set(mailed_subjects(mailoutbox)) == {"sample0@example.org", "sample1@example.org"}


@pytest.mark.parametrize("make", [an_administrator, an_editor])
def test_people_cannot_deactivate_or_delete_themselves(client, desk, make):
    person = make()
    client.force_login(person)
    desk(page_of(person), form(person, is_active=None, is_staff=None, is_superuser=None, email="new@example.org"))
    stored = User.objects.get(pk=person.pk)
    assert (stored.is_active, stored.is_staff, stored.is_superuser) == (True, True, person.is_superuser)
    assert stored.email == "new@example.org"
    assert client.post(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"}).status_code == 403
    fields = {"action": "delete_selected", "_selected_action": [person.pk], "post": "yes"}
    desk(reverse("admin:auth_user_changelist"), fields)
    assert User.objects.filter(pk=person.pk).exists()


def test_administrator_cannot_deactivate_superuser(client, desk):
    boss = an_editor()
    client.force_login(an_administrator())
    assert desk(page_of(boss), form(boss, is_active=None)).status_code == 403
    assert User.objects.get(pk=boss.pk).is_active


def test_role_permission_change_is_mailed_and_logged(client, desk, mailoutbox, audit_actors):
    an_administrator_with_email("admin@example.org")
    role = Group.objects.get(name="writer")
    kept = role.permissions.values_list("pk", flat=True)[:1]
    client.force_login(editor := an_editor())
    desk(reverse("admin:auth_group_change", args=[role.pk]), {"name": "writer", "permissions": list(kept)})
    assert mailed_subjects(mailoutbox) == {"admin@example.org": "The rights of a role were changed"}
    assert ("rights.taken", editor.username) in audit_actors()


def test_role_deletion_is_mailed_and_logged(client, desk, mailoutbox, audit_actors):
    an_administrator_with_email("admin@example.org")
    client.force_login(an_editor())
    role = Group.objects.get(name="writer")
    desk(reverse("admin:auth_group_delete", args=[role.pk]), {"post": "yes"})
    assert mailed_subjects(mailoutbox) == {"admin@example.org": "The rights of a role were changed"}
    assert "role.deleted" in [event for event, _by in audit_actors()]


def test_dashboard_warns_administrator_without_email(client):
    for address, said in [("", True), ("ada@example.org", False)]:
        client.force_login(an_administrator(email=address))
        assert ("No mail reaches you" in client.get(reverse("admin:index")).content.decode()) is said
    client.force_login(a_writer())
    assert "No mail reaches you" not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_person_change_warns_when_mail_fails(client, settings):
    settings.EMAIL_BACKEND = "tests.releases.admin.broken_mail.Backend"
    client.force_login(an_administrator())
    person = a_publisher(email="ada@example.org")
    client.post(page_of(person), form(person, groups=[]))
    assert "could not be sent" in client.get(reverse("admin:index")).content.decode()
    assert not person.groups.exists()
