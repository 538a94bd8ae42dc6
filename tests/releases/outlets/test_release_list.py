"""Search results and their order in three languages, and the lists by year and member."""

from datetime import date
from random import Random

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from releases.issuing import workflow
from releases.models import Edition, Quote
from releases.models import search as search_index
from releases.outlets import release_list
from releases.outlets import release_list as release_list_view
from releases.redaction.redact import redact
from releases.search.tokenizer import parse_query
from tests.factories import (
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    an_embargoed_edition,
)

pytestmark = pytest.mark.django_db
LIST = "/information/releases/"
PHRASE = "crimes against humanity"

CORPUS = [  # language, day, headline, body
    ("en", "2013-01-10", "Crimes against Humanity Must End", "The sample groups met."),
    ("en", "2014-03-17", "Against Silence: Humanity and Its Crimes", "The sample groups met again."),
    ("en", "2015-05-05", "Sample Groups Call for Justice", "These are <em>crimes</em> against humanity, they said."),
    ("en", "2017-07-07", "Sample Groups Look Back", "Crimes were told of, against all odds, for humanity."),
    ("en", "2016-01-01", "The Kwanliso Must Close", "Nobody leaves."),
    ("en", "2016-06-06", "Camps Seen from Above", "A kwanliso, and other kwanliso: 북한의 수용소."),
    ("en", "2017-02-02", "A Year of Words", "“It is so,” said somebody in P’yŏngyang, and Bo Kwonsan."),
    ("ko", "2014-03-17", "북한의 인권을 말하다", "표본 단체가 모였다."),
    ("ko", "2015-03-17", "표본 단체의 발표", "북한인권위원회에서 Kwon 씨가 말했다."),
    ("ko", "2016-03-17", "표본 단체의 다른 발표", "남한의 이야기."),
    ("ja", "2014-03-17", "北朝鮮における人権侵害", "見本の団体。"),
    ("ja", "2015-03-17", "見本の発表", "人権は北朝鮮でも大切だ。"),
]


@pytest.fixture
def corpus():
    for language, day, headline, body in CORPUS:
        released_on = date.fromisoformat(day)
        words = {"headline": headline, "body": f"<p>{body}</p>", "kicker": "", "places": "Seoul"}
        release = a_draft(language=language, released_on=released_on, **words)
        if headline == "A Year of Words":
            Quote.objects.create(
                release=release, text="It is so,", speaker="Kwon Eun-kyoung", organisation="Łódź Society"
            )
        a_public_edition(release)


def found(client, q, prefix="", **query):
    response = client.get(prefix + LIST, {"q": q, **query})
    assert response.status_code == 200
    return [hit.edition.list_title for hit in response.context["hits"]]


ENDED, AGAINST, CALLED, BACK, CLOSED, SEEN, YEAR = [headline for _language, _day, headline, _body in CORPUS[:7]]
TOLD, SAID, OTHER = [headline for _language, _day, headline, _body in CORPUS[7:10]]
ABUSES, SHOWN = [headline for _language, _day, headline, _body in CORPUS[10:]]

FINDS = {
    ("", PHRASE): [ENDED, AGAINST, CALLED, BACK],  # in a title in a row, in a title, in the text in a row, anywhere
    ("", f'"{PHRASE}"'): [ENDED, CALLED],
    ("", "CRIMES humanity"): [AGAINST, ENDED, BACK, CALLED],
    ("", "kwanliso"): [CLOSED, SEEN],
    ("", "kwanlis"): [CLOSED, SEEN],
    ("", "Kwon"): [YEAR],
    ("", "eun-kyoung"): [YEAR],
    ("", "pyongyang"): [YEAR],
    ("", "lodz"): [YEAR],
    ("", "kwanliso nowhere"): [],
    ("", "북한"): [SEEN],
    ("", "北朝鮮"): [SHOWN, ABUSES][::-1],
    ("/ko", "북한"): [TOLD, SAID],
    ("/ko", "북한의"): [TOLD, SAID],
    ("/ko", "북"): [TOLD, SAID],
    ("/ko", "인권"): [TOLD, SAID],
    ("/ko", "인권위원회"): [SAID],
    ("/ko", "북한의 인권"): [TOLD, SAID],
    ("/ko", "한의"): [TOLD, OTHER],
    ("/ko", "Kwon"): [SAID],
    ("/ko", "kwanliso"): [CLOSED, SEEN],
    ("/ja", "北朝鮮"): [ABUSES, SHOWN],
    ("/ja", "北朝鮮の人権"): [ABUSES, SHOWN],
    ("/ja", "「人権侵害」"): [ABUSES],
    ("/ja", "人"): [ABUSES, SHOWN],
}


def test_search_results_are_ranked(client, corpus):
    assert {query: found(client, query[1], query[0]) for query in FINDS} == FINDS


def test_search_ranks_whole_words_before_prefixes(client):
    for day, headline in [(1, "A Sample by Kwon"), (2, "A Sample by Kwonsan")]:
        a_public_edition(headline=headline, released_on=date(2026, 3, day))
    assert found(client, "kwon") == ["A Sample by Kwon", "A Sample by Kwonsan"]


def test_search_counts_matches_in_other_languages(client, corpus):
    page = client.get(LIST, {"q": "북한"})
    assert page.context["other_languages"] == {"ko": 2}
    assert 'href="/ko/information/releases/?q=%EB%B6%81%ED%95%9C" hreflang="ko"' in page.content.decode()
    page = client.get(f"/ko{LIST}", {"q": "kwanliso"})
    assert page.context["language"] == "en"
    assert '<ol class="release-list search-results" lang="en">' in page.content.decode()


def test_snippet_highlights_words_and_escapes_markup(client):
    a_public_edition(headline="Sample <b>", body="<p>Findme &lt;script&gt; &amp; more.</p>", kicker="Findme <i>")
    page = client.get(LIST, {"q": "<script> findme"}).content.decode()
    assert "<mark>Findme</mark> &lt;<mark>script</mark>&gt; &amp; more." in page
    assert "<mark>Findme</mark> &lt;i&gt;" in page
    assert "<script>" not in page


def test_search_is_filtered_by_year_and_member_and_counts_matches(client):
    listed, signed = a_member(name="Sample Watch"), a_member(name="Other Watch")
    for day, member in [("2015-01-01", listed), ("2016-01-01", listed), ("2016-02-01", signed)]:
        a_public_edition(headline=f"Findme {day}", released_on=date.fromisoformat(day), members=[member])
    a_public_edition(headline="Another", released_on=date(2016, 3, 1), members=[listed])
    page = client.get(LIST, {"q": "findme"})
    assert page.context["years"] == {2016: 2, 2015: 1}
    assert found(client, "findme", year=2016) == ["Findme 2016-02-01", "Findme 2016-01-01"]
    assert found(client, "findme", year=2016, member="sample-watch") == ["Findme 2016-01-01"]
    assert found(client, "findme", year=1999) == []
    page = client.get(LIST, {"member": "sample-watch"})
    assert page.context["years"] == {2016: 2, 2015: 1}
    assert [edition.list_title for edition in page.context["editions"]] == ["Another", "Findme 2016-01-01"]
    assert (
        "No release here names Sample Watch"
        in client.get(LIST, {"member": "sample-watch", "year": 1999}).content.decode()
    )


def test_form_keeps_the_query(client):
    a_public_edition(members=[a_member(name="Sample Watch")], released_on=date(2026, 3, 2))
    page = client.get(LIST, {"q": 'a "b" <c>', "year": 2026, "member": "sample-watch"}).content.decode()
    assert 'value="a &quot;b&quot; &lt;c&gt;"' in page
    assert "<option selected>2026</option>" in page
    assert '<option value="sample-watch" selected>Sample Watch</option>' in page
    assert '<meta name="robots" content="noindex, follow">' in page


def test_member_list_is_not_indexed(client):
    a_public_edition(members=[a_member(name="Sample Watch")])
    page = client.get(LIST, {"member": "sample-watch", "year": "all"})
    assert page.context["canonical"] == f"http://testserver{LIST}?year=all&member=sample-watch"


def test_empty_search_suggests_what_to_try(client):
    a_public_edition()
    page = client.get(LIST, {"q": "nowhere", "year": 2026}).content.decode()
    assert "No release holds “nowhere”." in page
    assert 'href="?q=nowhere&amp;year=all"' in page


SIGNS = [*"%_'\"\\()*💥ﷺ\u0301\x00", "a*", "NOT", "-a", "a:*", "&!|", "<->", "'::tsquery", "a\x00b"]
PHRASES = ["NEAR(a b)", "title : a", "a AND", "a OR b", "' OR 1=1 --", '"a b', "x" * 10_000, "a " * 5_000, "북" * 5_000]


def test_search_treats_operators_as_words(client):
    a_public_edition(headline="A Sample or Not")
    for words in [*SIGNS, *PHRASES]:
        assert client.get(LIST, {"q": words}).status_code == 200, words


@pytest.mark.parametrize("query", ["page=0", "page=2", "page=x", "page=9999", "page=²", "member=nobody", "member=%00"])
def test_invalid_query_is_not_found(client, query):
    a_public_edition(headline="Findme")
    assert client.get(f"{LIST}?q=findme&{query}").status_code == 404


@pytest.mark.parametrize("make", [an_embargoed_edition, a_stopped_edition, a_withdrawn_edition])
def test_search_finds_no_hidden_text(client, make):
    make(headline="Findme", body="<p>Findme, too.</p>")
    for prefix in ("", "/ko"):
        page = client.get(prefix + LIST, {"q": "findme"})
        assert (page.context["hits"], page.context["years"], page.context["other_languages"]) == ([], {}, {})


def test_search_finds_only_the_edition_in_force(client):
    edition = a_superseded_edition(headline="Findme Once")
    release = edition.release
    release.refresh_from_db()
    release.headline = release.list_title = "Findme Twice"
    release.save()
    workflow.correct(release, by=a_publisher(), note="Another slip.")
    assert found(client, "findme") == ["Findme Twice"]
    assert found(client, "once") == []


def test_redaction_purges_the_search_index(client):
    edition = a_public_edition(headline="Zoya Zed Speaks", body="<p>Zoya Zed spoke.</p>")
    redact(["Zoya Zed"], by=a_publisher(), reason="To protect her.")
    assert found(client, "zoya") == []
    assert found(client, "withheld") == [Edition.objects.get(pk=edition.pk).list_title]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT block FROM releases_search_data UNION ALL SELECT c0 || c1 FROM releases_search_content"
            )
            assert not any(b"zoya" in (row if isinstance(row, bytes) else row.encode()) for (row,) in cursor.fetchall())


def test_search_finds_the_beginning_of_a_text_too_long_for_the_index(client):
    edition = a_public_edition()
    letters = Random(1).choices([chr(code) for code in range(0xAC00, 0xD7A4)], k=150_000)
    search_index.index_edition(edition.pk, edition, "zqxbegins\n" + "".join(letters))
    assert client.get(LIST, {"q": "zqxbegins"}).context["count"] == 1


def test_index_search_rebuilds_the_index(client, corpus, capsys):
    search_index.clear_index()
    assert found(client, "kwanliso") == []
    call_command("index_search")
    assert f"{len(CORPUS)} editions indexed." in capsys.readouterr().out
    assert found(client, "kwanliso") == [CLOSED, SEEN]


def test_index_takes_texts_of_any_length(client):
    edition = a_public_edition(headline="A Sample")
    search_index.index_edition(edition.pk, edition, "Findme. " + " ".join(f"word{n * 7919}" for n in range(50_000)))
    assert found(client, "findme word0") == ["A Sample"]


def test_search_results_are_paginated(client, monkeypatch, corpus):
    monkeypatch.setattr(release_list, "PAGE_SIZE", 3)
    first = client.get(LIST, {"q": "sample"})
    assert 'href="?q=sample&amp;page=2" rel="next"' in first.content.decode()
    second = found(client, "sample", page=2)
    assert len({hit.edition.list_title for hit in first.context["hits"]} | set(second)) == 4


def test_search_ranks_only_the_newest_matches(client, monkeypatch, corpus):
    monkeypatch.setattr(release_list_view, "MAX_RESULTS", 2)
    monkeypatch.setattr(release_list, "MAX_RESULTS", 2)
    page = client.get(LIST, {"q": "crimes"})
    assert [hit.edition.list_title for hit in page.context["hits"]] == [BACK, CALLED]
    assert "More than 2 releases hold “crimes”." in page.content.decode()
    assert list(page.context["years"]) == [2017, 2016, 2015, 2014, 2013]
    assert found(client, "crimes", year=2013) == [ENDED]


def test_long_list_continues_on_the_next_page(client, monkeypatch, corpus):
    monkeypatch.setattr(release_list, "MAX_LISTED", 2)
    shown, address = [], f"{LIST}?year=all"
    while address:
        page = client.get(address)
        shown += [edition.list_title for edition in page.context["editions"]]
        last = page.context["last"]
        address = last and f"{LIST}?year=all&before={last.slug}"
    assert shown == [BACK, YEAR, SEEN, CLOSED, CALLED, AGAINST, ENDED]
    assert [edition.list_title for edition in client.get(f"{LIST}?year=all&before=%00x").context["editions"]] == []


def test_search_query_count(client, monkeypatch, corpus):
    a_member()
    for most, q in [(1000, "crimes"), (1000, "북한"), (1000, "nowhere"), (1, "crimes")]:
        monkeypatch.setattr(release_list_view, "MAX_RESULTS", most)
        with CaptureQueriesContext(connection) as queries:
            client.get(LIST, {"q": q, "year": "2017"})
        assert len(queries) <= 5
        assert not any('"document"' in query["sql"] or "OFFSET" in query["sql"] for query in queries)


def test_rank_depends_only_on_the_edition(corpus):
    def of(headline, words):
        editions = Edition.objects.filter(list_title=headline).matching(parse_query(words))
        return editions.annotate(rank=search_index.rank(parse_query(words))).get().rank

    assert [of(headline, PHRASE) for headline in (ENDED, AGAINST, CALLED, BACK)] == [0, 1, 2, 3]
