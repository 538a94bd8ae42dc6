"""The list of people who have read an embargoed release, at the desk or with a pass."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from releases.models import Edition, ReadReceipt


def read_receipts(request, workspace):
    """Show the title of the release and none of its text, so that opening the page is not recorded."""
    release = workspace.release
    receipts = ReadReceipt.objects.filter(edition__release=release).select_related("edition", "person", "embargo_pass")
    receipts = receipts.defer("edition__document", "edition__search_text")
    receipts = receipts.order_by("-edition__number", "-edition_id", "first_at")
    reviews = release.outside_reviews.filter(used__gt=0).defer("document")
    return workspace.render("read_receipts", _("Who has read it"), receipts=receipts, reviews=reviews)


def record_reads(person, releases: Iterable[int] | QuerySet) -> None:
    """Record that this person has read words of these releases, if they are embargoed."""
    if embargoed := list(Edition.objects.embargoed().filter(release__in=releases).values_list("pk", "release")):
        at = database_now()
        for edition, release in embargoed:
            ReadReceipt.record(edition, release, at, person=person)
