"""How often one address may ask. Never how often a person is asked for: an enemy could lock them out with that.

The counts lie in Django's cache. Without a shared one each process of the server counts for itself.
"""

from functools import wraps

from allauth.core.internal import ratelimit
from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _

RATES = {"question": "60/m/ip", "answer": "30/m/ip"}


def limited(action):
    def decorate(view):
        @wraps(view)
        def counted(request, *args, **kwargs):
            if _is_known(request) and not ratelimit.consume(request, app="icnk.accounts", action=action, config=RATES):
                words = _("That was too often from your address. Wait a minute, then try again.")
                return HttpResponse(words, status=429, content_type="text/plain; charset=utf-8")
            return view(request, *args, **kwargs)

        return counted

    return decorate


def _is_known(request):
    """Whether it is known who asks. Behind a proxy that does not say so everybody is one address: what an enemy sends
    would keep all others out. There is nothing to guess, so that nobody is counted then."""
    told = request.headers.get("X-Forwarded-For") or not settings.SECURE_PROXY_SSL_HEADER
    return bool(told and get_client_ip(request))
