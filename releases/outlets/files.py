"""Files that a public document or a listed member names. Any other name gives a 404."""

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from icnk.core import audit_log
from icnk.core.clock import database_now_expression
from icnk.core.media import storage
from members.models import CoalitionMember
from releases.document.schema import Document
from releases.models.edition import Edition, TamperedDocument

#: Five minutes, so that a withdrawal takes effect soon. Other sites may embed the pictures.
HEADERS = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    now = database_now_expression()
    named = Edition.objects.archive(now).filter(file_index__name=name)
    if edition := named.for_rendering().order_by("-pk").first():
        return document_file_response(edition.content, name, HEADERS)
    if CoalitionMember.objects.listed(now).with_logo(name).exists():
        return storage.file_response(name, headers=HEADERS)
    raise Http404


def document_file_response(document: Document, name: str, headers: dict) -> HttpResponse:
    """Serve a file of the document. Raises `Http404` for another name, `TamperedDocument` for another digest."""
    file = next((each for each in document.files() if each.name == name), None)
    if not file:
        raise Http404
    response = storage.file_response(name, title=getattr(file, "title", ""), headers=headers)
    if hashlib.sha256(response.content).hexdigest() != file.digest:
        audit_log.record("file.forged", digest=file.digest)
        raise TamperedDocument(f"{name} is another file: run manage.py verify.")
    return response
