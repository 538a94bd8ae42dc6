"""Reauthentication: actions that publish, change rights or add passkeys need a passkey used in the last five minutes.

The session stores which passkey opened it and when a passkey was last used.
"""

from datetime import timedelta
from functools import partial, wraps

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from icnk.core import audit_log

REAUTHENTICATION_TIMEOUT = timedelta(minutes=5)
SESSION_KEY = "passkey"  # {"id": of the passkey that opened the session, "used_at": seconds since 1970}


def record_passkey_use(request, passkey) -> None:
    """Note in the session that `passkey` was used now, and that it opened the session if it is the first."""
    passkey.record_usage()
    opened_with = get_session_passkey_id(request) or passkey.pk
    request.session[SESSION_KEY] = {"id": opened_with, "used_at": timezone.now().timestamp()}


def get_session_passkey_id(request) -> int | None:
    """Return the id of the passkey that opened this session."""
    return request.session.get(SESSION_KEY, {}).get("id")


def is_passkey_session(request) -> bool:
    return request.user.is_authenticated and get_session_passkey_id(request) is not None


def is_recently_authenticated(request, *, margin: timedelta = timedelta()) -> bool:
    """Return whether a passkey was used in the last five minutes, less `margin`. True if none is required."""
    if not settings.PASSKEYS_REQUIRED:
        return True
    if not is_passkey_session(request):
        return False
    age = timezone.now().timestamp() - request.session[SESSION_KEY]["used_at"]
    return 0 <= age <= (REAUTHENTICATION_TIMEOUT - margin).total_seconds()


def require_reauthentication(request, view):
    """Return `view()`, or the page that asks for a passkey if a POST has no recent one.

    Other pages load the script that asks for the passkey before a form is sent.
    """
    if request.method == "POST" and not is_recently_authenticated(request):
        return _reauthentication_page(request)
    response = view()
    if settings.PASSKEYS_REQUIRED and getattr(response, "context_data", None) is not None:
        response.context_data["needs_reauthentication"] = True
    return response


def reauthentication_required(view):
    """Decorate a view function that needs a recent passkey for POST requests."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return require_reauthentication(request, partial(view, request, *args, **kwargs))

    return guarded


def _reauthentication_page(request):
    """Return the form as it was typed, to be sent again after the passkey.

    It is not kept in the session, which would store the words of a release in the database.
    """
    audit_log.record("touch.wanted")
    typed = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    context = {"typed": typed, "needs_reauthentication": True}
    return account_page(request, "reauthenticate", _("Touch your passkey"), status=403, **context)


def account_page(request, template: str, title: str, status: int = 200, **context):
    """Render a page of `templates/accounts/` in the desk's frame, without its navigation."""
    frame = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return TemplateResponse(request, f"accounts/{template}.html", frame | {"title": title} | context, status=status)


def get_next_url(request) -> str:
    """Return the address of this site to go to after the sign-in: `next`, or the desk's first page."""
    url = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    is_ours = url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())
    return url if is_ours and url.startswith("/") else reverse("admin:index")
