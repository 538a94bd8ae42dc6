from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from releases.issuing import workflow
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_superseded_edition,
    a_withdrawn_edition,
    an_archived_edition,
)

pytestmark = pytest.mark.django_db


def page(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_release_page_shows_its_document_in_order(client):
    release = a_draft(
        slug="sample",
        headline="A Sample Headline",
        kicker="A kicker",
        subheadline="A subheadline",
        released_on=date(2026, 3, 8),
        members=[a_member(as_printed="Sample Watch & Co (Japan)", name="Sample")],
        contacts=[a_contact(name="Ada Sample", organisation="Sample Society")],
    )
    a_public_edition(release)
    text = page(client, "/information/releases/sample/")
    places = [
        text.index(part)
        for part in [
            'datetime="2026-03-08">March 8, 2026',
            "A kicker",
            "A Sample Headline</h1>",
            "A subheadline",
            '<p id="p-1"><span class="dateline">(Seoul – March 1, 2026) --</span> The newsroom opened today.</p>',
            "“It is a quiet room,” said Ada Sample.",
            "For more information:",
            "In Seoul, <strong>Ada Sample</strong>, Press Officer, Sample Society, ",
            'tel: <a href="tel:+1-202-555-0101">+1-202-555-0101</a>',
            "The sample coalition is a joint effort",
            "Members:",
            '<a href="/members/sample/">Sample Watch &amp; Co (Japan)</a>',
            "<span>Prev</span>",
            "<span>Next</span>",
        ]
    ]
    assert places == sorted(places)


def test_unlisted_member_is_printed_without_a_link(client):
    a_public_edition(a_draft(slug="sample", members=[a_member(as_printed="Sample Watch", listed_since=None)]))
    assert "<li>Sample Watch</li>" in page(client, "/information/releases/sample/")


def test_pages_escape_markup(client):
    hostile = '<script>alert("x")</script>'
    release = a_draft(
        slug="sample",
        kicker=hostile,
        headline=hostile,
        places=hostile,
        body=f"<p>{hostile}<img src=x onerror=alert(1)><a href='javascript:alert(1)'>a</a></p>",
        boilerplate=hostile,
        members_heading=hostile,
        members=[a_member(name=hostile)],
        contacts=[a_contact(name=hostile, city=hostile)],
    )
    a_public_edition(release)
    for address in [
        "/",
        "/information/releases/",
        "/information/releases/sample/",
        "/information/contacts/",
        "/members/",
    ]:
        text = page(client, address)
        assert "<script>" not in text  # scripts with data have a type
        assert "onerror" not in text
        assert "javascript:" not in text


def chain(client, address):
    """Return the addresses reached by following *Prev* from `address` to the end."""
    met = [address]
    while True:
        text = page(client, met[-1])
        before, found, _ = text.partition('" rel="prev"')
        if not found:
            return met
        met.append(before.rpartition('href="')[2])


def test_prev_and_next_reach_every_release_once(client):
    days = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 2), date(2026, 3, 3)]
    editions = [a_public_edition(released_on=day) for day in days]
    forth = [edition.get_absolute_url() for edition in editions]
    assert chain(client, forth[-1]) == forth[::-1]
    for here, after in pairwise(forth):
        assert f'href="{after}" rel="next"' in page(client, here)


def test_prev_and_next_are_not_links_at_the_ends(client):
    edition = a_public_edition()
    a_public_edition(a_draft(language="ko"))
    text = page(client, edition.get_absolute_url())
    assert "<span>Prev</span> <span>Next</span>" in text


def test_list_order_matches_prev_and_next(client):
    editions = [a_public_edition(released_on=date(2026, 3, 2)) for _ in range(4)]
    text = page(client, "/information/releases/")
    places = [text.index(f'href="{edition.get_absolute_url()}"') for edition in reversed(editions)]
    assert places == sorted(places)


def test_correction_keeps_its_place_in_the_list(client):
    first, second = a_public_edition(released_on=date(2026, 3, 2)), a_public_edition(released_on=date(2026, 3, 2))
    workflow.correct(first.release, by=a_publisher(), note="A misprint.")
    text = page(client, second.get_absolute_url())
    assert f'href="{first.get_absolute_url()}" rel="prev"' in text
    assert "<span>Next</span>" in text


def test_list_shows_this_year_or_the_last_one_with_releases(client):
    this = timezone.localdate().year
    an_archived_edition(a_draft(released_on=date(2017, 3, 8), headline="Of 2017"))
    an_archived_edition(a_draft(released_on=date(2013, 3, 8), headline="Of 2013"))
    assert "Of 2017" in page(client, "/information/releases/")
    assert "Of 2013" not in page(client, "/information/releases/")
    a_public_edition(a_draft(released_on=date(this, 1, 1), headline="Of this year"))
    text = page(client, "/information/releases/")
    assert "Of this year" in text
    assert "Of 2017" not in text
    assert "Of 2013" in page(client, "/information/releases/?year=2013")
    everything = page(client, "/information/releases/?year=all")
    assert all(headline in everything for headline in ["Of this year", "Of 2017", "Of 2013"])


@pytest.mark.parametrize("year", ["1999", "-1", "20 17", "²⁰¹⁷", "99999999999999", "%00", "2017;"])
def test_year_without_releases_is_not_found(client, year):
    a_public_edition()
    page(client, f"/information/releases/?year={year}", status=404)


def test_empty_newsroom_says_so(client):
    assert "Nothing has been released" in page(client, "/information/releases/")
    assert "Nothing has been released" in page(client, "/")
    assert "Nobody is listed here yet" in page(client, "/information/contacts/")
    assert "No member is listed here yet" in page(client, "/members/")


def test_corrected_release_shows_its_note_and_keeps_the_first_edition(client):
    edition = a_superseded_edition(a_draft(slug="sample"))
    now = page(client, "/information/releases/sample/")
    assert "A sample slip." in now
    assert 'href="/information/releases/sample/editions/1/"' in now
    assert "A sample slip." not in page(client, "/information/releases/sample/editions/1/")
    page(client, "/information/releases/sample/editions/3/", status=404)
    assert edition.number == 1


def test_withdrawn_release_is_unlisted_and_shows_its_reason(client):
    a_withdrawn_edition(a_draft(slug="sample", headline="Taken Back"))
    for address in ["/", "/information/releases/", "/information/releases/?year=all"]:
        assert "Taken Back" not in client.get(address).content.decode()
    text = page(client, "/information/releases/sample/", status=410)
    assert "It was a sample." in text
    assert "Taken Back" not in text


def test_reissued_release_mentions_its_withdrawal(client):
    edition = a_withdrawn_edition(a_draft(slug="sample"))
    workflow.correct(edition.release, by=a_publisher(), note="It was right after all.")
    assert "It was right after all." in page(client, "/information/releases/sample/")
    text = page(client, "/information/releases/sample/editions/2/", status=410)
    assert "was withdrawn for a time" in text
    assert "do not quote" not in text
    assert "It was replaced on" in page(client, "/information/releases/sample/editions/1/")


def test_korean_release_has_its_own_address(client):
    edition = a_public_edition(a_draft(language="ko", headline="견본 보도자료", places="서울", dated=date(2026, 3, 1)))
    assert edition.get_absolute_url().startswith("/ko/information/releases/")
    text = page(client, edition.get_absolute_url())
    assert "(서울 – 2026년 3월 1일) --" in text
    assert '<html lang="ko"' in text
    assert "견본" not in page(client, "/information/releases/")
    assert "견본" in page(client, "/ko/information/releases/")


def test_language_without_releases_links_to_english(client):
    assert '<a href="/information/releases/" hreflang="en">영어 보도자료</a>' in page(
        client, "/ko/information/releases/"
    )


def test_accept_language_does_not_change_a_page(client):
    response = client.get("/", headers={"accept-language": "ko"})
    assert response.headers["Content-Language"] == "en"
    assert "Accept-Language" not in response.headers.get("Vary", "")
    assert not response.cookies


def test_member_page_separates_signed_and_listed(client):
    member = a_member(name="Sample", website="https://sample.example.org/")
    a_public_edition(a_draft(headline="Only Listed", members=[member]))
    a_public_edition(a_draft(headline="Really Signed", members=[member], members_are="signed"))
    text = page(client, "/members/sample/")
    assert (
        text.index("Signed <span")
        < text.index("Really Signed")
        < text.index("Listed under <span")
        < text.index("Only Listed")
    )


def test_member_page_shows_the_newest_of_each_kind_and_counts(client, monkeypatch):
    monkeypatch.setattr("releases.outlets.members.MAX_EDITIONS", 2)
    member, other = a_member(name="Sample"), a_member()
    for n in range(3):
        a_public_edition(a_draft(headline=f"Listed {n}", members=[member, other], released_on=date(2026, 3, 2 + n)))
    a_public_edition(a_draft(headline="Signed", members=[member], members_are="signed"))
    text = page(client, "/members/sample/")
    assert 'Listed under <span class="count">3</span>' in text
    assert 'Signed <span class="count">1</span>' in text
    assert text.index("Listed 2") < text.index("Listed 1")
    assert "Listed 0" not in text
    assert text.count('href="/information/releases/?year=all&amp;member=sample"') == 1


def test_member_page_shows_contacts_and_former_names(client):
    member = a_member(name="Sample")
    member.names.create(name="Sample of Old", kind="former", until=date(2017, 3, 8))
    contact = a_contact(name="Ada Sample", member=member)
    a_contact(name="Somebody Else", member=a_member())
    a_contact(name="Unlisted Person", member=member, listed_since=None)
    text = page(client, "/members/sample/")
    assert f'<a href="/information/contacts/#contact-{contact.pk}">Ada Sample</a>' in text
    assert 'Sample of Old <span class="count">until March 8, 2017</span>' in text
    assert "Somebody Else" not in text
    assert "Unlisted Person" not in text


def test_former_member_is_not_in_the_directory(client):
    former = a_member(name="Gone", left_on=timezone.localdate())
    a_member(name="Stays", left_on=timezone.localdate() + timedelta(days=1))
    text = page(client, "/members/")
    assert "Gone" not in text
    assert "Stays" in text
    page(client, former.get_absolute_url())


def test_press_desk_shows_listed_contacts_who_are_not_retired(client):
    a_contact(name="Listed Person")
    a_contact(name="Unlisted Person", listed_since=None)
    a_contact(name="Retired Person", retired_on=date(2026, 1, 1))
    text = page(client, "/information/contacts/")
    assert "Listed Person" in text
    assert "Unlisted Person" not in text
    assert "Retired Person" not in text
    assert 'href="tel:+1-202-555-0101"' in text


def test_home_and_information_show_the_site_texts(client):
    from icnk.models import SiteText

    SiteText.objects.create(page="home", heading="Who we are", text="<p>Sample <em>home</em></p><script>x</script>")
    SiteText.objects.create(page="information", heading="About", text="<p>Sample information</p>")
    assert "<p>Sample <em>home</em></p>" in page(client, "/")
    assert "Sample information" in page(client, "/information/")


def test_health_responds_in_plain_text(client):
    assert client.get("/health/live/").content == b"live\n"
    assert client.get("/health/ready/").content == b"ready\n"


def test_unchanged_page_responds_304(client):
    address = a_public_edition().get_absolute_url()
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"if-none-match": tag}).status_code == 304
