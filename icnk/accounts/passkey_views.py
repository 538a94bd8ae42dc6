"""The pages on which people add, rename and remove their passkeys, and make emergency codes."""

from allauth.usersessions.models import UserSession
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
from icnk.core.clock import database_now

from . import recovery, sessions, webauthn
from .notifications import MAIL_FAILED, display_name, notify_on_commit
from .reauthentication import account_page, is_recently_authenticated, reauthentication_required
from .webauthn import RECOMMENDED_PASSKEYS, get_passkeys

MAX_NAME_LENGTH = 60


@login_required
@reauthentication_required
def passkeys(request):
    is_refused = False
    if request.method == "POST":
        if add_passkey(request, request.user, lambda: sessions.is_still_open(request)):
            messages.success(request, _("The passkey is there."))
            return HttpResponseRedirect(request.path)
        is_refused = True
    own = list(get_passkeys(request.user))
    context = {"passkeys": own, "should_add_passkey": 0 < len(own) < RECOMMENDED_PASSKEYS, "is_refused": is_refused}
    return account_page(request, "passkeys", _("Your passkeys"), **context)


@require_POST
@login_required
def passkey_options(request):
    if not is_recently_authenticated(request):
        return JsonResponse({}, status=403)
    return JsonResponse(webauthn.creation_options(request, request.user))


@require_POST
@login_required
@reauthentication_required
def passkey(request, pk):
    """Rename or remove a passkey."""
    own = get_object_or_404(get_passkeys(request.user), pk=pk)
    if "remove" in request.POST:
        if not _remove_passkey(request, own):
            messages.error(request, _("This is your only passkey. Add another one first."))
        elif not request.user.is_authenticated:
            return HttpResponseRedirect(reverse("account:sign_in"))
    elif name := _posted_name(request):
        own.data["name"] = name
        own.save(update_fields=["data"])
    return HttpResponseRedirect(reverse("account:passkeys"))


def _posted_name(request):
    name = " ".join(request.POST.get("name", "").split())
    return "".join(letter for letter in name if letter.isprintable())[:MAX_NAME_LENGTH]


def add_passkey(request, person, is_allowed, **facts):
    """Store the posted passkey and return it, or None if it was refused.

    `is_allowed()` is called while the person is locked, so that a concurrent recovery replaces this passkey too.
    """
    try:
        with transaction.atomic():
            get_user_model().objects.select_for_update().get(pk=person.pk)
            if not is_allowed():
                raise webauthn.PasskeyRefused("closed")
            added = webauthn.create_passkey(request, person, _posted_name(request) or _("Passkey"))
    except webauthn.PasskeyRefused as refused:
        audit_log.record("key.refused", of=person.get_username(), why=refused.why)
        if refused.why == "too many":
            messages.error(request, _("You have as many passkeys as one person may have. Remove one first."))
        return None
    audit_log.record("key.added", of=person.get_username(), key=added.pk, **facts)
    notify_on_commit(request, "key.added", person, by=person)
    return added


@transaction.atomic
def _remove_passkey(request, own) -> bool:
    """Remove the passkey and end the sessions that it opened, unless it is the last one."""
    if len(get_passkeys(own.user).select_for_update()) < 2:
        return False
    audit_log.record("key.removed", of=own.user.get_username(), key=own.pk)
    notify_on_commit(request, "key.removed", own.user, by=own.user)
    opened = UserSession.objects.filter(user=own.user, data__key=own.pk)
    sessions.end_sessions(opened, why="key", request=request)
    own.delete()
    messages.success(request, _("The passkey is gone, and with it the sessions that it opened."))
    return True


@login_required
@reauthentication_required
def emergency_codes(request):
    """Show the number of unused codes; on POST make a new set, which is shown once.

    Reloading the page of a new set makes no other set, which would replace the codes that were just printed.
    """
    codes, newest = [], str(max((code.pk for code in recovery.get_unused_codes(request.user)), default=""))
    if request.method == "POST" and request.POST.get("newest", newest) != newest:
        words = _("No new codes were made: those that were shown here before are good, and are not shown again.")
        messages.warning(request, words)
    elif request.method == "POST":
        codes, mail_sent = recovery.create_emergency_codes(request.user)
        if not mail_sent:
            messages.warning(request, MAIL_FAILED)
    context = {
        "codes": codes,
        "unused": list(recovery.get_unused_codes(request.user)),
        "newest": newest,
        "name": display_name(request.user),
        "at": database_now(),
        "address": request.build_absolute_uri(reverse("account:emergency_code")).partition("//")[2],
    }
    return account_page(request, "emergency_codes", _("Emergency codes"), **context)
