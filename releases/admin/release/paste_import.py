"""The page that reads a pasted text into a draft."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from releases.document.html import MAX_MARKUP_LENGTH
from releases.intake import draft
from releases.intake.read import UnreadableText

from .workspace import ReleaseWorkspace, release_url, render_page


class PasteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Text of the release"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "autofocus": True}),
        help_text=gettext_lazy("Copy it whole from the mail, the word processor or the old page, and paste it here."),
    )

    def clean_text(self):
        if len(self.cleaned_data["text"]) > MAX_MARKUP_LENGTH:
            raise forms.ValidationError(_("This is too long for a release. Paste one release at a time."))
        return self.cleaned_data["text"]


def paste_import(request, model_admin):
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    form = PasteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            release = draft.import_text(form.cleaned_data["text"], by=request.user)
        except draft.AlreadyImported as error:
            url = release_url(error.release)
            form.add_error("text", format_html("{} <a href='{}'>{}</a>", str(error), url, error.release))
        except (draft.ImportRejected, UnreadableText) as error:
            form.add_error("text", str(error))
        else:
            model_admin.log_addition(request, release, _("Read from a text."))
            workspace = ReleaseWorkspace.of(model_admin, request, release)
            if count := len(release.unassigned.splitlines()):
                words = ngettext("%(count)d line found no place.", "%(count)d lines found no place.", count)
                words = f"{words % {'count': count}} {_('They stand at the head of this page.')}"
                workspace.message(words, messages.WARNING)
            workspace.message(_("The text is a draft now. Nothing of it is public."))
            return workspace.redirect()
    return render_page(request, model_admin, "import", _("Read a text"), form=form)
