"""The editions of a release as a chain: one is closed as the next is appended. The verbs alone call this."""

import secrets
from dataclasses import replace
from datetime import timedelta

from icnk.core import audit_log
from members.models import folded
from releases.document import schema, signing
from releases.models import Edition, EditionContact, EditionFile, EditionMember, EditionQuote, Release, search

from .compose import search_text


def after(last, instant):
    """`instant`, or just after `last` began: else that edition would look as if it had been stopped."""
    return max(instant, last.public_from + timedelta(microseconds=1)) if last else instant


def succeed(last, document, *, release, by, now):
    """Close one edition and append the next, signed: the only place where an edition is made. Raises `NoKey`."""
    if last:
        last.public_until = document.public_from
        last.save(update_fields=["public_until"])
    document = replace(document, previous=last.digest if last else "", salt=secrets.token_hex(32))
    text = schema.dump(document)
    edition = Edition.objects.create(
        release=release,
        language=document.language,
        slug=document.slug,
        number=document.number,
        kind=document.kind,
        list_title=document.list_title,
        kicker=document.kicker,
        headline=document.headline,
        released_on=document.released_on,
        public_from=document.public_from,
        issued_at=now,
        issued_by=by,
        note=document.note,
        search_text=search_text(document),
        document=text,
        **sign_document(text, release=release.pk, number=document.number, by=by),
    )
    if document.kind != Edition.Kind.WITHDRAWAL:
        _index(edition, release)
    return edition


def sign_document(text, *, release, number, by) -> dict:
    """The columns that bind an edition to its document: digest, signature and key. Raises `NoKey`."""
    digest = Edition.digest_of(text)
    signature, key = signing.sign(digest)
    audit_log.record("signature.made", by=by, release=release, edition=number, digest=digest, key=key)
    return {"digest": digest, "signature": signature, "key": key}


def _index(edition, release):
    """Which members and contacts stand at which place of the document, who speaks in it, and its files."""
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
    index_words(edition, document, list(release.quotes.values_list("member", flat=True)))


def index_words(edition, document, members):
    """Its words, who speaks, its files. `members`: of each quote the id of the member behind it, or None."""
    most = EditionQuote._meta.get_field("speaker").max_length  # folded letters, or a name withheld, may be longer
    EditionQuote.objects.bulk_create(
        EditionQuote(
            edition=edition,
            position=position,
            speaker=quote.speaker[:most],
            folded=folded(quote.speaker)[:most],
            member_id=member,
        )
        for position, (quote, member) in enumerate(zip(document.quotes, members, strict=True))
        if quote.speaker
    )
    EditionFile.objects.bulk_create(EditionFile(edition=edition, name=file.name) for file in document.files())
    search.put(edition.pk, document, search_text(document))


def reindex_document(edition, document):
    """Exchange what a redaction changed; which member stands behind a quote stays."""
    members = dict(edition.quote_index.values_list("position", "member"))
    edition.quote_index.all().delete()
    edition.file_index.all().delete()
    index_words(edition, document, [members.get(position) for position in range(len(document.quotes))])


def stop(waiting):
    """Empty the interval of an edition that has not begun, and let the one before go on. Returns that one, or None."""
    before = waiting.release.editions.not_stopped().filter(public_until=waiting.public_from).first()
    waiting.public_until = waiting.public_from
    waiting.save(update_fields=["public_until"])
    if before:
        before.public_until = None
        before.save(update_fields=["public_until"])
    return before
