"""The twins of a release: the same words for a terminal, on paper, for a program, in a box to copy, in one file."""

from functools import wraps

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.encoding import uri_to_iri
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from icnk.core.clock import database_clock
from icnk.core.urls import absolute
from releases.document.html import make_links_absolute, prepend_dateline
from releases.models.edition import Edition
from releases.outlets.release_detail import retired, withdrawn

from .ninjs import ninjs_of
from .pdf import LibraryMissing, pdf_of
from .plain_text import contact_line, members_heading, text_of
from .press_kit import kit_of


def twin(view):
    """Find the public edition for `view(request, edition, address)`; withdrawn, retired and unknown ones answer as the
    release's own page does."""

    @wraps(view)
    def found(request, slug):
        now = database_clock()
        edition = Edition.objects.in_force(now).annotate(at=now).filter(language=get_language(), slug=slug).first()
        if not edition:
            return retired(request, get_language(), slug)
        if edition.kind == Edition.Kind.WITHDRAWAL:
            return withdrawn(request, edition)
        address = absolute(request, edition.get_absolute_url())
        response = view(request, edition, address)
        response.headers["Link"] = f'<{address}>; rel="canonical"'
        return response

    return found


@twin
def text(request, edition, address):
    words = text_of(edition.content, address, absolute(request, ""))
    return _file(words, edition, "txt", "text/plain; charset=utf-8")


@twin
def pdf(request, edition, address):
    try:
        drawn = pdf_of(edition, address)
    except LibraryMissing:
        return render(request, "releases/pdf_unavailable.html", {"slug": edition.slug}, status=503)
    return _file(drawn, edition, "pdf", "application/pdf")


@twin
def ninjs(request, edition, address):
    earlier = Edition.objects.started(edition.at).filter(release=edition.release_id).order_by("public_from")
    first_public = earlier.values_list("public_from", flat=True)[0]
    fields = ninjs_of(edition, address, absolute(request, ""), first_public, edition.listed_members(edition.at))
    response = JsonResponse(fields, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = _called(edition, "json")
    return response


@twin
def kit(request, edition, address):
    return _file(kit_of(edition, address, absolute(request, "")), edition, "zip", "application/zip", save=True)


@twin
def republish(request, edition, address):
    document = edition.content
    context = {
        "document": document,
        "address": address,
        "in_letters": uri_to_iri(address),
        "body": prepend_dateline(document.dateline, document.body),
        "contacts": list(map(contact_line, document.contacts)),
        "heading": members_heading(document),
    }
    markup = make_links_absolute(render_to_string("releases/_republish_snippet.html", context), address)
    return render(request, "releases/republish.html", {"document": document, "html": markup})


def _file(content, edition, extension, content_type, save=False):
    headers = {"Content-Disposition": _called(edition, extension, save=save)}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _called(edition, extension, save=False):
    return content_disposition_header(save, f"{edition.slug}.{extension}")
