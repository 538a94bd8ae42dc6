"""Enrolment: with an invitation or an emergency code one browser may add a passkey within fifteen minutes."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.contrib.auth import get_user_model, logout
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from . import recovery, webauthn
from .models import Invitation
from .notifications import MAIL_FAILED
from .passkey_views import add_passkey
from .ratelimit import rate_limited
from .reauthentication import account_page

ENROLMENT_LIFETIME = timedelta(minutes=15)
SESSION_KEY = "enrolment"


def open_enrolment(request, person, source: str) -> HttpResponseRedirect:
    """Sign out, let this browser add a passkey for `person`, and redirect to the page for it.

    `source` is for the audit log: "invitation:12".
    """
    logout(request)
    at, newest = timezone.now().timestamp(), _newest_invitation_id(person)
    request.session[SESSION_KEY] = {"person": person.pk, "source": source, "at": at, "newest_invitation": newest}
    request.session.cycle_key()
    return HttpResponseRedirect(reverse("account:enrol"))


def get_enrolment(request):
    """Return (the person for whom this browser may add a passkey, the source), or (None, "").

    A newer invitation or recovery closes the enrolment: a thief who used the former link can't add a passkey then.
    """
    enrolment = request.session.get(SESSION_KEY)
    if not enrolment or not 0 <= timezone.now().timestamp() - enrolment["at"] <= ENROLMENT_LIFETIME.total_seconds():
        return None, ""
    person = get_user_model().objects.filter(pk=enrolment["person"], is_active=True, is_staff=True).first()
    if not person or enrolment["newest_invitation"] != _newest_invitation_id(person):
        return None, ""
    return person, enrolment["source"]


def _newest_invitation_id(person) -> int | None:
    return Invitation.objects.filter(person=person).order_by("-pk").values_list("pk", flat=True).first()


def invitation(request, *, token):
    """Show the invitation; use it on POST alone, since mail and chat programs open links in messages."""
    if request.method == "POST":
        if used := recovery.use_invitation(token):
            return open_enrolment(request, used.person, f"invitation:{used.pk}")
    elif found := recovery.get_open_invitation(token):
        return account_page(request, "invitation", _("Your link to the desk"), invitation=found)
    raise Http404


class EmergencyCodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
        help_text=gettext_lazy("Seven groups of four signs. Hyphens, spaces and small letters make no difference."),
    )

    def clean_code(self):
        if not recovery.normalize_code(self.cleaned_data["code"]):
            raise forms.ValidationError(_("A sign is wrong or missing. Compare it with the paper, group by group."))
        return self.cleaned_data["code"]


@sensitive_post_parameters()
@rate_limited("passkey_response")
def emergency_code(request):
    form = EmergencyCodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code, mail_sent = recovery.use_emergency_code(form.cleaned_data["code"])
        if code:
            response = open_enrolment(request, code.person, f"emergency:{code.pk}")
            if not mail_sent:
                messages.warning(request, MAIL_FAILED)
            return response
        form.add_error("code", _("This code opens nothing: it is not one of ours, or it was used or replaced."))
    return account_page(request, "emergency_code", _("Emergency code"), form=form)


@rate_limited("passkey_response")
def enrol(request):
    person, source = get_enrolment(request)
    if not person:
        return account_page(request, "enrolment_closed", _("This is not open any more"), status=403)
    is_posted = request.method == "POST"
    if is_posted and add_passkey(request, person, lambda: get_enrolment(request) == (person, source), way=source):
        request.session.pop(SESSION_KEY, None)
        messages.success(request, _("Your passkey is there. Sign in with it now."))
        return HttpResponseRedirect(reverse("account:sign_in"))
    context = {"person": person, "is_refused": is_posted}
    return account_page(request, "enrol", _("Make your passkey"), **context)


@require_POST
@rate_limited("passkey_options")
def enrolment_options(request):
    person, _source = get_enrolment(request)
    return JsonResponse(webauthn.creation_options(request, person) if person else {}, status=200 if person else 403)
