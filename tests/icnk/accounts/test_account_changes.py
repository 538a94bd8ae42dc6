"""What an administrator changes about somebody is told and recorded, and who is ended is out at once."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from icnk.accounts import recovery
from tests.factories import a_publisher, a_writer, an_administrator, an_editor

from .people import an_administrator_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, django_capture_on_commit_callbacks):
    """Posts to a page about a person, to its end."""

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


def test_a_new_role_is_told(client, desk, mailoutbox, audited):
    administrator = an_administrator_of("admin@example.org")
    person = a_writer(email="ada@example.org")
    client.force_login(administrator)
    desk(page_of(person), form(person, groups=[Group.objects.get(name="publisher").pk]))
    words = "Somebody’s rights were changed"
    assert told(mailoutbox) == {"admin@example.org": words, "ada@example.org": words}
    assert audited() == [(f"rights.{given}", administrator.username) for given in ("taken", "given")]


def test_the_address_that_mails_went_to_is_told_that_it_is_another(client, desk, mailoutbox):
    person = a_writer(email="ada@example.org")
    client.force_login(an_administrator())
    desk(page_of(person), form(person, email="mallory@example.org"))
    assert set(told(mailoutbox)) == {"ada@example.org", "mallory@example.org"}


def test_a_name_put_right_is_told_to_nobody(client, desk, mailoutbox, audited):
    person = a_writer(email="ada@example.org")
    client.force_login(an_administrator())
    assert desk(page_of(person), form(person, first_name="Ada")).status_code == 302
    assert (told(mailoutbox), [event for event, _by in audited()]) == ({}, [])


def test_a_new_person_is_told(client, desk, mailoutbox, audited):
    client.force_login(administrator := an_administrator_of("admin@example.org"))
    page = client.get(reverse("admin:auth_user_add")).content.decode()
    assert re.search(r'name="is_staff"[^>]* checked', page)
    fields = {"username": "ada", "usable_password": "false", "email": "ada@example.org", "is_staff": "on"}
    desk(reverse("admin:auth_user_add"), fields | {"groups": [Group.objects.get(name="writer").pk]})
    person = User.objects.get(username="ada")
    assert (person.is_staff, person.is_superuser, person.groups.get().name) == (True, False, "writer")
    words = "The desk has a new person"
    assert told(mailoutbox) == {"admin@example.org": words, "ada@example.org": words}
    assert audited() == [(event, administrator.username) for event in ("person.made", "rights.given")]


@pytest.mark.parametrize("flag", ["is_active", "is_staff"])
def test_who_is_ended_is_out_at_once(client, desk, mailoutbox, audited, flag):
    person, theirs = a_writer(), Client()
    theirs.force_login(person)
    token, code = recovery.invite(person).secret, recovery.make_codes(person).secret[0]
    client.force_login(an_administrator_of("admin@example.org"))
    desk(page_of(person), form(person, **{flag: None}))
    assert theirs.get(reverse("admin:index")).status_code == 302
    assert told(mailoutbox)["admin@example.org"] == "Somebody was ended at the desk"
    assert "person.changed" in [event for event, _by in audited()]
    User.objects.filter(pk=person.pk).update(is_active=True, is_staff=True)
    assert (recovery.use_link(token), recovery.use_code(code)) == (None, (None, True))


def test_who_is_deleted_is_out_at_once(client, desk, mailoutbox):
    person, theirs = a_writer(email="ada@example.org"), Client()
    theirs.force_login(person)
    client.force_login(an_editor())
    desk(reverse("admin:auth_user_delete", args=[person.pk]), {"post": "yes"})
    assert not User.objects.filter(pk=person.pk).exists()
    assert theirs.get(reverse("admin:index")).status_code == 302
    assert told(mailoutbox) == {"ada@example.org": "Somebody was ended at the desk"}


def test_people_deleted_together_are_each_told(client, desk, mailoutbox):
    people = [a_writer(email=f"sample{number}@example.org") for number in range(2)]
    client.force_login(an_editor())
    fields = {"action": "delete_selected", "_selected_action": [person.pk for person in people], "post": "yes"}
    desk(reverse("admin:auth_user_changelist"), fields)
    assert set(told(mailoutbox)) == {"sample0@example.org", "sample1@example.org"}


@pytest.mark.parametrize("make", [an_administrator, an_editor])
def test_nobody_ends_themselves(client, desk, make):
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


def test_an_administrator_ends_no_superuser(client, desk):
    boss = an_editor()
    client.force_login(an_administrator())
    assert desk(page_of(boss), form(boss, is_active=None)).status_code == 403
    assert User.objects.get(pk=boss.pk).is_active


def test_other_rights_of_a_role_are_told(client, desk, mailoutbox, audited):
    an_administrator_of("admin@example.org")
    role = Group.objects.get(name="writer")
    kept = role.permissions.values_list("pk", flat=True)[:1]
    client.force_login(editor := an_editor())
    desk(reverse("admin:auth_group_change", args=[role.pk]), {"name": "writer", "permissions": list(kept)})
    assert told(mailoutbox) == {"admin@example.org": "The rights of a role were changed"}
    assert ("rights.taken", editor.username) in audited()


def test_a_role_that_is_gone_is_told(client, desk, mailoutbox, audited):
    an_administrator_of("admin@example.org")
    client.force_login(an_editor())
    role = Group.objects.get(name="writer")
    desk(reverse("admin:auth_group_delete", args=[role.pk]), {"post": "yes"})
    assert told(mailoutbox) == {"admin@example.org": "The rights of a role were changed"}
    assert "role.deleted" in [event for event, _by in audited()]


def test_an_administrator_without_an_address_is_told_so(client):
    for address, said in [("", True), ("ada@example.org", False)]:
        client.force_login(an_administrator(email=address))
        assert ("No mail reaches you" in client.get(reverse("admin:index")).content.decode()) is said
    client.force_login(a_writer())
    assert "No mail reaches you" not in client.get(reverse("admin:index")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_shut_post_office_is_said_at_the_desk(client, settings):
    settings.EMAIL_BACKEND = "tests.releases.admin.broken_mail.Backend"
    client.force_login(an_administrator())
    person = a_publisher(email="ada@example.org")
    client.post(page_of(person), form(person, groups=[]))
    assert "could not be sent" in client.get(reverse("admin:index")).content.decode()
    assert not person.groups.exists()
