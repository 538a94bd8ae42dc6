"""*Start from an earlier release*: choose one, say headline and date, and go on in a draft that is half done."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminDateWidget
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases.admin import search
from releases.admin.dashboard import LONG
from releases.intake import draft
from releases.models import Release

MOST = 30


class AgainForm(forms.Form):
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


class StartsAgain(admin.ModelAdmin):
    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("earlier/", wrap(self.earlier), name="releases_release_earlier"),
            path("<int:pk>/again/", wrap(self.again), name="releases_release_again"),
            *super().get_urls(),
        ]

    def earlier(self, request):
        """The newest releases, or those that hold the words asked for, to choose one from."""
        self._refuse_who_may_not_start(request)
        words = search.asked(request.GET.get("earlier", ""))
        found = search.holding(
            Release.objects.order_by("-released_on", "-pk"), words, "headline", "list_title", "kicker"
        )
        releases = list(found.defer(*LONG)[: MOST + 1])
        context = {"releases": releases[:MOST], "more": len(releases) > MOST, "earlier": " ".join(words)}
        return self._again_page(request, "earlier", _("Start from an earlier release"), **context)

    def again(self, request, pk):
        self._refuse_who_may_not_start(request)
        like = self.get_object(request, str(pk))
        if like is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))
        form = AgainForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            release = draft.create_draft(language=like.language, like=like, by=request.user, **form.cleaned_data)
            self.log_addition(request, release, _("Begun from an earlier release."))
            return self.to_a_new(request, release, _begun(release))
        taken = {
            "lines": like.contact_lines.select_related("contact"),
            "signed": like.members_are == Release.MembersAre.SIGNED,
        }
        return self._again_page(request, "again", _("Start from this release"), original=like, form=form, **taken)

    def _refuse_who_may_not_start(self, request):
        """What is copied is read, too."""
        if not self.has_add_permission(request) or not self.has_view_permission(request):
            raise PermissionDenied

    def _again_page(self, request, template, title, **context):
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(context["original"]) if "original" in context else None,
            "opts": self.opts,
            "media": self.media + (context["form"].media if "form" in context else forms.Media()),
            **context,
        }
        return TemplateResponse(request, f"admin/releases/release/{template}.html", context)


def _begun(release):
    words = _("The release is begun. Nothing of it is public.")
    if release.members_are == Release.MembersAre.SIGNED:
        return f"{words} {_('Tick the members who sign it; nobody has signed yet.')}"
    return words
