from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation

from icnk.core import audit_log
from releases.models.edition import TamperedDocument

from .log_redaction import get_page_name

METHODS = ["GET", "HEAD", "POST"]
MAX_BODY_BYTES = 100 * 1024 * 1024  # more than a form with all its files can have
REFUSALS = (403, 429)


def locale_from_path(get_response):
    """Activate the language of the path: /ko/, /ja/, else English. Cookies and headers are ignored, for caches."""

    def middleware(request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def audit_request(get_response):
    """Add the user and client address to all audit log entries of this request, and log refusals."""

    def middleware(request):
        with audit_log.request_context(request):
            response = get_response(request)
            if response.status_code in REFUSALS:
                _log_refusal(request, response.status_code)
        return response

    return middleware


def _log_refusal(request, status):
    """Log the page by name, and the id of the record if it has one."""
    match = request.resolver_match
    record = str(match.kwargs.get("object_id", match.kwargs.get("pk", ""))) if match else ""
    facts = {"record": record} if record.isdecimal() else {}
    why = "forged" if getattr(request, "is_forged", False) else "not allowed"
    audit_log.record("refused", status=status, page=get_page_name(request), why=why, **facts)


class TamperedDocumentMiddleware:
    """Return 503 if the stored text of an edition is not the text that was issued."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, TamperedDocument):
            response = render(request, "tampered_document.html", status=503)
            response.headers["Cache-Control"] = "no-store"
            return response
        return None


def noindex(get_response):
    """Keep the desk's host out of search engines. It serves the public pages as well, for previews."""

    def middleware(request):
        response = get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


def limit_methods_and_body_size(get_response):
    """Answer 405 or 413 before any view runs."""

    def middleware(request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        length = request.headers.get("content-length") or "0"
        if length.isdecimal() and (len(length) > len(str(MAX_BODY_BYTES)) or int(length) > MAX_BODY_BYTES):
            return HttpResponse("Content Too Large\n", status=413, content_type="text/plain")
        return get_response(request)

    return middleware
