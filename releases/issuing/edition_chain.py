"""The chain of editions of a release: appending, signing, indexing and stopping. Called by `workflow` only."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from icnk.core import audit_log
from icnk.core.text import normalize_name
from releases.document import schema, signing
from releases.models import Edition, EditionContact, EditionFile, EditionMember, EditionQuote, Release, search
from releases.models.edition_queryset import COPIED_FIELDS, IDENTITY_FIELDS

from .compose import search_text


def start_after(last: Edition | None, instant: datetime) -> datetime:
    """`instant`, or just after the start of `last` if that is later. An empty interval would mean it was stopped."""
    return max(instant, last.public_from + timedelta(microseconds=1)) if last else instant


def append_edition(
    last: Edition | None, document: schema.Document, *, release: Release, by: User | None, now: datetime
) -> Edition:
    """Close the last edition and create the next, signed. Raises `SigningKeyError`."""
    if last:
        last.public_until = document.public_from
        last.save(update_fields=["public_until"])
    document = replace(document, previous=last.digest if last else "", salt=secrets.token_hex(32))
    text = schema.dump(document)
    edition = Edition.objects.create(
        **{name: getattr(document, name) for name in (*IDENTITY_FIELDS, *COPIED_FIELDS)},
        release=release,
        issued_at=now,
        issued_by=by,
        search_text=search_text(document),
        document=text,
        **sign_document(text, release=release.pk, number=document.number, by=by),
    )
    if document.kind != Edition.Kind.WITHDRAWAL:
        _index(edition, release)
    return edition


def sign_document(text: str, *, release: int, number: int, by: User | None) -> dict[str, str]:
    """The digest of the document, its signature and the id of the key, as columns. Raises `SigningKeyError`."""
    digest = Edition.digest_of(text)
    signature, key = signing.sign(digest)
    audit_log.record("signature.made", by=by, release=release, edition=number, digest=digest, key=key)
    return {"digest": digest, "signature": signature, "key": key}


def _index(edition, release):
    """Index the members, contacts, speakers, files and words of the document."""
    document = edition.content
    signed = document.members_are == Release.MembersAre.SIGNED
    EditionMember.objects.bulk_create(
        EditionMember(edition=edition, member_id=member, position=position, signed=signed)
        for position, member in enumerate(release.signatories.values_list("member", flat=True))
    )
    EditionContact.objects.bulk_create(
        EditionContact(edition=edition, contact_id=contact, position=position)
        for position, contact in enumerate(release.contact_lines.values_list("contact", flat=True))
        if contact
    )
    index_document(edition, document, list(release.quotes.values_list("member", flat=True)))


def index_document(edition: Edition, document: schema.Document, members: list[int | None]) -> None:
    """Index speakers, files and words. `members`: for each quote the id of its member, or None."""
    max_length = EditionQuote._meta.get_field("speaker").max_length  # folding or redaction may lengthen a name
    EditionQuote.objects.bulk_create(
        EditionQuote(
            edition=edition,
            position=position,
            speaker=quote.speaker[:max_length],
            folded=normalize_name(quote.speaker)[:max_length],
            member_id=member,
        )
        for position, (quote, member) in enumerate(zip(document.quotes, members, strict=True))
        if quote.speaker
    )
    EditionFile.objects.bulk_create(EditionFile(edition=edition, name=file.name) for file in document.files())
    search.index_edition(edition.pk, document, search_text(document))


def reindex_document(edition: Edition, document: schema.Document) -> None:
    """Index a redacted document again. The member of each quote is kept."""
    members = dict(edition.quote_index.values_list("position", "member"))
    edition.quote_index.all().delete()
    edition.file_index.all().delete()
    index_document(edition, document, [members.get(position) for position in range(len(document.quotes))])


def stop_edition(waiting: Edition) -> Edition | None:
    """Empty the interval of an edition that is not public yet. Returns the one before, open again, or None."""
    earlier = Edition.objects.not_stopped().filter(release=waiting.release_id)
    before = earlier.filter(public_until=waiting.public_from).first()
    waiting.public_until = waiting.public_from
    waiting.save(update_fields=["public_until"])
    if before:
        before.public_until = None
        before.save(update_fields=["public_until"])
    return before
