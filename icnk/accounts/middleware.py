"""Nobody is signed in but with a session that counts, and the desk opens for nobody else, whatever address is asked."""

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import SimpleLazyObject

from icnk.core import audit_log

from . import reauthentication, sessions
from .asking import to_the_sign_in


class PasskeyAuthenticationMiddleware(AuthenticationMiddleware):
    """`request.user` as Django says it, but nobody where the session was not made with a passkey or is over.

    It is worked out when first asked for: public pages never ask.
    """

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _person(request))


def _person(request):
    person = get_user(request)
    if person.is_anonymous or not (settings.PASSKEYS_REQUIRED or reauthentication.get_session_passkey_id(request, person)):
        return person
    return AnonymousUser() if sessions.is_over(request, person) else person


class AdminAccessMiddleware:
    """In front of every address that leads into the desk, so that none of its views can be forgotten."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        of_the_desk = settings.PASSKEYS_REQUIRED and "admin" in request.resolver_match.app_names
        if not of_the_desk or request.user.is_authenticated:
            return None
        audit_log.record("desk.refused", why=getattr(request, "session_over", "") or "nobody")
        return to_the_sign_in(request)
