import datetime
import random
import re
from collections import Counter
from dataclasses import replace

import pytest

from releases.intake.parse import parse
from tests.releases.intake.text import RELEASE

LEDE = "Harbour Watch today welcomed the first findings of the inquiry into the closed ports of Norland."


def words(text):
    return Counter(re.findall(r"\w+", text))


def said(reading):
    """Everything a reading holds, in one string."""
    held = reading.as_json()
    held["members"] = [member["as_written"] for member in held["members"]]
    parts = [str(held), reading.dateline.printed]
    parts += [f"{channel.label} {channel.value}" for contact in reading.contacts for channel in contact.channels]
    return " ".join(parts)


def test_every_part_of_a_release_finds_its_place():
    reading = parse(RELEASE)
    assert reading.section == ("Home", "Information", "Releases")
    assert reading.date == datetime.date(2018, 5, 4)
    assert reading.kicker == "Norland: Let Families Meet"
    assert reading.headline == "Harbour Watch Welcomes Port Inquiry"
    assert reading.dateline.places == ("Lindmark",)
    assert reading.dateline.date == datetime.date(2018, 5, 3)
    assert [len(part) for part in (reading.body, reading.quotes, reading.contacts, reading.members)] == [3, 3, 2, 6]
    assert reading.boilerplate.startswith("The Alliance for Open Ports is")
    assert reading.members_heading == "Members and supporters of the Alliance include:"
    assert reading.unassigned == ()


def test_spans_point_into_the_source():
    reading = parse(RELEASE)
    for quote in reading.quotes:
        assert " ".join(RELEASE[span.start : span.end] for span in quote.spans) == quote.text
    for line in (*reading.members, *reading.contacts):
        assert RELEASE[line.span.start : line.span.end] in RELEASE.splitlines()


def test_the_json_has_the_keys_of_the_schema_and_no_others():
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
def test_a_dateline_is_taken_off_the_lede(printed, places, day):
    reading = parse(f"Date: May 4, 2018\n\nPorts Open\n\n{printed} {LEDE}\n")
    assert reading.dateline.printed == printed
    assert reading.dateline.places == places
    assert (reading.dateline.date and reading.dateline.date.isoformat()) == day
    assert reading.body == (LEDE,)


def test_a_sentence_that_begins_with_a_parenthesis_has_no_dateline():
    reading = parse(f"Ports Open\n\n(Again) {LEDE}\n")
    assert reading.dateline.printed == ""
    assert reading.body == (f"(Again) {LEDE}",)


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
def test_titles_are_told_apart(head, kicker, headline, subheadline):
    reading = parse(f"{head}\n\n{LEDE}\n")
    assert (reading.kicker, reading.headline, reading.subheadline) == (kicker, headline, subheadline)


@pytest.mark.parametrize(
    "line",
    ["Date : March 8, 2017", "Date: 8 March 2017", "8th March, 2017", "2017-03-08", "배포일시 : 2017년 3월 8일 수요일",
     "2017年3月8日", "Wednesday, March 8, 2017", "Datum: 8. März 2017", "Fecha: 8 de marzo de 2017"],
)  # fmt: skip
def test_the_page_s_own_date_is_read(line):
    assert parse(f"{line}\n\nPorts Open\n\n{LEDE}\n").date == datetime.date(2017, 3, 8)


def test_a_date_that_may_be_two_days_is_not_guessed():
    reading = parse(f"Date: 08/03/2017\n\nPorts Open\n\n{LEDE}\n")
    assert reading.date is None
    assert "08/03/2017" in said(reading)


@pytest.mark.parametrize(
    ("line", "instant"),
    [
        ("EMBARGOED UNTIL: 00:01 GMT, Tuesday 4 June 2019 (09:01 KST)", "2019-06-04T00:01:00Z"),
        ("Embargoed until 9:30 a.m. EST, June 4, 2019", "2019-06-04T14:30:00Z"),
        ("Under embargo until 09:00 KST on 4 June 2019", "2019-06-04T00:00:00Z"),
        ("Under embargo until 4 June 2019, 09:00 UTC+2", "2019-06-04T07:00:00Z"),
        ("EMBARGOED UNTIL\n09:00 KST on 4 June 2019", "2019-06-04T00:00:00Z"),
    ],
)
def test_an_embargo_is_an_instant(line, instant):
    reading = parse(f"{line}\n\nPorts Open\n\n{LEDE}\n")
    assert (reading.as_json()["embargo"], reading.headline, reading.unassigned) == (instant, "Ports Open", ())


@pytest.mark.parametrize("headline", ["Arms Embargo Must Hold", "Embargo on Arms Must Hold", "Trial: Embargo Five"])
def test_a_headline_may_speak_of_an_embargo(headline):
    reading = parse(f"Date : May 4, 2018\n\n{headline}\n\n(Lindmark – May 3, 2018) -- {LEDE}")
    assert (reading.headline, reading.embargo, reading.unassigned) == (headline, None, ())


@pytest.mark.parametrize("line", ["Embargoed until 4 June 2019", "Embargoed until 09:00, 4 June 2019", "EMBARGO!"])
def test_an_embargo_that_is_not_understood_is_shown(line):
    reading = parse(f"{line}\n\nPorts Open\n\n{LEDE}\n")
    assert (reading.embargo, reading.headline, reading.unassigned) == (None, "Ports Open", (line,))


def test_lines_wrapped_at_a_margin_are_one_paragraph():
    wrapped = "Harbour Watch today welcomed the first findings of the inquiry into the\nclosed ports of Norland, "
    wrapped += "which were laid down by the families of those\nwho waited there.\n"
    assert parse(f"Ports Open\n\n{wrapped}").body == (" ".join(wrapped.split()),)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (RELEASE, "en"),
        ("", "en"),
        ("Harbour Watch Korea\n하버워치는 오늘 보고서를 발표했다.", "ko"),
        ("国際連合は本日、報告書を発表した。", "ja"),
        ("Die Häfen sind für die Familien nicht offen und das ist ein Unrecht.", "de"),
        ("Les ports ne sont pas ouverts et les familles attendent dans la ville.", "fr"),
    ],
)
def test_the_language_is_told(text, language):
    assert parse(text).language == language


@pytest.mark.parametrize(
    "text", ["", " \n\t", "x", "“", "“" * 50, "\0", "\ufeff", "(" * 99, "Members:\n", "In X, @y\n"]
)
def test_any_text_gives_a_reading(text):
    assert parse(text).language


@pytest.mark.parametrize("line", ["Zqxv 7391 wobble", "★ zqxv 7391 ★", "zqxv7391.", "Zqxv: 7391", "zqxv@7391.example"])
def test_an_odd_line_is_nowhere_dropped(line):
    lines = RELEASE.splitlines()
    token = re.search(r"(?i)zqxv[^a-z]*7391", line)[0]
    for place in range(len(lines) + 1):
        for gap in ([line], ["", line, ""]):
            reading = parse("\n".join([*lines[:place], *gap, *lines[place:]]))
            assert token in said(reading), (place, gap)


def test_no_word_is_dropped_however_the_lines_stand():
    """Counted, so that a word which also stands elsewhere cannot hide a loss. Quotations repeat the body."""
    consumed = words("Home > Prev Next For more information In In Date May 4 2018 May 3 2018")
    consumed += words("Harbour Watch Welcomes Port Inquiry")  # the repeated title
    shuffle = random.Random(7391).shuffle
    lines = RELEASE.splitlines()
    for _ in range(200):
        shuffle(lines)
        text = "\n".join(lines)
        reading = replace(parse(text), quotes=())
        lost = words(text) - words(said(reading)) - consumed
        assert not lost, text


def test_a_sentence_about_information_is_no_heading():
    more = "For more information on the ports, the families have to ask the port masters themselves."
    assert parse(f"Ports Open\n\n{LEDE}\n\n{more}\n\n{LEDE}\n").body == (LEDE, more, LEDE)


def test_notes_and_pointers_are_left_for_a_reader():
    text = f"Ports Open\n\n{LEDE}\n\nTo read the report: https://www.example.org/r\n\nNotes to editors:\n1. Ask us.\n"
    assert parse(text).unassigned == ("To read the report: https://www.example.org/r", "1. Ask us.")


def test_a_long_hostile_text_takes_no_long_time():
    for piece in ("“", ", ", "said ", "(a) ", "“a” ", ".", "1 ", "a@", "In Oslo, ", "Anna Bell, "):
        parse(piece * (50_000 // len(piece)))
