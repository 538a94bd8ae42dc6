"""A release, and each of its editions. Each page looks up what was issued and renders its document, nothing else."""

from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from members.clock import database_clock
from releases.models.edition import Edition
from releases.models.redaction import RetiredAddress


def release(request, slug):
    now = database_clock()
    found = Edition.objects.in_force(now).annotate(at=now).with_first_hour(now)
    edition = found.filter(language=get_language(), slug=slug).first()
    if not edition:
        return retired(request, get_language(), slug)
    at = edition.at
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return _withdrawn(request, edition)
    older, newer = edition.neighbours(at)
    return render(request, "releases/release.html", {**printed(edition, at), "older": older, "newer": newer})


def edition(request, slug, number):
    now = database_clock()
    address = {"language": get_language(), "slug": slug}
    edition = Edition.objects.archive(now).annotate(at=now).filter(**address, number=number).first()
    if not edition:
        withdrawal = Edition.objects.in_force(now).filter(**address, kind=Edition.Kind.WITHDRAWAL).first()
        if not withdrawal:
            return retired(request, get_language(), slug)
        get_object_or_404(Edition.objects.begun(now), release=withdrawal.release_id, number=number)
        return _withdrawn(request, withdrawal)
    at = edition.at
    ended = None if edition.is_in_force(at) else edition.public_until  # an end that is still ahead is not public
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return _withdrawn(request, edition, ended)
    return render(request, "releases/edition.html", {**printed(edition, at), "ended": ended})


def printed(edition, at):
    """What the template of a release needs: the document, its members joined to the directory, and who of its
    contacts has retired, each with the successor on duty or None."""
    document = edition.content
    listed = edition.listed_members(at)
    return {
        "edition": edition,
        "document": document,
        "members": [(line, listed.get(position)) for position, line in enumerate(document.members)],
        "retired": _successors(edition, document.contacts, at),
        "earlier": range(document.number - 1, 0, -1),
    }


def _successors(edition, printed, at):
    successors = edition.retired_contacts(at) if printed else {}
    return [(contact, successors[place]) for place, contact in enumerate(printed) if place in successors]


def _withdrawn(request, edition, ended=None):
    return render(request, "releases/withdrawn.html", {"document": edition.content, "ended": ended}, status=410)


def retired(request, language, slug):
    """The answer of an address that a redaction gave up. Raises `Http404` for one that never was."""
    get_object_or_404(RetiredAddress, digest=RetiredAddress.digest_of(language, slug))
    return render(request, "releases/retired.html", status=410)
