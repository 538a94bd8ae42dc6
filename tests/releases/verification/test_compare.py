"""A pasted text beside an issued one: what is the same, what differs, what is missing."""

import re
import time

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from releases.verification.compare import compare
from releases.verification.normalize import MAX_TOKENS, TooLong, normalize_pasted
from releases.verification.segments import Segment

BODY = [
    "(Seoul – March 1, 2026) -- The sample coalition opened its newsroom today, the first of 12 in Asia.",
    "“It is a quiet room,” said Ada Sample, Director at Sample Watch. “We shall see who comes … and who stays.”",
    "The room holds twenty chairs; nobody knows how many of them will be needed in the years to come.",
    "Nobody was asked to leave, and the coalition thanks the neighbours for their patience with the builders.",
]
MEMBERS = ["Sample Watch", "Sample Watch International (Japan)", "Bo Sample", "Example Society (ROK)", "Sample Aid"]
UNITS = [
    Segment("released_on", "Date : March 2, 2026"),
    Segment("headline", "A Newsroom Opens"),
    *(Segment("body", words) for words in BODY),
    Segment("contacts", "In Seoul, Ada Sample, Director, tel: +1-202-555-0101", is_listed=True),
    Segment("contacts", "In Tokyo, Bo Sample, tel: +1-202-555-0102", is_listed=True),
    Segment("boilerplate", "The sample coalition is a joint effort of sample groups that shows how it looks."),
    *(Segment("members", line, is_listed=True) for line in MEMBERS),
]
PAGE = "\n\n".join(segment.text for segment in UNITS)


def compared(text, segments=UNITS, **more):
    return compare(segments, normalize_pasted(text), **more)


def shown(comparison):
    """(issued, pasted) of each difference in words."""
    pieces = [piece for passage in comparison.changed_segments for piece in passage.pieces]
    return [tuple("".join(p.text for p in pieces if p.kind == what).strip() for what in ("out", "in"))]


def test_the_same_page_is_the_same():
    comparison = compared(PAGE)
    assert comparison.verdict == "same"
    assert not comparison.outside_segments


@pytest.mark.parametrize(
    "text",
    [
        PAGE.replace("\n\n", "\n"),
        PAGE.replace("\n\n", "\r\n"),
        re.sub(r"(.{30}\S*) ", r"\1\n", PAGE),
        re.sub(r"^", "> ", re.sub(r"(.{40}\S*) ", r"\1\n", PAGE), flags=re.M),
        PAGE.replace("Sample Watch\n", "• Sample Watch\n").replace("Bo Sample\n", "3. Bo Sample\n"),
        "  " + PAGE.replace("\n\n", "  \n\n\n   "),
    ],
    ids=["lines", "windows", "wrapped", "answered", "bullets", "indented"],
)
def test_what_every_copying_changes_is_no_difference(text):
    assert compared(text).verdict == "same"


@pytest.mark.parametrize(
    "text",
    [
        PAGE.translate(str.maketrans("“”–…", '""-…')),
        PAGE.replace("…", "..."),
        PAGE.replace(" ", "\u00a0"),
        PAGE.replace("newsroom", "news\u00adroom"),
        PAGE.replace("quiet", "qui\u200bet"),
        PAGE.replace("12", "１２"),
        PAGE.replace("A Newsroom Opens", "A NEWSROOM OPENS"),
        PAGE.replace("“It is", "”It is"),
        PAGE.replace(" -- ", " — "),
    ],
    ids=["straight", "dots", "nbsp", "soft-hyphen", "zero-width", "full-width", "capitals", "swapped-mark", "dash"],
)
def test_marks_and_spaces_leave_the_words_the_same(text):
    comparison = compared(text)
    assert comparison.verdict == "words"
    assert comparison.punctuation_changes or comparison.hidden_count


def test_a_swapped_mark_is_shown():
    (passage,) = compared(PAGE.replace("“It is", "”It is")).punctuation_changes
    assert [(piece.kind, piece.text) for piece in passage.pieces[:3]] == [
        ("out", "“"),
        ("in", "”"),
        ("same", passage.pieces[2].text),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("quiet", "quiat"),
        ("12", "13"),
        ("+1-202-555-0102", "+1-202-555-0103"),
        ("March 2, 2026", "March 3, 2026"),
        ("Nobody was", "Everybody was"),
        ("patience", "Patience"),
        ("coalition", "coаlition"),
        ("twenty chairs", "twentychairs"),
    ],
)
def test_a_changed_word_is_found_and_shown(old, new):
    comparison = compared(PAGE.replace(old, new, 1))
    assert comparison.verdict == "differs"
    (passage,) = comparison.changed_segments
    assert [piece.kind for piece in passage.pieces].count("in") == 1
    ((out, come),) = shown(comparison)
    assert (out, come) == _differing(old, new)


def _differing(old, new):
    """The words that differ of two passages."""
    pairs = [(a, b) for a, b in zip(re.findall(r"\w+", old), re.findall(r"\w+", new), strict=False) if a != b]
    return pairs[0] if len(old.split()) == len(new.split()) else (old, new)


def test_a_changed_headline_is_shown_though_nothing_stands_before_it():
    page = PAGE[PAGE.index("A Newsroom") :]
    assert shown(compared(page.replace("A Newsroom Opens", "A Newsroom Closes"))) == [("Opens", "Closes")]


def test_a_letter_that_only_looks_alike_is_named():
    (passage,) = compared(PAGE.replace("coalition", "coаlition", 1)).changed_segments
    assert passage.lookalikes == ["Cyrillic small letter a"]


@pytest.mark.parametrize("line", MEMBERS)
def test_a_member_that_is_missing_is_named(line):
    comparison = compared(PAGE.replace(f"\n\n{line}" + "\n" * (line != MEMBERS[-1]), "\n" * (line != MEMBERS[-1])))
    assert comparison.verdict == "differs"
    assert [segment.text for segment in comparison.missing_segments] == [line]


def test_a_member_that_was_added_is_shown():
    comparison = compared(PAGE.replace("Bo Sample\n", "Bo Sample\n\nThe Forgers (Nowhere)\n"))
    assert comparison.added_lines == ("The Forgers (Nowhere)",)
    assert comparison.verdict == "differs"


def test_a_member_in_another_place_is_neither_missing_nor_added():
    comparison = compared(PAGE.replace("\n\nBo Sample", "").replace("Sample Aid", "Sample Aid\n\nBo Sample"))
    assert [segment.text for segment in comparison.moved_segments] == ["Bo Sample"]
    assert not comparison.missing_segments
    assert not comparison.surrounding_lines
    assert comparison.verdict == "differs"


def test_a_sentence_that_is_missing_or_added_is_shown():
    gone = compared(PAGE.replace(" “We shall see who comes … and who stays.”", ""))
    assert shown(gone) == [("“We shall see who comes … and who stays.”", "")]
    come = compared(PAGE.replace("comes … and", "comes … and who sings and"))
    assert shown(come)[0][1] in ("who sings and", "sings and who")


def test_a_paragraph_that_is_missing_or_added_is_shown():
    gone = compared(PAGE.replace(BODY[2] + "\n\n", ""))
    assert [segment.text for segment in gone.missing_segments] == [BODY[2]]
    come = compared(PAGE.replace(BODY[2], f"{BODY[2]}\n\nThe builders went on strike."))
    assert come.added_lines == ("The builders went on strike.",)


def test_a_moved_quotation_mark_differs():
    assert compared(PAGE.replace("a quiet room,”", "a quiet” room,")).verdict == "differs"


def test_half_of_it_is_the_same_and_a_part():
    comparison = compared(PAGE[: PAGE.index("years to come")])
    assert comparison.verdict == "same"
    assert comparison.outside_segments[-1].text == MEMBERS[-1]


@pytest.mark.parametrize(
    ("start", "end"),
    [("body was asked", "with the builders"), ("alition opened", "first of"), ("The room holds", "ars to come")],
)
def test_a_part_that_is_cut_within_a_word_is_not_the_same(start, end):
    """Nobody was asked, and body was asked: half a word may say the opposite."""
    begins = PAGE.index(start)
    assert compared(PAGE[begins : PAGE.index(end, begins)].strip()).verdict == "differs"


def test_a_quotation_alone_is_found_with_and_without_its_marks():
    assert compared("“It is a quiet room,” said Ada Sample").verdict == "same"
    assert compared("We shall see who comes … and who stays.").verdict == "same"
    assert shown(compared("“It is a noisy room,” said Ada Sample")) == [("quiet", "noisy")]


QUOTED = "We shall see who comes"  # and goes on


@pytest.mark.parametrize("text", [f"“{QUOTED}”", f'"{QUOTED}"', f"“{QUOTED},”", f"“{QUOTED}.”", f"“…{QUOTED}…”"])
def test_marks_around_a_part_of_a_sentence_are_marks(text):
    comparison = compared(text)
    assert comparison.verdict == "words"
    [passage] = comparison.punctuation_changes
    assert {piece.text.strip() for piece in passage.pieces if piece.kind == "out"} <= {"“"}


@pytest.mark.parametrize("text", [f"“{QUOTED}?”", f"“{QUOTED} never”", f"“never {QUOTED}”", f"“{QUOTED}.” Never."])
def test_words_around_a_part_of_a_sentence_differ(text):
    assert compared(text).verdict in ("differs", "more")


@pytest.mark.parametrize("text", [UNITS[6].text, MEMBERS[1], "Sample Watch International (Japan)\nBo Sample"])
def test_the_lesser_part_of_a_list_alone_lacks_nothing(text):
    comparison = compared(text)
    assert comparison.verdict == "same"
    assert comparison.outside_segments


def test_the_greater_part_of_a_list_alone_lacks_the_rest():
    assert [segment.text for segment in compared("\n".join(MEMBERS[:-1])).missing_segments] == [MEMBERS[-1]]
    assert compared("\n".join([BODY[3], UNITS[6].text])).missing_segments


def test_lines_around_it_are_not_part_of_it():
    comparison = compared(f"Look at this!\n\n{PAGE}\n\nSent from my telephone")
    assert comparison.verdict == "more"
    assert comparison.surrounding_lines == ("Look at this!", "Sent from my telephone")


def test_what_shares_phrases_only_is_not_like_it():
    forged = "The sample coalition opened its war today. " + "Every chair was thrown at the neighbours again. " * 20
    assert compared(forged).verdict == "none"
    assert compared("the the the the").verdict == "none"
    assert compared("Ada Sample").verdict == "none"
    assert compared("").verdict == "none"


KOREAN = [
    Segment("headline", "북한 인권 보도자료"),
    Segment("body", "(서울 – 2026년 3월 2일) 북한반인도범죄철폐국제연대는 오늘 새로운 보도실을 열었다고 밝혔다."),
    Segment("body", "“방은 조용하다”라고 견본 대표는 말했다. 의자는 스무 개가 놓여 있다."),
]
JAPANESE = [
    Segment("body", "（東京）連合は本日、新しい報道室を開設したと発表した。部屋には二十の椅子がある。"),
    Segment("body", "「静かな部屋だ」と代表は述べた。来る者は拒まず、去る者は追わない。"),
]


@pytest.mark.parametrize("segments", [KOREAN, JAPANESE], ids=["ko", "ja"])
def test_korean_and_japanese_are_compared_letter_by_letter(segments):
    page = "\n".join(segment.text for segment in segments)
    assert compared(page, segments).verdict == "same"
    assert compared(re.sub(r"(.{20})", r"\1\n", page) if segments is JAPANESE else page, segments).verdict == "same"
    changed = compared(page.replace("조용", "소란").replace("静か", "騒か"), segments)
    assert changed.verdict == "differs"
    marked = page.replace("보도자료", "보도 자료").replace("「", "『").replace("」", "』")
    assert compared(marked, segments).verdict == "words"


JUNK = [
    "<",
    "a ",
    "said Ada Sample, ",
    "Sample Watch\n",
    "\u202e",
    "\x00",
    "“",
    PAGE,
    "(a+)+$",
    "\u0301\u0316",
    "\u0f73",
]


@pytest.mark.parametrize("junk", JUNK)
def test_what_is_made_to_be_slow_is_not(junk):
    text = junk * (500_000 // len(junk))
    start = time.process_time()
    try:
        compared(text)
    except TooLong:
        assert len(text) > MAX_TOKENS
    assert time.process_time() - start < 1.5


letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(letters)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_is_answered_and_none_of_it_is_called_ours(text):
    comparison = compared(text)
    assert comparison.matched_tokens == 0 or comparison.verdict in {"none", "same", "words", "more", "differs"}
    assert compared(f"{PAGE}\n\n{text}").verdict != "none"


WORDS = re.findall(r"\w+", PAGE)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_whatever_is_changed_in_it_is_found(data):
    """One sign anywhere taken out, put in or exchanged is never *the same characters*."""
    place = data.draw(st.integers(0, len(PAGE) - 1))
    how = data.draw(st.sampled_from(["out", "in", "other"]))
    sign = data.draw(st.sampled_from("aZ9é가漢”'-.!а"))
    changed = PAGE[:place] + {"out": "", "in": sign + PAGE[place], "other": sign}[how] + PAGE[place + 1 :]
    assume(changed.split() != PAGE.split() and not PAGE[place].isspace())
    comparison = compared(changed)
    at_an_end = place < 2 or place > len(PAGE) - 2
    bullet = changed[max(0, place - 1) : place + 1].startswith("\n")
    assert comparison.verdict in ({"differs", "words", "more"} | ({"same"} if at_an_end or bullet else set()))


@given(st.sets(st.integers(0, len(UNITS) - 1), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_whatever_is_taken_out_is_missed(places):
    assume(len(places) < len(UNITS))
    kept = [segment.text for n, segment in enumerate(UNITS) if n not in places]
    comparison = compared("\n\n".join(kept))
    missed = {segment.text for segment in (*comparison.missing_segments, *comparison.outside_segments)}
    assert missed == {UNITS[n].text for n in places}
