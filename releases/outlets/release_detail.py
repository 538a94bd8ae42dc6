"""A release, its editions and what changed between them. Each page renders the document of what was issued."""

from itertools import pairwise

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from icnk.core.clock import database_now_expression
from icnk.core.urls import absolute_url
from releases.document.diff import diff_documents
from releases.document.schema import Document
from releases.models.edition import Edition
from releases.models.redaction import RetiredAddress

from .press_desk import contact_lines
from .quotes import locate_quotes


def release(request: HttpRequest, slug: str) -> HttpResponse:
    now = database_now_expression()
    editions = Edition.objects.in_force(now).annotate(at=now).with_first_published_at(now)
    edition = editions.filter(language=get_language(), slug=slug).first()
    if not edition:
        return retired_response(request, get_language(), slug)
    at = edition.at
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return withdrawn_response(request, edition, edition.history(at))
    older, newer, own_editions = edition.get_adjacent_editions(at)
    context = document_context(edition, at)
    context |= page_context(request, edition, context["document"], own_editions)
    return render(request, "releases/release.html", context | {"older": older, "newer": newer})


def edition(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    now = database_now_expression()
    address = {"language": get_language(), "slug": slug}
    edition = Edition.objects.archive(now).annotate(at=now).filter(**address, number=number).first()
    if not edition:
        return missing_edition_response(request, address, [number], now)
    at = edition.at
    ended = None if edition.is_in_force(at) else edition.public_until  # an end in the future is not public
    own_editions = list(edition.history(at))
    if edition.kind == Edition.Kind.WITHDRAWAL:
        return withdrawn_response(request, edition, own_editions, ended)
    newest = next(each for each in own_editions if each.has_text)
    context = {**document_context(edition, at), "ended": ended, "newest": newest if newest != edition else None}
    return render(request, "releases/edition.html", context)


def edition_diff(request: HttpRequest, slug: str, number: int, since: int) -> HttpResponse:
    """Compare edition `number` with the earlier one `since`, and give the notes of all editions in between."""
    if since >= number:
        raise Http404
    now = database_now_expression()
    address = {"language": get_language(), "slug": slug}
    editions = Edition.objects.archive(now).annotate(at=now).filter(**address, number__in=[since, number])
    found = {edition.number: edition for edition in editions}
    if not found:
        return missing_edition_response(request, address, [since, number], now)
    if len(found) < 2 or not all(edition.has_text for edition in found.values()):
        raise Http404
    before, after = found[since], found[number]
    history = edition_history(after.history(after.at))
    context = {
        "after": after,
        "compared": [before, after],
        "history": [entry for entry in history if since < entry[0].number <= number],
        "differences": diff_documents(before.content, after.content),
    }
    return render(request, "releases/edition_diff.html", context)


def document_context(edition: Edition, at) -> dict:
    """Return the document, its members joined to the directory, and its contacts as they stand at `at`."""
    document = edition.content
    listed = edition.listed_members(at)
    return {
        "edition": edition,
        "document": document,
        "members": [(line, listed.get(position)) for position, line in enumerate(document.members)],
        "contacts": contact_lines(document, edition.current_contacts(at) if document.contacts else {}, at),
    }


def page_context(request: HttpRequest, edition: Edition, document: Document, own_editions: list[Edition]) -> dict:
    """Return what the page shows besides the document. `own_editions`: those of the release, the newest first."""
    first = own_editions[-1]
    return {
        "address": absolute_url(request, edition.get_absolute_url()),
        "public_since": None if first.is_from_former_site else first.public_from,
        "quotes": locate_quotes(document),
        "history": edition_history(own_editions),
    }


def edition_history(own_editions) -> list[tuple[Edition, int | None]]:
    """Return the editions, each text with the number of the text before it."""
    texts = [edition for edition in own_editions if edition.has_text]
    previous = {edition.number: before.number for edition, before in pairwise(texts)}
    return [(edition, previous.get(edition.number)) for edition in own_editions]


def missing_edition_response(request: HttpRequest, address: dict, numbers: list[int], now) -> HttpResponse:
    """Return the withdrawal page for editions that are not in the archive because the release was withdrawn.

    Raises `Http404` if it was not withdrawn, or if one of the numbers never began.
    """
    withdrawal = Edition.objects.in_force(now).annotate(at=now).filter(**address, kind=Edition.Kind.WITHDRAWAL).first()
    if not withdrawal:
        return retired_response(request, address["language"], address["slug"])
    own_editions = list(withdrawal.history(withdrawal.at))
    if not {edition.number for edition in own_editions}.issuperset(numbers):
        raise Http404
    return withdrawn_response(request, withdrawal, own_editions)


def withdrawn_response(request: HttpRequest, edition: Edition, own_editions=(), ended=None) -> HttpResponse:
    """Return the page of a withdrawal (410), with the earlier withdrawals that ended."""
    earlier = [each for each in own_editions if not each.has_text and each.number < edition.number]
    context = {"document": edition.content, "ended": ended, "earlier": earlier}
    return render(request, "releases/withdrawn.html", context, status=410)


def retired_response(request: HttpRequest, language: str, slug: str) -> HttpResponse:
    """Return the page (410) of an address given up by a redaction. Raises `Http404` for any other."""
    get_object_or_404(RetiredAddress, digest=RetiredAddress.digest_of(language, slug))
    return render(request, "releases/retired_address.html", status=410)
