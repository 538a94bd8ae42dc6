"""Sign-in, sign-out, reauthentication, and the list of a person's own sessions."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from icnk.core import audit_log

from . import sessions, webauthn
from .ratelimit import rate_limited
from .reauthentication import account_page, get_next_url, is_recently_authenticated, record_passkey_use

SUBMIT_MARGIN = timedelta(seconds=30)  # a long form on a slow connection is still in time


@rate_limited("passkey_response")
def sign_in(request):
    next_url = get_next_url(request)
    if request.method == "POST":
        try:
            passkey = webauthn.verify_response(request)
        except webauthn.PasskeyRefused as refused:
            audit_log.record("sign_in.refused", why=refused.why, of=refused.username)
            context = {"is_refused": True, "next": next_url}
            return account_page(request, "sign_in", _("Sign in"), status=403, **context)
        sessions.start_session(request, passkey)
        return HttpResponseRedirect(next_url)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # After a link in a mail, browsers send SameSite=Strict cookies only with the next request from our own page.
        return TemplateResponse(request, "accounts/redirect.html", {"next": next_url})
    if request.user.is_authenticated and admin.site.has_permission(request):
        return HttpResponseRedirect(next_url)
    return account_page(request, "sign_in", _("Sign in"), next=next_url)


@require_POST
@rate_limited("passkey_options")
def sign_in_options(request):
    if request.user.is_anonymous:
        request.session.set_expiry(webauthn.CHALLENGE_LIFETIME)  # a row for every visitor, so not for twelve hours
    return JsonResponse(webauthn.request_options(request))


@require_POST
def sign_out(request):
    logout(request)
    return HttpResponseRedirect(reverse("account:sign_in"))


@require_POST
@login_required
def reauthentication_options(request):
    """Return an empty object if the passkey was used recently enough to send a form."""
    is_recent = is_recently_authenticated(request, margin=SUBMIT_MARGIN)
    return JsonResponse({} if is_recent else webauthn.request_options(request, request.user))


@require_POST
@login_required
def reauthenticate(request):
    """Answer 204, or 403 with the reason as text."""
    try:
        passkey = webauthn.verify_response(request, request.user)
    except webauthn.PasskeyRefused as refused:
        audit_log.record("touch.refused", why=refused.why)
        words = _("The passkey's answer does not count. Try again.")
        return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
    record_passkey_use(request, passkey)
    audit_log.record("touch", by=passkey.user, key=passkey.pk)
    return HttpResponse(status=204)


@login_required
def own_sessions(request):
    current = request.session.session_key
    if request.method == "POST":
        rows, pk = UserSession.objects.filter(user=request.user), request.POST.get("end", "")
        if "others" in request.POST:
            rows = rows.exclude(session_key=current)
        else:
            rows = rows.filter(pk=int(pk) if pk.isascii() and pk.isdigit() and len(pk) < 10 else 0)
        if sessions.end_sessions(rows, why="owner", request=request):
            messages.success(request, _("Ended. Whoever holds it still has to sign in again."))
        return HttpResponseRedirect(request.path)
    rows = [
        {"session": row, "browser": sessions.describe_browser(row.user_agent), "is_current": row.session_key == current}
        for row in sessions.get_open_sessions(request.user)
    ]
    return account_page(request, "sessions", _("Your sessions"), rows=rows)
