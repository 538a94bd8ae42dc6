"""What is not public shows nowhere. The walk looks for a word of its own in every field."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import models
from django.utils import timezone

from members.models import CoalitionMember
from releases.issuing import verbs
from releases.models import OfficeHours, PressContact, Release
from tests.factories import (
    a_draft,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_withdrawn_edition,
    an_editor,
    an_embargoed_edition,
)

from .walk import OUTLETS, addresses, public_names

pytestmark = pytest.mark.django_db

CANARY = "zqx"
TEXT = """Home > Information > Releases

Date : March 2, 2026
Zqxheadline of the Day

Zqxkicker Above It

Zqxheadline of the Day

(Zqxplace – March 1, 2026) -- The zqxbody opened today.

“It is a zqxquote room,” said Zqxspeaker Sample, Zqxtitle Director at the Zqxorganisation Society.

For more information:

In Zqxcity, Zqxname Sample, Zqxrole Officer, Zqxgroup Society, tel: +1-202-555-0199, email: zqxmail@example.org

The Zqxstanding Coalition is a joint effort of sample groups that seeks to show how it looks.

Members of the zqxheading coalition include:

Zqxmember Society (Japan)

Prev  Next

zqxodd line at the end 77
"""


def a_canary():
    """A draft that was imported, with a word of its own in every field, also of what it brought with it."""
    path = a_canary.folder / "canary.txt"
    path.write_text(TEXT, encoding="utf-8")
    call_command("import_release", str(path), verbosity=0)
    release = Release.objects.get(headline__startswith="Zqx")
    Release.objects.filter(pk=release.pk).update(changed_by=an_editor(username="zqxeditor"))
    contact, member = (
        PressContact.objects.get(name__startswith="Zqx"),
        CoalitionMember.objects.get(name__startswith="Zqx"),
    )
    member.names.create(name="zqxformer", kind="former")
    OfficeHours.objects.create(contact=contact, first_day=0, last_day=4, opens="09:00", closes="18:00")
    records = [release, contact, member, *contact.channels.all(), *release.quotes.all()]
    for record in [*records, *release.contact_lines.all(), *release.signatories.all(), *member.names.all()]:
        mark(record)
    release.refresh_from_db()
    return release


def mark(record):
    """Put the canary into every field of words that does not hold it."""
    words = [field for field in record._meta.concrete_fields if isinstance(field, (models.CharField, models.TextField))]
    free = [field.name for field in words if not field.choices and CANARY not in getattr(record, field.name).lower()]
    new = {name: f"{CANARY}{name} {getattr(record, name)}".strip() for name in free}
    type(record).objects.filter(pk=record.pk).update(**new)
    record.refresh_from_db()
    assert all(CANARY in getattr(record, field.name).lower() for field in words if not field.choices)


@pytest.fixture(autouse=True)
def _folder(tmp_path):
    a_canary.folder = tmp_path


def a_cleared_canary():
    release = a_canary()
    Release.objects.filter(pk=release.pk).update(state=Release.State.CLEARED)
    return release


def issued_by(make, release):
    """The release after that verb. Nothing goes out while a line has found no place, so the line comes back later."""
    line = release.unassigned
    Release.objects.filter(pk=release.pk).update(unassigned="")
    make(release)
    Release.objects.filter(pk=release.pk).update(unassigned=line)
    return Release.objects.get(pk=release.pk)


def an_embargoed_canary():
    return issued_by(an_embargoed_edition, a_canary())


def a_stopped_canary():
    return issued_by(a_stopped_edition, a_canary())


def a_withdrawn_canary():
    return issued_by(a_withdrawn_edition, a_canary())


def an_embargoed_correction():
    """Public in other words; the canary's words wait as a correction."""
    canary, public = a_canary(), a_public_edition().release
    kept = {"id", "slug", "version", "language"}
    words = {
        field.name: getattr(canary, field.name) for field in canary._meta.concrete_fields if field.name not in kept
    }
    Release.objects.filter(pk=public.pk).update(**words)
    for parts in (canary.quotes, canary.contact_lines, canary.signatories):
        parts.update(release=public)
    canary.delete()
    later = timezone.now() + timedelta(days=1)
    public = Release.objects.get(pk=public.pk)
    return issued_by(lambda each: verbs.correct(each, by=a_publisher(), note="zqxnote", at=later), public)


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
        assert "555-0199" not in seen, address


@pytest.mark.parametrize("outlet", ["release", "edition", "member"])
@pytest.mark.parametrize("make", [a_canary, a_cleared_canary, an_embargoed_canary, a_stopped_canary])
def test_what_is_hidden_answers_like_what_never_was(client, make, outlet):
    release = make()
    for address in addresses(outlet, release):
        hidden = client.get(address)
        never = client.get(address.replace(CANARY, "abc"))
        assert (hidden.status_code, hidden.content) == (404, never.content), address


def test_the_walk_sees_what_is_public(client):
    release = a_canary()
    CoalitionMember.objects.update(listed_since=timezone.now())
    PressContact.objects.update(listed_since=timezone.now())
    issued_by(a_public_edition, release)
    for outlet in ("home", "release_list", "release", "press_desk", "member_list", "member"):
        assert CANARY in client.get(next(addresses(outlet, release))).content.decode().lower(), outlet


@pytest.mark.parametrize("outlet", OUTLETS)
def test_no_page_tells_that_a_correction_waits(client, outlet):
    release = a_public_edition(a_draft(released_on=date(2026, 3, 2))).release

    def pages():
        return [(page.status_code, page.content, page.headers) for page in map(client.get, addresses(outlet, release))]

    before = pages()
    verbs.correct(release, by=a_publisher(), note="Later.", at=timezone.now() + timedelta(days=9))
    assert pages() == before


def test_every_outlet_is_on_the_list_of_the_walk():
    assert set(public_names()) == set(OUTLETS)


def test_a_withdrawn_release_gives_its_reason_at_every_address_it_has(client):
    release = a_withdrawn_canary()
    address = f"/information/releases/{release.slug}/"
    for each in [address, f"{address}editions/1/", f"{address}editions/2/"]:
        response = client.get(each)
        assert response.status_code == 410
        assert "It was a sample." in response.content.decode()
    assert client.get(f"{address}editions/3/").status_code == 404
