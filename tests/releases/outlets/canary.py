"""Hidden releases with a canary, a word that no outlet may show, in every field."""

from datetime import timedelta

from django.core.management import call_command
from django.db import models
from django.utils import timezone

from icnk.core.history.models import get_versions, save_version
from members.models import CoalitionMember
from releases.issuing import workflow
from releases.models import Autosave, MemberReply, OfficeHours, PressContact, Release, Signatory, WorkflowEvent
from tests.factories import (
    a_pass,
    a_pdf,
    a_public_edition,
    a_publisher,
    a_review,
    a_stopped_edition,
    a_withdrawn_edition,
    an_attachment,
    an_editor,
    an_embargoed_edition,
    an_image,
)

from .public_addresses import DEAD

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
    """An imported draft with the canary in every field of it and its related records."""
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
    an_image(release, alt="Zqxalt", caption="Zqxcaption", credit="Zqxcredit", rights="Zqxrights")
    an_attachment(release, title="Zqxattached", data=a_pdf("zqxpage"))
    add_related_records(release)
    return release


def add_related_records(release):
    """Add links, replies, events and an autosave with the canary, and the listed members as signatories."""
    now, editor = timezone.now(), an_editor()
    for position, member in enumerate(CoalitionMember.objects.listed(), start=100):
        Signatory.objects.create(release=release, member=member, position=position, as_printed="Zqxagreed")
        MemberReply.objects.create(release=release, member=member, reply="agreed", noted_by=editor, noted_at=now)
    a_pass(release, token=DEAD, name="Zqxholder", outlet="Zqxoutlet", revoked_at=now)
    a_pass(release, name="Zqxreader", outlet="Zqxoutlet")
    answer = {"answer": "remarked", "remark": "zqxremark", "answered_at": now}
    a_review(release, token=DEAD, name="Zqxreviewer", revoked_at=now, **answer)
    a_review(release, name="Zqxasked")
    WorkflowEvent.objects.create(
        release=release, verb=WorkflowEvent.Verb.SEND_BACK, by=editor, at=now, remark="zqxreason"
    )
    Autosave.objects.create(release=release, person=editor, opened_at=now, seen_at=now, form="headline=zqxunsaved")
    if not get_versions(release).exists():
        save_version(release, by=editor, occasion="zqxoccasion")


def mark(record):
    """Put the canary into every text field that does not hold it."""
    words = [field for field in record._meta.concrete_fields if isinstance(field, (models.CharField, models.TextField))]
    free = [field.name for field in words if not field.choices and CANARY not in getattr(record, field.name).lower()]
    new = {name: f"{CANARY}{name} {getattr(record, name)}".strip() for name in free}
    type(record).objects.filter(pk=record.pk).update(**new)
    record.refresh_from_db()
    assert all(CANARY in getattr(record, field.name).lower() for field in words if not field.choices)


def a_canary_in_review():
    release = a_canary()
    workflow.send_for_review(release, by=a_publisher(), remark="zqxhandover")
    return release


def a_cleared_canary():
    release = a_canary()
    Release.objects.filter(pk=release.pk).update(state=Release.State.CLEARED)
    return release


def issued_by(make, release):
    """Return the release after that workflow step. Unassigned lines block issuing, so they are restored afterwards."""
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
    """A public release without the canary, and an embargoed correction with it."""
    canary, public = a_canary(), a_public_edition().release
    kept = {"id", "slug", "version", "language"}
    words = {
        field.name: getattr(canary, field.name) for field in canary._meta.concrete_fields if field.name not in kept
    }
    Release.objects.filter(pk=public.pk).update(**words)
    related = [
        canary.embargo_passes,
        canary.outside_reviews,
        canary.member_replies,
        canary.workflow_events,
        canary.autosaves,
    ]
    files = [canary.lead_images, canary.attachments]
    for parts in [canary.quotes, canary.contact_lines, canary.signatories, *files, *related]:
        parts.update(release=public)
    canary.delete()
    later = timezone.now() + timedelta(days=1)
    public = Release.objects.get(pk=public.pk)
    return issued_by(lambda each: workflow.correct(each, by=a_publisher(), note="zqxnote", at=later), public)


NEVER_PUBLIC = [a_canary, a_canary_in_review, a_cleared_canary, an_embargoed_canary, a_stopped_canary]
HIDDEN = [*NEVER_PUBLIC, a_withdrawn_canary, an_embargoed_correction]
