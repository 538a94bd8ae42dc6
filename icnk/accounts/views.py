"""Sign in, touch again, see one's sessions, sign out."""

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

from . import reauthentication, sessions, webauthn
from .asking import page, wanted
from .browsers import in_words
from .ratelimit import limited

SPARE = timedelta(seconds=30)  # a long form on a slow line is still on time


@limited("answer")
def sign_in(request):
    """GET shows the one button; POST brings the passkey's answer."""
    if request.method == "POST":
        try:
            key = webauthn.key_that_answered(request)
        except webauthn.Refused as refused:
            audit_log.record("sign_in.refused", why=refused.why, of=refused.of)
            return page(request, "sign_in", _("Sign in"), status=403, refused=True, next=wanted(request))
        sessions.begin(request, key)
        return HttpResponseRedirect(wanted(request))
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        # From a link in a mail: the cookies, which are Strict, come with the next step only, which is ours.
        return TemplateResponse(request, "accounts/redirect.html", {"next": wanted(request)})
    if request.user.is_authenticated and admin.site.has_permission(request):
        return HttpResponseRedirect(wanted(request))
    return page(request, "sign_in", _("Sign in"), next=wanted(request))


@require_POST
@limited("question")
def question(request):
    if request.user.is_anonymous:
        request.session.set_expiry(webauthn.QUESTION_LASTS)  # a row for everybody who asks, and not for half a day
    return JsonResponse(webauthn.question_to_anybody())


@require_POST
def sign_out(request):
    logout(request)
    return HttpResponseRedirect(reverse("account:sign_in"))


@require_POST
@login_required
def touch_question(request):
    """The question for a touch; an empty answer where the last one is fresh enough to send a form with."""
    fresh = reauthentication.is_recently_authenticated(request, spare=SPARE)
    return JsonResponse({} if fresh else webauthn.question_to(request.user))


@require_POST
@login_required
def touch(request):
    """204 where one of this person's passkeys answered; then five minutes are open. Else 403 and why, in words."""
    try:
        key = webauthn.key_that_answered(request, request.user)
    except webauthn.Refused as refused:
        audit_log.record("touch.refused", why=refused.why)
        words = _("The passkey's answer does not count. Try again.")
        return HttpResponse(words, status=403, content_type="text/plain; charset=utf-8")
    sessions.touched(request, key)
    return HttpResponse(status=204)


@login_required
def sessions_of_mine(request):
    mine = UserSession.objects.filter(user=request.user).select_related("user").order_by("-last_seen_at")
    here = request.session.session_key
    if request.method == "POST":
        chosen = mine.exclude(session_key=here) if "others" in request.POST else mine.filter(pk=_number(request, "end"))
        if sessions.end(chosen, why="owner", request=request):
            messages.success(request, _("Ended. Whoever holds it still has to sign in again."))
        return HttpResponseRedirect(request.path)
    rows = [(each, in_words(each.user_agent), each.session_key == here) for each in sessions.still_open(mine)]
    return page(request, "sessions", _("Your sessions"), rows=rows)


def _number(request, name):
    value = request.POST.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
