from datetime import date, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from icnk.core.history.models import get_versions
from releases.models import PressContact
from tests.factories import a_contact, a_draft, a_public_edition, a_publisher, a_writer

pytestmark = pytest.mark.django_db
CHANGELIST = reverse("admin:releases_presscontact_changelist")


def run_action(client, action, contact):
    data = {"action": action, "_selected_action": [contact.pk]}
    return client.post(CHANGELIST, data, follow=True).content.decode()


def test_actions_list_and_unlist_contacts_on_the_press_desk(admin_client):
    contact = a_contact(listed_since=None)
    run_action(admin_client, "list_on_the_press_desk", contact)
    assert PressContact.objects.on_duty().contains(contact)
    run_action(admin_client, "take_off_the_press_desk", contact)
    assert not PressContact.objects.on_duty().contains(contact)
    assert LogEntry.objects.count() == 2


def test_retire_action_takes_contact_off_the_press_desk(admin_client):
    contact = a_contact()
    assert "Retired. 1 changed." in run_action(admin_client, "retire", contact)
    assert not PressContact.objects.on_duty().contains(contact)


def test_contact_used_in_a_release_cannot_be_deleted(admin_client):
    contact = a_contact()
    a_draft(contacts=[contact])
    delete_url = reverse("admin:releases_presscontact_delete", args=[contact.pk])
    page = admin_client.post(delete_url, {"post": "yes"}, follow=True).content.decode()
    assert "Set “retired on” instead." in page
    assert PressContact.objects.contains(contact)


def test_contact_form_shows_channels_as_printed(admin_client):
    contact = a_contact()
    page = admin_client.get(reverse("admin:releases_presscontact_change", args=[contact.pk])).content.decode()
    assert 'value="tel: +1-202-555-0101"' in page


def test_contact_list_query_count(admin_client, django_assert_max_num_queries):
    for _number in range(30):
        a_contact()
    with django_assert_max_num_queries(8):
        assert admin_client.get(CHANGELIST).status_code == 200


def url(contact, name):
    return reverse(f"admin:releases_presscontact_{name}", args=[contact.pk])


def test_contact_is_verified_by_button_and_by_action(client):
    publisher, contact, another = a_publisher(), a_contact(), a_contact()
    client.force_login(publisher)
    assert client.get(url(contact, "verified")).status_code == 405
    client.post(url(contact, "verified"))
    run_action(client, "verified_today", another)
    for each in (contact, another):
        each.refresh_from_db()
        assert each.verified_on == timezone.localdate()
        assert (get_versions(each).last().saved_by, get_versions(each).last().occasion) == (publisher, "Verified.")


def test_retire_view_sets_day_and_successor(client):
    contact, successor = a_contact(), a_contact(name="Bo Next")
    a_contact(name="Off Duty", listed_since=None)
    a_public_edition(contacts=[contact])
    client.force_login(a_publisher())
    response = client.get(url(contact, "retire"))
    assert set(response.context["form"].fields["successor"].queryset) == {successor}
    assert "It stands under 1 public release." in response.content.decode()
    response = client.post(url(contact, "retire"), {"retired_on": "2026-01-02", "successor": successor.pk})
    assert response.url == url(contact, "change")
    contact.refresh_from_db()
    assert (contact.retired_on, contact.successor) == (date(2026, 1, 2), successor)
    assert get_versions(contact).last().occasion == "Retired, with a successor."


def test_retired_contact_can_get_a_successor_later(client):
    contact, successor = a_contact(), a_contact()
    client.force_login(a_publisher())
    client.post(url(contact, "retire"), {"retired_on": "2026-01-02", "successor": ""})
    assert "Name a successor" in client.get(url(contact, "change")).content.decode()
    client.post(url(contact, "retire"), {"retired_on": "2026-01-02", "successor": successor.pk})
    contact.refresh_from_db()
    assert contact.successor == successor


@pytest.mark.parametrize("fields", [{"retired_on": ""}, {"successor": "999999"}, {"successor": "x"}])
def test_retire_view_refuses_invalid_input(client, fields):
    contact = a_contact()
    client.force_login(a_publisher())
    response = client.post(url(contact, "retire"), {"retired_on": "2026-01-02", "successor": ""} | fields)
    assert response.context["form"].errors
    response = client.post(url(contact, "retire"), {"retired_on": "2026-01-02", "successor": contact.pk})
    assert response.context["form"].errors
    contact.refresh_from_db()
    assert contact.retired_on is None


def test_verify_and_retire_require_change_permission(client):
    contact = a_contact()
    client.force_login(a_writer())
    for response in (
        client.post(url(contact, "verified")),
        client.get(url(contact, "retire")),
        client.post(url(contact, "retire"), {"retired_on": "2026-01-02"}),
    ):
        assert response.status_code == 403
    contact.refresh_from_db()
    assert (contact.verified_on, contact.retired_on) == (None, None)


def test_contact_verified_exactly_a_year_ago_is_not_unverified(client):
    a_contact(verified_on=timezone.localdate() - timedelta(days=365))
    client.force_login(a_publisher())
    assert client.get(CHANGELIST, {"verified": "no"}).context["cl"].result_count == 0
