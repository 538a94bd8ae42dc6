"""What anybody needs to prove that an edition is the coalition's, without asking us: README.md has the commands."""

import base64
import json
from datetime import UTC, datetime
from functools import wraps

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control

from icnk.core.clock import database_clock, database_now
from icnk.core.urls import absolute
from releases.document import signing
from releases.models.edition import Edition
from releases.verification.ledger import LAG, lines, with_heads

from .release_detail import gone

A_PAGE = 100  # lines


def evidence(view):
    """Find the edition in the archive for `view(edition)`; all others answer as the edition's page does."""

    @wraps(view)
    def found(request, slug, number):
        now, address = database_clock(), {"language": get_language(), "slug": slug}
        edition = Edition.objects.archive(now).for_rendering().filter(**address, number=number).first()
        if not edition:
            return gone(request, address, [number], now)
        edition.content  # noqa: B018  it raises where this is not what was issued
        return view(edition)

    return found


@evidence
def document(edition):
    """The bytes whose digest is signed."""
    return HttpResponse(edition.document, content_type="application/json")


@evidence
def signature(edition):
    """The 64 bytes of the signature."""
    return HttpResponse(base64.b64decode(edition.signature), content_type="application/octet-stream")


def signing_keys(request):
    """All keys that ever signed, the newest first: one signs until the next was made."""
    keys, until = [], None
    for key in signing.public_keys().values():
        address = absolute(request, reverse("signing_key", args=[key.name]))
        fields = {"name": key.name, "from": key.since, "until": until, "sha256": key.fingerprint, "address": address}
        keys.append(fields | {"pem": key.pem})
        until = key.since
    statement = signing.statement("<SHA-256 of the document>").decode()
    return JsonResponse({"statement": statement, "keys": keys}, json_dumps_params={"indent": 1})


def signing_key(request, name):
    if not (key := signing.public_keys().get(name)):
        raise Http404
    return HttpResponse(key.pem, content_type="application/x-pem-file")


@cache_control(public=True, max_age=LAG.seconds)
def ledger(request):
    """The ledger for people, the newest line first."""
    now, before = database_now(), _instant(request.GET.get("before"))
    page, last = [], None
    for line in lines(now, before=before, newest_first=True):
        if len(page) >= A_PAGE and line.at != page[-1].at:
            last = page[-1].at
            break
        page.append(line)
    return render(request, "releases/ledger.html", {"lines": page, "last": last, "withdrawn": _withdrawn(now)})


@cache_control(public=True, max_age=LAG.seconds)
def ledger_lines(request):
    """The ledger for machines: a JSON object a line, the oldest first. `entry`, its parts divided by spaces, is what
    the `head` runs over: the SHA-256 of the head before (at first 64 zeros), a line end, the entry, a line end."""
    now = database_now()
    withdrawn = _withdrawn(now)
    rows = [_row(request, line, head, withdrawn) for line, head in with_heads(lines(now))]
    return HttpResponse("".join(f"{json.dumps(row)}\n" for row in rows), content_type="application/jsonl")


def _row(request, line, head, withdrawn):
    edition, address = line.edition, None
    if edition.release_id not in withdrawn:
        address = absolute(request, edition.archive_url())
    sealed = {"signature": base64.b64decode(line.sealed.signature).hex(), "key": line.sealed.key}
    return {"entry": line.entry, "head": head, **sealed, "address": address}


def _withdrawn(now):
    """The releases that are taken back: their addresses say why, and nothing else tells of them."""
    return set(Edition.objects.in_force(now).filter(kind=Edition.Kind.WITHDRAWAL).values_list("release_id", flat=True))


def _instant(text):
    """Raises `Http404` for what is no instant with its zone."""
    if not text:
        return None
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo:
            return instant.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Http404 from error
    raise Http404
