"""An embargoed release, for a journalist with a pass."""

from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import redirect, render

from members.clock import database_now
from releases.differences import differences
from releases.models.edition import Edition
from releases.models.link import EmbargoPass

from .links import asked, opened, private, seal
from .pages import printed


@private
def embargo_pass(request, token):
    """The terms; to who accepts them, the text. Once the embargo has ended, the way to the public page."""
    at = database_now()
    link = opened(EmbargoPass.objects, token, at)
    in_force = Edition.objects.in_force(at).filter(release=link.release_id).first()
    if in_force and in_force.public_from > link.made_at:
        return redirect(in_force)
    waiting = Edition.objects.embargoed(at).filter(release=link.release_id).first()
    context = {"link": link, "edition": waiting, "public": in_force}
    if not waiting:
        return render(request, "releases/links/stopped.html", context)
    since = asked(request, link)
    if since is not None:
        return _read(request, context, since, at)
    context |= {
        "seal": seal(link, link.read.digest if link.read else ""),
        "late": request.method == "POST",
        "changed": link.read and link.read != waiting,
    }
    return render(request, "releases/links/terms.html", context)


def _read(request, context, since, at):
    """The embargoed edition, and what differs in it from the one whose digest is `since`."""
    link, edition = context["link"], context["edition"]
    accepted = Coalesce(F("accepted_at"), Value(at, DateTimeField()))
    if not EmbargoPass.objects.open(at).filter(pk=link.pk).count_use(at, read=edition, accepted_at=accepted):
        raise Http404  # revoked this very moment
    before = Edition.objects.filter(release=link.release_id, digest=since).first() if since else None
    context |= {**printed(edition, at), "differences": differences(before.content, edition.content) if before else []}
    return render(request, "releases/links/embargoed.html", context)
