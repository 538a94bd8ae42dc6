import re

import pytest

from releases.document.html import (
    anchored_texts,
    body_with_anchors,
    html_to_paragraphs,
    paragraphs_to_html,
    prepend_dateline,
    sanitize,
)
from tests.hostile_input import payloads

PASTED = """<p class=MsoNormal style='margin:0'><span lang=EN-US>It is a <i>quiet</i> room,<o:p></o:p></span></p>
<!--[if gte mso 9]><xml>x</xml><![endif]--><style>p {color: red}</style><p>“Curly” – <a href="https://example.org/a"
target=_blank onclick="x()">kept</a></p>"""


def test_sanitize_keeps_the_text_of_a_pasted_page():
    assert sanitize(PASTED) == (
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
def test_sanitize_keeps_allowed_markup(honest):
    assert sanitize(honest) == honest


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
def test_sanitize_keeps_only_web_mail_and_phone_links(address):
    assert "href" not in sanitize(f'<p><a href="{address}">x</a></p>')


def test_sanitize_removes_characters_that_reorder_text():
    assert sanitize("<p>a\u202eb\u2066c\x00</p>") == "<p>abc</p>"


def test_sanitize_is_idempotent():
    once = sanitize(PASTED)
    assert sanitize(once) == once


def test_dateline_is_prepended_to_the_first_paragraph():
    assert prepend_dateline("(A & B) --", "<p>Text.</p>") == '<p><span class="dateline">(A &amp; B) --</span> Text.</p>'
    assert prepend_dateline("(A) --", "<h2>Text</h2>") == '<p><span class="dateline">(A) --</span> </p><h2>Text</h2>'
    assert prepend_dateline("", "<p>Text.</p>") == "<p>Text.</p>"


def test_body_anchors_number_the_outermost_blocks():
    markup = '<h2>Head</h2><p id="p-9">a</p><ul><li>one</li></ul><blockquote><p>b</p></blockquote><ol><li>c</li></ol>'
    assert body_with_anchors("", markup) == (
        '<h2 id="p-1">Head</h2><p id="p-2">a</p><ul id="p-3"><li>one</li></ul>'
        '<blockquote id="p-4"><p>b</p></blockquote><ol id="p-5"><li>c</li></ol>'
    )
    assert body_with_anchors("(A) --", "<p>a</p>") == '<p id="p-1"><span class="dateline">(A) --</span> a</p>'


def test_sanitize_removes_attributes_with_hidden_text():
    assert sanitize('<p title="a" lang="en" dir="rtl">b <em title="c" class="d">e</em></p>') == "<p>b <em>e</em></p>"


def test_body_anchors_ignore_links_that_look_like_blocks():
    page = body_with_anchors("", '<p><a href="/x<p>">a</a> &lt;p&gt;</p><p>b</p>')
    assert page.count("id=") == 2
    assert page.endswith('<p id="p-2">b</p>')


def test_anchored_texts_returns_the_text_of_each_block():
    page = body_with_anchors("(A) --", "<p>One &amp;\ntwo.</p><blockquote><p>a</p><p>b</p></blockquote><p>c</p>")
    assert anchored_texts(page) == ["(A) -- One & two.", "ab", "c"]


def test_paragraphs_survive_conversion_to_html_and_back():
    paragraphs = ["One & two <three>.", "“Four,” he said."]
    assert html_to_paragraphs(paragraphs_to_html(paragraphs)) == paragraphs


def test_html_blocks_become_paragraphs():
    markup = "<h2>Head</h2><ul><li>one</li><li>two</li></ul><p>a<br>b</p><blockquote><p>c</p></blockquote>"
    assert html_to_paragraphs(markup) == ["Head", "one", "two", "a", "b", "c"]


#: Ten releases as people write them, in English, Korean and Japanese. Names and numbers are invented.
HONEST = [
    """<p>Forty sample groups opened a newsroom today. “It is a quiet room – so far,” said Ada Sample, its editor.</p>

<p>She added: “We’ll keep every word &amp; every correction.”</p>""",
    """<h2>What the report says</h2>

<p>The <em>Sample Times</em> counted 1,204 pages; 37 % of them are <strong>new</strong>.</p>

<ul>
	<li>pages on camps &lt; 20</li>
	<li>pages on hearings &gt; 400</li>
</ul>

<p>The whole text: <a href="https://sample.example.org/r?a=1&amp;b=2#p-3" rel="noopener noreferrer">report</a>.</p>""",
    """<blockquote>
<p>“Nobody is to be forgotten.</p>

<p>“Nobody.”</p>
</blockquote>

<p>So ends the letter of Zoë Müller-Šťastná, née O’Sample, to the Übungs-Komitee.</p>""",
    """<p>For questions: <a href="mailto:press@example.org" rel="noopener noreferrer">press@example.org</a> or
<a href="tel:+1-202-555-0101" rel="noopener noreferrer">+1-202-555-0101</a>;
see <a href="/members/" rel="noopener noreferrer">who</a>,
<a href="#p-2" rel="noopener noreferrer">below</a>.</p>""",
    """<ol>
	<li>One<br>
	and its second line</li>
	<li>Two
	<ul>
		<li>with a point of its own</li>
	</ul>
	</li>
</ol>

<h3>Notes</h3>

<p>1 &lt; 2, “3” &amp; ‘4’ … ½ € № 🕊️</p>""",
    """<p>표본 연합은 오늘 새 소식방을 열었다. “아직은 조용한 방이다”라고 김표본 편집장이 말했다.</p>

<p>그는 “모든 낱말과 정정을 남기겠다”며 ‘기록’을 강조했다.</p>""",
    """<h2>북한 인권에 관한 표본 보고서(北韓人權)</h2>

<ul>
	<li>수용소: 제1장 ~ 제3장</li>
	<li>청문회: 제4장 · 부록</li>
</ul>

<p>전문은 <a href="https://sample.example.org/ko/보고서" rel="noopener noreferrer">여기</a>에서 볼 수 있다.</p>""",
    """<blockquote>
<p>「표본 신문」은 『연감』에서 “끝나지 않았다”고 적었다.</p>
</blockquote>

<p>문의: <a href="mailto:press@example.org" rel="noopener noreferrer">press@example.org</a></p>""",
    """<p>見本連合は本日、新しいニュースルームを開設した。「まだ静かな部屋です」と見本あだ編集長は述べた。</p>

<p>「すべての言葉と訂正を残します」――同氏はこう<strong>強調</strong>した。</p>""",
    """<h2>北朝鮮の人権に関する見本報告書</h2>

<ol>
	<li>収容所(第一章〜第三章)</li>
	<li>公聴会:第四章</li>
</ol>

<p>全文は<a href="https://sample.example/ja/" rel="noopener noreferrer">こちら</a>。髙橋・﨑・葛󠄀の字もそのまま。</p>""",
]


@pytest.mark.parametrize("release", HONEST, ids=range(10))
def test_sanitize_keeps_typical_releases(release):
    assert sanitize(release) == release


def test_sanitize_removes_hostile_markup_and_is_idempotent():
    tag = re.compile(
        r"</?(?:p|h2|h3|strong|b|em|i|ul|ol|li|blockquote)>|<br>|</a>"
        r'|<a(?: href="(?:https?:|mailto:|tel:|/(?![/\\])|#)[^"]*")? rel="noopener noreferrer">'
    )
    for words in payloads():
        once = sanitize(words)
        assert "<" not in tag.sub("", once), words
        assert sanitize(once) == once, words
