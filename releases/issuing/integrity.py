"""Whether all that was issued is still as it was: documents, columns, signatures, chains, indexes, files.

The text of the search is compared as well: where a new version of the newsroom reads it out of a document in another
way, this says so of every edition at once.
"""

import hashlib
from collections import defaultdict
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter

from django.core.exceptions import SuspiciousOperation
from django.db.models import Exists, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.media import storage
from members.models import CoalitionMember, MemberName, folded
from releases.document import schema, signing
from releases.issuing.compose import search_text
from releases.models import Edition, EditionQuote, Release, WorkflowEvent, search

ISSUING = [
    WorkflowEvent.Verb.ISSUE,
    WorkflowEvent.Verb.CORRECT,
    WorkflowEvent.Verb.MINOR_CORRECTION,
    WorkflowEvent.Verb.WITHDRAW,
]
NOT_SIGNED = gettext_lazy("it is not signed: run manage.py sign_editions")
FORGED = gettext_lazy("it is not signed, though there was a key when it was issued: nobody is to sign it")
A_CHUNK = 200  # editions in memory at once


class IntegrityCheck:
    """One pass over everything. `editions`, `files`: what was looked at so far, of which `tell(count)` is told."""

    def __init__(self, tell=lambda _editions: None):
        self.editions, self.files, self.tell = 0, {}, tell
        self.members = _named()

    def faults(self):
        """(edition, what is wrong with it) as they are found; None where the edition is gone."""
        for act in WorkflowEvent.objects.filter(
            ~Exists(Edition.objects.filter(pk=OuterRef("edition"))), verb__in=ISSUING
        ):
            gone = _("An edition of release %(release)s that was issued on %(day)s is gone.")
            yield None, gone % {"release": act.release_id, "day": f"{act.at:%Y-%m-%d}"}
        for _release, editions in groupby(_every_edition().iterator(chunk_size=A_CHUNK), attrgetter("release_id")):
            editions = list(editions)
            self.editions += len(editions)
            self.tell(self.editions)
            yield from self._of_a_release(editions)

    def _of_a_release(self, editions):
        documents = {}
        for edition in editions:
            yield from ((edition, fault) for fault in seal_faults(edition))
            try:
                document = schema.load(edition.document)
                found = [*_columns(edition, document), *_indexes(edition, document), *_traces(edition, document)]
                found += [*self._members(edition, document), *self._files(document)]
            except (ValueError, TypeError, KeyError, AttributeError, SuspiciousOperation):
                found = [_("its document cannot be read")]
            else:
                documents[edition] = document
            yield from ((edition, fault) for fault in found)
        yield from chain_faults(editions, documents)

    def _members(self, edition, document):
        """Who stands at a place of its list. A name that nobody has any more, or that was taken out, says not who."""
        rows = edition.member_index.all()
        if {row.position for row in rows} != set(range(len(document.members))):
            yield _("the index of its members is not the document's")
            return
        named = [] if document.redacted_at else rows
        known = [(row.member_id, self.members.get(folded(document.members[row.position]))) for row in named]
        signed = document.members_are == Release.MembersAre.SIGNED
        if any(row.signed != signed for row in rows) or any(they and member not in they for member, they in known):
            yield _("the index of its members is not the document's")

    def _files(self, document):
        for file in document.files():
            if (asked := (file.name, file.size, file.digest)) not in self.files:
                self.files[asked] = _of_a_file(file)
            if self.files[asked]:
                yield self.files[asked]


def seal_faults(edition):
    """What is wrong with its digest, its signature, and those that a redaction left."""
    if edition.digest != Edition.digest_of(edition.document):
        yield _("its text is not the one that was issued: the digest does not fit")
    if not edition.signature and not edition.key:
        yield NOT_SIGNED if _may_wait_for_a_key(edition) else FORGED
    elif fault := _of_a_signature(edition):
        yield fault
    elif signing.replaced_on(edition.key, default=date.max) < edition.issued_at.date():
        yield _("it is signed with a key that was replaced before it was issued")
    for destroyed in edition.destroyed.all():
        if (destroyed.signature or destroyed.key) and _of_a_signature(destroyed):
            yield _("the signature that was kept at a redaction does not fit")


def _may_wait_for_a_key(edition):
    """Whether it is older than our first key, or was signed before a redaction that had none at hand."""
    keys, destroyed = signing.public_keys().values(), list(edition.destroyed.all())
    first = min((key.since for key in keys), default=None)
    return not first or edition.issued_at.date() <= first or bool(destroyed and destroyed[0].is_ours)


def chain_faults(editions, documents):
    """(edition, fault) where one does not follow on the one before. `editions` of one release by their numbers;
    `documents`: of each that can be read."""
    standing = [each for each in editions if each.public_until is None or each.public_until > each.public_from]
    digests = {0: {""}}
    for each in standing:
        digests[each.number] = {each.digest, *(destroyed.digest for destroyed in each.destroyed.all())}
    for each in editions:
        if each in documents and documents[each].previous not in digests.get(each.number - 1, ()):
            yield each, _("it does not follow on the edition before")
    for before, after in pairwise(standing):
        if before.public_until != after.public_from:
            yield before, _("it does not end where the next begins")
    if standing and standing[-1].public_until is not None:
        yield standing[-1], _("it has an end, and nothing that follows")


def _named():
    """name, `folded()` → the ids of the members that go or went by it."""
    named = defaultdict(set)
    names = CoalitionMember.objects.values_list("pk", "name", "as_printed")
    for member, *every in [*names, *MemberName.objects.values_list("member", "name")]:
        for name in every:
            named[folded(name)].add(member)
    return named


def _every_edition():
    acts = WorkflowEvent.objects.filter(edition=OuterRef("pk"), release=OuterRef("release"), verb__in=ISSUING)
    release = Release.objects.filter(pk=OuterRef("release"))
    stops = WorkflowEvent.objects.filter(edition=OuterRef("pk"), verb=WorkflowEvent.Verb.STOP)
    withdrawals = WorkflowEvent.objects.filter(release=OuterRef("release"), verb=WorkflowEvent.Verb.WITHDRAW)
    overtakes = withdrawals.filter(at__gte=OuterRef("issued_at"), at__lt=OuterRef("public_from"))
    return (
        Edition.objects.order_by("release", "number", "pk")
        .annotate(told_at=Subquery(acts.values("at")[:1]), told_by=Subquery(acts.values("by")[:1]))
        .annotate(its_slug=Subquery(release.values("slug")), its_language=Subquery(release.values("language")))
        .annotate(was_stopped=Exists(stops), was_overtaken=Exists(overtakes))
        .prefetch_related("destroyed__redaction", "member_index", "contact_index", "quote_index", "file_index")
    )


def _columns(edition, document):
    for field in edition.unlike(document):
        yield _("its %(column)s is not what the document says") % {"column": field.verbose_name}
    if edition.search_text != search_text(document):
        yield _("the text that a search looks through is not the document's")
    if (edition.language, edition.slug) != (edition.its_language, edition.its_slug):
        yield _("it stands at another address than its release")
    if edition.is_archived != document.archived:
        yield _("it began before it was issued, or did not, against what the document says")
    if (edition.told_at, edition.told_by) != (edition.issued_at, edition.issued_by_id):
        yield _("no act tells that it was issued then and by them")


def _indexes(edition, document):
    most = EditionQuote._meta.get_field("speaker").max_length
    text = edition.is_text
    speakers = {n: quote.speaker for n, quote in enumerate(document.quotes) if quote.speaker and text}
    quotes = {n: (speaker[:most], folded(speaker)[:most]) for n, speaker in speakers.items()}
    there = {row.position: (row.speaker, row.folded) for row in edition.quote_index.all()}
    if there != quotes:
        yield _("the index of who speaks in it is not the document's")
    if {row.name for row in edition.file_index.all()} != {file.name for file in document.files() if text}:
        yield _("the index of its files is not the document's")
    if not {row.position for row in edition.contact_index.all()} <= set(range(len(document.contacts))):
        yield _("the index of its contacts is not the document's")
    words = search_text(document)
    if text and not any(search.holds(edition.pk, titles, words) for titles in (document, edition)):
        yield _("a search does not find it by its words: run manage.py index_search")


def _traces(edition, document):
    """What was done to it since, and left a trace."""
    is_stopped = edition.public_until == edition.public_from
    if is_stopped and not (edition.was_stopped or edition.was_overtaken):
        yield _("no act tells that it was stopped")
    if edition.was_stopped and not is_stopped:
        yield _("it was stopped, and is not any more")
    destroyed = list(edition.destroyed.all())
    if document.redacted_at != (destroyed[-1].redaction.at if destroyed else None):
        yield _("its document and what is kept of redactions do not say the same")


def _of_a_signature(sealed):
    if sealed.key not in signing.public_keys():
        return _("it is signed with a key that is not known here: %(key)s") % {"key": sealed.key}
    if not sealed.is_ours:
        return _("its signature does not fit")
    return ""


def _of_a_file(file):
    try:
        data = storage.read(file.name)
    except OSError:
        return _("a file is missing: %(name)s") % {"name": file.name}
    if (len(data), hashlib.sha256(data).hexdigest()) != (file.size, file.digest):
        return _("a file was changed: %(name)s") % {"name": file.name}
    return ""


def describe_fault(edition, fault) -> str:
    return f"{edition.language}/{edition.slug}, {_('edition')} {edition.number}: {fault}" if edition else str(fault)
