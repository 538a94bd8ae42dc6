"""The site's own address, for what leaves it: feeds, canonical links, the foot of a PDF."""

from django.conf import settings


def absolute(request, path: str) -> str:
    """`path` with scheme and host: those of SITE_URL or, where it is not set, those that were asked."""
    return (settings.SITE_URL or f"{request.scheme}://{request.get_host()}") + path
