"""Hostile words in every field that people type, on the public pages, in a browser that no policy helps."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from django.utils import timezone

from icnk.models import SiteText
from members.models import CoalitionMember
from releases.document import schema, signing
from releases.document.html import sanitize, strip_hidden_characters
from releases.issuing.compose import compose
from releases.models import Edition, EditionMember, EditionQuote, PressContact, Release
from tests.browser.content_security_policy import served_under
from tests.factories import LONG_AGO, a_contact, a_draft, a_member, an_attachment, an_image
from tests.hostile_input import folded, payloads

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]

HERE = Path(__file__).parent
LOAD = (HERE / "check_pages.js").read_text(encoding="utf-8")


@pytest.fixture
def reader(browser, live_server):
    """A page that nothing protects; it keeps in `asked` what it asks of other hosts."""
    context = browser.new_context()
    context.add_init_script(path=HERE / "record_dialogs.js")
    page, asked = context.new_page(), []
    page.on("request", lambda request: request.url.startswith((live_server.url, "data:")) or asked.append(request.url))
    page.asked = asked
    with served_under(None):
        page.goto(live_server.url + reverse("live"))
        yield page
    context.close()


def load(reader, live_server, addresses):
    found = []
    for start in range(0, len(addresses), 40):
        found += reader.evaluate(LOAD, [live_server.url + each for each in addresses[start : start + 40]])
    return found


def together(hostile, size=12):
    """Some on a page: where one were not escaped, there would be an element that does not belong."""
    return [hostile[start : start + size] for start in range(0, len(hostile), size)]


def issued(groups):
    """A public edition for each, with all of its words in every field; their bodies were cleaned one by one, so that
    none swallows the next. Made in one go: issuing takes longer."""
    honest = a_draft(contacts=[a_contact()], members=[a_member()], quotes=["It is a quiet room,"])
    an_image(honest)
    an_attachment(honest)
    document = compose(honest, public_from=timezone.now())
    releases = Release.objects.bulk_create(
        Release(headline="Sample", slug=f"sample-{number}", body="".join(map(sanitize, group)))
        for number, group in enumerate(groups)
    )
    documents = [composed(document, *each) for each in zip(releases, groups, strict=True)]
    editions = Edition.objects.bulk_create(map(edition, releases, documents))
    EditionQuote.objects.bulk_create(
        EditionQuote(edition=each, position=0, speaker=words[:300], folded="x")
        for each, (words, *_others) in zip(editions, groups, strict=True)
    )
    return editions, documents


def composed(document, release, group):
    words, contact = " ".join(group), document.contacts[0]
    channel = schema.Channel(label=words, value=words, href="mailto:ada@example.org")
    once = ["list_title", "kicker", "headline", "subheadline", "dateline", "places", "members_heading", "boilerplate"]
    once += ["note", "redaction"]
    quotes = tuple(schema.Quote(kind="spoken", text=one, speaker=one, title=one, organisation=one) for one in group)
    return strip_hidden_characters(
        replace(
            document,
            **dict.fromkeys(once, words),
            slug=release.slug,
            body=release.body,
            kind="correction",
            redacted_at=timezone.now(),
            quotes=quotes,
            contacts=(replace(contact, city=words, name=words, title=words, organisation=words, channels=(channel,)),),
            members=tuple(group),
            image=replace(document.image, alt=words, caption=words, credit=words, rights=words),
            attachments=(replace(document.attachments[0], title=words),),
        )
    )


def edition(release, document):
    names = ("language", "slug", "number", "kind", "released_on", "note", "public_from")
    titles = ("list_title", "kicker", "headline")
    text = schema.dump(document)
    digest = Edition.digest_of(text)
    signature, key = signing.sign(digest)
    return Edition(
        release=release,
        issued_at=document.public_from,
        document=text,
        digest=digest,
        signature=signature,
        key=key,
        **{name: getattr(document, name) for name in names},
        **{name: getattr(document, name)[:300] for name in titles},
    )


def test_detector_notices_scripts_and_requests(reader, live_server):
    reader.evaluate("document.body.innerHTML = `<img src=//evil.example/x onerror=alert(1)>`")
    reader.wait_for_timeout(300)
    assert reader.evaluate("window.ran") == ["alert"]
    assert reader.asked == ["http://evil.example/x"]


def test_releases_run_no_typed_script_and_request_nothing(reader, live_server):
    editions, documents = issued(together(payloads()))
    found = load(reader, live_server, [each.get_absolute_url() for each in editions])
    assert_harmless(reader, found)
    assert {(each["parts"], each["linked"]) for each in found} == {(found[0]["parts"], 2)}
    assert [folded(each["headline"]) for each in found] == [folded(each.headline) for each in documents]


def test_lists_run_no_typed_script_and_request_nothing(reader, live_server):
    hostile = payloads()
    editions, _documents = issued(together(hostile))
    member = a_member(name=hostile[-1][:300])
    EditionMember.objects.bulk_create(
        EditionMember(edition=each, member=member, position=0, signed=True) for each in editions
    )
    CoalitionMember.objects.bulk_create(
        CoalitionMember(
            slug=f"m-{n}", listed_since=LONG_AGO, role=words[:200], affiliation=words[:200], **named(words, n)
        )
        for n, words in enumerate(hostile)
    )
    PressContact.objects.bulk_create(
        PressContact(listed_since=LONG_AGO, name=words[:200], title=words[:200], organisation=words[:300])
        for words in hostile[::4]
    )
    SiteText.objects.create(page="home", heading=hostile[-1][:200], text=hostile[0])
    names = ["home", "information", "release_list", "quotes", "press_desk", "member_list"]
    addresses = [reverse(name) for name in names]
    addresses += [
        f"{reverse('release_list')}?{urlencode({'year': 'all', 'before': each.slug})}" for each in editions[::20]
    ]
    addresses += [f"{reverse('release_list')}?{urlencode({'q': words})}" for words in hostile[-40:]]
    addresses += [f"{reverse('member_list')}?by=country", member.get_absolute_url()]
    addresses += [reverse("member", args=[f"m-{number}"]) for number in range(0, len(hostile), 20)]
    addresses += [reverse("republish", args=[each.slug]) for each in editions[::10]]
    assert_harmless(reader, load(reader, live_server, addresses))


def named(words, number):
    return {"name": f"{words[:280]} {number}", "as_printed": words[:300]}


def assert_harmless(reader, found):
    assert reader.evaluate("window.ran ?? []") == []
    assert reader.asked == []
    assert [(each["address"], each["strange"]) for each in found if each["strange"]] == []
    assert [each["address"] for each in found if not each.get("whole")] == []
