"""Rate limits by client address. Limits by account would let an attacker lock people out.

Each process counts for itself unless Django's cache is shared. The rates are in `settings.ACCOUNT_RATE_LIMITS`.
"""

from functools import wraps

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

from .adapters import UNKNOWN_IP


def rate_limited(action: str):
    """Answer 429 to POST requests that exceed the rate of `action`.

    Behind a proxy without X-Forwarded-For there is no limit, since all clients would share it.
    """

    def decorate(view):
        @wraps(view)
        def limited(request, *args, **kwargs):
            is_forwarded = "X-Forwarded-For" in request.headers or not settings.SECURE_PROXY_SSL_HEADER
            has_known_ip = is_forwarded and get_adapter().get_client_ip(request) != UNKNOWN_IP
            if has_known_ip and not ratelimit.consume(request, action=action):
                words = _("That was too often from your address. Wait a minute, then try again.")
                return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
            return view(request, *args, **kwargs)

        return limited

    return decorate
