"""The page that redacts words, after it has shown every place that holds them; and the list of past redactions."""

from functools import partial
from itertools import groupby
from operator import attrgetter

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.debug import sensitive_post_parameters

from icnk.core import audit_log
from icnk.core.history.models import StaleVersion
from releases.admin.release.workspace import render_page
from releases.models import Redaction
from releases.redaction.inventory import get_unreadable_titles
from releases.redaction.redact import find_occurrences, redact

MAX_PLACES = 20  # of one kind; the others are in a closed <details>


class RedactForm(forms.Form):
    terms = forms.CharField(
        label=gettext_lazy("Name or words"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "One spelling a line: in hangul, in Latin letters, in the other order. Case, spaces, hyphens and markup "
            "make no difference; a nickname or a title does. Numbers and addresses of theirs go on lines of their own."
        ),
    )
    replacement = forms.CharField(label=gettext_lazy("What stands instead"), initial=gettext_lazy("[name withheld]"))
    reason = forms.CharField(
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
    list_display = ["at", "by", "reason", "places"]
    list_display_links = None
    ordering = ["-at"]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("releases.redact_release")

    has_module_permission = has_add_permission = has_view_permission

    def has_change_permission(self, request, obj=None):
        return False

    has_delete_permission = has_change_permission

    @method_decorator(sensitive_post_parameters())
    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return self.admin_site.require_reauthentication(request, partial(self._redact, request))

    def _redact(self, request):
        form = RedactForm(request.POST if request.method == "POST" else None)
        context = {"form": form}
        if form.is_valid():
            try:
                if "_redact" in request.POST:
                    terms = form.cleaned_data.pop("terms")
                    count = redact(terms, by=request.user, **form.cleaned_data).places
                    words = ngettext("Taken out of %(count)d place.", "Taken out of %(count)d places.", count)
                    limits = _("Backups still hold the words: see to them now, and to copies that others have made.")
                    self.message_user(request, f"{words % {'count': count}} {limits}", messages.WARNING)
                    return HttpResponseRedirect(reverse("admin:releases_redaction_changelist"))
                context |= _search(request, form.cleaned_data["terms"])
            except ValidationError as error:
                form.add_error(None, error)
            except (StaleVersion, IntegrityError):
                form.add_error(None, _("Somebody saved at the same moment. Nothing was changed; please try again."))
        return render_page(request, self, "redact", _("Redact"), **context)


def _search(request, terms):
    """Return context: the places that hold the terms as (kind, count, first places, other places)."""
    places = find_occurrences(terms)
    audit_log.record("redaction.looked", by=request.user, places=len(places))
    groups = [(kind, list(group)) for kind, group in groupby(places, attrgetter("kind"))]
    place_groups = [(kind, len(group), group[:MAX_PLACES], group[MAX_PLACES:]) for kind, group in groups]
    return {"place_groups": place_groups, "unread": get_unreadable_titles(), "searched": True}
