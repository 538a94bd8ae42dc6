"""The pages on which somebody without a key gets one: a link of theirs, or an emergency code."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters

from icnk.core.clock import database_now

from . import enrolment, notifications, recovery, recovery_codes
from .asking import page
from .ratelimit import limited
from .reauthentication import reauthentication_required

NOT_TOLD = gettext_lazy("It is done, but the mails about it could not be sent. Tell the administrators yourself.")


def link(request, *, token):
    """A GET uses nothing up: programs that look into mails and messages open what stands in them."""
    invitation = recovery.use_link(token) if request.method == "POST" else recovery.living(token)
    if not invitation:
        raise Http404
    if request.method == "POST":
        return _to_a_key(request, invitation.person, f"invitation:{invitation.pk}")
    return page(request, "invitation", _("Your link to the desk"), invitation=invitation)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
        ),
        help_text=gettext_lazy("Seven groups of four signs. Hyphens, spaces and small letters make no difference."),
    )

    def clean_code(self):
        if not recovery_codes.as_typed(self.cleaned_data["code"]):
            raise forms.ValidationError(_("A sign is wrong or missing. Compare it with the paper, group by group."))
        return self.cleaned_data["code"]


@sensitive_post_parameters()
@limited("answer")
def emergency(request):
    """Whoever holds a code of theirs adds a new key with it. There is nothing to guess in 133 random bits."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code, told = recovery.use_code(form.cleaned_data["code"])
        if code:
            response = _to_a_key(request, code.person, f"emergency:{code.pk}")
            if not told:
                messages.warning(request, NOT_TOLD)
            return response
        form.add_error("code", _("This code opens nothing: it is not one of ours, or it was used or replaced."))
    return page(request, "emergency_code", _("Emergency code"), form=form)


@login_required
@reauthentication_required
def my_codes(request):
    """How many codes of one's own are sealed, and a new set: shown once, made for paper.

    A page with codes that is loaded again makes none: the sheet that was just printed would be worth nothing.
    """
    made, newest = [], _newest(request.user)
    if request.method == "POST" and request.POST.get("newest", newest) != newest:
        words = _("No new codes were made: those that were shown here before are good, and are not shown again.")
        messages.warning(request, words)
    elif request.method == "POST":
        made, told = recovery.make_codes(request.user)
        if not told:
            messages.warning(request, NOT_TOLD)
    sealed, name = recovery.sealed_codes(request.user), notifications.display_name(request.user)
    context = {"made": made, "sealed": list(sealed), "newest": newest, "name": name, "at": database_now()}
    context["emergency"] = request.build_absolute_uri(reverse("account:emergency")).partition("//")[2]
    return page(request, "emergency_codes", _("Emergency codes"), **context)


def _newest(person):
    """Of the codes that the page was shown with: the last one, as the page sends it back."""
    return str(max((code.pk for code in recovery.sealed_codes(person)), default=""))


def _to_a_key(request, person, way):
    enrolment.open_to(request, person, way)
    return HttpResponseRedirect(reverse("account:enrol"))
