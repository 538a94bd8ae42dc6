import pytest

from releases import markup

PASTED = """<p class=MsoNormal style='margin:0'><span lang=EN-US>It is a <i>quiet</i> room,<o:p></o:p></span></p>
<!--[if gte mso 9]><xml>x</xml><![endif]--><style>p {color: red}</style><p>“Curly” – <a href="https://example.org/a"
target=_blank onclick="x()">kept</a></p>"""


def test_a_pasted_page_keeps_its_words_and_little_else():
    assert markup.clean(PASTED) == (
        "<p>It is a <i>quiet</i> room,</p>\n<p>“Curly” – "
        '<a href="https://example.org/a" rel="noopener noreferrer">kept</a></p>'
    )


@pytest.mark.parametrize(
    "honest",
    [
        "<p>Plain.</p>\n<p>Two &amp; three.</p>",
        "<h2>Heading</h2>\n<p>A <strong>strong</strong> and <em>soft</em> word.</p>",
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
        "<blockquote>\n<p>“북한의 인권”</p>\n</blockquote>",
        "<p>「北朝鮮の人権」と述べた。</p>",
        '<p><a href="mailto:ada@example.org" rel="noopener noreferrer">write</a></p>',
    ],
)
def test_honest_markup_comes_out_unchanged(honest):
    assert markup.clean(honest) == honest


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "vbscript:x",
    ],
)
def test_a_link_leads_to_the_web_a_mail_or_a_number(address):
    assert "href" not in markup.clean(f'<p><a href="{address}">x</a></p>')


def test_characters_that_reorder_what_is_read_are_taken_out():
    assert markup.clean("<p>a\u202eb\u2066c\x00</p>") == "<p>abc</p>"


def test_cleaning_twice_is_cleaning_once():
    once = markup.clean(PASTED)
    assert markup.clean(once) == once


def test_a_dateline_runs_into_the_first_paragraph():
    assert (
        markup.with_dateline("(A & B) --", "<p>Text.</p>")
        == '<p><span class="dateline">(A &amp; B) --</span> Text.</p>'
    )
    assert (
        markup.with_dateline("(A) --", "<h2>Text</h2>") == '<p><span class="dateline">(A) --</span> </p><h2>Text</h2>'
    )
    assert markup.with_dateline("", "<p>Text.</p>") == "<p>Text.</p>"


def test_each_outermost_block_of_a_page_has_an_address_that_nobody_typed():
    html = '<h2>Head</h2><p id="p-9">a</p><ul><li>one</li></ul><blockquote><p>b</p></blockquote><ol><li>c</li></ol>'
    assert markup.printed("", html) == (
        '<h2 id="p-1">Head</h2><p id="p-2">a</p><ul id="p-3"><li>one</li></ul>'
        '<blockquote id="p-4"><p>b</p></blockquote><ol id="p-5"><li>c</li></ol>'
    )
    assert markup.printed("(A) --", "<p>a</p>") == '<p id="p-1"><span class="dateline">(A) --</span> a</p>'


def test_a_link_that_looks_like_a_block_gets_no_address():
    page = markup.printed("", '<p><a href="/x<p>">a</a> &lt;p&gt;</p><p>b</p>')
    assert page.count("id=") == 2
    assert page.endswith('<p id="p-2">b</p>')


def test_the_words_of_a_page_stand_by_their_addresses():
    page = markup.printed("(A) --", "<p>One &amp;\ntwo.</p><blockquote><p>a</p><p>b</p></blockquote><p>c</p>")
    assert markup.blocks(page) == ["(A) -- One & two.", "ab", "c"]


def test_paragraphs_go_there_and_back():
    paragraphs = ["One & two <three>.", "“Four,” he said."]
    assert markup.to_paragraphs(markup.from_paragraphs(paragraphs)) == paragraphs


def test_blocks_become_paragraphs():
    html = "<h2>Head</h2><ul><li>one</li><li>two</li></ul><p>a<br>b</p><blockquote><p>c</p></blockquote>"
    assert markup.to_paragraphs(html) == ["Head", "one", "two", "a", "b", "c"]
