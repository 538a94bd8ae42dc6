from icnk.core.text_diff import diff_html, diff_text


def format_parts(pieces):
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


def test_diff_marks_only_changed_words():
    assert format_parts(diff_text("It has 46 members.", "It has 47 members.")) == "It has [-46-]{+47+} members."


def test_diff_joins_neighbouring_changes():
    assert format_parts(diff_text("Ada Sample said so", "Bo Other said so")) == "[-Ada Sample-]{+Bo Other+} said so"


def test_diff_of_korean_marks_syllables_or_words():
    assert format_parts(diff_text("서울에서 발표했다", "서울에서 발표한다")) == "서울에서 [-발표했다-]{+발표한다+}"


def test_diff_with_empty_text_is_one_part():
    assert format_parts(diff_text("", "New words")) == "{+New words+}"
    assert format_parts(diff_text("Old words", "")) == "[-Old words-]"
    assert diff_text("", "") == ()


def test_html_diff_shows_tags_only_if_changed():
    before = "<p>A <strong>sample</strong> of <em>words</em> &amp; marks.</p>\n<p>Two.</p>"
    after = "<p>A sample of <em>words</em> &amp; marks.</p>\n<p>Three.</p>"
    assert (
        format_parts(diff_html(before, after))
        == "A [-<strong>-]sample[-</strong>-] of words & marks.\n[-Two-]{+Three+}."
    )


def test_html_diff_keeps_escaped_tags_as_text():
    assert format_parts(diff_html("<p>A &lt;b&gt; is.</p>", "<p>A &lt;i&gt; is.</p>")) == "A <[-b-]{+i+}> is."


def test_diff_of_long_texts_loses_no_word():
    lines = [" ".join(f"w{(n * 7 + m) % 97}" for m in range(60)) for n in range(1500)]
    other = [f"{line} more" if n % 5 == 0 else line for n, line in enumerate(lines)]
    pieces = diff_text("\n".join(lines), "\n".join(other))
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == "\n".join(lines)
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == "\n".join(other)
