"""The pages that begin a draft from an earlier release: choose one, then give headline and date."""

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.admin import search
from releases.admin.dashboard import LONG_TEXT_FIELDS
from releases.intake import draft
from releases.models import Release

from .workspace import ReleaseWorkspace, render_page

MAX_CHOICES = 30


class DuplicateForm(forms.Form):
    headline = forms.CharField(
        label=gettext_lazy("Headline"), max_length=300, widget=forms.TextInput(attrs={"class": "vTextField"})
    )
    released_on = forms.DateField(
        label=gettext_lazy("Release date"), initial=timezone.localdate, widget=AdminDateWidget
    )
    with_text = forms.BooleanField(
        label=gettext_lazy("With its text"),
        required=False,
        help_text=gettext_lazy("Body, subheadline and quotes too. Nobody has cleared the quotes for the new release."),
    )


def choose_release(request, model_admin):
    """List the newest releases, or those that hold the words searched for."""
    if not model_admin.has_duplicate_permission(request):
        raise PermissionDenied
    words = search.parse_query(request.GET.get("earlier", ""))
    newest = Release.objects.order_by("-released_on", "-pk").defer(*LONG_TEXT_FIELDS)
    releases = list(search.filter_by_words(newest, words, "headline", "list_title", "kicker")[: MAX_CHOICES + 1])
    context = {
        "releases": releases[:MAX_CHOICES],
        "more": len(releases) > MAX_CHOICES,
        "earlier": " ".join(words),
        "media": model_admin.media,
    }
    return render_page(request, model_admin, "earlier", _("Start from an earlier release"), **context)


def duplicate(request, workspace):
    """Begin a draft with the parts of this release that stay the same from release to release."""
    original, model_admin = workspace.release, workspace.model_admin
    form = DuplicateForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        fields = {"language": original.language, "like": original, **form.cleaned_data}
        release = draft.create_draft(by=request.user, **fields)
        model_admin.log_addition(request, release, _("Begun from an earlier release."))
        new = ReleaseWorkspace.of(model_admin, request, release)
        words = _("The release is begun. Nothing of it is public.")
        if release.members_are == Release.MembersAre.SIGNED:
            words += " " + _("Tick the members who sign it; nobody has signed yet.")
        new.message(words)
        return new.redirect()
    context = {
        "form": form,
        "lines": original.contact_lines.select_related("contact"),
        "is_signed": original.members_are == Release.MembersAre.SIGNED,
        "media": model_admin.media + form.media,
    }
    return workspace.render("duplicate", _("Start from this release"), **context)
