from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Now

from releases.search.tokenizer import SearchQuery

from .search import IndexMatch

WITHDRAWAL = "withdrawal"  # Edition.Kind.WITHDRAWAL
LIST_FIELDS = ("language", "slug", "released_on", "list_title", "kicker", "kind", "release_id")
TIMELINE_FIELDS = (*LIST_FIELDS, "number", "note", "public_from", "issued_at")
#: Columns that must equal the document, so that a signed document is not accepted in the place of another.
IDENTITY_FIELDS = ("language", "slug", "number", "kind", "public_from")
COPIED_FIELDS = ("list_title", "kicker", "headline", "released_on", "note")  # from the document, for lists
RENDERING_FIELDS = ("release_id", *IDENTITY_FIELDS, "document", "digest", "signature", "key")
NOT_STOPPED = Q(public_until=None) | Q(public_until__gt=F("public_from"))


def started_condition(at=None) -> Q:
    return NOT_STOPPED & Q(public_from__lte=at or Now())


class EditionQuerySet(models.QuerySet):
    """Queries for issued editions. Outlets use only these filters."""

    def not_stopped(self):
        """Exclude editions that were stopped before they were public."""
        return self.filter(NOT_STOPPED)

    def in_force(self, at=None):
        """Filter for the edition of each release that holds at `at`, including withdrawals."""
        at = at or Now()
        return self.filter(public_from__lte=at).filter(Q(public_until=None) | Q(public_until__gt=at))

    def public(self, at=None):
        """Filter for what anyone may read: in force, and not withdrawn."""
        return self.in_force(at).exclude(kind=WITHDRAWAL)

    def started(self, at=None):
        """Filter for what was in force at some time up to `at`."""
        return self.filter(started_condition(at))

    def archive(self, at=None):
        """Filter for started editions of releases that are not withdrawn at `at`."""
        withdrawn = self.model.objects.in_force(at).filter(release=OuterRef("release"), kind=WITHDRAWAL)
        return self.started(at).filter(~Exists(withdrawn))

    def for_ledger(self, at):
        """Filter for what was public here up to `at`, and annotate `entered`, the instant when it became so."""
        entered = Greatest("public_from", "issued_at")
        return self.started(at).annotate(entered=entered).filter(entered__lte=at)

    def embargoed(self, at=None):
        """Filter for editions that start after `at`."""
        return self.not_stopped().filter(public_from__gt=at or Now())

    def matching(self, query: SearchQuery):
        """Filter for editions that contain all terms; none for an empty query."""
        return self.filter(IndexMatch("text", query.terms)) if query else self.none()

    def newest_first(self):
        """Order as every list does. Of one day, the release created later comes first."""
        return self.order_by("-released_on", "-release_id")

    def with_first_published_at(self, at):
        """Annotate `first_published_at`, when the release was public for the first time."""
        started = self.model.objects.started(at).filter(release=OuterRef("release")).order_by("public_from")
        return self.annotate(first_published_at=Subquery(started.values("public_from")[:1]))

    def for_list(self):
        """Load only what a list shows, and above all not the document."""
        return self.only(*LIST_FIELDS)

    def for_rendering(self):
        """Load only what `Edition.content` needs."""
        return self.only(*RENDERING_FIELDS)

    def for_timeline(self):
        """Load only what a timeline shows, not the document."""
        return self.only(*TIMELINE_FIELDS)
