"""Concurrent saves of members, press contacts and site texts: conflicts are shown, and no change is lost."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from icnk.core.history.models import get_versions
from icnk.models import SiteText
from members.models import CoalitionMember
from releases.models import PressContact
from tests.factories import a_contact, a_member, an_editor
from tests.releases.admin.forms import filled


def a_text():
    return SiteText.objects.create(page="home", heading="Before", text="<p>Before.</p>")


#: factory, a text field, and the change page
KINDS = [
    pytest.param(a_member, "role", "members_coalitionmember", id="member"),
    pytest.param(a_contact, "title", "releases_presscontact", id="contact"),
    pytest.param(a_text, "heading", "icnk_sitetext", id="site text"),
]


def signed_in(**fields):
    client = Client()
    client.force_login(an_editor(**fields))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "field", "name"), KINDS)
def test_stale_save_is_refused_and_shows_both_texts(make, field, name):
    record = make()
    there = reverse(f"admin:{name}_change", args=[record.pk])
    ada, ben = signed_in(first_name="Ada", last_name="Sample"), signed_in()
    form = filled(ada, there)
    assert ada.post(there, form | {field: "Words of Ada"}).status_code == 302
    response = ben.post(there, form | {field: "Words of Ben"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Ada Sample saved this on" in page
    assert '<div class="text">Words of Ada</div>' in page
    assert '<div class="text">Words of Ben</div>' in page
    assert page.count('<div class="side-by-side">') == 1
    record.refresh_from_db()
    assert (getattr(record, field), get_versions(record).count()) == ("Words of Ada", 1)

    compared = form | {field: "Words of both", "compared": record.version}
    assert ben.post(there, compared).status_code == 302
    record.refresh_from_db()
    assert getattr(record, field) == "Words of both"
    kept = [version.content["fields"][field] for version in get_versions(record)]
    assert kept == ["Words of Ada", "Words of both"]
    assert ada.post(there, compared | {field: "Once more"}).status_code == 200  # that version is past by now


@pytest.mark.django_db
@pytest.mark.parametrize("version", ["", "-1", "9" * 40, "one"])
def test_save_without_version_is_refused(admin_client, version):
    member = a_member()
    there = reverse("admin:members_coalitionmember_change", args=[member.pk])
    response = admin_client.post(there, filled(admin_client, there) | {"role": "Slipped in", "version": version})
    assert response.status_code == 200
    assert not CoalitionMember.objects.filter(role="Slipped in").exists()


@pytest.mark.django_db
def test_stale_save_shows_rows_saved_by_somebody_else(admin_client):
    contact = a_contact()
    there = reverse("admin:releases_presscontact_change", args=[contact.pk])
    form = filled(admin_client, there)
    signed_in().post(there, form | {"channels-0-as_printed": "tel: +1-202-555-0111"})
    page = admin_client.post(there, form | {"channels-0-as_printed": "tel: +1-202-555-0122"}).content.decode()
    assert "tel: +1-202-555-0111" in page
    assert "tel: +1-202-555-0122" in page
    assert contact.channels.first().as_printed == "tel: +1-202-555-0111"


@pytest.mark.django_db
def test_save_of_a_deleted_record_shows_a_message(admin_client):
    member = a_member()
    there = reverse("admin:members_coalitionmember_change", args=[member.pk])
    form = filled(admin_client, there)
    member.delete()
    assert "Perhaps it was deleted?" in admin_client.post(there, form, follow=True).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "action", "field", "name"),
    [
        (lambda: a_member(listed_since=None), "list_in_directory", "role", "members_coalitionmember"),
        (a_member, "unlist_from_directory", "role", "members_coalitionmember"),
        (lambda: a_contact(listed_since=None), "list_on_the_press_desk", "title", "releases_presscontact"),
        (a_contact, "take_off_the_press_desk", "title", "releases_presscontact"),
        (a_contact, "retire", "title", "releases_presscontact"),
    ],
)
def test_list_action_makes_an_open_form_stale(admin_client, make, action, field, name):
    record, other = make(), make()
    there = reverse(f"admin:{name}_change", args=[record.pk])
    form = filled(admin_client, there)
    admin_client.post(there, form | {field: "Saved before"})
    act = {"action": action, "_selected_action": [record.pk, other.pk]}
    admin_client.post(reverse(f"admin:{name}_changelist"), act)
    record.refresh_from_db()
    assert getattr(record, field) == "Saved before"
    assert [version.number for version in get_versions(record)] == [2, 3]
    assert get_versions(other).count() == 1
    assert admin_client.post(there, form | {field: "Typed on the old page"}).status_code == 200
    record.refresh_from_db()
    assert getattr(record, field) == "Saved before"


@pytest.mark.django_db(transaction=True)
def test_concurrent_actions_and_saves_keep_all_versions():
    contacts = [a_contact() for _number in range(3)]
    clients = [signed_in() for _number in range(6)]
    forms = [filled(clients[0], reverse("admin:releases_presscontact_change", args=[each.pk])) for each in contacts]

    def act(number):
        try:
            if number < 3:
                there = reverse("admin:releases_presscontact_change", args=[contacts[number].pk])
                return clients[number].post(there, forms[number] | {"title": f"Saved {number}"}).status_code
            chosen = {"action": "retire", "_selected_action": [each.pk for each in contacts]}
            return clients[number].post(reverse("admin:releases_presscontact_changelist"), chosen).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(act, range(6)))
    assert answers[3:] == [302, 302, 302]
    for number, contact in enumerate(PressContact.objects.order_by("pk")):
        saved = answers[number] == 302
        assert contact.retired_on is not None
        assert (contact.title == f"Saved {number}") is saved
        assert [version.number for version in get_versions(contact)] == list(range(2, contact.version + 1))
        assert contact.version == 3 if saved else contact.version == 2


@pytest.mark.django_db
def test_site_texts_have_no_bulk_deletion(admin_client):
    text = a_text()
    act = {"action": "delete_selected", "_selected_action": [text.pk], "post": "yes"}
    admin_client.post(reverse("admin:icnk_sitetext_changelist"), act)
    assert SiteText.objects.contains(text)
