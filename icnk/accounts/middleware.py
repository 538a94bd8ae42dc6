"""Middleware that accepts only sessions opened with a passkey, and protects all addresses of the admin."""

from functools import partial

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.functional import SimpleLazyObject

from icnk.core import audit_log

from . import sessions
from .reauthentication import SESSION_KEY


class PasskeyAuthenticationMiddleware(AuthenticationMiddleware):
    """Sets `request.user`, lazily: anonymous if no passkey opened the session or the session is over."""

    def process_request(self, request):
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_get_person, request))


def _get_person(request):
    person = get_user(request)
    if person.is_anonymous or not (settings.PASSKEYS_REQUIRED or SESSION_KEY in request.session):
        return person
    return AnonymousUser() if sessions.end_if_over(request, person) else person


class AdminAccessMiddleware(MiddlewareMixin):
    """Redirects anonymous requests for any address of the admin to the sign-in page."""

    def process_view(self, request, view, args, kwargs):
        is_admin = settings.PASSKEYS_REQUIRED and "admin" in request.resolver_match.app_names
        if not is_admin or request.user.is_authenticated:
            return None
        audit_log.record("desk.refused", why=getattr(request, "session_over", "") or "nobody")
        if request.path == reverse("admin:logout"):  # the sign-in must not redirect back to the sign-out
            return HttpResponseRedirect(reverse("account:sign_in"))
        return redirect_to_login(request.get_full_path())
