"""The desk's pages that give one person a key: an invitation, and a recovery by two administrators."""

from functools import wraps

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now

from . import notifications, recovery
from .enrolment_views import NOT_TOLD
from .models import Invitation, Recovery
from .passkey_views import get_passkeys
from .reauthentication import reauthentication_required


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What happened, and how you know that it is them"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The second administrator reads it here. It is not put into the mails."),
    )


ACTS = {"_approve": recovery.approve, "_call_off": recovery.call_off}  # by the name of their button
SAID = {
    recovery.invite: gettext_lazy("A link for a first passkey was made."),
    recovery.ask_for_recovery: gettext_lazy("A recovery was asked for."),
    recovery.approve: gettext_lazy("The recovery was approved, and a link for a new passkey was made."),
    recovery.call_off: gettext_lazy("The recovery was called off."),
}


def of_a_person(view):
    """Give a view the person, where this user may keep them."""

    @wraps(view)
    def guarded(self, request, object_id):
        person = self.get_object(request, unquote(object_id))
        if person is None or not recovery.may_keep(request.user, person):
            raise PermissionDenied
        return view(self, request, person)

    return guarded


class GivesKeys(admin.ModelAdmin):
    def get_urls(self):
        def guarded(view):
            return self.admin_site.admin_view(reauthentication_required(view))

        return [
            path("<path:object_id>/invite/", guarded(self.invite), name="auth_user_invite"),
            path("<path:object_id>/recovery/", guarded(self.recovery), name="auth_user_recovery"),
            *super().get_urls(),
        ]

    @of_a_person
    def invite(self, request, person):
        """A page with a link that is loaded again makes none: the one that was just handed over would open nothing."""
        problems, address, shown = [], "", _open_link(person)
        if shown and request.POST.get("open", str(shown.pk)) != str(shown.pk):
            problems.append(_("A link was made meanwhile, and it is good. Make another one only if it went astray."))
        elif request.method == "POST" and (done := self._do(request, problems, person, recovery.invite, person)):
            address = _address(request, done)
        context = {"address": address, "keys": get_passkeys(person).count(), "open": shown}
        return self._page(request, person, "invite", _("Invite"), problems=problems, **context)

    @of_a_person
    def recovery(self, request, person):
        """Asked for by one, approved by another."""
        problems, address = [], ""
        form = ReasonForm(request.POST if "reason" in request.POST else None)
        if done := self._decided(request, problems, person, form):
            if not done.secret:
                return HttpResponseRedirect(request.path)
            address = _address(request, done)
        waiting = _waiting(person)
        context = {
            "address": address,
            "keys": get_passkeys(person).count(),
            "waiting": waiting,
            "asked_by": waiting and notifications.display_name(waiting.made_by),
            "may_approve": waiting and recovery.may_approve(request.user, waiting),
            "is_new": waiting and recovery.is_new(request.user),
            "form": form,
        }
        return self._page(request, person, "recovery", _("Recovery"), problems=problems, **context)

    def _decided(self, request, problems, person, form):
        """What the button that was pressed has done; None where it has not, or there was none."""
        decide = next((ACTS[name] for name in ACTS if name in request.POST), None)
        if decide:
            waiting = _waiting(person)
            if waiting and request.POST.get("shown") == str(waiting.pk):
                return self._do(request, problems, person, decide, waiting)
            problems.append(_("This recovery was approved, called off or expired meanwhile."))  # or is another one
        elif form.is_valid():
            return self._do(request, problems, person, recovery.ask_for_recovery, person, **form.cleaned_data)
        return None

    def _do(self, request, problems, person, act, *args, **asked):
        """What `act` returns, in the person's history too; or None, and `problems` says in plain words why."""
        try:
            done = act(*args, by=request.user, **asked)
        except ValidationError as error:
            problems += error.messages
            return None
        self.log_change(request, person, str(SAID[act]))
        if not done.told:
            self.message_user(request, NOT_TOLD, messages.WARNING)
        return done

    def _page(self, request, person, name, title, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": notifications.display_name(person),
            "opts": self.opts,
            "original": person,
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/auth/user/{name}.html", context)


def _open_link(person):
    return Invitation.objects.open(database_now()).filter(person=person).first()


def _waiting(person):
    found = Recovery.objects.open(database_now()).filter(person=person)
    return found.select_related("made_by", "person").first()


def _address(request, done):
    return request.build_absolute_uri(reverse("account:link", args=[done.secret]))
