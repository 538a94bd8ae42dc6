from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from icnk.core.history.models import versions_of
from releases.models import PressContact
from tests.factories import a_contact, a_draft, a_public_edition, a_publisher, a_writer

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


def page(contact, name):
    return reverse(f"admin:releases_presscontact_{name}", args=[contact.pk])


def test_a_contact_is_verified_today_by_a_button_and_by_the_dozen(client):
    publisher, contact, another = a_publisher(), a_contact(), a_contact()
    client.force_login(publisher)
    assert client.get(page(contact, "verified")).status_code == 405
    client.post(page(contact, "verified"))
    run(client, "verified_today", another)
    for each in (contact, another):
        each.refresh_from_db()
        assert each.verified_on == timezone.localdate()
        assert (versions_of(each).last().saved_by, versions_of(each).last().occasion) == (publisher, "Verified.")


def test_a_contact_retires_with_a_successor(client):
    contact, successor = a_contact(), a_contact(name="Bo Next")
    a_contact(name="Off Duty", listed_since=None)
    a_public_edition(contacts=[contact])
    client.force_login(a_publisher())
    asked = client.get(page(contact, "retire"))
    assert set(asked.context["form"].fields["successor"].queryset) == {successor}
    assert "It stands under 1 public release." in asked.content.decode()
    response = client.post(page(contact, "retire"), {"retired_on": "2026-01-02", "successor": successor.pk})
    assert response.url == page(contact, "change")
    contact.refresh_from_db()
    assert (contact.retired_on, contact.successor) == (date(2026, 1, 2), successor)
    assert versions_of(contact).last().occasion == "Retired, with a successor."


def test_a_contact_may_retire_without_a_successor_and_get_one_later(client):
    contact, successor = a_contact(), a_contact()
    client.force_login(a_publisher())
    client.post(page(contact, "retire"), {"retired_on": "2026-01-02", "successor": ""})
    assert "Name a successor" in client.get(page(contact, "change")).content.decode()
    client.post(page(contact, "retire"), {"retired_on": "2026-01-02", "successor": successor.pk})
    contact.refresh_from_db()
    assert contact.successor == successor


@pytest.mark.parametrize("fields", [{"retired_on": ""}, {"successor": "999999"}, {"successor": "x"}])
def test_nobody_retires_by_a_mistake(client, fields):
    contact = a_contact()
    client.force_login(a_publisher())
    response = client.post(page(contact, "retire"), {"retired_on": "2026-01-02", "successor": ""} | fields)
    assert response.context["form"].errors
    response = client.post(page(contact, "retire"), {"retired_on": "2026-01-02", "successor": contact.pk})
    assert response.context["form"].errors
    contact.refresh_from_db()
    assert contact.retired_on is None


def test_who_may_only_look_verifies_and_retires_nobody(client):
    contact = a_contact()
    client.force_login(a_writer())
    for response in (
        client.post(page(contact, "verified")),
        client.get(page(contact, "retire")),
        client.post(page(contact, "retire"), {"retired_on": "2026-01-02"}),
    ):
        assert response.status_code == 403
    contact.refresh_from_db()
    assert (contact.verified_on, contact.retired_on) == (None, None)


def test_a_contact_that_is_verified_on_the_day_of_a_year_ago_is_still_right(client):
    a_contact(verified_on=timezone.localdate() - timedelta(days=365))
    client.force_login(a_publisher())
    assert client.get(LIST, {"verified": "no"}).context["cl"].result_count == 0
