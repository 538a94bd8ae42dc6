"""Retired contacts are printed as on that day, with the successor on duty."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from releases.issuing import workflow
from tests.factories import a_contact, a_draft, a_public_edition, a_publisher

pytestmark = pytest.mark.django_db


def note(client, edition):
    page = client.get(edition.get_absolute_url()).content.decode()
    section = page[page.index('<section class="contacts"') :].split("</section>")[0]
    return section.partition('<p class="note">')[2].partition("</p>")[0]


def retire(contact, **fields):
    type(contact).objects.filter(pk=contact.pk).update(**{"retired_on": timezone.localdate()} | fields)


def test_retired_contact_names_the_successor_on_duty(client):
    contact, successor = a_contact(name="Ada Gone"), a_contact(name="Bo Next")
    edition = a_public_edition(contacts=[a_contact(), contact])
    assert note(client, edition) == ""
    retire(contact, successor=successor)
    link = f'<a href="/information/contacts/#contact-{successor.pk}">Bo Next</a>'
    assert f"Ada Gone has retired as a press contact. Please ask {link} instead." in note(client, edition)
    assert f'id="contact-{successor.pk}"' in client.get("/information/contacts/").content.decode()
    assert "+1-202-555-0101" in client.get(edition.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    "fields", [{"listed_since": None}, {"retired_on": date(2020, 1, 1)}, None], ids=["unlisted", "retired", "none"]
)
def test_successor_off_duty_is_not_named(client, fields):
    contact = a_contact(name="Ada Gone")
    edition = a_public_edition(contacts=[contact])
    retire(contact, successor=a_contact(name="Bo Secret", **fields) if fields else None)
    page = client.get(edition.get_absolute_url()).content.decode()
    assert "Bo Secret" not in page
    assert 'Please ask the <a href="/information/contacts/">press desk</a> instead.' in note(client, edition)


def test_contact_retiring_tomorrow_is_on_duty_today(client):
    contact = a_contact()
    edition = a_public_edition(contacts=[contact])
    retire(contact, retired_on=timezone.localdate() + timedelta(days=1))
    assert note(client, edition) == ""


def test_retired_note_escapes_the_printed_name(client):
    contact = a_contact(name="<b>Ada</b> Then")
    edition = a_public_edition(contacts=[contact])
    retire(contact, name="Ada Now")
    assert "&lt;b&gt;Ada&lt;/b&gt; Then has retired" in note(client, edition)


def test_earlier_editions_show_the_retired_note(client):
    contact = a_contact(name="Ada Gone")
    edition = a_public_edition(contacts=[contact])
    workflow.correct(edition.release, by=a_publisher(), note="A sample slip.")
    retire(contact)
    page = client.get(f"{edition.get_absolute_url()}editions/1/").content.decode()
    assert "Ada Gone has retired" in page


def test_line_without_contact_keeps_positions(client):
    contact = a_contact(name="Ada Gone")
    draft = a_draft(contacts=[a_contact(), contact])
    draft.contact_lines.filter(position=0).update(contact=None)
    edition = a_public_edition(draft)
    retire(contact)
    assert "Ada Gone has retired" in note(client, edition)


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_retired_note_is_translated(client, language):
    contact = a_contact(name="Ada Gone")
    with translation.override(language):
        edition = a_public_edition(contacts=[contact], language=language)
    retire(contact)
    assert "Ada Gone" in note(client, edition)


@pytest.mark.parametrize("address", ["", "editions/1/"])
def test_retired_contacts_query_count(client, address):
    contacts = [a_contact(), a_contact(), a_contact()]
    for first, last in [(0, 2), (3, 4)]:
        contacts[2].hours.create(first_day=first, last_day=last, opens="09:00", closes="18:00")
    edition = a_public_edition(contacts=contacts)
    workflow.correct(edition.release, by=a_publisher(), note="A sample slip.")
    for contact in contacts[:2]:
        retire(contact, successor=contacts[2])
    with CaptureQueriesContext(connection) as queries:
        assert client.get(edition.get_absolute_url() + address).status_code == 200
    assert len(queries) <= 4
