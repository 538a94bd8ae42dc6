"""Documents, signatures, public keys and the ledger, with which anyone can prove what the coalition issued."""

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

from icnk.core.clock import database_now, database_now_expression
from icnk.core.urls import absolute_url
from releases.document import signing
from releases.models.edition import Edition
from releases.verification.ledger import PUBLICATION_DELAY, get_lines, with_heads

from .release_detail import missing_edition_response

PAGE_SIZE = 100  # ledger lines


def archived_edition_view(view: Callable) -> Callable:
    """Call `view(edition)` with an archived edition. Without one, respond as the edition's page does."""

    @wraps(view)
    def wrapper(request, slug, number):
        now, address = database_now_expression(), {"language": get_language(), "slug": slug}
        edition = Edition.objects.archive(now).for_rendering().filter(**address, number=number).first()
        if not edition:
            return missing_edition_response(request, address, [number], now)
        edition.content  # noqa: B018  raises `TamperedDocument`
        return view(edition)

    return wrapper


@archived_edition_view
def edition_document(edition: Edition) -> HttpResponse:
    """The bytes whose digest is signed."""
    return HttpResponse(edition.document, content_type="application/json")


@archived_edition_view
def edition_signature(edition: Edition) -> HttpResponse:
    """The 64 bytes of the signature."""
    return HttpResponse(base64.b64decode(edition.signature), content_type="application/octet-stream")


def signing_keys(request: HttpRequest) -> HttpResponse:
    """All keys, the newest first. Each was used until the next one was made."""
    keys, until = [], None
    for key in signing.public_keys().values():
        address = absolute_url(request, reverse("signing_key", args=[key.name]))
        fields = {"name": key.name, "from": key.since, "until": until, "sha256": key.fingerprint, "address": address}
        keys.append(fields | {"pem": key.pem})
        until = key.since
    signed_message = signing.signed_message("<SHA-256 of the document>").decode()
    return JsonResponse({"signed_message": signed_message, "keys": keys}, json_dumps_params={"indent": 1})


def signing_key(request: HttpRequest, name: str) -> HttpResponse:
    if not (key := signing.public_keys().get(name)):
        raise Http404
    return HttpResponse(key.pem, content_type="application/x-pem-file")


@cache_control(public=True, max_age=PUBLICATION_DELAY.seconds)
def ledger(request: HttpRequest) -> HttpResponse:
    """The ledger as pages, the newest line first."""
    now, before = database_now(), _parse_instant(request.GET.get("before"))
    page, last = [], None
    for line in get_lines(now, before=before, newest_first=True):
        if len(page) >= PAGE_SIZE and line.at != page[-1].at:
            last = page[-1].at
            break
        page.append(line)
    return render(
        request, "releases/ledger.html", {"lines": page, "last": last, "withdrawn": _withdrawn_release_ids(now)}
    )


@cache_control(public=True, max_age=PUBLICATION_DELAY.seconds)
def ledger_lines(request: HttpRequest) -> HttpResponse:
    """The ledger as JSON lines, the oldest first.

    `head` is the SHA-256 of the previous head (at first 64 zeros), a line end, `entry` and a line end.
    """
    now = database_now()
    withdrawn = _withdrawn_release_ids(now)
    rows = [_ledger_row(request, line, head, withdrawn) for line, head in with_heads(get_lines(now))]
    return HttpResponse("".join(f"{json.dumps(row)}\n" for row in rows), content_type="application/jsonl")


def _ledger_row(request, line, head, withdrawn):
    edition, address = line.edition, None
    if edition.release_id not in withdrawn:
        address = absolute_url(request, edition.archive_url())
    signature = {"signature": base64.b64decode(line.signed.signature).hex(), "key": line.signed.key}
    return {"entry": line.entry, "head": head, **signature, "address": address}


def _withdrawn_release_ids(now):
    """Return the ids of withdrawn releases, which the ledger neither names nor links."""
    return set(Edition.objects.in_force(now).filter(kind=Edition.Kind.WITHDRAWAL).values_list("release_id", flat=True))


def _parse_instant(text):
    """Raise `Http404` for anything but an instant with an offset."""
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    raise Http404
