"""Every public page as everybody meets it: by axe, with the keyboard, magnified, in light, dark and high contrast, and
without JavaScript. Each page is opened once in each size, and everything is asked of it there.

Axe is a script itself and waits for timers, so it does not run where JavaScript is off: there a page has to have the
same headings and words, and every link that leads away from it.
"""

import gzip
from datetime import date, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from icnk.core.media import images, storage
from releases.issuing import workflow
from releases.models import Redaction, RetiredAddress
from tests.browser.sign_in import SCREEN, TELEPHONE, fits, watch_page
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_picture,
    a_public_edition,
    a_publisher,
    a_superseded_edition,
    a_withdrawn_edition,
    an_attachment,
    an_image,
)
from tests.releases.outlets.public_addresses import OUTLETS, addresses

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.once,
]
RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}  # WCAG 2.2, 2.5.8: off by default
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
MAGNIFIED = {"width": 320, "height": 640}  # 1280 pixels at 400 % (WCAG 1.4.10)
MAX_BYTES, MAX_REQUESTS = 30_000, 5  # of the first view of a release, compressed
RELEASES = "/information/releases/"
OF_A_STATUS = "Failed to load resource: the server responded with a status of 4"  # 404 and 410 are asked for here

KEEP_SHIFTS = """
    window.shifts = []
    const moved = each => [each.value, ...each.sources.map(source => source.node?.outerHTML?.slice(0, 120))]
    new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(moved)))
        .observe({type: "layout-shift", buffered: true})
"""
HEAD = """() => [document.title, document.documentElement.lang,
    document.querySelector("meta[name=description], meta[name=robots][content^=noindex]")?.content ?? ""]
    .map(each => each.trim())"""
WITHOUT_FOCUS_RING = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(each => each.checkVisibility() && each.type !== "hidden")
    .filter(each => {
        each.focus()
        const style = getComputedStyle(each)
        return document.activeElement !== each || style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2
    })
    .map(each => each.outerHTML.slice(0, 120))"""
WORDS = """() => ({
    words: [...document.querySelectorAll("h1, h2, h3, .body p")].map(each => each.textContent.trim()),
    links: [...document.querySelectorAll("a[href]")].map(each => each.href),
})"""


@pytest.fixture
def pages(live_server, browser, monkeypatch):
    """Address → status of a page of every kind: all that the walk for leaks knows, and those below."""
    monkeypatch.setattr("releases.verification.ledger.PUBLICATION_DELAY", timedelta(0))
    line = "Sample Society for Exceedingly Long Names of Groups (SSELNG)(Japan)"
    logo = storage.store(images.make_renditions(a_picture(600, 300, form="PNG"), storage.LOGO_WIDTHS))
    member = a_member(name="Sample Watch", as_printed=line, country="JP", logo=logo)
    a_member(name="Left", left_on=date(2017, 3, 9))
    a_member(name="Ada Sample", kind="individual")
    parts = {"members": [member], "quotes": ["It is a quiet room,"]}
    parts["contacts"] = [a_contact(name="Ada Sample", organisation=line, member=member)]
    illustrated = a_draft(slug="sample", members_are="signed", **parts)
    an_image(illustrated, data=a_picture(1200, 800))
    an_attachment(illustrated)
    a_public_edition(illustrated)
    corrected = a_superseded_edition(a_draft(slug="corrected", subheadline="And a line below it", **parts)).release
    a_withdrawn_edition(a_draft(slug="withdrawn"))
    workflow.issue(a_draft(language="ko", slug="견본", headline="견본 보도자료", body="<p>견본</p>"), by=a_publisher())
    redaction = Redaction.objects.create(
        by=a_publisher(), at=timezone.now(), reason="To protect somebody.", note="Out."
    )
    RetiredAddress.objects.create(digest=RetiredAddress.digest_of("en", "retired"), redaction=redaction)
    own = [RELEASES + each for each in ("?year=all", "?q=sample", "?year=1999", "sample/", "withdrawn/", "retired/")]
    own += ["/members/" + each for each in ("?by=country", "?on=2017-03-08", "?on=nonsense")]
    own += ["/ko/", f"/ko{RELEASES}", f"/ko{RELEASES}견본/", "/ja/", "/ja/members/", "/never/was/"]
    walked = [address for name in OUTLETS for address in [*addresses(name, corrected)][:1]]
    found = html_pages(browser, live_server, [*walked, *own])
    assert {f"{RELEASES}withdrawn/": 410, f"{RELEASES}retired/": 410, "/never/was/": 404}.items() <= found.items()
    return found


def html_pages(browser, live_server, addresses):
    """Address → status of those that answer with a page, not with a file or a plain text."""
    context = browser.new_context()
    answers = {address: context.request.get(live_server.url + address) for address in dict.fromkeys(addresses)}
    found = {
        address: answer.status
        for address, answer in answers.items()
        if answer.headers["content-type"].startswith("text/html")
    }
    context.close()
    return found


@pytest.fixture
def open_browser(browser, live_server):
    """Opens a browser of a size; at the end no console has complained, and nobody else was asked for anything."""
    opened = []

    def of_size(viewport, **more):
        context = browser.new_context(viewport=viewport, **more)
        opened.append(watch_page(context.new_page(), live_server))
        return opened[-1]

    yield of_size
    for page in opened:
        page.context.close()
    assert [each for page in opened for each in page.troubles if not each.startswith(OF_A_STATUS)] == []


def violations(page, options):
    """What axe, which is on the page already, finds: (rule, where) and nothing else."""
    found = page.evaluate("options => axe.run(options)", options)["violations"]
    return [(each["id"], node["target"]) for each in found for node in each["nodes"]]


def faults(page, status):
    """Everything that is wrong with the page that is open."""
    found = {"shifts": page.evaluate("window.shifts")}
    title, language, description = page.evaluate(HEAD)  # what nobody is to find by searching needs no description
    found["head"] = not (title and language and (description or status >= 400))
    page.evaluate(Axe().axe_script)
    for scheme, rules in (("light", RULES), ("dark", CONTRAST)):
        page.emulate_media(color_scheme=scheme)
        found[scheme] = violations(page, rules)
    page.keyboard.press("Tab")
    found["skip"] = page.evaluate("document.activeElement.getAttribute('href')").replace("#content", "")
    found["focus"] = page.evaluate(WITHOUT_FOCUS_RING)
    found["width"] = not fits(page)
    return {name: fault for name, fault in found.items() if fault}


@pytest.mark.parametrize("size", [SCREEN, TELEPHONE], ids=["1280", "390"])
def test_pages_have_no_axe_violations(open_browser, live_server, pages, size):
    page = open_browser(size, color_scheme="light")
    page.add_init_script(KEEP_SHIFTS)
    found = {}
    for address, status in pages.items():
        assert page.goto(live_server.url + address).status == status
        found[address] = faults(page, status)
    assert {address: fault for address, fault in found.items() if fault} == {}


def test_pages_work_without_javascript_and_when_magnified(open_browser, live_server, pages):
    on, off = open_browser(TELEPHONE), open_browser(MAGNIFIED, java_script_enabled=False)
    for address in pages:
        on.goto(live_server.url + address)
        off.goto(live_server.url + address)
        plain, scripted = off.evaluate(WORDS), on.evaluate(WORDS)
        assert plain["words"] == scripted["words"], address
        only_by_script = {each for each in scripted["links"] if each not in plain["links"]}
        assert all(each.startswith(f"{on.url}#") for each in only_by_script), address
        assert fits(off), address


def test_high_contrast_uses_one_palette(open_browser, live_server, pages):
    page = open_browser(SCREEN)
    for address in (f"{RELEASES}corrected/", "/members/?by=country"):
        page.emulate_media(contrast="more")
        page.goto(live_server.url + address)
        page.evaluate(Axe().axe_script)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, contrast="more")
            enhanced = {"runOnly": ["color-contrast-enhanced"], "resultTypes": ["violations"]}  # 7:1, level AAA
            assert violations(page, enhanced) == [], (address, scheme)


def test_first_view_of_a_release_has_few_small_requests(open_browser, live_server, pages):
    page, answers = open_browser(TELEPHONE), []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{live_server.url}{RELEASES}corrected/", wait_until="networkidle")
    weights = {answer.url: len(gzip.compress(answer.body())) for answer in answers}  # as a server sends them
    assert len(answers) <= MAX_REQUESTS, weights
    assert sum(weights.values()) <= MAX_BYTES, weights
