"""The ledger lists each edition that has started, and each redaction of one, in the order of publication here.

A line reveals only the digest of a text, and no line ever changes: a redaction adds one. The head is a hash over all
lines, so a reader who kept an earlier head notices when a line before it was removed or inserted. Embargoed and stopped
editions, and the end of an edition, do not show.

Lines appear after `PUBLICATION_DELAY`, because a workflow step reads the clock before it writes, and two at once must
not change places. Only a redaction that takes longer may come in before an existing line.
"""

import hashlib
import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from releases.models.edition import Edition, SignedDocument
from releases.models.redaction import DestroyedDocument

PUBLICATION_DELAY = timedelta(minutes=1)
INITIAL_HEAD = "0" * 64
COLUMNS = ("release_id", "language", "slug", "number", "kind", "list_title", "digest", "signature", "key")


@dataclass(frozen=True)
class LedgerLine:
    at: datetime
    edition: Edition
    signed: SignedDocument  # public from `at`
    replaces: str = ""  # the digest of the document that a redaction destroyed at that time

    @property
    def entry(self) -> str:
        """The text that is hashed: instant, event, language, edition number, digest and replaced digest."""
        instant = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        event = "redaction" if self.replaces else self.edition.kind
        parts = [instant, event, self.edition.language, self.edition.number, self.signed.digest, self.replaces or "-"]
        return " ".join(map(str, parts))

    @property
    def sort_key(self) -> tuple[datetime, int]:
        return self.at, self.edition.pk


def get_lines(now: datetime, *, before: datetime | None = None, newest_first: bool = False) -> Iterator[LedgerLine]:
    """Return the lines visible at `now`, or only those `before` an instant. Runs at most three queries."""
    until = now - PUBLICATION_DELAY
    destroyed = defaultdict(list)  # id of the edition → its destroyed documents, the oldest first
    columns = ("edition", "digest", "signature", "key", "redaction__at")  # no private columns
    for each in DestroyedDocument.objects.select_related("redaction").only(*columns).order_by("pk"):
        destroyed[each.edition_id].append(each)
    editions = Edition.objects.for_ledger(until).only(*COLUMNS)
    redacted = editions.filter(pk__in=DestroyedDocument.objects.values("edition")) if destroyed else []
    redactions = [line for edition in redacted for line in _edition_lines(edition, destroyed[edition.pk])[1:]]
    redactions = [line for line in redactions if line.at <= until and (not before or line.at < before)]
    if before:
        editions = editions.filter(entered__lt=before)
    sign = "-" if newest_first else ""
    entered = editions.order_by(f"{sign}entered", f"{sign}pk").iterator(chunk_size=200)
    first = (_edition_lines(edition, destroyed.get(edition.pk, ()))[0] for edition in entered)
    redactions.sort(key=lambda line: line.sort_key, reverse=newest_first)
    return heapq.merge(first, redactions, key=lambda line: line.sort_key, reverse=newest_first)


def with_heads(lines: Iterable[LedgerLine]) -> Iterator[tuple[LedgerLine, str]]:
    """Yield each line with the head after it. `lines` must begin with the oldest."""
    head = INITIAL_HEAD
    for line in lines:
        head = hashlib.sha256(f"{head}\n{line.entry}\n".encode()).hexdigest()
        yield line, head


def _edition_lines(edition, destroyed):
    """Return the line of the edition and one for each redaction since. Earlier redactions were never public."""
    since = [each for each in destroyed if each.redaction.at > edition.entered]
    versions = [*since, edition]
    redactions = [
        LedgerLine(each.redaction.at, edition, signed, replaces=each.digest)
        for each, signed in zip(since, versions[1:], strict=True)
    ]
    return [LedgerLine(edition.entered, edition, versions[0]), *redactions]
