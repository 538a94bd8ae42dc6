"""What the checks find, and what they leave alone: each rule with a text that trips it and with near misses."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from members.models import CoalitionMember
from releases.issuing.checks import check
from releases.issuing.workflow import correct
from releases.models import ContactLine, PressContact, Quote, Release, Signatory
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_review,
    a_withdrawn_edition,
    an_embargoed_edition,
)
from tests.page_text import SAMPLES, SEED

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 3, tzinfo=UTC)  # noon in Seoul on the day that drafts are dated


def a_clean_draft(**fields):
    contacts = [a_contact(time_zone="Asia/Seoul")]
    return a_draft(**{"contacts": contacts, "members": [a_member()], "quotes": ["It is a quiet room,"]} | fields)


def a_spoken_draft(**fields):
    release = a_clean_draft(**fields)
    release.quotes.update(contact=PressContact.objects.first())
    return release


def said(release, field=None, level=None, at=AT):
    found = check(release, at=at)
    return [str(each.message) for each in found if field in (None, each.field) and level in (None, each.level)]


def with_body(*paragraphs, **fields):
    fields = {"quotes": []} | fields
    return a_spoken_draft(body="\n".join(f"<p>{text}</p>" for text in paragraphs), **fields)


def test_a_sound_release_has_nothing_to_say():
    assert check(a_spoken_draft(), at=AT) == []


def test_errors_come_first():
    release = a_draft(body="", quotes=["Nowhere"], unassigned="A line")
    levels = [finding.level for finding in check(release, at=AT)]
    assert levels == sorted(levels)
    assert set(levels) == {"error", "warning"}


@pytest.mark.parametrize("field", ["headline", "released_on", "body"])
def test_what_a_release_cannot_go_out_without_stops_it(field):
    release = a_spoken_draft(quotes=[])
    setattr(release, field, None if field == "released_on" else "")
    assert "There is no" in said(release, field, "error")[0]


def test_a_line_without_a_place_stops_it():
    assert "2 lines of the text have found no place" in said(a_draft(unassigned="A\n\nB"), "unassigned", "error")[0]


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"places": ""}, "places"), ({"dated": None}, "dated"), ({"places": "", "dated": None}, "places")],
)
def test_a_missing_dateline_is_said(fields, field):
    assert len(said(a_spoken_draft(**fields), field, "warning")) == 1


def test_a_dateline_that_is_written_out_is_one():
    assert check(a_spoken_draft(places="", dated=None, dateline="(Seoul – March 1, 2026) --"), at=AT) == []


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("It is a quiet room,", True),
        ("It is a quiet room", True),
        ("it’s a quiet room", False),
        ("It is a loud room", False),
        ("It is a quiet room, and it will stay so.", True),
    ],
)
def test_a_quote_that_does_not_stand_in_the_body_stops_it(text, stands):
    body = "“It is a quiet room,” said Ada Sample, director of Sample Watch. “and it will stay so.”"
    release = with_body(body, quotes=[text])
    assert (said(release, "quotes", "error") == []) is stands


def test_a_quote_in_korean_and_in_japanese_stands_in_the_body():
    korean = with_body("김표본 대표는 “조용한 방이다”라고 말했다.", quotes=["조용한 방이다"], language="ko")
    japanese = with_body("標本氏は「静かな部屋だ」と述べた。", quotes=["騒がしい部屋だ"], language="ja")
    assert said(korean, "quotes", "error") == []
    assert "騒がしい部屋だ" in said(japanese, "quotes", "error")[0]


BALANCED = [
    "“It is a quiet room,” said Ada Sample.",
    "The workers’ rights, and it’s Ada’s room in ’98.",
    "He said: ‘It is a quiet room’ and left the girls’ school.",
    "She said, “They told us, ‘You will never see it,’ and left.”",
    'It measures 6\' 2" and 11" across.',
    'He said "it is quiet" twice.',
    "„Ein stiller Raum“, sagte sie. « Nous attendons », a-t-elle dit.",
    "標本氏は「『静かな部屋』だ」と述べた。",
    "김표본 대표는 “조용한 방이다”라며 ‘센터’를 열었다.",
    "Rock ’n’ roll, and the ’90s.",
]
UNBALANCED = [
    "“It is a quiet room, said Ada Sample.",
    "It is a quiet room,” said Ada Sample.",
    'He noted that, "The report is quiet.',
    'The report is quiet." He noted that.',
    "“It is a quiet room,” she said. “It will stay so.",
    "She said ‘it is a quiet room.",
    "標本氏は「静かな部屋だと述べた。",
    "標本氏は静かな部屋だ」と述べた。",
    "김표본 대표는 “조용한 방이다라고 말했다.",
    "« Nous attendons, a-t-elle dit.",
]


@pytest.mark.parametrize("text", BALANCED)
def test_balanced_marks_are_left_alone(text):
    assert [words for words in said(with_body(text), "body") if "quotation mark" in words] == []


@pytest.mark.parametrize("text", UNBALANCED)
def test_unbalanced_marks_are_said(text):
    words = said(with_body(text), "body", "warning")
    assert len([each for each in words if "quotation mark" in each]) == 1


def test_a_quote_that_goes_on_in_the_next_paragraph_is_balanced():
    assert said(with_body("“First, the camps must close.", "“Second, monitors must enter.”"), "body") == []
    assert len(said(with_body("“First, the camps must close.", "Second, monitors must enter."), "body")) == 1


def test_marks_in_a_headline_are_counted():
    assert "near “A Quiet Room" in said(a_spoken_draft(headline="“A Quiet Room"), "headline", "warning")[0]


def test_a_quote_without_a_speaker_is_said():
    release = a_spoken_draft()
    release.quotes.update(speaker=" ")
    assert "Nobody is named as the speaker" in said(release, "quotes", "warning")[0]


@pytest.mark.parametrize(
    ("speaker", "kind", "known"),
    [
        ("Ben Unknown", "spoken", False),
        ("Ben Unknown", "document", True),
        ("Cho Sample", "spoken", True),  # a member
        ("CHO  SAMPLE", "spoken", True),
        ("Chris Sample", "spoken", True),  # as the member was called
        ("a survivor, whose name is withheld", "spoken", True),
        ("한 관계자", "spoken", True),
        ("ある関係者", "spoken", True),
        ("김모름", "spoken", False),
    ],
)
def test_a_speaker_whom_nobody_knows_is_said(speaker, kind, known):
    release = a_clean_draft()
    a_member(name="Cho Sample", kind="individual").names.create(name="Chris Sample", kind="former")
    Quote.objects.update(speaker=speaker, kind=kind)
    assert (said(release, "quotes") == []) is known


def test_unknown_speakers_are_named_in_one_sentence():
    release = a_clean_draft(quotes=["It is a quiet room,", "The newsroom opened today."])
    for quote, name in zip(release.quotes.all(), ["Ben Unknown", "Cy Unknown"], strict=True):
        Quote.objects.filter(pk=quote.pk).update(speaker=name)
    assert said(release, "quotes")[0].startswith("Ben Unknown, Cy Unknown are quoted")


def test_contacts_that_are_missing_unknown_silent_or_retired_are_said():
    assert "nobody whom journalists can call" in said(a_draft(), "contact_lines", "warning")[0]
    release = a_spoken_draft()
    ContactLine.objects.update(contact=None, name="Cy Unknown", channels=" ")
    words = " ".join(said(release, "contact_lines", "warning"))
    assert "Nobody can reach Cy Unknown" in words
    assert "Cy Unknown: nobody of this name" in words
    retired = a_spoken_draft()
    PressContact.objects.update(retired_on=date(2026, 3, 2), time_zone="")
    words = " ".join(said(retired, "contact_lines", "warning"))
    assert "Name the successor instead." in words
    assert "The time zone of" in words


def test_a_contact_whose_line_was_typed_is_known_by_name():
    release = a_spoken_draft()
    ContactLine.objects.update(contact=None)
    assert said(release, "contact_lines") == []
    ContactLine.objects.update(name="")  # a hotline
    assert said(release, "contact_lines") == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"dated": date(2026, 3, 3)}, "dated"),
        ({"dated": date(2026, 2, 2)}, "dated"),
        ({"dateline": "(Seoul – February 28, 2026) --"}, "dateline"),
        ({"dateline": "(서울 – 2026년 2월 28일)"}, "dateline"),
        ({"released_on": date(2026, 3, 3), "dated": date(2026, 3, 2)}, "released_on"),
        ({"released_on": date(2026, 2, 20), "dated": date(2026, 2, 20)}, "released_on"),
    ],
)
def test_dates_that_disagree_are_said(fields, field):
    assert len(said(a_spoken_draft(**fields), field, "warning")) == 1


@pytest.mark.parametrize("dated", [date(2026, 2, 27), date(2026, 3, 1), date(2026, 3, 2)])
def test_a_dateline_of_the_day_before_or_over_a_weekend_agrees(dated):
    assert check(a_spoken_draft(dated=dated), at=AT) == []


def test_the_day_of_an_embargo_is_counted_by_the_clocks_of_the_site():
    release = a_spoken_draft()
    assert check(release, at=datetime(2026, 3, 1, 15, 0, tzinfo=UTC)) == []  # March 2, 00:00 in Seoul
    assert len(said(release, "released_on", at=datetime(2026, 3, 1, 14, 59, tzinfo=UTC))) == 1
    assert len(said(release, "released_on", at=datetime(2026, 3, 2, 15, 0, tzinfo=UTC))) == 1


def test_without_an_instant_it_is_checked_for_now():
    assert said(a_spoken_draft(), "released_on", at=None) != []
    today = timezone.localdate()
    assert said(a_spoken_draft(released_on=today, dated=today), "released_on", at=None) == []


def test_the_date_of_what_is_issued_already_stays():
    assert said(a_public_edition(a_spoken_draft()).release, "released_on", at=None) == []


@pytest.mark.parametrize(
    "text",
    [
        "on Tuesday, March 8, 2017 in Seoul",
        "on Tuesday 8 March 2017 in Seoul",
        "2017년 3월 8일(화) 서울에서",
        "2017년 3월 8일 화요일 서울에서",
        "2017年3月8日（火）にソウルで",
        "2017年3月8日火曜日にソウルで",
    ],
)
def test_a_weekday_that_is_another_is_said(text):
    assert "Wednesday" in said(with_body(text), "body", "warning")[0]
    right = text.replace("Tuesday", "Wednesday").replace("화", "수").replace("火", "水")
    assert said(with_body(right), "body") == []


def test_a_weekday_that_belongs_to_no_date_is_left_alone():
    assert said(with_body("On Tuesday they met. March 8, 2017 was cold. Friday came."), "body") == []


COUNTS = {
    "a joint effort of over 40 human rights groups": 47,
    "the coalition of more than forty organizations": 47,
    "a 40-member coalition": 47,
    "The coalition has 46 members": 47,
    "the coalition of forty-six organisations": 47,
    "over 50 groups form the coalition": 47,
    "over 40 groups form the coalition": 39,
    "40여 개 인권단체의 연대": 47,
    "40개 이상의 단체가 모인 연합": 47,
    "40개가 넘는 인권 단체의 연합": 47,
    "48개 회원단체의 연합": 47,
    "40以上の人権団体からなる連合": 47,
    "40を超える団体の連合": 47,
    "４０余りの国際人権団体の連合": 47,
    "46の加盟団体の連合": 47,
}
AGREED = {
    "a joint effort of over 40 human rights groups": 43,
    "a joint effort of about 45 groups": 47,
    "a 47-member coalition": 47,
    "the coalition of forty-seven organisations": 47,
    "The coalition asked the 46 member states and 12 governments": 47,
    "The coalition freed 41 detained families": 47,
    "The coalition met in 2011 with groups of workers": 47,
    "The coalition counts six groups in Asia": 47,
    "45여 개 단체의 연대": 47,
    "약 45개 단체의 연대": 47,
    "46개국 회원국이 연대": 47,
    "연대는 46개 회원국에 요청했다": 47,
    "47개 단체의 연대": 47,
    "約45団体の連合": 47,
    "連合は46か国の組織に求めた": 47,
    "連合は46加盟国に求めた": 47,
    "47団体の連合": 47,
}


def with_members(count, **fields):
    release = a_spoken_draft(members=[], quotes=[], **fields)
    members = CoalitionMember.objects.bulk_create(
        CoalitionMember(name=f"M{n}", slug=f"m{n}", as_printed=f"M{n}") for n in range(count)
    )
    Signatory.objects.bulk_create(
        Signatory(release=release, member=member, position=n, as_printed=member.name)
        for n, member in enumerate(members)
    )
    return release


@pytest.mark.parametrize(("text", "count"), COUNTS.items())
@pytest.mark.parametrize("field", ["boilerplate", "body"])
def test_a_number_of_members_that_is_another_is_said(field, text, count):
    if field == "body" and "joint" in text:
        text = text.replace("a joint effort", "the coalition")
    words = said(with_members(count, **{field: text}), field, "warning")
    assert len(words) == 1
    assert f"the list below names {count}" in words[0]


@pytest.mark.parametrize(("text", "count"), AGREED.items())
@pytest.mark.parametrize("field", ["boilerplate", "body"])
def test_a_number_that_agrees_or_counts_something_else_is_left_alone(field, text, count):
    assert said(with_members(count, **{field: text}), field) == []


def test_a_number_that_somebody_said_stays_as_it_was_said():
    text = "“We joined over 40 groups in the coalition,” said Ada Sample. He met 20 groups."
    assert said(with_members(47, body=f"<p>{text}</p>"), "body") == []


def test_a_number_is_no_matter_where_no_list_or_only_signatures_stand_below():
    text = "a coalition of over 40 groups"
    assert said(with_members(0, boilerplate=text), "boilerplate") == []
    assert said(with_members(9, boilerplate=text, members_are="signed"), "boilerplate") == []


@pytest.mark.parametrize(
    ("days", "wrong"),
    [
        ({"joined_on": date(2026, 3, 3)}, "warning"),
        ({"joined_on": date(2026, 3, 2)}, None),
        ({"left_on": date(2026, 3, 2)}, "error"),
        ({"left_on": date(2026, 3, 3)}, None),
        ({}, None),
    ],
)
def test_who_was_no_member_that_day_is_said(days, wrong):
    member = a_member(**days)
    for level in ("error", "warning"):
        assert (said(a_spoken_draft(members=[member]), "members", level) != []) is (level == wrong)
    assert (said(a_spoken_draft(members=[member], members_are="signed"), "members", "warning") != []) is bool(wrong)


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("EMBARGOED until 9 March 2017", True),
        ("STRICTLY UNDER EMBARGO UNTIL 00:01 GMT", True),
        ("Embargo: not for publication till noon", True),
        ("엠바고: 3월 9일 정오까지", True),
        ("【解禁】三月九日正午", True),
        ("Embargoes on arms have failed.", False),
        ("The arms embargo goes on until 2030.", False),
    ],
)
def test_an_embargo_in_the_text_is_said(line, wrong):
    release = a_spoken_draft()
    release.body += f"<p>{line}</p>"
    assert (said(release, "body", "warning") != []) is wrong


def test_a_release_that_nobody_signs_says_so():
    assert said(a_draft(members_are="signed"), "members", "warning") != []
    assert said(a_spoken_draft(members=[a_member()], members_are="signed"), "members", "warning") == []


def test_what_those_who_are_quoted_answered_is_said():
    release = a_spoken_draft()
    review = a_review(release)
    assert "has not answered yet" in said(release, "quotes", "warning")[0]
    review.record_answer("remarked", remark="It was another room.", at=AT)
    assert "It was another room." in said(release, "quotes", "warning")[0]
    release.outside_reviews.update(answer="agreed")
    assert said(release, "quotes", "warning") == []


LOST = [
    "They dont know.",
    "Dont go.",
    "it s a room",
    "Kim s report",
    "they don t know",
    "they ve gone",
    "the inquirys members",
    "the countrys courts",
    "don?t go",
    "Kim?s report",
    "don\ufffdt go",
    "in todays report",
    "the worlds governments",
    "Samples report says",
]
KEPT = [
    "It’s Ada’s report; they don’t know, and we’re well.",
    "It's Ada's report; they don't know.",
    "Its members were ill. Well, she’ll wed.",
    "The Samples are a family. Both Samples have left.",
    "The Kennedys and the standbys, as is his wont.",
    "Is that so? says Ada. Who?",
    "J. S. Sample, U S troops, plan s-1, point s) and t.",
    "See https://example.org/watch?s=1&don?t=2 and www.example.org/a?s, ada?t@example.org.",
    "the days of the worlds of art",
]


@pytest.mark.parametrize("text", LOST)
def test_a_lost_apostrophe_is_said(text):
    words = [each for each in said(with_body(text, quotes=["Nobody"]), "body", "warning") if "apostrophe" in each]
    assert len(words) == 1


@pytest.mark.parametrize("text", KEPT)
def test_an_apostrophe_that_is_there_or_not_wanted_is_left_alone(text):
    assert [each for each in said(with_body(text, quotes=["Nobody"]), "body") if "apostrophe" in each] == []


def test_only_english_loses_apostrophes():
    assert said(with_body("They dont know.", language="ko"), "body") == []


@pytest.mark.parametrize("text", ["the room\ufffds door", "Adaâ€™s room", "CafÃ© Sample", "標\ufffd本"])
def test_a_garbled_character_is_said(text):
    assert "garbled" in " ".join(said(with_body(text, language="ja"), "body", "warning"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"body": "<p>Two  spaces</p>"}, "body"),
        ({"body": "<p>Two&nbsp; spaces</p>"}, "body"),
        ({"headline": "Two  Spaces"}, "headline"),
        ({"boilerplate": "One.\nTwo  spaces"}, "boilerplate"),
    ],
)
def test_double_spaces_are_said_once_a_field(fields, field):
    assert "near “" in said(a_spoken_draft(quotes=[], **fields), field, "warning")[0]


@pytest.mark.parametrize(
    "body", ["<p>One&nbsp;space</p>", "<p>A line\n   wrapped</p>", "<p> Lead </p>  <p>in</p>", "<p>　標本。　標本</p>"]
)
def test_other_white_space_is_left_alone(body):
    assert said(a_spoken_draft(quotes=[], body=body), "body") == []


def linked(address, **fields):
    return said(with_body(f'See <a href="{address}">this</a>.', **fields), "body", "warning", at=timezone.now())


@pytest.mark.parametrize(
    "address",
    [
        "/information/releases/nowhere/",
        "/information/releases/public/editions/2/",
        "/information/releases/embargoed/",
        "/information/releases/withdrawn/",
        "/information/releases/draft/",
        "/ko/information/releases/public/",
        "/members/unlisted/",
        "/members/nobody/",
        "/admin/",
        "/nowhere/",
        "https://news.example.org/information/releases/nowhere/",
        "//news.example.org/nowhere/",
    ],
)
def test_a_link_that_leads_to_nothing_is_said(address, settings):
    settings.ALLOWED_HOSTS = ["news.example.org", "*"]
    a_site()
    expected = [] if address.startswith("//") else [address]  # an address without its scheme is no link here
    assert [words.split()[3] for words in linked(address)] == expected


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/information/releases/",
        "/information/releases/?year=2026",
        "/information/releases/public/",
        "/information/releases/public",
        "/information/releases/public/editions/1/",
        "/information/releases/public/#members",
        "/ko/information/releases/%EA%B3%B5%EA%B0%9C/",
        "/members/listed/",
        "/information/contacts/",
        "https://news.example.org/information/releases/public/",
        "https://news.example.org",
        "https://elsewhere.example.org/information/releases/nowhere/",
        "mailto:ada@example.org",
        "#there",
    ],
)
def test_a_link_that_leads_somewhere_is_left_alone(address, settings):
    settings.ALLOWED_HOSTS = ["news.example.org", "*"]
    a_site()
    assert linked(address) == []


def a_site():
    a_public_edition(slug="public")
    a_public_edition(slug="공개", language="ko")
    an_embargoed_edition(slug="embargoed")
    a_withdrawn_edition(slug="withdrawn")
    a_draft(slug="draft")
    a_member(slug="listed")
    a_member(slug="unlisted", listed_since=None)


def test_a_link_to_what_is_public_by_then_leads_somewhere():
    waiting = an_embargoed_edition(slug="waiting")
    release = with_body('<a href="/information/releases/waiting/">this</a>')
    assert said(release, "body", at=waiting.public_from) == []
    assert len(said(release, "body", at=waiting.issued_at)) == 1


def test_a_link_to_the_release_itself_leads_somewhere():
    assert linked("/information/releases/own/", slug="own") == []


@pytest.mark.parametrize(
    "file", [*SAMPLES, pytest.param(SEED, marks=pytest.mark.skipif(not SEED.exists(), reason="the seed is not here"))]
)
def test_an_imported_release_gives_no_false_error(file):
    call_command("import_release", str(file), verbosity=0)
    release = Release.objects.get()
    assert [finding for finding in check(release) if finding.is_error] == []


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not here")
def test_the_seed_s_own_slip_is_found():
    call_command("import_release", str(SEED), verbosity=0)
    release = Release.objects.get()
    at = datetime(2017, 3, 8, 3, tzinfo=UTC)
    assert said(release, "boilerplate", at=at) == [
        "The text says “over 40 human rights groups”, and the list below names 47. Put one of them right."
    ]
    assert {finding.field for finding in check(release, at=at)} == {"boilerplate", "contact_lines"}  # no time zones


@pytest.mark.parametrize("size", [1, 40])
def test_the_checks_ask_the_database_little_however_much_there_is(size):
    links = "".join(f'<p><a href="/information/releases/s{n}/">“W{n}”</a></p>' for n in range(size))
    links += "".join(f'<p><a href="/members/m{n}/">M</a></p>' for n in range(size))
    members, contacts = [a_member() for _ in range(size)], [a_contact() for _ in range(size)]
    release = a_draft(body=links, members=members, contacts=contacts, quotes=[f"W{n}" for n in range(size)])
    ContactLine.objects.filter(pk=release.contact_lines.first().pk).update(contact=None)
    with CaptureQueriesContext(connection) as captured:
        check(release, at=AT)
    assert len(captured) == 10  # four kinds of parts, editions, reviews; names; contacts; what is linked


def test_a_clean_release_asks_for_its_parts_alone():
    release = a_spoken_draft()
    with CaptureQueriesContext(connection) as captured:
        check(release, at=AT)
    assert len(captured) == 6


def test_a_correction_is_checked_like_any_other():
    edition = a_public_edition(a_spoken_draft())
    correct(edition.release, by=a_publisher(), note="A sample slip.")
    assert check(edition.release, at=AT) == []
