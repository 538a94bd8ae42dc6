"""What every template may know of the page that it makes."""

from functools import partial
from urllib.parse import urlencode

from django.utils.translation import get_language

from icnk.core.urls import absolute

MEANING = ("year", "member", "speaker")  # the parameters that make another page of an address; a search is none
LOCALES = {"en": "en_US", "ko": "ko_KR", "ja": "ja_JP"}


def about(request):
    """`canonical()`: the one address of this page, with scheme and host; `og_locale`: its language in Open Graph.

    The address is worked out where it is printed: an answer to a bad host must not fail once more.
    """
    return {"canonical": partial(canonical, request), "og_locale": LOCALES.get(get_language())}


def canonical(request) -> str:
    kept = {name: value for name in MEANING if (value := request.GET.get(name))}
    return absolute(request, request.path) + (f"?{urlencode(kept)}" if kept else "")
