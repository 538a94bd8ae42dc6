"""Absolute URLs and the sections of the public site."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

#: URL name → label, as navigation and structured data name them
SECTIONS = {
    "home": _("Home"),
    "information": _("Information"),
    "release_list": _("Releases"),
    "member_list": _("Members"),
    "press_desk": _("Press desk"),
}


def absolute_url(request: HttpRequest, path: str) -> str:
    """Return `path` with scheme and host: those of SITE_URL or, if it is not set, those of the request."""
    return (settings.SITE_URL or f"{request.scheme}://{request.get_host()}") + path
