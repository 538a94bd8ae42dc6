"""The page *Quotes by speaker*."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from releases.issuing import workflow
from releases.models import Edition, Quote
from releases.outlets import quotes
from releases.outlets.quotes import newest_quotes
from releases.redaction.redact import redact
from tests.factories import (
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_withdrawn_edition,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db
QUOTES = "/information/quotes/"


def a_release_with(*spoken, member=None, **fields):
    """A draft with a quote for each (speaker, words)."""
    body = "".join(f"<p>“{words}” said {speaker}.</p>" for speaker, words in spoken)
    release = a_draft(body=body, **fields)
    for position, (speaker, words) in enumerate(spoken):
        Quote.objects.create(release=release, position=position, speaker=speaker, text=words, member=member)
    return release


def speakers(client, query=""):
    return {each["name"]: each["count"] for each in client.get(QUOTES + query).context["speakers"]}


def test_spellings_of_a_name_are_one_speaker(client):
    for day, name in [(1, "Bo  SAMPLE"), (2, "Bo Sample"), (3, "Bo Sample"), (4, "Bo-Sample")]:
        a_public_edition(a_release_with((name, "It is a room,"), released_on=date(2026, 3, day)))
    a_public_edition(a_release_with(("Cho Sample", "It is quiet,"), ("Bo Sample", "It is not,")))
    assert speakers(client) == {"Bo Sample": 5, "Cho Sample": 1}


def test_index_fits_names_that_grow_when_folded_or_redacted():
    edition = a_public_edition(a_release_with((f"Zoya Zed {'ﷺ' * 291}", "It is a room,")))
    redact(["Zoya Zed"], by=a_publisher(), reason="Her family asked for it.", replacement="[a long name withheld]")
    (line,) = edition.quote_index.all()
    assert line.speaker.startswith("[a long name withheld]")
    assert (len(line.speaker), len(line.folded)) == (300, 300)


def test_quotes_of_a_speaker_link_to_their_releases(client):
    old = a_public_edition(
        a_release_with(
            ("Bo Sample", "First,"), ("Cho Sample", "Second,"), ("Bo Sample", "Third,"), released_on=date(2015, 3, 1)
        )
    )
    new = a_public_edition(a_release_with(("BO SAMPLE", "Fourth & last,"), released_on=date(2016, 3, 1)))
    page = client.get(QUOTES, {"speaker": "bo sample"})
    quotes_shown = page.context["quotes"]
    assert [(each.quote.text, each.address) for each in quotes_shown] == [
        ("Fourth & last,", f"{new.get_absolute_url()}#quote-1"),
        ("First,", f"{old.get_absolute_url()}#quote-1"),
        ("Third,", f"{old.get_absolute_url()}#quote-3"),
    ]
    assert "Fourth &amp; last," in page.content.decode()
    assert "<h1>Bo Sample</h1>" in page.content.decode()


def test_quotes_page_filters_by_member(client):
    member = a_member(name="Sample Watch")
    a_public_edition(a_release_with(("Bo Sample", "For all,"), member=member))
    a_public_edition(a_release_with(("Bo Sample", "For nobody,")))
    assert speakers(client, "?member=sample-watch") == {"Bo Sample": 1}
    assert [each.quote.text for each in newest_quotes(Edition.objects.public(), limit=9, member=member)] == ["For all,"]
    assert client.get(QUOTES, {"member": "sample-watch", "speaker": "Bo Sample"}).context["count"] == 1
    member.listed_since = None
    member.save()
    assert client.get(QUOTES, {"member": "sample-watch"}).status_code == 404


@pytest.mark.parametrize("query", ["speaker=Nobody", "member=nobody", "member=%00", "speaker=Bo&member=nobody"])
def test_unknown_speaker_is_not_found(client, query):
    assert client.get(f"{QUOTES}?{query}").status_code == 404


@pytest.mark.parametrize("make", [a_draft, an_embargoed_edition, a_stopped_edition, a_withdrawn_edition])
def test_hidden_quotes_are_not_counted(client, make):
    release = a_release_with(("Bo Sample", "It is a room,"))
    if make is not a_draft:
        make(release)
    assert speakers(client) == {}
    assert client.get(QUOTES, {"speaker": "Bo Sample"}).status_code == 404


def test_quotes_of_a_corrected_release_count_once(client):
    edition = a_public_edition(a_release_with(("Bo Sample", "It is a room,")))
    workflow.correct(edition.release, by=a_publisher(), note="A slip.")
    assert speakers(client) == {"Bo Sample": 1}


def test_quotes_page_has_the_quotes_of_its_language(client):
    a_public_edition(a_release_with(("견본", "조용한 방이다,"), language="ko"))
    assert speakers(client) == {}
    assert client.get(f"/ko{QUOTES}").context["speakers"] == [{"name": "견본", "count": 1}]


def test_quotes_page_shows_the_newest_and_loads_only_their_documents(client, monkeypatch):
    for day in (1, 2, 3):
        a_public_edition(
            a_release_with(("Bo Sample", f"Day {day},"), ("Bo Sample", "More,"), released_on=date(2026, 3, day))
        )
    monkeypatch.setattr(quotes, "MAX_QUOTES", 2)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(QUOTES, {"speaker": "Bo Sample"})
    assert [each.quote.text for each in page.context["quotes"]] == ["Day 3,", "More,"]
    assert "6 quotes. The newest 2 are shown." in " ".join(page.content.decode().split())
    assert len(queries) <= 5
    (documents,) = [query["sql"] for query in queries if '"document"' in query["sql"]]
    assert f"IN ({page.context['quotes'][0].edition.pk})" in documents


def test_interrupted_quote_is_shown_in_its_parts(client):
    member = a_member(name="Sample Watch")
    release = a_draft(body="<p>“It is quiet,” said Bo Sample. “We hear all.”</p>", members=[member])
    words = "It is quiet, We hear all."
    Quote.objects.create(release=release, position=0, speaker="Bo Sample", text=words, member=member)
    a_public_edition(release)
    for page in [client.get(QUOTES, {"speaker": "Bo Sample"}), client.get(member.get_absolute_url())]:
        assert "<blockquote>“It is quiet,” … “We hear all.”</blockquote>" in page.content.decode()
