"""The ledger: each edition that has begun, and each redaction of one, in the order in which they became public here.

A line tells of a text nothing but its digest, and no line ever changes: a redaction adds one. Over all of them runs a
head; whoever kept the head of yesterday sees today if anything before it was taken away or put in. What waits, what
was stopped, and when something ends does not show.

A line appears a minute after what it tells of: a verb reads the clock and writes afterwards, and two at once must not
change places. Only a redaction that takes longer may come in before a line that is there.
"""

import hashlib
import heapq
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from releases.models.edition import Edition
from releases.models.redaction import DestroyedDocument
from releases.models.signed import SignedDocument

LAG = timedelta(minutes=1)
START = "0" * 64  # the head before the first line
COLUMNS = ("release_id", "language", "slug", "number", "kind", "list_title", "digest", "signature", "key")


@dataclass(frozen=True)
class Line:
    """`sealed`: what was public from `at`; `replaces`: the digest of what a redaction destroyed then."""

    at: datetime
    edition: Edition
    sealed: SignedDocument
    replaces: str = ""

    @property
    def entry(self) -> str:
        """What the head runs over: instant, what happened, language, number of the edition, digest, digest replaced."""
        instant = self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        what = "redaction" if self.replaces else self.edition.kind
        parts = [instant, what, self.edition.language, self.edition.number, self.sealed.digest, self.replaces or "-"]
        return " ".join(map(str, parts))

    @property
    def place(self):
        return self.at, self.edition.pk


def lines(now, *, before=None, newest_first=False):
    """The lines that stand there at the instant `now`; those `before` an instant alone. Three queries at most."""
    until = now - LAG
    destroyed = _destroyed()
    editions = Edition.objects.in_ledger(until).only(*COLUMNS)
    redacted = editions.filter(pk__in=DestroyedDocument.objects.values("edition")) if destroyed else []
    redactions = [line for edition in redacted for line in _told(edition, destroyed[edition.pk])[1:]]
    redactions = [line for line in redactions if line.at <= until and (not before or line.at < before)]
    if before:
        editions = editions.filter(entered__lt=before)
    sign = "-" if newest_first else ""
    entered = editions.order_by(f"{sign}entered", f"{sign}pk").iterator(chunk_size=200)
    first = (_told(edition, destroyed.get(edition.pk, ()))[0] for edition in entered)
    redactions.sort(key=lambda line: line.place, reverse=newest_first)
    return heapq.merge(first, redactions, key=lambda line: line.place, reverse=newest_first)


def with_heads(lines):
    """(line, the head after it), the oldest first."""
    head = START
    for line in lines:
        head = hashlib.sha256(f"{head}\n{line.entry}\n".encode()).hexdigest()
        yield line, head


def _destroyed():
    """id of an edition → what redactions destroyed of it, in order."""
    found = defaultdict(list)
    asked = ("edition", "digest", "signature", "key", "redaction__at")  # who did it and why is not the public's
    for each in DestroyedDocument.objects.select_related("redaction").only(*asked).order_by("pk"):
        found[each.edition_id].append(each)
    return found


def _told(edition, destroyed):
    """The lines of an edition: how it began, then each redaction since. What was destroyed before was never public."""
    before = [each for each in destroyed if each.redaction.at <= edition.entered]
    since = destroyed[len(before) :]
    versions = [*since, edition]
    redactions = [
        Line(each.redaction.at, edition, sealed, replaces=each.digest)
        for each, sealed in zip(since, versions[1:], strict=True)
    ]
    return [Line(edition.entered, edition, versions[0]), *redactions]
