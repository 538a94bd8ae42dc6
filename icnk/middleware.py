from django.conf import settings
from django.utils import translation

from icnk import record
from members import audit


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
        with audit.during(request):
            response = get_response(request)
            record.refusal(request, response)
        return response

    return middleware
