"""What is not public shows nowhere. The walk looks for a word of its own in every field."""

from datetime import date

import pytest

from releases.issuing import verbs
from releases.models import OfficeHours
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_public_edition,
    a_withdrawn_edition,
    an_embargoed_edition,
)
from tests.factories import a_stopped_edition as a_stopped

from .walk import OUTLETS, addresses, public_names

pytestmark = pytest.mark.django_db

CANARY = "zqx"
WORDS = {
    "kicker": "zqxkicker",
    "headline": "zqxheadline",
    "subheadline": "zqxsubheadline",
    "list_title": "zqxlisttitle",
    "places": "zqxplaces",
    "dateline": "(zqxdateline) --",
    "body": "<p>zqxbody said “zqxquote.”</p>",
    "boilerplate": "zqxboilerplate",
    "members_heading": "zqxheading",
    "unassigned": "zqxunassigned",
    "source": "zqxsource",
}


def a_canary():
    """A draft with a word of its own in every field, with a member and a contact that only it brought."""
    member = a_member(
        name="zqxmember", as_printed="zqxprinted (Japan)", country="JP", role="zqxrole", affiliation="zqxaffil",
        website="https://zqxsite.example.org/", listed_since=None,
    )  # fmt: skip
    member.names.create(name="zqxformer", kind="former")
    contact = a_contact(
        name="zqxcontact", title="zqxtitle", organisation="zqxorganisation", city="zqxcity", languages="zqxlanguages",
        listed_since=None,
    )  # fmt: skip
    OfficeHours.objects.create(contact=contact, first_day=0, last_day=4, opens="09:00", closes="18:00")
    contact.channels.update(as_printed="email: zqxaddress@example.org")
    quotes = ["zqxquote."]
    return a_draft(members=[member], contacts=[contact], quotes=quotes, slug="the-canary", **WORDS)


def a_cleared_canary():
    release = a_canary()
    release.state = "cleared"
    release.save()
    return release


def an_embargoed_canary():
    return an_embargoed_edition(a_canary()).release


def a_stopped_canary():
    return a_stopped(a_canary()).release


def a_withdrawn_canary():
    return a_withdrawn_edition(a_canary()).release


def an_embargoed_correction():
    """Public in other words; the canary waits as a correction."""
    release = a_draft(slug="the-canary")
    a_public_edition(release)
    canary = a_canary_like(release)
    verbs.correct(canary, by=None, note="zqxnote", at=verbs.database_now() + verbs.timedelta(days=1))
    return canary


def a_canary_like(release):
    for field, word in WORDS.items():
        setattr(release, field, word)
    release.save()
    return release


HIDDEN = [
    a_canary,
    a_cleared_canary,
    an_embargoed_canary,
    a_stopped_canary,
    a_withdrawn_canary,
    an_embargoed_correction,
]


@pytest.mark.parametrize("make", HIDDEN)
@pytest.mark.parametrize("outlet", OUTLETS)
@pytest.mark.parametrize("method", ["get", "head", "options", "post"])
def test_hidden(client, method, outlet, make):
    a_public_edition(released_on=date(2026, 3, 1))
    release = make()
    a_public_edition(released_on=date(2026, 3, 3))
    for address in addresses(outlet, release):
        response = getattr(client, method)(address)
        seen = response.content.decode() + str(response.headers)
        assert CANARY not in seen.lower(), address


@pytest.mark.parametrize("outlet", ["release", "edition", "member"])
@pytest.mark.parametrize("make", [a_canary, a_cleared_canary, an_embargoed_canary, a_stopped_canary])
def test_what_is_hidden_answers_like_what_never_was(client, make, outlet):
    release = make()
    for address in addresses(outlet, release):
        hidden = client.get(address)
        never = client.get(address.replace("the-canary", "never-there").replace("zqxmember", "neverthere"))
        assert (hidden.status_code, hidden.content) == (404, never.content), address


def test_the_walk_sees_what_is_public(client):
    release = a_canary()
    release.signatories.get().member.__class__.objects.update(listed_since=release.changed_at)
    release.contact_lines.get().contact.__class__.objects.update(listed_since=release.changed_at)
    a_public_edition(release)
    for outlet in ("home", "release_list", "release", "press_desk", "member_list", "member"):
        assert CANARY in client.get(next(addresses(outlet, release))).content.decode(), outlet


def test_every_outlet_is_on_the_list_of_the_walk():
    assert set(public_names()) == set(OUTLETS)


def test_a_withdrawn_release_gives_its_reason_at_every_address_it_has(client):
    release = a_withdrawn_canary()
    with_answers = ["/information/releases/the-canary/", "/information/releases/the-canary/editions/1/"]
    for address in [*with_answers, "/information/releases/the-canary/editions/2/"]:
        response = client.get(address)
        assert response.status_code == 410
        assert "It was a sample." in response.content.decode()
    assert client.get("/information/releases/the-canary/editions/3/").status_code == 404
    assert release.editions.count() == 2
