"""The desk in a real browser: the editor, and what it keeps of a paste."""

import pytest
from django.urls import reverse

from releases.models import Release
from tests.browser.content_security_policy import DESK, served_under
from tests.browser.sign_in import get_editor, sign_in, watch_page
from tests.factories import a_contact, a_draft, a_member, an_editor

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, live_server):
    """A page of somebody who is signed in; it keeps what goes wrong and what leaves for another host."""
    sign_in(page.context, live_server, an_editor())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=live_server.url)
    with served_under(DESK):
        yield watch_page(page, live_server)


def write(desk, live_server, release):
    desk.goto(live_server.url + reverse("admin:releases_release_change", args=[release.pk]))
    return get_editor(desk)


def paste(desk, body, html):
    """Put `html` on the clipboard and press Ctrl+V. Chromium cleans what a page puts there, and tells of handlers."""
    desk.evaluate(
        """html => navigator.clipboard.write([new ClipboardItem({
            'text/html': new Blob([html], {type: 'text/html'}),
            'text/plain': new Blob(['as plain text'], {type: 'text/plain'}),
        })])""",
        html,
    )
    desk.troubles.clear()
    desk.keyboard.press("Control+V")
    desk.wait_for_timeout(300)


def drop_html(desk, body, html):
    """Paste `html` to the last character, as the clipboard of another program hands it to the browser."""
    body.evaluate(
        """(body, html) => {
            const flavours = new DataTransfer()
            flavours.setData('text/html', html)
            flavours.setData('text/plain', 'as plain text')
            const paste = {clipboardData: flavours, bubbles: true, cancelable: true}
            body.dispatchEvent(new ClipboardEvent('paste', paste))
        }""",
        html,
    )
    desk.wait_for_timeout(300)


def save(desk):
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save", exact=True).click()
    assert desk.locator(".messagelist .success").count() == 1


def test_editor_has_a_short_toolbar_and_makes_no_external_requests(desk, live_server):
    write(desk, live_server, a_draft(members=[a_member()], contacts=[a_contact()], quotes=["It is a quiet room,"]))
    buttons = desk.locator("a.cke_button:visible, a.cke_combo_button:visible").all()
    names = [button.get_attribute("title").split(" (")[0] for button in buttons]
    assert names == SHORT
    assert desk.troubles == []


SHORT = ["Heading", "Smaller heading", "Bold", "Italic", "Remove Format", "Insert/Remove Numbered List"]
SHORT += ["Insert/Remove Bulleted List", "Block Quote", "Link", "Unlink", "Undo", "Redo"]

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {mso-style-name:"Normal";} --></style>
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--></head>
<body lang=EN-US style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoNormal style='margin-bottom:8.0pt;mso-pagination:none'><b><span style='font-size:14.0pt;
font-family:"Calibri",sans-serif;color:red;mso-fareast-language:KO'>(FIRST)<o:p></o:p></span></b></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoNormal>(SECOND) <i style='mso-bidi-font-style:normal'>(ITALIC)</i> <font face=Arial color="#123456">in a
font</font> and <a href="https://example.org/report" target="_blank" style='color:blue' onclick="alert(1)">a link</a>.
<img src="https://example.org/tracker.png" width=1 height=1><script>alert(2)</script></p>
<table class=MsoTableGrid border=1><tr><td width=9 style='border:solid'><p class=MsoNormal>(CELL)</p></td></tr></table>
<h1 style='mso-outline-level:1'>(LAST)</h1>
<!--EndFragment--></body></html>"""
ENGLISH = {
    "FIRST": "“It’s a quiet room – so far,” he said.",
    "SECOND": "Ada Sample’s",
    "ITALIC": "Sample Times",
    "CELL": "Words of a cell…",
    "LAST": "“The end”",
}
KOREAN = {
    "FIRST": "“조용한 방이다 – 아직은,” 그가 말했다.",
    "SECOND": "표본 연합의 ‘새 소식’",
    "ITALIC": "「표본 신문」",
    "CELL": "칸 안의 글…",
    "LAST": "“끝” 金標本",
}


@pytest.mark.parametrize("put", [paste, drop_html])
@pytest.mark.parametrize("words", [ENGLISH, KOREAN], ids=["English", "Korean"])
def test_paste_from_word_keeps_structure_and_quotes(desk, live_server, words, put):
    release = a_draft(body="<p>Before.</p>", language="ko" if words is KOREAN else "en")
    body, html = write(desk, live_server, release), WORD
    for place, text in words.items():
        html = html.replace(f"({place})", text)
    desk.troubles.clear()
    body.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.press("Enter")
    put(desk, body, html)
    save(desk)
    link = '<a href="https://example.org/report" rel="noopener noreferrer">a link</a>'
    assert Release.objects.get().body.split("\n\n") == [
        "<p>Before.</p>",
        f"<p>{words['FIRST']}</p>",
        f"<p>{words['SECOND']} <em>{words['ITALIC']}</em> in a font and {link}.</p>",
        f"<p>{words['CELL']}</p>",
        f"<p>{words['LAST']}</p>",
    ]
    assert desk.troubles == []


def test_moved_headings_and_lists_are_kept(desk, live_server):
    body = write(
        desk, live_server, a_draft(body="<h2>A heading</h2><ul><li>A point</li></ul><p><strong>Bold</strong></p>")
    )
    body.click()
    desk.keyboard.press("Control+A")
    desk.keyboard.press("Control+X")
    desk.keyboard.press("Control+V")
    desk.wait_for_timeout(300)
    save(desk)
    stored = Release.objects.get().body
    for tag in ["<h2>", "<li>", "<strong>"]:
        assert tag in stored


def test_toolbar_makes_headings_and_links(desk, live_server):
    body = write(desk, live_server, a_draft(body="<p>A heading</p><p>A smaller one</p><p>Words</p>"))
    for words, button in [("A heading", "Heading"), ("A smaller one", "Smaller heading")]:
        body.get_by_text(words, exact=True).click()
        desk.get_by_role("button", name=button, exact=True).click()
        assert desk.get_by_role("button", name=button, exact=True).get_attribute("aria-pressed") == "true"
    body.get_by_text("Words").click()
    desk.keyboard.press("Home")
    desk.keyboard.press("Shift+End")
    desk.wait_for_timeout(300)  # CKEditor looks at the selection five times a second
    desk.get_by_role("button", name="Link", exact=False).first.click()
    dialog = desk.locator(".cke_dialog:visible")
    assert dialog.get_by_label("Display Text").input_value() == "Words"
    dialog.get_by_label("URL", exact=False).last.fill("https://example.org/report")
    dialog.get_by_role("button", name="OK").click()
    save(desk)
    assert Release.objects.get().body.split("\n\n") == [
        "<h2>A heading</h2>",
        "<h3>A smaller one</h3>",
        '<p><a href="https://example.org/report" rel="noopener noreferrer">Words</a></p>',
    ]
    assert desk.troubles == []


def test_editor_dialog_is_readable_in_dark_mode(desk, live_server):
    desk.emulate_media(color_scheme="dark")
    write(desk, live_server, a_draft()).click()
    desk.get_by_role("button", name="Link", exact=False).first.click()
    box = desk.locator(".cke_dialog:visible input[type=text]:visible").first
    ink, paper = box.evaluate("box => [getComputedStyle(box).color, getComputedStyle(box).backgroundColor]")
    assert (ink, paper) == ("rgb(0, 0, 0)", "rgb(255, 255, 255)")


def test_leaving_with_unsaved_text_asks_first(desk, live_server):
    write(desk, live_server, a_draft()).click()
    desk.keyboard.type("Words that nobody saved.")
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    desk.get_by_role("link", name="Issue", exact=True).click()
    desk.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    assert "change" in desk.url


def test_issue_from_the_desk_ends_on_the_public_page(desk, live_server):
    write(desk, live_server, a_draft(headline="A Sample Goes Out", members=[a_member(name="Sample Watch Here")]))
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save, then: Issue …").click()
    shown = desk.frame_locator("iframe.preview-frame")
    assert (
        shown.get_by_role("heading", name="A Sample Goes Out").evaluate("h => getComputedStyle(h).fontWeight") == "700"
    )
    desk.locator("#id_confirmed").check()
    desk.locator("#id_bypass").fill("Nobody else is awake.")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Issue it", exact=True).click()
    assert desk.troubles == []
    with desk.expect_navigation():
        desk.get_by_role("link", name="Look at the public page").click()
    assert desk.get_by_role("heading", name="A Sample Goes Out").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_desk_fits_a_phone_in_both_color_schemes(desk, live_server, scheme):
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.emulate_media(color_scheme=scheme)
    release = a_draft(
        members=[a_member() for _number in range(3)], contacts=[a_contact()], quotes=["It is a quiet room,"]
    )
    body = write(desk, live_server, release)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    ink, paper = body.evaluate("b => [getComputedStyle(b).color, getComputedStyle(b.parentNode).backgroundColor]")
    assert ink == "rgb(51, 51, 51)"
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    for page in ("issue", "withdraw"):
        desk.goto(live_server.url + reverse(f"admin:releases_release_{page}", args=[release.pk]))
        assert desk.evaluate("document.documentElement.scrollWidth") <= 390
