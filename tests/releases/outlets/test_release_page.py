"""The page of a release: contacts, quotes, history and withdrawals."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from releases.issuing import workflow
from releases.models import PressContact
from releases.outlets.quotes import split_into_parts
from tests.factories import (
    a_contact,
    a_draft,
    a_public_edition,
    a_publisher,
    a_superseded_edition,
    a_withdrawn_edition,
    an_archived_edition,
    an_embargoed_edition,
)

from .test_release_detail import page

pytestmark = pytest.mark.django_db

HERE = "/information/releases/sample/"
SAID = "It is a quiet room,"


def with_hours(**fields):
    contact = a_contact(time_zone="Asia/Kathmandu", city="Kathmandu", languages="English, Nepali", **fields)
    contact.hours.create(first_day=0, last_day=4, opens="09:00", closes="18:00")
    return contact


def test_contact_link_stands_under_the_headline(client):
    a_public_edition(a_draft(slug="sample", contacts=[a_contact()], quotes=[SAID]))
    text = page(client, HERE)
    first = text.partition("</h1>")[2].partition("</li>")[0]
    assert '<a class="primary" href="#contacts">Press contacts</a>' in first
    assert 'id="contacts"' in text
    assert '<a href="http://testserver/information/releases/sample/" data-copy="address"' in text
    assert '<a href="#quotes">Quotes' in text


def test_release_without_contacts_links_to_the_press_desk(client):
    a_public_edition(a_draft(slug="sample"))
    text = page(client, HERE)
    assert '<a class="primary" href="/information/contacts/">Press contacts</a>' in text
    assert 'href="#quotes"' not in text


def test_publication_time_has_zone_and_offset(client, monkeypatch):
    monkeypatch.setattr("releases.issuing.workflow.database_now", lambda: datetime(2017, 3, 7, tzinfo=UTC))
    a_public_edition(a_draft(slug="sample", released_on=date(2017, 3, 8)))
    assert 'Public since <time datetime="2017-03-07T09:00+09:00">March 7, 2017, 09:00 KST</time>' in page(client, HERE)
    assert 'datetime="2017-03-08">March 8, 2017' in page(client, HERE)


def test_release_from_the_former_site_has_no_publication_time(client):
    edition = an_archived_edition(a_draft(slug="sample"))
    workflow.correct(edition.release, by=a_publisher(), note="A sample slip.")
    for address in [HERE, f"{HERE}editions/1/"]:
        text = page(client, address)
        assert "00:00" not in text
        assert "public from" not in text
        assert "Public since" not in text
    assert "archived from the former site." in page(client, f"{HERE}editions/1/")


def test_quote_has_an_anchor_and_links_to_its_paragraph(client):
    release = a_draft(slug="sample", quotes=[SAID, "Nowhere in the text."])
    release.quotes.filter(position=0).update(title="Director", organisation="Sample Society")
    release.quotes.filter(position=1).update(kind="document", speaker="", organisation="Sample Office")
    an_archived_edition(release)
    first, second = page(client, HERE).split('<figure class="quote"')[1:]
    assert first.startswith(' id="quote-1"> <blockquote>“It is a quiet room,”</blockquote>')
    assert "<figcaption>Ada Sample, Director, Sample Society</figcaption>" in first
    assert '<a href="#quote-1">Quote 1</a> <a href="#p-2">In paragraph 2</a>' in first
    assert "<figcaption>Sample Office (in writing)</figcaption>" in second
    assert "#p-" not in second


def test_quote_has_the_quotation_marks_of_its_language(client):
    edition = a_public_edition(a_draft(language="ja", body="<p>「静かです」と述べた。</p>", quotes=["静かです"]))
    assert "<blockquote>「静かです」</blockquote>" in page(client, edition.get_absolute_url())


def test_contact_on_duty_shows_hours_languages_and_vcard(client):
    contact = with_hours()
    a_public_edition(a_draft(slug="sample", contacts=[a_contact(listed_since=None), contact]))
    text = page(client, HERE)
    assert text.count('class="contact-details"') == 1
    assert "Monday – Friday, 09:00 – 18:00, Kathmandu time (UTC+5:45) · English, Nepali" in text
    assert f'href="/information/contacts/{contact.pk}.vcf"' in text
    assert 'data-zone="Asia/Kathmandu" data-hours="0-4 09:00-18:00"' in text
    assert f'<a href="/information/contacts/#contact-{contact.pk}">Who can I call now?</a>' in text


@pytest.mark.parametrize("fields", [{"listed_since": None}, {"retired_on": date(2020, 1, 1)}])
def test_contact_off_duty_shows_no_hours(client, fields):
    contact = with_hours()
    a_public_edition(a_draft(slug="sample", contacts=[contact]))
    PressContact.objects.filter(pk=contact.pk).update(**fields)
    text = page(client, HERE)
    for word in ["09:00 – 18:00", "Nepali", ".vcf", "data-zone"]:
        assert word not in text


def test_history_lists_corrections_newest_first(client):
    edition = a_superseded_edition(a_draft(slug="sample"))
    workflow.correct(edition.release, by=a_publisher(), note="Another slip.")
    section = page(client, HERE).partition('<section class="edition-history"')[2].partition("</section>")[0]
    parts = [
        "Another slip.",
        f"{HERE}editions/3/since/2/",
        "A sample slip.",
        f"{HERE}editions/2/since/1/",
        "First public",
    ]
    places = [section.index(part) for part in parts]
    assert places == sorted(places)
    assert section.count("<time datetime=") == 3
    assert f'{HERE}editions/3/since/1/">What changed since' in page(client, f"{HERE}editions/1/")
    assert "What changed since" not in page(client, f"{HERE}editions/3/")


def test_unchanged_release_has_no_list_of_editions(client):
    edition = a_public_edition(a_draft(slug="sample"))
    assert 'class="edition-history"' not in page(client, HERE)
    workflow.correct(edition.release, by=a_publisher(), note="Later.", at=timezone.now() + timedelta(days=1))
    assert 'class="edition-history"' not in page(client, HERE)


def test_history_of_a_reissued_release_lists_its_withdrawal(client):
    edition = a_withdrawn_edition(a_draft(slug="sample"))
    workflow.correct(edition.release, by=a_publisher(), note="It was right after all.")
    text = page(client, HERE)
    assert "<strong>Withdrawn:</strong> It was a sample." in text
    assert f"{HERE}editions/3/since/1/" in text  # a withdrawal has no words to compare
    workflow.withdraw(edition.release, by=a_publisher(), reason="Now for good.")
    html = page(client, HERE, status=410)
    assert html.index("Now for good.") < html.index("Withdrawn before, for a time") < html.index("It was a sample.")
    assert "right after all" not in html


@pytest.mark.parametrize("address", ["", "editions/1/", "editions/2/"])
def test_withdrawn_release_query_count(client, address):
    a_withdrawn_edition(a_draft(slug="sample"))
    with CaptureQueriesContext(connection) as queries:
        page(client, HERE + address, status=410)
    assert len(queries) <= 3


def test_embargoed_edition_is_in_no_list(client):
    a_public_edition(a_draft(slug="sample", released_on=date(2026, 3, 2)))
    an_embargoed_edition(a_draft(released_on=date(2026, 3, 1)))
    assert "<span>Prev</span> <span>Next</span>" in page(client, HERE)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("“It is quiet,” said Ada Sample. “We hear all.”", ["It is quiet,", "We hear all."]),
        ("“It is quiet, We hear all.”", ["It is quiet, We hear all."]),
        ("“It is loud.”", ["It is quiet, We hear all."]),
        ("“We hear all.” And then: “It is quiet,”", ["It is quiet, We hear all."]),
        ("It or is or quiet, or We or hear or all.", ["It is quiet, We hear all."]),
    ],
)
def test_split_into_parts(text, parts):
    assert split_into_parts(["It", "is", "quiet,", "We", "hear", "all."], text) == parts
