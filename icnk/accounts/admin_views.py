"""Admin pages of invitations and recoveries, and account notices for the desk's first page."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models.functions import Now
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now

from . import recovery
from .models import EmergencyCode, Invitation, Recovery
from .notifications import MAIL_FAILED, display_name
from .reauthentication import reauthentication_required
from .webauthn import get_passkeys

CODE_NOTICE_PERIOD = timedelta(days=7)
RECOVERY_ACTIONS = {"_approve": recovery.approve_recovery, "_call_off": recovery.cancel_recovery}  # by button name
HISTORY_MESSAGES = {
    recovery.invite: gettext_lazy("A link for a first passkey was made."),
    recovery.request_recovery: gettext_lazy("A recovery was asked for."),
    recovery.approve_recovery: gettext_lazy("The recovery was approved, and a link for a new passkey was made."),
    recovery.cancel_recovery: gettext_lazy("The recovery was called off."),
}


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What happened, and how you know that it is them"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The second administrator reads it here. It is not put into the mails."),
    )


def get_urls(model_admin) -> list:
    def wrap(view):
        @reauthentication_required
        def view_person(request, object_id):
            person = model_admin.get_object(request, unquote(object_id))
            if person is None or not recovery.can_manage(request.user, person):
                raise PermissionDenied
            return view(model_admin, request, person)

        return model_admin.admin_site.admin_view(view_person)

    return [
        path("<path:object_id>/invite/", wrap(invite), name="auth_user_invite"),
        path("<path:object_id>/recovery/", wrap(recover), name="auth_user_recovery"),
    ]


def invite(model_admin, request, person):
    """Make a link, but not when the page of a new link is reloaded: that would replace the link."""
    problems, url, shown = [], "", get_pending_invitation(person)
    if shown and request.POST.get("open", str(shown.pk)) != str(shown.pk):
        problems.append(_("A link was made meanwhile, and it is good. Make another one only if it went astray."))
    elif request.method == "POST" and (
        result := _perform(model_admin, request, problems, person, recovery.invite, person)
    ):
        url = _invitation_url(request, result)
    context = {"url": url, "passkey_count": get_passkeys(person).count(), "pending": shown, "problems": problems}
    return _render(model_admin, request, person, "invite", _("Invite"), **context)


def recover(model_admin, request, person):
    """Let one administrator request a recovery, and another approve or cancel it."""
    problems, url = [], ""
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if result := _perform_posted_action(model_admin, request, problems, person, form):
        if not result.secret:
            return HttpResponseRedirect(request.path)
        url = _invitation_url(request, result)
    pending = _pending_recovery(person)
    context = {
        "url": url,
        "passkey_count": get_passkeys(person).count(),
        "pending": pending,
        "asked_by": pending and display_name(pending.made_by),
        "can_approve": pending and recovery.can_approve(request.user, pending),
        "has_new_access": pending and recovery.has_new_access(request.user),
        "form": form,
        "problems": problems,
    }
    return _render(model_admin, request, person, "recovery", _("Recovery"), **context)


def _perform_posted_action(model_admin, request, problems, person, form):
    """Return the result of the pressed button, or None if there was none or the action failed."""
    if action := next((action for name, action in RECOVERY_ACTIONS.items() if name in request.POST), None):
        pending = _pending_recovery(person)
        if pending and request.POST.get("shown") == str(pending.pk):
            return _perform(model_admin, request, problems, person, action, pending)
        problems.append(_("This recovery was approved, called off or expired meanwhile."))
    elif form.is_valid():
        return _perform(model_admin, request, problems, person, recovery.request_recovery, person, **form.cleaned_data)
    return None


def _perform(model_admin, request, problems, person, action, *args, **kwargs):
    """Return the result of `action` and log it in the person's history. If it fails, extend `problems`, return None."""
    try:
        result = action(*args, by=request.user, **kwargs)
    except ValidationError as error:
        problems += error.messages
        return None
    model_admin.log_change(request, person, str(HISTORY_MESSAGES[action]))
    if not result.mail_sent:
        messages.warning(request, MAIL_FAILED)
    return result


def _render(model_admin, request, person, name, title, **context):
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": display_name(person),
        "opts": model_admin.opts,
        "original": person,
        **context,
    }
    request.current_app = model_admin.admin_site.name
    return TemplateResponse(request, f"admin/auth/user/{name}.html", context)


def get_pending_invitation(person) -> Invitation | None:
    return Invitation.objects.open(database_now()).filter(person=person).first()


def _pending_recovery(person):
    pending = Recovery.objects.open(database_now()).filter(person=person)
    return pending.select_related("made_by", "person").first()


def _invitation_url(request, result):
    return request.build_absolute_uri(reverse("account:invitation", args=[result.secret]))


def account_notices(user) -> dict:
    """Return context for the first page of the desk: codes used in the last week, and pending recoveries."""
    used = EmergencyCode.objects.filter(used_at__gt=Now() - CODE_NOTICE_PERIOD).select_related("person")
    context = {"used_codes": [(display_name(code.person), code.used_at) for code in used.order_by("-used_at")]}
    if user.has_perm("auth.change_user"):
        pending = Recovery.objects.open(Now()).select_related("person", "made_by").order_by("made_at")
        context["lacks_email"] = not user.email
        context["recoveries"] = [
            {
                "person_id": each.person_id,
                "name": display_name(each.person),
                "asked_by": display_name(each.made_by),
                "is_own": each.made_by_id == user.pk,
            }
            for each in pending
            if recovery.can_manage(user, each.person)
        ]
    return context
