"""A release, and each of its editions. Each page looks up what was issued and renders its document, nothing else."""

from itertools import pairwise

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from icnk.core.clock import database_clock
from icnk.core.urls import absolute
from releases.models.edition import Edition
from releases.models.redaction import RetiredAddress

from .contact_availability import beside
from .quote_anchors import placed


def release(request, slug):
    now = database_clock()
    found = Edition.objects.in_force(now).annotate(at=now).with_first_published_at(now)
    edition = found.filter(language=get_language(), slug=slug).first()
    if not edition:
        return retired(request, get_language(), slug)
    at = edition.at
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return withdrawn(request, edition, edition.history(at))
    older, newer, own = edition.get_adjacent_editions(at)
    context = printed(edition, at)
    context |= {**around(request, edition, context["document"], own), "older": older, "newer": newer}
    return render(request, "releases/release.html", context)


def edition(request, slug, number):
    now = database_clock()
    address = {"language": get_language(), "slug": slug}
    edition = Edition.objects.archive(now).annotate(at=now).filter(**address, number=number).first()
    if not edition:
        return gone(request, address, [number], now)
    at = edition.at
    ended = None if edition.is_in_force(at) else edition.public_until  # an end that is still ahead is not public
    own = list(edition.history(at))
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return withdrawn(request, edition, own, ended)
    newest = next(each for each in own if each.is_text)
    context = {**printed(edition, at), "ended": ended, "newest": newest if newest != edition else None}
    return render(request, "releases/edition.html", context)


def printed(edition, at):
    """What the template of a release needs: the document, its members joined to the directory, and its contacts
    beside how they stand at the instant `at`."""
    document = edition.content
    listed = edition.listed_members(at)
    return {
        "edition": edition,
        "document": document,
        "members": [(line, listed.get(position)) for position, line in enumerate(document.members)],
        "contacts": beside(document, edition.current_contacts(at) if document.contacts else {}, at),
    }


def around(request, edition, document, own):
    """What stands around the document on its page: the address, since when it is public, who is quoted, and the
    `own` editions of the release."""
    first = own[-1]
    return {
        "address": absolute(request, edition.get_absolute_url()),
        "since": None if first.is_from_former_site else first.public_from,
        "quotes": placed(document),
        "editions": told(own),
    }


def told(own):
    """The editions of a release, the newest first, each text with the number of the `former` one to compare it with."""
    texts = [edition for edition in own if edition.is_text]
    former = {edition.number: before.number for edition, before in pairwise(texts)}
    return [(edition, former.get(edition.number)) for edition in own]


def gone(request, address, numbers, now):
    """The answer for editions with these numbers that are not in the archive, where the release is taken back.

    Raises `Http404` where it is not, or where one of them has not begun.
    """
    withdrawal = Edition.objects.in_force(now).annotate(at=now).filter(**address, kind=Edition.Kind.WITHDRAWAL).first()
    if not withdrawal:
        return retired(request, address["language"], address["slug"])
    own = list(withdrawal.history(withdrawal.at))
    if not {edition.number for edition in own}.issuperset(numbers):
        raise Http404
    return withdrawn(request, withdrawal, own)


def withdrawn(request, edition, own=(), ended=None):
    """The page of a withdrawal, with those before it that did not last. `own`: the editions of its release."""
    earlier = [each for each in own if not each.is_text and each.number < edition.number]
    context = {"document": edition.content, "ended": ended, "earlier": earlier}
    return render(request, "releases/withdrawn.html", context, status=410)


def retired(request, language, slug):
    """The answer of an address that a redaction gave up. Raises `Http404` for one that never was."""
    get_object_or_404(RetiredAddress, digest=RetiredAddress.digest_of(language, slug))
    return render(request, "releases/retired_address.html", status=410)
