"""The admin of people: administrators can give nobody more rights than a role has."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

from tests.factories import a_publisher, a_writer, an_administrator, an_editor

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    """Return Django's own client, on HTTP."""
    return Client()


def address(person):
    return reverse("admin:auth_user_change", args=[person.pk])


def form(person, **changes):
    fields = {"username": person.username, "first_name": "", "last_name": "", "email": person.email}
    return (
        fields | {"is_active": "on", "is_staff": "on", "groups": [group.pk for group in person.groups.all()]} | changes
    )


def test_administrator_assigns_role(client):
    client.force_login(an_administrator())
    person = a_writer()
    publishers = Group.objects.get(name="publisher")
    assert client.post(address(person), form(person, groups=[publishers.pk])).status_code == 302
    assert list(person.groups.all()) == [publishers]


def test_administrator_cannot_make_themselves_superuser(client):
    person = an_administrator()
    client.force_login(person)
    assert "is_superuser" not in client.get(address(person)).content.decode()
    right = Permission.objects.get(codename="issue_release")
    client.post(address(person), form(person, is_superuser="on", user_permissions=[right.pk]))
    person = User.objects.get(pk=person.pk)
    assert not person.is_superuser
    assert not person.user_permissions.exists()


def test_administrator_cannot_change_superuser(client):
    boss = an_editor()
    client.force_login(an_administrator())
    assert client.post(address(boss), form(boss, username="taken")).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[boss.pk])
    new = {"password1": "a long sample password", "password2": "a long sample password", "usable_password": "true"}
    assert client.post(password, new).status_code == 403
    boss.refresh_from_db()
    assert boss.username != "taken"
    assert not boss.has_usable_password() or not boss.check_password("a long sample password")


def test_administrator_cannot_change_or_add_role(client):
    client.force_login(an_administrator())
    role = Group.objects.get(name="administrator")
    assert client.post(reverse("admin:auth_group_change", args=[role.pk]), {"name": "all"}).status_code == 403
    assert client.get(reverse("admin:auth_group_add")).status_code == 403


@pytest.mark.parametrize("make", [a_writer, a_publisher])
def test_writers_and_publishers_cannot_list_people(client, make):
    client.force_login(make())
    assert client.get(reverse("admin:auth_user_changelist")).status_code == 403


def test_superuser_makes_another_superuser(admin_client):
    person = a_writer()
    admin_client.post(address(person), form(person, is_superuser="on"))
    assert User.objects.get(pk=person.pk).is_superuser
