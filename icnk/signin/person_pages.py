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

from members.clock import database_now

from . import notices, ways
from .first_keys import NOT_TOLD, kept_by_nobody
from .keys import keys_of
from .models import Invitation, Recovery
from .passkeys import touch_required


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What happened, and how you know that it is them"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("The second administrator reads it here. It is not put into the mails."),
    )


def of_a_person(view):
    """Give a view the person, where this user may keep them."""

    @wraps(view)
    def guarded(self, request, object_id):
        person = self.get_object(request, unquote(object_id))
        if person is None or not ways.may_keep(request.user, person):
            raise PermissionDenied
        return view(self, request, person)

    return guarded


class GivesKeys(admin.ModelAdmin):
    def get_urls(self):
        def guarded(view):
            return self.admin_site.admin_view(kept_by_nobody(touch_required(view)))

        return [
            path("<path:object_id>/invite/", guarded(self.invite), name="auth_user_invite"),
            path("<path:object_id>/recovery/", guarded(self.recovery), name="auth_user_recovery"),
            *super().get_urls(),
        ]

    @of_a_person
    def invite(self, request, person):
        problems, address = [], ""
        if request.method == "POST" and (done := _attempt(request, problems, ways.invite, person)):
            address = _address(request, done)
        context = {
            "address": address,
            "keys": keys_of(person).count(),
            "open": Invitation.objects.open(database_now()).filter(person=person).first(),
        }
        return self._page(request, person, "invite", _("Invite"), problems=problems, **context)

    @of_a_person
    def recovery(self, request, person):
        """Asked for by one, approved by another."""
        problems, address = [], ""
        if request.method == "POST":
            act = next((act for name, act in ACTS.items() if name in request.POST), _ask)
            done = act(request, problems, person)
            if done and done.secret:
                address = _address(request, done)
            elif done:
                return HttpResponseRedirect(request.path)
        waiting = _waiting(person)
        context = {
            "address": address,
            "keys": keys_of(person).count(),
            "waiting": waiting,
            "asked_by": waiting and notices.name_of(waiting.made_by),
            "may_approve": waiting and ways.may_approve(request.user, waiting),
            "form": ReasonForm(request.POST if problems else None),
        }
        return self._page(request, person, "recovery", _("Recovery"), problems=problems, **context)

    def _page(self, request, person, name, title, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": notices.name_of(person),
            "opts": self.opts,
            "original": person,
            **context,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, f"admin/auth/user/{name}.html", context)


def _waiting(person):
    found = Recovery.objects.open(database_now()).filter(person=person)
    return found.select_related("made_by", "person").first()


def _ask(request, problems, person):
    form = ReasonForm(request.POST)
    if not form.is_valid():
        problems += [error for errors in form.errors.values() for error in errors]
        return None
    return _attempt(request, problems, ways.ask_for_recovery, person, reason=form.cleaned_data["reason"])


def _approve(request, problems, person):
    return _of_the_one_shown(request, problems, person, ways.approve)


def _call_off(request, problems, person):
    return _of_the_one_shown(request, problems, person, ways.call_off)


ACTS = {"_approve": _approve, "_call_off": _call_off}


def _of_the_one_shown(request, problems, person, act):
    """A request that came after the page was shown is not approved unread."""
    waiting = _waiting(person)
    if not waiting or request.POST.get("shown") != str(waiting.pk):
        problems.append(_("This recovery was approved, called off or expired meanwhile."))
        return None
    return _attempt(request, problems, act, waiting)


def _attempt(request, problems, act, *args, **kwargs):
    """What `act` returns, or None; then `problems` says in plain words why not."""
    try:
        done = act(*args, by=request.user, **kwargs)
    except ValidationError as error:
        problems += error.messages
        return None
    if not done.told:
        messages.warning(request, NOT_TOLD)
    return done


def _address(request, done):
    return request.build_absolute_uri(reverse("account:link", args=[done.secret]))
