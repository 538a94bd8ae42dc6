from icnk.core.text_diff import diff_html, diff_text


def told(pieces):
    marks = {"same": "{}", "out": "[-{}-]", "in": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in pieces)


def test_only_the_words_that_differ_are_marked():
    assert told(diff_text("It has 46 members.", "It has 47 members.")) == "It has [-46-]{+47+} members."


def test_words_that_change_together_are_told_together():
    assert told(diff_text("Ada Sample said so", "Bo Other said so")) == "[-Ada Sample-]{+Bo Other+} said so"


def test_korean_differs_by_the_syllable_or_word():
    assert told(diff_text("서울에서 발표했다", "서울에서 발표한다")) == "서울에서 [-발표했다-]{+발표한다+}"


def test_what_is_new_is_all_in_and_what_is_gone_all_out():
    assert told(diff_text("", "New words")) == "{+New words+}"
    assert told(diff_text("Old words", "")) == "[-Old words-]"
    assert diff_text("", "") == ()


def test_marks_show_only_where_they_differ():
    before = "<p>A <strong>sample</strong> of <em>words</em> &amp; marks.</p>\n<p>Two.</p>"
    after = "<p>A sample of <em>words</em> &amp; marks.</p>\n<p>Three.</p>"
    assert told(diff_html(before, after)) == "A [-<strong>-]sample[-</strong>-] of words & marks.\n[-Two-]{+Three+}."


def test_an_escaped_mark_stays_words():
    assert told(diff_html("<p>A &lt;b&gt; is.</p>", "<p>A &lt;i&gt; is.</p>")) == "A <[-b-]{+i+}> is."


def test_a_long_text_is_compared_to_the_last_word():
    lines = [" ".join(f"w{(n * 7 + m) % 97}" for m in range(60)) for n in range(1500)]
    other = [f"{line} more" if n % 5 == 0 else line for n, line in enumerate(lines)]
    pieces = diff_text("\n".join(lines), "\n".join(other))
    assert "".join(piece.text for piece in pieces if piece.kind != "in") == "\n".join(lines)
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == "\n".join(other)
