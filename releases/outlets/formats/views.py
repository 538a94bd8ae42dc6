"""The release in other formats: plain text, PDF, ninjs, press kit, and HTML to republish."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import uri_to_iri
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from icnk.core.clock import database_now_expression
from icnk.core.urls import absolute_url
from releases.document.html import make_links_absolute, prepend_dateline
from releases.document.schema import Document
from releases.models.edition import Edition
from releases.outlets.release_detail import retired_response, withdrawn_response

from .ninjs import build_ninjs
from .pdf import PangoMissing, render_pdf
from .plain_text import contact_line, members_heading, render_text
from .press_kit import build_press_kit


def format_view(view: Callable) -> Callable:
    """Call `view(request, edition, address)` with the public edition; without one, respond as the release's page."""

    @wraps(view)
    def wrapper(request, slug):
        now = database_now_expression()
        edition = Edition.objects.in_force(now).annotate(at=now).filter(language=get_language(), slug=slug).first()
        if not edition:
            return retired_response(request, get_language(), slug)
        if edition.kind == Edition.Kind.WITHDRAWAL:
            return withdrawn_response(request, edition)
        address = absolute_url(request, edition.get_absolute_url())
        response = view(request, edition, address)
        response.headers["Link"] = f'<{address}>; rel="canonical"'
        return response

    return wrapper


@format_view
def plain_text(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    text = render_text(edition.content, address, absolute_url(request, ""))
    return _file_response(text, edition, "txt", "text/plain; charset=utf-8")


@format_view
def pdf(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    try:
        data = render_pdf(edition, address)
    except PangoMissing:
        return render(request, "releases/pdf_unavailable.html", {"slug": edition.slug}, status=503)
    return _file_response(data, edition, "pdf", "application/pdf")


@format_view
def ninjs(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    started = Edition.objects.started(edition.at).filter(release=edition.release_id).order_by("public_from")
    first_public = started.values_list("public_from", flat=True)[0]
    fields = build_ninjs(edition, address, absolute_url(request, ""), first_public, edition.listed_members(edition.at))
    response = JsonResponse(fields, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = content_disposition_header(False, f"{edition.slug}.json")
    return response


@format_view
def press_kit(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    data = build_press_kit(edition, address, absolute_url(request, ""))
    return _file_response(data, edition, "zip", "application/zip", as_attachment=True)


@format_view
def republish(request: HttpRequest, edition: Edition, address: str) -> HttpResponse:
    document = edition.content
    snippet = make_links_absolute(render_republish_snippet(document, address, uri_to_iri(address)), address)
    return render(request, "releases/republish.html", {"document": document, "html": snippet})


def render_republish_snippet(document: Document, address: str, readable_address: str) -> str:
    """Return the HTML that other sites copy."""
    context = {
        "document": document,
        "address": address,
        "readable_address": readable_address,
        "body": prepend_dateline(document.dateline, document.body),
        "contacts": list(map(contact_line, document.contacts)),
        "heading": members_heading(document),
    }
    return render_to_string("releases/_republish_snippet.html", context)


def _file_response(content, edition, extension, content_type, as_attachment=False):
    disposition = content_disposition_header(as_attachment, f"{edition.slug}.{extension}")
    return HttpResponse(content, content_type=content_type, headers={"Content-Disposition": disposition})
