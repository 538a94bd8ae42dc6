"""The press desk, and the vCard of each contact."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from releases.models import ContactChannel, PressContact
from tests.factories import a_contact

from .test_release_detail import page

pytestmark = pytest.mark.django_db

DESK = "/information/contacts/"


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    """Monday, March 2, 2026, 12:00 UTC."""
    monkeypatch.setattr("releases.outlets.press_desk.database_now", lambda: datetime(2026, 3, 2, 12, tzinfo=UTC))


def somebody(name, zone="", opens=9, closes=18, days=(0, 4), **fields):
    contact = a_contact(**{"name": name, "time_zone": zone, "city": ""} | fields)
    if zone:
        contact.hours.create(first_day=days[0], last_day=days[1], opens=f"{opens}:00", closes=f"{closes}:00")
    return contact


def availability_of(text, name):
    return text.partition(f">{name}</h2>")[2].partition("</p>")[0].partition('">')[2].strip()


def test_press_desk_lists_available_contacts_first_then_by_next_opening(client):
    somebody("Unknown")
    somebody("Monday Week", "Asia/Tokyo", days=(0, 0))
    somebody("Tomorrow", "Asia/Seoul")
    somebody("Later", "America/New_York")
    somebody("Second Now", "Europe/London", position=2)
    somebody("First Now", "Africa/Nairobi", position=1)
    text = page(client, DESK)
    names = ["First Now", "Second Now", "Later", "Tomorrow", "Monday Week", "Unknown"]
    places = [text.index(f">{name}</h2>") for name in names]
    assert places == sorted(places)
    assert availability_of(text, "First Now") == (
        "<strong>Can be called now</strong>, until 18:00. In Nairobi it is Monday, 15:00 (UTC+3)."
    )
    assert availability_of(text, "Later") == (
        "Can be called in 2 h, at 09:00 in New York. In New York it is Monday, 07:00 (UTC−5)."
    )
    assert availability_of(text, "Monday Week").startswith("Can be called on Monday at 09:00 in Tokyo.")
    assert availability_of(text, "Unknown") == "When to call is not known."


def test_time_until_open_shows_minutes(client):
    contact = somebody("Half", "Asia/Kathmandu")
    contact.hours.update(first_day=1)
    assert availability_of(page(client, DESK), "Half").startswith(
        "Can be called in 15 h 15 min, at 09:00 in Kathmandu."
    )


def test_language_filter_shows_its_speakers(client):
    somebody("Ada One", languages="English, Korean")
    somebody("Bo Two", languages="english")
    somebody("Unlisted", languages="Nepali", listed_since=None)
    everybody = page(client, DESK)
    assert '<a href="?language=Korean">Korean</a>' in everybody
    assert "Nepali" not in everybody
    korean = page(client, f"{DESK}?language=korean")
    assert "Ada One" in korean
    assert "Bo Two" not in korean
    assert "Bo Two" in page(client, f"{DESK}?language=English")
    assert client.get(f"{DESK}?language=Nepali").content == client.get(f"{DESK}?language=Zulu").content
    assert "Bo Two" in page(client, f"{DESK}?language=Nepali")


def test_press_desk_is_cached_for_a_minute(client):
    assert client.get(DESK).headers["Cache-Control"] == "public, max-age=60"


def test_home_page_links_to_the_contact(client):
    contact = somebody("Ada One")
    assert f'href="{DESK}#contact-{contact.pk}"' in page(client, "/")
    assert f'id="contact-{contact.pk}"' in page(client, DESK)


@pytest.mark.parametrize("address", ["", "{pk}.vcf"])
def test_query_count_does_not_depend_on_contacts(client, address):
    contacts = [somebody(f"Ada {n}", "Asia/Seoul", languages="English") for n in range(5)]
    with CaptureQueriesContext(connection) as queries:
        assert client.get(DESK + address.format(pk=contacts[0].pk)).status_code == 200
    assert len(queries) <= 4


def card(client, contact):
    response = client.get(f"{DESK}{contact.pk}.vcf")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/vcard; charset=utf-8"
    lines = response.content.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()  # no line ends within a character
    return response, response.content.decode().replace("\r\n ", "").splitlines()


def test_vcard_has_the_properties_of_address_books(client):
    words = {"title": "Head of Press", "organisation": "Sample Society", "city": "Seoul", "languages": "English"}
    contact = somebody("Ada Sample", "Asia/Seoul", **words)
    ContactChannel.objects.create(contact=contact, position=2, as_printed="mobile: +44 20 7946 0108")
    ContactChannel.objects.create(contact=contact, position=3, as_printed="follow on Twitter @ada_sample")
    ContactChannel.objects.create(contact=contact, position=4, as_printed="Signal: ada.01")
    response, lines = card(client, contact)
    email = contact.channels.get(position=1).as_printed.removeprefix("email: ")
    assert lines == [
        "BEGIN:VCARD",
        "VERSION:3.0",
        "FN:Ada Sample",
        "N:Ada Sample;;;;",
        "ORG:Sample Society",
        "TITLE:Head of Press",
        "TEL;TYPE=work,voice:+1-202-555-0101",
        f"EMAIL;TYPE=internet,work:{email}",
        "TEL;TYPE=work,voice,cell:+44-20-7946-0108",
        "URL:https://x.com/ada_sample",
        "ADR;TYPE=work:;;;Seoul;;;",
        "TZ;VALUE=text:Asia/Seoul",
        r"NOTE:Monday – Friday\, 09:00 – 18:00 (Asia/Seoul)\nEnglish\nSignal: ada.01",
        f"SOURCE:http://testserver{DESK}#contact-{contact.pk}",
        "END:VCARD",
    ]
    assert response.headers["Content-Disposition"] == 'attachment; filename="ada-sample.vcf"'


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ada; Sample, \\ Jr.", r"Ada\; Sample\, \\ Jr."),
        ("Ada\r\nTEL:+666\nEND:VCARD", r"Ada\nTEL:+666\nEND:VCARD"),
        ("Ada\u2028x\u0085y\x0bz", r"Ada\nx\ny\nz"),
        ("권은경" * 40, "권은경" * 40),
        ('"><script>', '"><script>'),
    ],
)
def test_vcard_escapes_hostile_names(client, name, written):
    contact = a_contact(name=name)
    response, lines = card(client, contact)
    assert [line for line in lines if line.startswith(("FN:", "N:"))] == [f"FN:{written}", f"N:{written};;;;"]
    assert [line.partition(":")[0] for line in lines].count("END") == 1
    assert '"' not in response.headers["Content-Disposition"].partition('filename="')[2].removesuffix('"')


def test_vcard_file_name_may_be_korean(client):
    response, _lines = card(client, a_contact(name="권은경"))
    assert "filename*=utf-8''%EA%B6%8C" in response.headers["Content-Disposition"]


def test_unlisted_contact_has_no_vcard(client):
    contact = a_contact()
    never = client.get(f"{DESK}{10**17}.vcf")
    for fields in [{"listed_since": None}, {"retired_on": "2020-01-01"}]:
        PressContact.objects.filter(pk=contact.pk).update(**{"listed_since": "2020-01-01T00:00Z"} | fields)
        hidden = client.get(f"{DESK}{contact.pk}.vcf")
        assert hidden.status_code == never.status_code == 404
        assert (hidden.content, hidden.headers) == (never.content, never.headers)
