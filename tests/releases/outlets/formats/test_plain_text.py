"""Lines for a fixed pitch, in three scripts."""

import pytest

from releases.outlets.formats.plain_text import CLOSING, COLUMNS, OPENING, column_width, parse_blocks, wrap

KOREAN = "국제사회는 북한에서 벌어지는 반인도범죄를 더 이상 두고 보아서는 안 된다고 “국제연대”는 말했다. " * 3
JAPANESE = "「北朝鮮の人権侵害は、国際社会が『責任』を問うべき問題である。」と、協会は東京（日本）でのべた。" * 4
ENGLISH = "The newsroom (opened today) prints COMJAN (a sample)(Japan), too. " * 5


@pytest.mark.parametrize("text", [KOREAN, JAPANESE, ENGLISH])
def test_wrap_fills_lines_and_keeps_marks_in_place(text):
    lines = wrap(text)
    assert len(lines) > 2
    assert all(COLUMNS - 16 <= column_width(line) <= COLUMNS for line in lines[:-1])
    assert not any(line[0] in CLOSING.replace("\\", "") for line in lines)
    assert not any(line[-1] in OPENING.replace("\\", "") for line in lines)


def test_column_width_of_wide_and_combining_characters():
    assert [column_width(each) for each in ["abc", "한국", "日本", "ｱ", "e\u0301", "“”"]] == [3, 4, 4, 1, 1, 2]


@pytest.mark.parametrize("text", [KOREAN, ENGLISH])
def test_wrap_breaks_no_words(text):
    assert " ".join(wrap(text)) == text.strip()


def test_wrapped_japanese_joins_to_the_original():
    assert "".join(wrap(JAPANESE)) == JAPANESE


def test_wrap_breaks_korean_without_spaces():
    lines = wrap("가" * 80)
    assert [column_width(line) for line in lines] == [72, 72, 16]


def test_wrap_keeps_long_addresses_whole():
    address = "https://newsroom.example.org/" + "long-" * 20
    assert wrap(f"Read it at {address} today.") == ["Read it at", address, "today."]


def test_wrap_indents_all_lines_of_an_item():
    lines = wrap("word " * 30, "- ", "  ")
    assert [line[:3] for line in lines] == ["- w", "  w", "  w"]


def read(html):
    return [(block.depth, block.mark, block.text.strip()) for block in parse_blocks(html, "https://example.org")]


def test_parse_blocks():
    html = (
        "<h2>Head</h2><p>One<br>two <em>three</em></p><ul><li>A<ol><li>B</li><li>C</li></ol></li><li><p>D</p></li></ul>"
        "<blockquote><p>Said.</p></blockquote><p>End &amp; all</p>"
    )
    assert read(html) == [
        (0, "", "Head"),
        (0, "", "One"),
        (0, "", "two three"),
        (1, "- ", "A"),
        (2, "1. ", "B"),
        (2, "2. ", "C"),
        (1, "- ", "D"),
        (1, "", "Said."),
        (0, "", "End & all"),
    ]


def test_parse_blocks_prints_link_addresses():
    html = (
        '<p><a href="https://un.example/a">the report</a>, <a href="/members/">members</a>, '
        '<a href="mailto:ada@example.org">ada@example.org</a>, <a href="#p-1">above</a>, '
        '<a href="https://un.example/">un.example</a> and <a href="https://x.example/">https://x.example</a></p>'
    )
    assert read(html)[0][2] == (
        "the report <https://un.example/a>, members <https://example.org/members/>, ada@example.org, above, "
        "un.example <https://un.example/> and https://x.example"
    )
