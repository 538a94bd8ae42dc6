"""Comparison of a pasted text with an issued one."""

import re

import pytest

from releases.verification.segments import Segment
from tests.releases.verification.sample_text import BODY, MEMBERS, PAGE, UNITS, compared


def shown(comparison):
    """Return (issued, pasted) of each difference in words."""
    pieces = [piece for passage in comparison.changed_segments for piece in passage.pieces]
    return [tuple("".join(p.text for p in pieces if p.kind == what).strip() for what in ("out", "in"))]


def test_compare_identical_text_is_same():
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
def test_compare_ignores_line_breaks_bullets_and_indentation(text):
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
def test_compare_reports_punctuation_changes_only_as_words(text):
    comparison = compared(text)
    assert comparison.verdict == "words"
    assert comparison.punctuation_changes or comparison.hidden_count


def test_compare_shows_a_swapped_quotation_mark():
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
def test_compare_shows_a_changed_word(old, new):
    comparison = compared(PAGE.replace(old, new, 1))
    assert comparison.verdict == "differs"
    (passage,) = comparison.changed_segments
    assert [piece.kind for piece in passage.pieces].count("in") == 1
    ((out, come),) = shown(comparison)
    assert (out, come) == _differing(old, new)


def _differing(old, new):
    """Return the words in which two passages differ."""
    pairs = [(a, b) for a, b in zip(re.findall(r"\w+", old), re.findall(r"\w+", new), strict=False) if a != b]
    return pairs[0] if len(old.split()) == len(new.split()) else (old, new)


def test_compare_shows_a_changed_headline_at_the_start():
    page = PAGE[PAGE.index("A Newsroom") :]
    assert shown(compared(page.replace("A Newsroom Opens", "A Newsroom Closes"))) == [("Opens", "Closes")]


def test_compare_names_lookalike_letters():
    (passage,) = compared(PAGE.replace("coalition", "coаlition", 1)).changed_segments
    assert passage.lookalikes == ["Cyrillic small letter a"]


@pytest.mark.parametrize("line", MEMBERS)
def test_compare_names_a_missing_member(line):
    comparison = compared(PAGE.replace(f"\n\n{line}" + "\n" * (line != MEMBERS[-1]), "\n" * (line != MEMBERS[-1])))
    assert comparison.verdict == "differs"
    assert [segment.text for segment in comparison.missing_segments] == [line]


def test_compare_shows_an_added_member():
    comparison = compared(PAGE.replace("Bo Sample\n", "Bo Sample\n\nThe Forgers (Nowhere)\n"))
    assert comparison.added_lines == ("The Forgers (Nowhere)",)
    assert comparison.verdict == "differs"


def test_compare_reports_a_moved_member():
    comparison = compared(PAGE.replace("\n\nBo Sample", "").replace("Sample Aid", "Sample Aid\n\nBo Sample"))
    assert [segment.text for segment in comparison.moved_segments] == ["Bo Sample"]
    assert not comparison.missing_segments
    assert not comparison.surrounding_lines
    assert comparison.verdict == "differs"


def test_compare_shows_missing_and_added_sentences():
    gone = compared(PAGE.replace(" “We shall see who comes … and who stays.”", ""))
    assert shown(gone) == [("“We shall see who comes … and who stays.”", "")]
    come = compared(PAGE.replace("comes … and", "comes … and who sings and"))
    assert shown(come)[0][1] in ("who sings and", "sings and who")


def test_compare_shows_missing_and_added_paragraphs():
    gone = compared(PAGE.replace(BODY[2] + "\n\n", ""))
    assert [segment.text for segment in gone.missing_segments] == [BODY[2]]
    come = compared(PAGE.replace(BODY[2], f"{BODY[2]}\n\nThe builders went on strike."))
    assert come.added_lines == ("The builders went on strike.",)


def test_compare_reports_a_moved_quotation_mark():
    assert compared(PAGE.replace("a quiet room,”", "a quiet” room,")).verdict == "differs"


def test_compare_accepts_an_excerpt():
    comparison = compared(PAGE[: PAGE.index("years to come")])
    assert comparison.verdict == "same"
    assert comparison.outside_segments[-1].text == MEMBERS[-1]


@pytest.mark.parametrize(
    ("start", "end"),
    [("body was asked", "with the builders"), ("alition opened", "first of"), ("The room holds", "ars to come")],
)
def test_compare_rejects_an_excerpt_cut_within_a_word(start, end):
    """Half a word may say the opposite: "Nobody was asked", "body was asked"."""
    begins = PAGE.index(start)
    assert compared(PAGE[begins : PAGE.index(end, begins)].strip()).verdict == "differs"


def test_compare_finds_a_quotation_with_and_without_marks():
    assert compared("“It is a quiet room,” said Ada Sample").verdict == "same"
    assert compared("We shall see who comes … and who stays.").verdict == "same"
    assert shown(compared("“It is a noisy room,” said Ada Sample")) == [("quiet", "noisy")]


QUOTED = "We shall see who comes"  # the sentence continues


@pytest.mark.parametrize("text", [f"“{QUOTED}”", f'"{QUOTED}"', f"“{QUOTED},”", f"“{QUOTED}.”", f"“…{QUOTED}…”"])
def test_compare_treats_marks_around_an_excerpt_as_punctuation(text):
    comparison = compared(text)
    assert comparison.verdict == "words"
    [passage] = comparison.punctuation_changes
    assert {piece.text.strip() for piece in passage.pieces if piece.kind == "out"} <= {"“"}


@pytest.mark.parametrize("text", [f"“{QUOTED}?”", f"“{QUOTED} never”", f"“never {QUOTED}”", f"“{QUOTED}.” Never."])
def test_compare_reports_words_around_an_excerpt(text):
    assert compared(text).verdict in ("differs", "more")


@pytest.mark.parametrize("text", [UNITS[6].text, MEMBERS[1], "Sample Watch International (Japan)\nBo Sample"])
def test_compare_accepts_the_smaller_part_of_a_list(text):
    comparison = compared(text)
    assert comparison.verdict == "same"
    assert comparison.outside_segments


def test_compare_reports_the_rest_of_a_mostly_complete_list():
    assert [segment.text for segment in compared("\n".join(MEMBERS[:-1])).missing_segments] == [MEMBERS[-1]]
    assert compared("\n".join([BODY[3], UNITS[6].text])).missing_segments


def test_compare_reports_surrounding_lines_separately():
    comparison = compared(f"Look at this!\n\n{PAGE}\n\nSent from my telephone")
    assert comparison.verdict == "more"
    assert comparison.surrounding_lines == ("Look at this!", "Sent from my telephone")


def test_compare_of_common_phrases_is_not_similar():
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
def test_compare_korean_and_japanese_letter_by_letter(segments):
    page = "\n".join(segment.text for segment in segments)
    assert compared(page, segments).verdict == "same"
    assert compared(re.sub(r"(.{20})", r"\1\n", page) if segments is JAPANESE else page, segments).verdict == "same"
    changed = compared(page.replace("조용", "소란").replace("静か", "騒か"), segments)
    assert changed.verdict == "differs"
    marked = page.replace("보도자료", "보도 자료").replace("「", "『").replace("」", "』")
    assert compared(marked, segments).verdict == "words"
