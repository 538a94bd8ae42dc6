from django.conf import settings
from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import translation

from icnk import audit_signals
from icnk.core import audit_log
from releases.models.signed import NotAsIssued

METHODS = ["GET", "HEAD", "POST"]
MOST_BYTES = 100 * 1024 * 1024  # of a request: more than a form with all its files can be


def language_of_the_address(get_response):
    """The address alone says the language: /ko/, /ja/, else English. No cookie, no header: caches may keep a page."""

    def middleware(request):
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def told_in_the_record(get_response):
    """What is recorded of this request says who asked, and from where."""

    def middleware(request):
        with audit_log.during(request):
            response = get_response(request)
            audit_signals.refusal(request, response)
        return response

    return middleware


class NothingForged:
    """Where the database holds another text than the one that was issued, no page shows it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, NotAsIssued):
            response = render(request, "not_as_issued.html", status=503)
            response.headers["Cache-Control"] = "no-store"
            return response
        return None


def not_for_search_engines(get_response):
    """The desk's host has the public pages, too, for previews; they are found at their own address."""

    def middleware(request):
        response = get_response(request)
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


def nothing_but_reading_and_sending(get_response):
    """No address has a use for another method than these, or for more than a form can be: neither reaches a view."""

    def middleware(request):
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and (len(length) > len(str(MOST_BYTES)) or int(length) > MOST_BYTES):
            return HttpResponse("Content Too Large\n", status=413, content_type="text/plain")
        return get_response(request)

    return middleware
