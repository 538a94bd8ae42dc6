"""*Redact*: first every place is shown, then the words are taken out of all of them."""

from itertools import groupby
from operator import attrgetter

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters

from icnk.core import audit_log
from releases.models import Redaction, StaleVersion
from releases.redaction.media import unread
from releases.redaction.redact import find, redact

from .decorators import with_a_fresh_touch

SHOWN = 20  # places of one kind at once; the others are folded under them


class RedactForm(forms.Form):
    terms = forms.CharField(
        label=gettext_lazy("Name or words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One spelling a line: in hangul, in Latin letters, in the other order. Case, spaces, hyphens and markup "
            "make no difference; a nickname or a title does. Numbers and addresses of theirs go on lines of their own."
        ),
    )
    instead = forms.CharField(label=gettext_lazy("What stands instead"), initial=gettext_lazy("[name withheld]"))
    why = forms.CharField(
        label=gettext_lazy("Why"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("For the record, never public, and without the name itself."),
    )
    note = forms.CharField(
        label=gettext_lazy("Public note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "It stands at each text that is touched. Empty: that words were taken out to protect a person."
        ),
    )

    def clean_terms(self):
        return self.cleaned_data["terms"].splitlines()


@admin.register(Redaction)
class RedactionAdmin(admin.ModelAdmin):
    """The record of redactions, and the page that makes one."""

    list_display = ["at", "by", "why", "places"]
    list_display_links = None
    ordering = ["-at"]

    def has_module_permission(self, request):
        return self.has_view_permission(request)

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("releases.redact_release")

    has_add_permission = has_view_permission

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    @method_decorator(sensitive_post_parameters())
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self._redact(request)

    @with_a_fresh_touch
    def _redact(self, request):
        form, context = RedactForm(request.POST if request.method == "POST" else None), {}
        if form.is_valid():
            wanted = form.cleaned_data
            try:
                if "_redact" in request.POST:
                    return self._done(request, redact(wanted.pop("terms"), by=request.user, **wanted))
                found = find(wanted["terms"])
                audit_log.record("redaction.looked", by=request.user, places=len(found))
                context = {"found": _by_kind(found), "unread": unread(), "looked": True}
            except ValidationError as error:
                form.add_error(None, error)
            except (StaleVersion, IntegrityError):
                form.add_error(None, _("Somebody saved at the same moment. Nothing was changed; please try again."))
        context |= {"title": _("Redact"), "form": form, "opts": self.opts, **self.admin_site.each_context(request)}
        return TemplateResponse(request, "admin/releases/redaction/redact.html", context)

    def _done(self, request, redaction):
        places = redaction.places
        words = ngettext("Taken out of %(count)d place.", "Taken out of %(count)d places.", places) % {"count": places}
        limits = _("Backups still hold the words: see to them now, and to copies that others have made.")
        self.message_user(request, f"{words} {limits}", messages.WARNING)
        return HttpResponseRedirect(reverse("admin:releases_redaction_changelist"))


def _by_kind(places):
    """[(kind, how many, the first of them, the others)]"""
    kinds = [(kind, list(found)) for kind, found in groupby(places, attrgetter("kind"))]
    return [(kind, len(found), found[:SHOWN], found[SHOWN:]) for kind, found in kinds]
