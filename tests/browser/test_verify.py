"""*Genuine or not* with what a browser really copies, and as it looks."""

import os

import pytest
from django.core.management import call_command

from releases.models import Edition
from tests.factories import a_contact, a_draft, a_member, a_public_edition, an_image
from tests.page_text import RELEASE

from .sign_in import SCREEN, TELEPHONE, fits, watch_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
ADDRESS = "/information/verify/"
COPIED = """() => {
    const selection = getSelection()
    selection.selectAllChildren(document.body)
    const text = selection.toString()
    selection.removeAllRanges()
    return text
}"""


@pytest.fixture
def edition():
    call_command("import_release", str(RELEASE), "--issue", verbosity=0)
    return Edition.objects.get()


@pytest.fixture
def awake():
    """A release with all that a page shows of today: hours, who answers, a picture, quotes."""
    contact = a_contact(name="Ada Awake", city="Seoul", time_zone="Asia/Seoul", languages="English, Korean")
    contact.hours.create(first_day=0, last_day=6, opens="00:00", closes="23:59")
    members = [a_member() for _n in range(4)]
    draft = a_draft(contacts=[contact], members=members, headline="A Sample", quotes=["It is a quiet room,"])
    an_image(draft)
    return a_public_edition(draft)


@pytest.fixture
def journalist(browser, live_server):
    context = browser.new_context(viewport=SCREEN)
    yield watch_page(context.new_page(), live_server)
    context.close()


def checked(page, live_server, text):
    page.goto(live_server.url + ADDRESS)
    page.get_by_label("Paste a whole release").fill(text)
    page.get_by_role("button", name="Compare").click()
    return page.locator("#answer").inner_text()


@pytest.mark.parametrize("how", ["document.body.innerText", COPIED], ids=["innerText", "selection"])
@pytest.mark.parametrize("which", ["edition", "awake"])
def test_copied_page_is_the_same(journalist, live_server, request, which, how):
    edition = request.getfixturevalue(which)
    journalist.goto(live_server.url + edition.get_absolute_url(), wait_until="networkidle")
    copied = journalist.evaluate(how)
    assert checked(journalist, live_server, copied) == "Yes, it is ours: the same characters"
    assert journalist.locator(".differences").count() == 0
    assert journalist.troubles == []
    line = edition.content.members[-1]
    assert f"\n{line}\n" in copied
    assert checked(journalist, live_server, copied.replace(f"\n{line}\n", "\n", 1)) == "It differs from what we issued"
    assert line in journalist.locator(".differences").inner_text()


def test_file_input_works_without_javascript(browser, live_server, edition):
    context = browser.new_context(viewport=TELEPHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + ADDRESS)
    chosen = {"name": "release.json", "mimeType": "application/json", "buffer": edition.document.encode()}
    page.get_by_label("Or choose a file").set_input_files(chosen)
    page.get_by_role("button", name="Compare").click()
    assert page.locator("#answer").inner_text() == "Yes, it is ours: the same file, byte for byte"
    context.close()


@pytest.mark.parametrize("size", [SCREEN, TELEPHONE], ids=["1280", "390"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_result_is_accessible_and_fits(browser, live_server, edition, size, scheme):
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = context.new_page()
    page.goto(live_server.url + edition.get_absolute_url())
    text = page.locator(".release").inner_text()
    changed = (
        text.replace("the", "tho", 1).replace("“", '"', 1).replace(edition.content.members[3], "Forgers (Nowhere)")
    )
    checked(page, live_server, f"{changed}\nSent from a telephone\u200b")
    violations = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in violations] == []
    assert fits(page)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/verify-{size['width']}-{scheme}.png", full_page=True)
    context.close()
