"""Drafts for the tests of the checks, and the messages of their findings."""

from datetime import UTC, datetime

from releases.issuing.checks import check
from releases.models import PressContact
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
)

AT = datetime(2026, 3, 2, 3, tzinfo=UTC)  # noon in Seoul on the day that drafts are dated


def a_complete_draft(**fields):
    contacts = [a_contact(time_zone="Asia/Seoul")]
    return a_draft(**{"contacts": contacts, "members": [a_member()], "quotes": ["It is a quiet room,"]} | fields)


def a_draft_with_known_speaker(**fields):
    release = a_complete_draft(**fields)
    release.quotes.update(contact=PressContact.objects.first())
    return release


def messages(release, field=None, level=None, at=AT):
    found = check(release, at=at)
    return [str(each.message) for each in found if field in (None, each.field) and level in (None, each.level)]


def a_draft_with_body(*paragraphs, **fields):
    fields = {"quotes": []} | fields
    return a_draft_with_known_speaker(body="\n".join(f"<p>{text}</p>" for text in paragraphs), **fields)
