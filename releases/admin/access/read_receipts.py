"""*Who has read it*: people who have read an embargoed release at the desk or with a pass."""

from collections.abc import Iterable

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from releases.models import Edition, ReadReceipt, Release


def can_view_read_receipts(person) -> bool:
    """Whether this person is a publisher or an administrator, who investigate a leak."""
    return person.has_perm("releases.issue_release") or person.has_perm("releases.redact_release")


def read_receipts(request, workspace):
    """The page shows the title of the release and none of its text, so opening it is not recorded."""
    release = workspace.release
    receipts = ReadReceipt.objects.filter(edition__release=release).select_related("edition", "person", "embargo_pass")
    receipts = receipts.defer("edition__document", "edition__search_text")
    context = {
        "receipts": receipts.order_by("-edition__number", "-edition_id", "first_at"),
        "reviews": release.outside_reviews.filter(used__gt=0).defer("document"),
    }
    return workspace.render("read_receipts", _("Who has read it"), **context)


def annotate_embargoed_edition(releases: QuerySet) -> QuerySet:
    """Add `embargoed_edition`, the id of the next embargoed edition or None, for `record_page_read()`."""
    editions = Edition.objects.embargoed().filter(release=OuterRef("pk")).order_by("public_from")
    return releases.annotate(embargoed_edition=Subquery(editions.values("pk")[:1]))


def record_page_read(person, release: Release) -> None:
    """Record that this person has opened a page about this release, if it is embargoed."""
    if release.embargoed_edition:
        ReadReceipt.record(release.embargoed_edition, release.pk, database_now(), person=person)


def record_reads(person, releases: Iterable[int] | QuerySet) -> None:
    """Record that this person has read words of these releases, if they are embargoed."""
    if embargoed := list(Edition.objects.embargoed().filter(release__in=releases).values_list("pk", "release")):
        at = database_now()
        for edition, release in embargoed:
            ReadReceipt.record(edition, release, at, person=person)


def record_file_read(person, name: str) -> None:
    """Record that this person has opened this file, if an embargoed edition names it."""
    record_reads(person, Edition.objects.embargoed().filter(file_index__name=name).values("release"))
