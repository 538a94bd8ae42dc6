"""Every public page as everybody meets it: by axe, with the keyboard, magnified, in light, dark and high contrast, and
without JavaScript. Each page is opened once in each size, and everything is asked of it there."""

import gzip
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from releases.issuing import verbs
from releases.models import Redaction, RetiredAddress
from tests.browser.people import SCREEN, TELEPHONE, fits, watched
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_publisher,
    a_superseded_edition,
    a_withdrawn_edition,
)
from tests.releases.outlets.walk import OUTLETS, addresses

pytestmark = pytest.mark.django_db(transaction=True)
ALL_RULES = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}  # WCAG 2.2, 2.5.8
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
MAGNIFIED = {"width": 320, "height": 640}  # 1280 pixels at 400 % (WCAG 1.4.10)
MOST_BYTES, MOST_REQUESTS = 30_000, 5  # of the first view of a release, compressed

COUNT_SHIFTS = """
    window.shifts = 0
    new PerformanceObserver(list => { for (const each of list.getEntries()) window.shifts += each.value })
        .observe({type: "layout-shift", buffered: true})
"""
HEAD = """() => ({
    title: document.title.trim(), lang: document.documentElement.lang,
    description: document.querySelector("meta[name=description]")?.content.trim(),
})"""
WITHOUT_FOCUS_RING = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter(each => each.checkVisibility() && each.type !== "hidden")
    .filter(each => {
        each.focus()
        const style = getComputedStyle(each)
        return document.activeElement !== each || style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2
    }).map(each => each.outerHTML.slice(0, 120))"""
TEXT = """() => [...document.querySelectorAll("h1, h2, h3, .body p, nav a")].map(each => each.textContent.trim())"""
LINKS = """() => [...document.querySelectorAll("a[href], form")].map(each => each.href || each.action)"""


@pytest.fixture
def pages():
    """Address → status. Beside the pages below every public page that the walk for leaks knows."""
    long = "Sample Society for Exceedingly Long Names of Groups (SSELNG)(Japan)"
    member, left = a_member(name="Sample Watch", as_printed=long, country="JP"), a_member(left_on=date(2017, 3, 9))
    a_member(name="Ada Sample", kind="individual")
    contact = a_contact(name="Ada Sample", organisation=long, member=member)
    parts = {"members": [member, left], "contacts": [contact], "quotes": ["It is a quiet room,"]}
    a_public_edition(a_draft(slug="sample", members_are="signed", **parts))
    corrected = a_superseded_edition(a_draft(slug="corrected", subheadline="And a line below it", **parts)).release
    a_withdrawn_edition(a_draft(slug="withdrawn"))
    verbs.issue(a_draft(language="ko", slug="견본", headline="견본 보도자료", body="<p>견본</p>"), by=a_publisher())
    redaction = Redaction.objects.create(by=a_publisher(), at=timezone.now(), why="To protect somebody.", note="Out.")
    RetiredAddress.objects.create(digest=RetiredAddress.digest_of("en", "retired"), redaction=redaction)
    releases = "/information/releases/"
    walked = [next(addresses(name, corrected)) for name in OUTLETS]
    own = [*(f"{releases}{query}" for query in ("?year=all", "?q=sample", "sample/", "corrected/editions/1/"))]
    own += [*(f"/members/{query}" for query in ("?by=country", "?on=2017-03-08", "?on=nonsense", "sample-watch/"))]
    own += ["/ko/", f"/ko{releases}", f"/ko{releases}견본/", "/ja/members/"]
    return dict.fromkeys([*walked, *own], 200) | {
        f"{releases}withdrawn/": 410,
        f"{releases}retired/": 410,
        "/never/was/": 404,
    }


@pytest.fixture
def open_browser(browser, live_server):
    """Opens a browser of a size; at the end no console has complained and nobody else was asked for anything."""
    opened = []

    def of_size(viewport, **more):
        context = browser.new_context(viewport=viewport, **more)
        context.add_init_script(COUNT_SHIFTS)
        opened.append(watched(context.new_page(), live_server))
        return opened[-1]

    yield of_size
    for page in opened:
        page.context.close()
    told = [trouble for page in opened for trouble in page.troubles if not trouble.startswith(TOLD_OF_A_STATUS)]
    assert told == []


TOLD_OF_A_STATUS = "Failed to load resource: the server responded with a status of 4"  # as this test asks for


def go(page, live_server, address, status):
    """Open the page; False where it is none, but a file or a text."""
    if not page.context.request.get(live_server.url + address).headers["content-type"].startswith("text/html"):
        return False
    response = page.goto(live_server.url + address)
    assert response.status in (status, 404) if "/n" * 3 in address else response.status == status, address
    return True
