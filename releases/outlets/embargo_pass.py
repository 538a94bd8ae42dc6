"""An embargoed release, for a journalist with a pass."""

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import redirect, render

from icnk.core.clock import database_now
from releases.document.diff import differences
from releases.models.access_link import EmbargoPass
from releases.models.edition import Edition
from releases.models.read_receipt import ReadReceipt

from .files import answer
from .private_links import asked, file_address, named_file, opened, private, seal
from .release_detail import printed


@private
def embargo_pass(request, token):
    """The terms; to who accepts them, the text. Once the embargo has ended, the way to the public page."""
    at = database_now()
    link = opened(EmbargoPass.objects, token, at)
    public = Edition.objects.in_force(at).filter(release=link.release_id).first()
    if _is_over(link, public):
        return redirect(public)
    edition = waiting(link, at)
    context = {"link": link, "edition": edition, "public": public}
    if not edition:
        return render(request, "releases/private_links/embargo_stopped.html", context)
    since = asked(request, link)
    if since is not None:
        return _read(request, context, since, at)
    context |= {
        "seal": seal(link, link.read.digest if link.read else ""),
        "late": request.method == "POST",
        "changed": link.read and link.read != edition,
    }
    return render(request, "releases/private_links/embargo_terms.html", context)


@private
def embargo_file(request, token):
    """A file that the embargoed edition names, at the address that stands in its text."""
    at = database_now()
    link, name = named_file(EmbargoPass.objects, token, at)
    edition = waiting(link, at)
    if not edition:
        raise Http404
    return answer(edition.content, name, {})


def waiting(link, at):
    """The embargoed edition that this pass is for at the instant `at`; None where it was stopped.

    Whatever else a pass is to open asks here. A text is answered to a sealed POST, a file at an address that only
    this answer holds.
    """
    return Edition.objects.embargoed(at).filter(release=link.release_id).first()


def _is_over(link, public):
    """A pass is for one embargo: once an edition has begun since it was made, it opens nothing any more."""
    return public and public.public_from > link.made_at


def _read(request, context, since, at):
    """The embargoed edition, and what differs in it from the one whose digest is `since`."""
    link, edition = context["link"], context["edition"]
    accepted = Coalesce(F("accepted_at"), Value(at, DateTimeField()))
    if not EmbargoPass.objects.open(at).filter(pk=link.pk).count_use(at, read=edition, accepted_at=accepted):
        raise Http404  # revoked this very moment
    ReadReceipt.note(edition.pk, link.release_id, at, embargo_pass=link)
    before = Edition.objects.filter(release=link.release_id, digest=since).first() if since else None
    context["file_address"] = file_address(link, "embargo_file")
    context |= {**printed(edition, at), "differences": differences(before.content, edition.content) if before else []}
    return render(request, "releases/private_links/embargo_release.html", context)
