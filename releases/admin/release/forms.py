import re

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import format_instant
from releases.models import ContactLine, Release

from . import signatories

#: A blank line in Word is a paragraph with a space in it.
EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br\s*/?>)*</p>\s*")


class WithoutMaxLength:
    """Form without maxlength attributes: a browser would cut a pasted text off without a message."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class NewReleaseForm(WithoutMaxLength, forms.ModelForm):
    released_on = forms.DateField(
        label=gettext_lazy("Release date"), initial=timezone.localdate, widget=AdminDateWidget
    )

    class Meta:
        model = Release
        fields = ["language", "headline", "released_on"]


class ReleaseForm(WithoutMaxLength, forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    members = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Members"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    refresh_wording = forms.BooleanField(
        label=gettext_lazy("Take today’s wording of every member"),
        required=False,
        help_text=gettext_lazy("Otherwise each line stays as it was printed that day."),
    )
    whole_coalition = forms.BooleanField(
        label=gettext_lazy("Begin again with the whole coalition on the release date"), required=False
    )

    class Meta:
        model = Release
        exclude = []  # noqa: DJ006 - the admin names the fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.member_choices = signatories.member_choices(self.instance)
        self.fields["members"].choices = self.member_choices.choices
        self.initial["members"] = self.member_choices.selected

    def clean_body(self):
        return EMPTY_PARAGRAPH.sub("", self.cleaned_data["body"])

    def clean(self):
        """Lock the release until it is saved. Refuse a form that began from an older version."""
        cleaned = super().clean()
        stored = Release.objects.select_for_update().filter(pk=self.instance.pk).first()
        version = cleaned.get("version")
        if not stored or not (stored.version == version == self.instance.version):
            older = stored and version is not None and 0 <= version < stored.version
            raise forms.ValidationError(_stale_message(stored), code="stale" if older else "no_version")
        return cleaned

    def is_stale(self) -> bool:
        return self.has_error(forms.forms.NON_FIELD_ERRORS, "stale")


class AutosavedForm(ReleaseForm):
    """Shows an autosave as it was typed. It is never valid: its page posts to the change form."""

    def clean(self):
        raise forms.ValidationError(_("This is not saved yet."), code="taken_up")


def _stale_message(stored):
    if not stored:
        return _("Somebody deleted this release after you opened it. Nothing was saved; your text stays below.")
    return format_html(
        _(
            "{who} saved this release on {when}, after you opened it. Nothing was overwritten, and nothing of yours "
            "was saved: your text stays on this page. <a href='{url}' target='_blank'>Open the saved version in a new "
            "tab</a>, take your changes over, and save there."
        ),
        who=stored.changed_by.get_full_name() or stored.changed_by if stored.changed_by else _("Somebody"),
        when=format_instant(stored.changed_at),
        url=reverse("admin:releases_release_change", args=[stored.pk]),
    )


class ContactLineForm(forms.ModelForm):
    PRINTED_FIELDS = ["city", "name", "title", "organisation", "channels"]
    refresh_wording = forms.BooleanField(label=gettext_lazy("Take the contact’s present wording"), required=False)

    class Meta:
        model = ContactLine
        fields = ["contact", "position", "city", "name", "title", "organisation", "channels"]

    def clean(self):
        cleaned = super().clean()
        contact, written = cleaned.get("contact"), any(cleaned.get(field) for field in self.PRINTED_FIELDS)
        if contact and (cleaned.get("refresh_wording") or not written):
            cleaned |= {field: getattr(contact, field) for field in self.PRINTED_FIELDS if field != "channels"}
            cleaned["channels"] = "\n".join(channel.as_printed for channel in contact.channels.all())
        elif not written:
            raise forms.ValidationError(_("Choose a contact, or write out the line that is to be printed."))
        return cleaned
