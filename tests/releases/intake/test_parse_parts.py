import datetime
import random
import re
from collections import Counter
from dataclasses import replace

import pytest

from releases.intake.parse import parse
from tests.releases.intake.short_release import SHORT_RELEASE

LEDE = "Harbour Watch today welcomed the first findings of the inquiry into the closed ports of Norland."


def count_words(text):
    return Counter(re.findall(r"\w+", text))


def everything_in(parsed):
    """All text of a parsed release, in one string."""
    fields = parsed.as_json()
    fields["members"] = [member["as_written"] for member in fields["members"]]
    parts = [str(fields), parsed.dateline.printed]
    parts += [f"{channel.label} {channel.value}" for contact in parsed.contacts for channel in contact.channels]
    return " ".join(parts)


def test_parse_reads_every_part_of_release():
    parsed = parse(SHORT_RELEASE)
    assert parsed.section == ("Home", "Information", "Releases")
    assert parsed.date == datetime.date(2018, 5, 4)
    assert parsed.kicker == "Norland: Let Families Meet"
    assert parsed.headline == "Harbour Watch Welcomes Port Inquiry"
    assert parsed.dateline.places == ("Lindmark",)
    assert parsed.dateline.date == datetime.date(2018, 5, 3)
    assert [len(part) for part in (parsed.body, parsed.quotes, parsed.contacts, parsed.members)] == [3, 3, 2, 6]
    assert parsed.boilerplate.startswith("The Alliance for Open Ports is")
    assert parsed.members_heading == "Members and supporters of the Alliance include:"
    assert parsed.unassigned == ()


def test_spans_are_positions_in_source():
    parsed = parse(SHORT_RELEASE)
    for quote in parsed.quotes:
        assert " ".join(SHORT_RELEASE[span.start : span.end] for span in quote.spans) == quote.text
    for line in (*parsed.members, *parsed.contacts):
        assert SHORT_RELEASE[line.span.start : line.span.end] in SHORT_RELEASE.splitlines()


def test_json_has_exactly_the_schema_keys():
    keys = "language section date kicker headline subheadline dateline embargo body quotes contacts boilerplate"
    assert [*parse("").as_json()] == [*keys.split(), "members_heading", "members", "unassigned"]


@pytest.mark.parametrize(
    ("printed", "places", "day"),
    [
        ("(Seoul – March 7, 2017) --", ("Seoul",), "2017-03-07"),
        ("(Geneva/Seoul, June 4, 2019) –", ("Geneva", "Seoul"), "2019-06-04"),
        ("(Washington, DC, 4 June 2019) –", ("Washington, DC",), "2019-06-04"),
        ("GENEVA, 4 June 2019 —", ("GENEVA",), "2019-06-04"),
        ("LONDON —", ("LONDON",), None),
        ("Oslo (4 June 2019) –", ("Oslo",), "2019-06-04"),
        ("[Tokyo, 2019-06-04]", ("Tokyo",), "2019-06-04"),
        ("(Seoul, Tuesday, June 4) –", ("Seoul",), "2018-06-04"),
    ],
)
def test_dateline_is_split_off_lede(printed, places, day):
    parsed = parse(f"Date: May 4, 2018\n\nPorts Open\n\n{printed} {LEDE}\n")
    assert parsed.dateline.printed == printed
    assert parsed.dateline.places == places
    assert (parsed.dateline.date and parsed.dateline.date.isoformat()) == day
    assert parsed.body == (LEDE,)


def test_parenthesis_at_start_of_lede_is_no_dateline():
    parsed = parse(f"Ports Open\n\n(Again) {LEDE}\n")
    assert parsed.dateline.printed == ""
    assert parsed.body == (f"(Again) {LEDE}",)


@pytest.mark.parametrize(
    ("head", "kicker", "headline", "subheadline"),
    [
        ("Ports Open", None, "Ports Open", None),
        ("Ports Open\nFamilies May Meet", None, "Ports Open", "Families May Meet"),
        ("NEW REPORT\n\nPorts Open in Norland", "NEW REPORT", "Ports Open in Norland", None),
        ("Ports Open\n\nNorland: A Beginning\n\nPorts Open", "Norland: A Beginning", "Ports Open", None),
        ("Ports Open\n\nPORTS OPEN\n\nFamilies May Meet", None, "PORTS OPEN", "Families May Meet"),
        ("Harbour Watch\nPRESS RELEASE\n\nPorts Open", None, "Ports Open", None),
        ("FOR IMMEDIATE RELEASE\n\nPorts Open", None, "Ports Open", None),
        ("Ports Open\n• Families may meet\n• Twelve groups agree", None, "Ports Open",
         "• Families may meet / • Twelve groups agree"),
    ],
)  # fmt: skip
def test_head_is_split_into_kicker_headline_and_subheadline(head, kicker, headline, subheadline):
    parsed = parse(f"{head}\n\n{LEDE}\n")
    assert (parsed.kicker, parsed.headline, parsed.subheadline) == (kicker, headline, subheadline)


@pytest.mark.parametrize(
    "line",
    ["Date : March 8, 2017", "Date: 8 March 2017", "8th March, 2017", "2017-03-08", "배포일시 : 2017년 3월 8일 수요일",
     "2017年3月8日", "Wednesday, March 8, 2017", "Datum: 8. März 2017", "Fecha: 8 de marzo de 2017"],
)  # fmt: skip
def test_release_date_is_read(line):
    assert parse(f"{line}\n\nPorts Open\n\n{LEDE}\n").date == datetime.date(2017, 3, 8)


def test_ambiguous_date_is_not_guessed():
    parsed = parse(f"Date: 08/03/2017\n\nPorts Open\n\n{LEDE}\n")
    assert parsed.date is None
    assert "08/03/2017" in everything_in(parsed)


@pytest.mark.parametrize(
    ("line", "instant"),
    [
        ("EMBARGOED UNTIL: 00:01 GMT, Tuesday 4 June 2019 (09:01 KST)", "2019-06-04T00:01:00Z"),
        ("Embargoed until 9:30 a.m. EST, June 4, 2019", "2019-06-04T14:30:00Z"),
        ("Under embargo until 09:00 KST on 4 June 2019", "2019-06-04T00:00:00Z"),
        ("Under embargo until 4 June 2019, 09:00 UTC+2", "2019-06-04T07:00:00Z"),
        ("EMBARGOED UNTIL\n09:00 KST on 4 June 2019", "2019-06-04T00:00:00Z"),
        ("Embargoed until 12 pm GMT, June 4, 2019", "2019-06-04T12:00:00Z"),
        ("Embargoed until 12 am GMT, June 4, 2019", "2019-06-04T00:00:00Z"),
        ("Embargoed until 12:30 p.m. EST, June 4, 2019", "2019-06-04T17:30:00Z"),
        ("Embargoed until 9 am PDT, June 4, 2019", "2019-06-04T16:00:00Z"),
        ("Embargoed until 9 am PST, December 4, 2019", "2019-12-04T17:00:00Z"),
        ("Embargoed until 9 am EDT, June 4, 2019", "2019-06-04T13:00:00Z"),
        ("Embargoed until 9:00 BST, 4 June 2019", "2019-06-04T08:00:00Z"),
        ("Embargoed until 9:00 CEST, 4 June 2019", "2019-06-04T07:00:00Z"),
        ("Embargoed until 09:00 Seoul time, 4 June 2019", "2019-06-04T00:00:00Z"),
        ("Embargoed until 4 June 2019, 09:00 UTC-3:30", "2019-06-04T12:30:00Z"),
    ],
)
def test_embargo_line_gives_utc_instant(line, instant):
    parsed = parse(f"{line}\n\nPorts Open\n\n{LEDE}\n")
    assert (parsed.as_json()["embargo"], parsed.headline, parsed.unassigned) == (instant, "Ports Open", ())


@pytest.mark.parametrize("headline", ["Arms Embargo Must Hold", "Embargo on Arms Must Hold", "Trial: Embargo Five"])
def test_headline_about_embargo_is_no_embargo_line(headline):
    parsed = parse(f"Date : May 4, 2018\n\n{headline}\n\n(Lindmark – May 3, 2018) -- {LEDE}")
    assert (parsed.headline, parsed.embargo, parsed.unassigned) == (headline, None, ())


def test_korean_embargo_line_is_in_korean_time():
    parsed = parse(
        "엠바고: 2019년 6월 4일 오후 12시\n\n항구를 열어라\n\n하버워치는 오늘 닫힌 항구에 대한 조사 결과를 발표했다."
    )
    assert parsed.as_json()["embargo"] == "2019-06-04T03:00:00Z"


@pytest.mark.parametrize(
    "line",
    [
        "Embargoed until 4 June 2019",
        "Embargoed until 09:00, 4 June 2019",
        "Embargoed until 09:00 London time, 4 June 2019",  # GMT or BST
        "EMBARGO!",
    ],
)
def test_incomplete_embargo_line_is_unassigned(line):
    parsed = parse(f"{line}\n\nPorts Open\n\n{LEDE}\n")
    assert (parsed.embargo, parsed.headline, parsed.unassigned) == (None, "Ports Open", (line,))


def test_wrapped_lines_are_one_paragraph():
    wrapped = "Harbour Watch today welcomed the first findings of the inquiry into the\nclosed ports of Norland, "
    wrapped += "which were laid down by the families of those\nwho waited there.\n"
    assert parse(f"Ports Open\n\n{wrapped}").body == (" ".join(wrapped.split()),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SHORT_RELEASE, "en"),
        ("", "en"),
        ("Harbour Watch Korea\n하버워치는 오늘 보고서를 발표했다.", "ko"),
        ("国際連合は本日、報告書を発表した。", "ja"),
        ("Die Häfen sind für die Familien nicht offen und das ist ein Unrecht.", "de"),
        ("Les ports ne sont pas ouverts et les familles attendent dans la ville.", "fr"),
    ],
)
def test_language_is_detected(text, language):
    assert parse(text).language == language


@pytest.mark.parametrize(
    "text", ["", " \n\t", "x", "“", "“" * 50, "\0", "\ufeff", "(" * 99, "Members:\n", "In X, @y\n"]
)
def test_parse_accepts_any_text(text):
    assert parse(text).language


@pytest.mark.parametrize("line", ["Zqxv 7391 wobble", "★ zqxv 7391 ★", "zqxv7391.", "Zqxv: 7391", "zqxv@7391.example"])
def test_odd_line_is_never_dropped(line):
    lines = SHORT_RELEASE.splitlines()
    token = re.search(r"(?i)zqxv[^a-z]*7391", line)[0]
    for place in range(len(lines) + 1):
        for gap in ([line], ["", line, ""]):
            parsed = parse("\n".join([*lines[:place], *gap, *lines[place:]]))
            assert token in everything_in(parsed), (place, gap)


@pytest.mark.slow
def test_no_word_is_dropped_in_shuffled_lines():
    """Words are counted, so that a word that occurs twice cannot hide a loss. Quotes repeat the body."""
    consumed = count_words("Home > Prev Next For more information In In Date May 4 2018 May 3 2018")
    consumed += count_words("Harbour Watch Welcomes Port Inquiry")  # the repeated title
    shuffle = random.Random(7391).shuffle
    lines = SHORT_RELEASE.splitlines()
    for _ in range(200):
        shuffle(lines)
        text = "\n".join(lines)
        parsed = replace(parse(text), quotes=())
        lost = count_words(text) - count_words(everything_in(parsed)) - consumed
        assert not lost, text


def test_sentence_about_information_is_no_contacts_heading():
    more = "For more information on the ports, the families have to ask the port masters themselves."
    assert parse(f"Ports Open\n\n{LEDE}\n\n{more}\n\n{LEDE}\n").body == (LEDE, more, LEDE)


def test_notes_and_link_lines_are_unassigned():
    text = f"Ports Open\n\n{LEDE}\n\nTo read the report: https://www.example.org/r\n\nNotes to editors:\n1. Ask us.\n"
    assert parse(text).unassigned == ("To read the report: https://www.example.org/r", "1. Ask us.")


def test_parse_of_long_hostile_text_terminates():
    for piece in ("“", ", ", "said ", "(a) ", "“a” ", ".", "1 ", "a@", "In Oslo, ", "Anna Bell, "):
        parse(piece * (50_000 // len(piece)))
