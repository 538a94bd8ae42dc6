"""Check that everything issued is unchanged: documents, columns, signatures, chains, indexes and files.

The search text is compared too. If a new version of the code computes it differently, every edition has a fault.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter

from django.core.exceptions import SuspiciousOperation
from django.db.models import Exists, OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.media import storage
from icnk.core.text import normalize_name
from members.models import CoalitionMember, MemberName
from releases.document import schema, signing
from releases.issuing.compose import search_text
from releases.models import Edition, EditionQuote, Release, WorkflowEvent, search

ISSUING_VERBS = [
    WorkflowEvent.Verb.ISSUE,
    WorkflowEvent.Verb.CORRECT,
    WorkflowEvent.Verb.MINOR_CORRECTION,
    WorkflowEvent.Verb.WITHDRAW,
]
NOT_SIGNED = gettext_lazy("it is not signed: run manage.py sign_editions")
FORGED = gettext_lazy("it is not signed, though there was a key when it was issued: nobody is to sign it")
CHUNK_SIZE = 200  # editions in memory at once
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, SuspiciousOperation)


class IntegrityCheck:
    """One pass over all editions. `editions`: the number checked so far, passed to `on_progress`."""

    def __init__(self, on_progress: Callable[[int], None] = lambda _editions: None):
        self.editions, self.on_progress = 0, on_progress
        self.files: dict[tuple[str, int, str], str] = {}  # (name, size, digest) → its fault, or ""
        self.members = _members_by_name()

    def faults(self) -> Iterator[tuple[Edition | None, str | Promise]]:
        """(edition, fault) as they are found; the edition is None if it is missing."""
        is_missing = ~Exists(Edition.objects.filter(pk=OuterRef("edition")))
        for event in WorkflowEvent.objects.filter(is_missing, verb__in=ISSUING_VERBS):
            words = _("An edition of release %(release)s that was issued on %(day)s is gone.")
            yield None, words % {"release": event.release_id, "day": f"{event.at:%Y-%m-%d}"}
        for _release, group in groupby(_all_editions().iterator(chunk_size=CHUNK_SIZE), attrgetter("release_id")):
            editions = list(group)
            self.editions += len(editions)
            self.on_progress(self.editions)
            yield from self._release_faults(editions)

    def _release_faults(self, editions):
        documents = {}
        for edition in editions:
            yield from ((edition, fault) for fault in signature_faults(edition))
            try:
                document = schema.load(edition.document)
                checks = (_column_faults, _index_faults, _event_faults, self._member_faults, self._file_faults)
                faults = [fault for check in checks for fault in check(edition, document)]
            except UNREADABLE:
                faults = [_("its document cannot be read")]
            else:
                documents[edition] = document
            yield from ((edition, fault) for fault in faults)
        yield from chain_faults(editions, documents)

    def _member_faults(self, edition, document):
        """Compare the member index by name. A name that no member has, or that was redacted, is not compared."""
        rows = edition.member_index.all()
        named = [] if document.redacted_at else rows
        is_signed = document.members_are == Release.MembersAre.SIGNED
        printed = dict(enumerate(map(normalize_name, document.members)))
        if (
            {row.position for row in rows} != printed.keys()
            or any(row.signed != is_signed for row in rows)
            or any(row.member_id not in self.members.get(printed[row.position], {row.member_id}) for row in named)
        ):
            yield _("the index of its members is not the document's")

    def _file_faults(self, _edition, document):
        for file in document.files():
            key = (file.name, file.size, file.digest)
            if key not in self.files:
                self.files[key] = _file_fault(file)
            if self.files[key]:
                yield self.files[key]


def signature_faults(edition: Edition) -> Iterator[str | Promise]:
    """Faults of the digest, the signature, and the signatures kept at redactions."""
    if edition.digest != Edition.digest_of(edition.document):
        yield _("its text is not the one that was issued: the digest does not fit")
    if not edition.signature and not edition.key:
        yield NOT_SIGNED if _may_be_unsigned(edition) else FORGED
    elif fault := _signature_fault(edition):
        yield fault
    elif signing.get_replacement_date(edition.key, default=date.max) < edition.issued_at.date():
        yield _("it is signed with a key that was replaced before it was issued")
    for destroyed in edition.destroyed.all():
        if (destroyed.signature or destroyed.key) and _signature_fault(destroyed):
            yield _("the signature that was kept at a redaction does not fit")


def _may_be_unsigned(edition):
    """Whether it is older than the first key, or was signed before a redaction that was made without a key."""
    keys, destroyed = signing.public_keys().values(), list(edition.destroyed.all())
    first = min((key.since for key in keys), default=None)
    return not first or edition.issued_at.date() <= first or bool(destroyed and destroyed[0].has_valid_signature)


def chain_faults(editions: list[Edition], documents: dict[Edition, schema.Document]) -> Iterator[tuple[Edition, str]]:
    """Faults of the links between the editions of one release, in order. `documents`: those that can be read."""
    not_stopped = [each for each in editions if each.public_until is None or each.public_until > each.public_from]
    digests = {0: {""}}
    for edition in not_stopped:
        digests[edition.number] = {edition.digest, *(destroyed.digest for destroyed in edition.destroyed.all())}
    for edition in editions:
        if edition in documents and documents[edition].previous not in digests.get(edition.number - 1, ()):
            yield edition, _("it does not follow on the edition before")
    for before, after in pairwise(not_stopped):
        if before.public_until != after.public_from:
            yield before, _("it does not end where the next begins")
    if not_stopped and not_stopped[-1].public_until is not None:
        yield not_stopped[-1], _("it has an end, and nothing that follows")


def _members_by_name():
    """Folded name → the ids of the members that have or had it."""
    members: dict[str, set[int]] = defaultdict(set)
    present = CoalitionMember.objects.order_by()
    names = present.values_list("pk", "name").union(
        present.values_list("pk", "as_printed"), MemberName.objects.order_by().values_list("member", "name")
    )
    for member, name in names:
        members[normalize_name(name)].add(member)
    return members


def _all_editions():
    issued = WorkflowEvent.objects.filter(edition=OuterRef("pk"), release=OuterRef("release"), verb__in=ISSUING_VERBS)
    release = Release.objects.filter(pk=OuterRef("release"))
    stops = WorkflowEvent.objects.filter(edition=OuterRef("pk"), verb=WorkflowEvent.Verb.STOP)
    withdrawals = WorkflowEvent.objects.filter(release=OuterRef("release"), verb=WorkflowEvent.Verb.WITHDRAW)
    overtakes = withdrawals.filter(at__gte=OuterRef("issued_at"), at__lt=OuterRef("public_from"))
    return (
        Edition.objects.order_by("release", "number", "pk")
        .annotate(event_at=Subquery(issued.values("at")[:1]), event_by=Subquery(issued.values("by")[:1]))
        .annotate(release_slug=Subquery(release.values("slug")), release_language=Subquery(release.values("language")))
        .annotate(has_stop_event=Exists(stops), has_later_withdrawal=Exists(overtakes))
        .prefetch_related("destroyed__redaction", "member_index", "contact_index", "quote_index", "file_index")
    )


def _column_faults(edition, document):
    for field in edition.mismatched_fields(document):
        yield _("its %(column)s is not what the document says") % {"column": field.verbose_name}
    if edition.search_text != search_text(document):
        yield _("the text that a search looks through is not the document's")
    if (edition.language, edition.slug) != (edition.release_language, edition.release_slug):
        yield _("it stands at another address than its release")
    if edition.is_from_former_site != document.archived:
        yield _("it began before it was issued, or did not, against what the document says")
    if (edition.event_at, edition.event_by) != (edition.issued_at, edition.issued_by_id):
        yield _("no act tells that it was issued then and by them")


def _index_faults(edition, document):
    max_length = EditionQuote._meta.get_field("speaker").max_length
    has_text = edition.has_text
    speakers = {n: quote.speaker for n, quote in enumerate(document.quotes) if quote.speaker and has_text}
    expected = {n: (speaker[:max_length], normalize_name(speaker)[:max_length]) for n, speaker in speakers.items()}
    if {row.position: (row.speaker, row.folded) for row in edition.quote_index.all()} != expected:
        yield _("the index of who speaks in it is not the document's")
    if {row.name for row in edition.file_index.all()} != {file.name for file in document.files() if has_text}:
        yield _("the index of its files is not the document's")
    if not {row.position for row in edition.contact_index.all()} <= set(range(len(document.contacts))):
        yield _("the index of its contacts is not the document's")
    words = search_text(document)
    if has_text and not any(search.is_indexed(edition.pk, titles, words) for titles in (document, edition)):
        yield _("a search does not find it by its words: run manage.py index_search")


def _event_faults(edition, document):
    """Compare the edition with the stops and redactions on record."""
    is_stopped = edition.public_until == edition.public_from
    if is_stopped and not (edition.has_stop_event or edition.has_later_withdrawal):
        yield _("no act tells that it was stopped")
    if edition.has_stop_event and not is_stopped:
        yield _("it was stopped, and is not any more")
    destroyed = list(edition.destroyed.all())
    if document.redacted_at != (destroyed[-1].redaction.at if destroyed else None):
        yield _("its document and what is kept of redactions do not say the same")


def _signature_fault(signed):
    if signed.key not in signing.public_keys():
        return _("it is signed with a key that is not known here: %(key)s") % {"key": signed.key}
    if not signed.has_valid_signature:
        return _("its signature does not fit")
    return ""


def _file_fault(file):
    try:
        data = storage.read(file.name)
    except OSError:
        return _("a file is missing: %(name)s") % {"name": file.name}
    if (len(data), hashlib.sha256(data).hexdigest()) != (file.size, file.digest):
        return _("a file was changed: %(name)s") % {"name": file.name}
    return ""


def describe_fault(edition: Edition | None, fault: str | Promise) -> str:
    """One line that names the edition and its fault."""
    return f"{edition.language}/{edition.slug}, {_('edition')} {edition.number}: {fault}" if edition else str(fault)
