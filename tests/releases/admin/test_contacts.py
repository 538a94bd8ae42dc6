import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from releases.models import PressContact
from tests.factories import a_contact, a_draft

pytestmark = pytest.mark.django_db
LIST = reverse("admin:releases_presscontact_changelist")


def run(client, action, contact):
    data = {"action": action, "_selected_action": [contact.pk]}
    return client.post(LIST, data, follow=True).content.decode()


def test_contacts_come_on_and_off_the_press_desk_by_an_act(admin_client):
    contact = a_contact(listed_since=None)
    run(admin_client, "list_on_the_press_desk", contact)
    assert PressContact.objects.on_duty().contains(contact)
    run(admin_client, "take_off_the_press_desk", contact)
    assert not PressContact.objects.on_duty().contains(contact)
    assert LogEntry.objects.count() == 2


def test_a_retired_contact_leaves_the_press_desk(admin_client):
    contact = a_contact()
    assert "Retired. 1 changed." in run(admin_client, "retire", contact)
    assert not PressContact.objects.on_duty().contains(contact)


def test_a_contact_under_a_release_is_not_deleted(admin_client):
    contact = a_contact()
    a_draft(contacts=[contact])
    there = reverse("admin:releases_presscontact_delete", args=[contact.pk])
    page = admin_client.post(there, {"post": "yes"}, follow=True).content.decode()
    assert "Set “retired on” instead." in page
    assert PressContact.objects.contains(contact)


def test_channels_are_typed_as_they_are_printed(admin_client):
    contact = a_contact()
    page = admin_client.get(reverse("admin:releases_presscontact_change", args=[contact.pk])).content.decode()
    assert 'value="tel: +1-202-555-0101"' in page


def test_the_list_costs_the_same_for_many(admin_client, django_assert_max_num_queries):
    for _number in range(30):
        a_contact()
    with django_assert_max_num_queries(8):
        assert admin_client.get(LIST).status_code == 200
