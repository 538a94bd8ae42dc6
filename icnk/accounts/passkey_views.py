"""One's passkeys: the first, by a way of trust; the second; their names; and one taken away."""

from allauth.mfa import signals
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from icnk.core import audit_log

from . import enrolment, sessions, webauthn
from .asking import page
from .ratelimit import limited
from .reauthentication import reauthentication_required, is_recently_authenticated

RECOMMENDED_PASSKEYS = 2  # of each person: one may be lost


def get_passkeys(person):
    return Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).order_by("created_at")


@limited("answer")
def enrol(request):
    """The first passkey in this browser, or one after the others were lost."""
    person, way = enrolment.opened(request)
    if not person:
        return page(request, "enrolment_closed", _("This is not open any more"), status=403)
    if request.method == "POST":
        key = _added(request, person, lambda: enrolment.opened(request) == (person, way), way=way)
        if key:
            enrolment.close(request)
            messages.success(request, _("Your passkey is there. Sign in with it now."))
            return HttpResponseRedirect(reverse("account:sign_in"))
    return page(request, "enrol", _("Make your passkey"), person=person, refused=request.method == "POST")


@require_POST
@limited("question")
def enrol_question(request):
    person, _way = enrolment.opened(request)
    return JsonResponse(webauthn.question_for_a_new_key(person) if person else {}, status=200 if person else 403)


@login_required
@reauthentication_required
def keys(request):
    refused = request.method == "POST" and not _added(request, request.user, lambda: sessions.is_there(request))
    if request.method == "POST" and not refused:
        messages.success(request, _("The passkey is there."))
        return HttpResponseRedirect(request.path)
    mine = list(get_passkeys(request.user))
    one_more = 0 < len(mine) < RECOMMENDED_PASSKEYS
    return page(request, "passkeys", _("Your passkeys"), keys=mine, one_more=one_more, refused=refused)


@require_POST
@login_required
def question(request):
    """For a new key; only after a fresh touch, which the page asks for before."""
    if not is_recently_authenticated(request):
        return JsonResponse({}, status=403)
    return JsonResponse(webauthn.question_for_a_new_key(request.user))


@require_POST
@login_required
@reauthentication_required
def key(request, pk):
    """Name a passkey anew or take it away."""
    mine = get_object_or_404(get_passkeys(request.user), pk=pk)
    if "remove" in request.POST:
        if not _removed(request, mine):
            messages.error(request, _("This is your only passkey. Add another one first."))
        elif not request.user.is_authenticated:
            return HttpResponseRedirect(reverse("account:sign_in"))
    elif name := _name(request):
        mine.data["name"] = name
        mine.save(update_fields=["data"])
    return HttpResponseRedirect(reverse("account:keys"))


def _name(request):
    words = " ".join(request.POST.get("name", "").split())
    return "".join(letter for letter in words if letter.isprintable())[:60]


def _added(request, person, may, **by):
    """The new passkey, or None where it was refused. `may`: asked once more, when no recovery of this person runs: else
    a key that comes in the same moment outlives it."""
    try:
        with transaction.atomic():
            get_user_model().objects.select_for_update().get(pk=person.pk)
            if not may():
                raise webauthn.Refused("closed")
            made = webauthn.new_key(request, person, _name(request) or _("Passkey"))
    except webauthn.Refused as refused:
        audit_log.record("key.refused", of=person.get_username(), why=refused.why)
        if refused.why == "too many":
            messages.error(request, _("You have as many passkeys as one person may have. Remove one first."))
        return None
    audit_log.record("key.added", of=person.get_username(), key=made.pk, **by)
    signals.authenticator_added.send(sender=Authenticator, request=request, user=person, authenticator=made)
    return made


@transaction.atomic
def _removed(request, mine):
    """Take it away and end the sessions that it opened, unless it is the last one."""
    held = list(get_passkeys(mine.user).select_for_update())
    if len(held) < 2:
        return False
    audit_log.record("key.removed", of=mine.user.get_username(), key=mine.pk)
    signals.authenticator_removed.send(sender=Authenticator, request=request, user=mine.user, authenticator=mine)
    sessions.end_those_of_a_key(mine, why="key", request=request)
    mine.delete()
    messages.success(request, _("The passkey is gone, and with it the sessions that it opened."))
    return True
