from functools import partial
from urllib.parse import urlencode

from django.utils.translation import get_language

from icnk.core.urls import absolute_url

CANONICAL_PARAMETERS = ("year", "member", "speaker")  # each value is another page; a search is not
LOCALES = {"en": "en_US", "ko": "ko_KR", "ja": "ja_JP"}


def page_metadata(request):
    """Add `canonical`, the page's absolute URL, and `og_locale`, its Open Graph language.

    `canonical` is a callable, because the error page for a bad host must not ask for the host again.
    """
    return {"canonical": partial(_canonical_url, request), "og_locale": LOCALES.get(get_language())}


def _canonical_url(request):
    query = {name: value for name in CANONICAL_PARAMETERS if (value := request.GET.get(name))}
    return absolute_url(request, request.path) + (f"?{urlencode(query)}" if query else "")
