"""Rate limits by client address, never by account: an attacker could lock people out with those.

The counts are in Django's cache. Without a shared cache each process of the server counts for itself. The rates are in
`settings.ACCOUNT_RATE_LIMITS`.
"""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .adapters import UNKNOWN_IP


def rate_limited(action: str):
    """Answer 429 to POST requests that exceed the rate of `action`."""

    def decorate(view):
        @wraps(view)
        def limited(request, *args, **kwargs):
            if _has_known_ip(request) and not ratelimit.consume(request, action=action):
                words = _("That was too often from your address. Wait a minute, then try again.")
                return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
            return view(request, *args, **kwargs)

        return limited

    return decorate


def _has_known_ip(request):
    """Return False behind a proxy without X-Forwarded-For: all clients would share one limit, so there is none."""
    is_forwarded = "X-Forwarded-For" in request.headers or not settings.SECURE_PROXY_SSL_HEADER
    return is_forwarded and get_adapter().get_client_ip(request) != UNKNOWN_IP
