"""Records in named states. All names are invented."""

import io
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from PIL import Image as PillowImage
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from icnk.accounts.roles import ADMINISTRATOR, PUBLISHER, WRITER, create_groups
from icnk.core.media import images, pdf, storage
from members.models import CoalitionMember
from releases.document import schema
from releases.issuing import workflow
from releases.issuing.compose import compose
from releases.issuing.edition_chain import sign_document
from releases.models import (
    Attachment,
    Autosave,
    ContactChannel,
    ContactLine,
    Edition,
    EmbargoPass,
    LeadImage,
    OutsideReview,
    PressContact,
    Quote,
    Release,
    Signatory,
    token_digest,
)

number = count(1)
LONG_AGO = datetime(2016, 1, 1, tzinfo=timezone.get_fixed_timezone(0))


def an_editor(**fields):
    fields = {"username": f"editor{next(number)}", "is_staff": True, "is_superuser": True} | fields
    return get_user_model().objects.create(**fields)


def a_person(role, **fields):
    """A person with the rights of one role."""
    if not Group.objects.filter(name=role).exists():  # a test that commits empties all tables
        create_groups(Group, Permission)
    person = an_editor(**{"username": f"{role}{next(number)}", "is_superuser": False} | fields)
    person.groups.add(Group.objects.get(name=role))
    return person


def a_writer(**fields):
    return a_person(WRITER, **fields)


def a_publisher(**fields):
    return a_person(PUBLISHER, **fields)


def an_administrator(**fields):
    return a_person(ADMINISTRATOR, **fields)


def a_member(**fields):
    return CoalitionMember.objects.create(**{"name": f"Sample Watch {next(number)}", "listed_since": LONG_AGO} | fields)


def a_contact(**fields):
    n = next(number)
    fields = {"name": f"Ada Sample {n}", "title": "Press Officer", "city": "Seoul", "listed_since": LONG_AGO} | fields
    contact = PressContact.objects.create(**fields)
    ContactChannel.objects.create(contact=contact, as_printed="tel: +1-202-555-0101")
    ContactChannel.objects.create(contact=contact, position=1, as_printed=f"email: ada{n}@example.org")
    return contact


def a_draft(*, members=(), contacts=(), quotes=(), **fields):
    n = next(number)
    fields = {
        "released_on": date(2026, 3, 2),
        "kicker": "Sample: About the Newsroom",
        "headline": f"Sample Release {n}",
        "places": "Seoul",
        "dated": date(2026, 3, 1),
        "body": "<p>The newsroom opened today.</p>\n<p>“It is a quiet room,” said Ada Sample.</p>",
        "boilerplate": "The sample coalition is a joint effort of sample groups.",
        "members_heading": "Members:",
    } | fields
    release = Release.objects.create(**fields)
    for position, member in enumerate(members):
        Signatory.objects.create(release=release, member=member, position=position, as_printed=member.as_printed)
    for position, contact in enumerate(contacts):
        ContactLine.objects.create(
            release=release,
            contact=contact,
            position=position,
            city=contact.city,
            name=contact.name,
            title=contact.title,
            organisation=contact.organisation,
            channels="\n".join(channel.as_printed for channel in contact.channels.all()),
        )
    for position, text in enumerate(quotes):
        Quote.objects.create(release=release, position=position, text=text, speaker="Ada Sample")
    return release


def a_picture(width=64, height=48, *, form="JPEG", mode="RGB", **saved) -> bytes:
    """The bytes of an uploaded picture. Pillow gets `saved` as options."""
    out = io.BytesIO()
    PillowImage.linear_gradient("L").resize((width, height)).convert(mode).save(out, form, **saved)
    return out.getvalue()


def a_pdf(words="Sample words.") -> bytes:
    """The bytes of a PDF with one page. `words` is ASCII."""
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    font = DictionaryObject({NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1")})
    font[NameObject("/BaseFont")] = NameObject("/Helvetica")
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): DictionaryObject({NameObject("/F"): font})})
    stream = DecodedStreamObject()
    stream.set_data(f"BT /F 12 Tf 20 100 Td ({words}) Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def an_image(release, *, data=None, **fields) -> LeadImage:
    words = {"alt": "A sample street.", "caption": "Sample Street in spring.", "credit": "Photo: Ada Sample"}
    stored = storage.store(images.make_renditions(data or a_picture()))
    return LeadImage.objects.create(release=release, renditions=stored, **words | fields)


def an_attachment(release, *, data=None, title="The sample report", **fields) -> Attachment:
    cleaned = pdf.clean(data or a_pdf())
    (stored,) = storage.store([(storage.describe_file(cleaned, "pdf"), cleaned)])
    return Attachment.objects.create(release=release, title=title, **stored | fields)


def a_public_edition(release=None, **fields) -> Edition:
    return workflow.issue(release or a_draft(**fields), by=a_publisher())


def an_embargoed_edition(release=None, **fields) -> Edition:
    return workflow.issue(release or a_draft(**fields), by=a_publisher(), at=timezone.now() + timedelta(days=1))


def a_stopped_edition(release=None, **fields) -> Edition:
    return workflow.stop(an_embargoed_edition(release, **fields).release, by=a_publisher())


def a_superseded_edition(release=None, **fields) -> Edition:
    edition = a_public_edition(release, **fields)
    workflow.correct(edition.release, by=a_publisher(), note="A sample slip.")
    edition.refresh_from_db()
    return edition


def a_withdrawn_edition(release=None, **fields) -> Edition:
    """The edition that was withdrawn, not the withdrawal."""
    edition = a_public_edition(release, **fields)
    workflow.withdraw(edition.release, by=a_publisher(), reason="It was a sample.")
    edition.refresh_from_db()
    return edition


def a_withdrawal(release=None, **fields) -> Edition:
    return a_withdrawn_edition(release, **fields).release.editions.get(kind=Edition.Kind.WITHDRAWAL)


def copy_edition(edition, release, at=None) -> Edition:
    """A signed, unsaved edition of `release` with the words of `edition`, issued at `at` or at the same instant."""
    place = {"slug": release.slug, "released_on": release.released_on, "public_from": at or edition.public_from}
    document = replace(schema.load(edition.document), **place)
    text = schema.dump(document)
    columns = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    columns |= place | {"id": None, "release_id": release.pk, "issued_at": at or edition.issued_at}
    signed = sign_document(text, release=release.pk, number=document.number, by=None)
    return Edition(**columns | {"document": text} | signed)


def an_archived_edition(release=None, **fields) -> Edition:
    return workflow.issue_from_archive(release or a_draft(**fields))


def _a_link(model, release, fields):
    now = timezone.now()
    fields = {
        "name": "Ada Sample",
        "made_by": an_editor(),
        "made_at": now,
        "expires_at": now + timedelta(days=2),
    } | fields
    token = fields.pop("token", None) or model.new_token()
    link = model(release=release, **fields)
    link.token = token
    link.token_digest = token_digest(link.token)
    link.save()
    return link


def a_pass(release, **fields) -> EmbargoPass:
    """An open pass. Its `token` is an attribute of this object only."""
    return _a_link(EmbargoPass, release, {"outlet": "Sample Times"} | fields)


def a_review(release, **fields) -> OutsideReview:
    """An open review of the draft, about all its quotes. Its `token` is an attribute of this object only."""
    positions = list(range(release.quotes.count()))
    return _a_link(
        OutsideReview, release, {"document": schema.dump(compose(release)), "quote_positions": positions} | fields
    )


def an_autosave(release, person, form, *, version=None, **fields) -> Autosave:
    """Unsaved text of a person. `form` maps field names to values, as a browser sends them."""
    now = timezone.now()
    fields = {"opened_at": now, "seen_at": now, "typed_at": now} | fields
    version = release.version if version is None else version
    return Autosave.objects.create(
        release=release, person=person, version=version, form=urlencode(form, doseq=True), **fields
    )
