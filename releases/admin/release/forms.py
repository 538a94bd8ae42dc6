import hashlib
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

#: Word sets a blank line as a paragraph with a space in it; here the stylesheet spaces paragraphs.
EMPTY = re.compile(r"<p>(?:\s|&nbsp;|<br\s*/?>)*</p>\s*")


class Uncut:
    """Form: too long a text gets a message. A maxlength in the page would cut it off without a word."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class NewReleaseForm(Uncut, forms.ModelForm):
    released_on = forms.DateField(
        label=gettext_lazy("Release date"), initial=timezone.localdate, widget=AdminDateWidget
    )

    class Meta:
        model = Release
        fields = ["language", "headline", "released_on"]


class ReleaseForm(Uncut, forms.ModelForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    members = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Members"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    todays_wording = forms.BooleanField(
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
        self.roll = signatories.roll(self.instance)
        self.fields["members"].choices, self.initial["members"] = self.roll.choices, self.roll.ticked

    def clean_body(self):
        return EMPTY.sub("", self.cleaned_data["body"])

    def clean(self):
        """Lock the release until the save is done, and refuse what was written on an older version of it."""
        cleaned = super().clean()
        stored = Release.objects.select_for_update().filter(pk=self.instance.pk).first()
        version = cleaned.get("version")
        if not stored or not (stored.version == version == self.instance.version):
            older = stored and version is not None and 0 <= version < stored.version
            raise forms.ValidationError(saved_by_another(stored), code="stale" if older else "no_version")
        return cleaned

    def stale(self):
        return self.has_error(forms.forms.NON_FIELD_ERRORS, "stale")


class TakenUpForm(ReleaseForm):
    """What was typed and not saved, shown as it was typed. It saves nothing: its page sends it to the form above."""

    def clean(self):
        raise forms.ValidationError(_("This is not saved yet."), code="taken_up")


def saved_by_another(stored):
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
    PRINTED = ["city", "name", "title", "organisation", "channels"]
    anew = forms.BooleanField(label=gettext_lazy("Take the contact’s present wording"), required=False)

    class Meta:
        model = ContactLine
        fields = ["contact", "position", "city", "name", "title", "organisation", "channels"]

    def clean(self):
        cleaned = super().clean()
        contact, written = cleaned.get("contact"), any(cleaned.get(field) for field in self.PRINTED)
        if contact and (cleaned.get("anew") or not written):
            cleaned |= {field: getattr(contact, field) for field in self.PRINTED if field != "channels"}
            cleaned["channels"] = "\n".join(channel.as_printed for channel in contact.channels.all())
        elif not written:
            raise forms.ValidationError(_("Choose a contact, or write out the line that is to be printed."))
        return cleaned


class IssueForm(forms.Form):
    """What is asked before a release goes out: only what this release, as it stands, and this person need to say."""

    note = forms.CharField(
        label=gettext_lazy("Public note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What was wrong, and what is right. It stands at the head of the page for good."),
        error_messages={"required": gettext_lazy("Say in the note what was wrong. It is public.")},
    )
    bypass = forms.CharField(
        label=gettext_lazy("Why nobody else clears it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "You wrote some of this, so another person has to clear it. Where there is no other in the night, say so; "
            "it goes out and this is recorded, never public."
        ),
        error_messages={"required": gettext_lazy("Say why it goes out without another pair of eyes, or wait for one.")},
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have seen the warnings, and it goes out as it is."),
        error_messages={"required": gettext_lazy("Look at the warnings, and confirm them or put them right.")},
    )

    warned = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, workspace):
        self.warnings = [str(finding.message) for finding in workspace.findings if not finding.is_error]
        warned = hashlib.sha256("\n".join(self.warnings).encode()).hexdigest()
        if data and self.warnings and data.get("warned") != warned:  # other warnings than those that were shown
            data = data.copy()
            data.pop("confirmed", None)
            data["warned"] = warned
        super().__init__(data, initial={"warned": warned})
        needed = {
            "note": workspace.status.last,
            "bypass": workspace.needs_clearance_by_another,
            "confirmed": self.warnings,
            "warned": self.warnings,
        }
        for name in [name for name, is_needed in needed.items() if not is_needed]:
            del self.fields[name]

    def arguments(self) -> dict:
        """For `workflow.issue()` and `workflow.correct()`."""
        cleaned = self.cleaned_data
        return {
            "note": cleaned.get("note", ""),
            "bypass": cleaned.get("bypass", ""),
            "confirmed": self.warnings if cleaned.get("confirmed") else [],
        }


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stands at the head of the release at the desk, and is never public."),
        error_messages={"required": gettext_lazy("Say what is to be changed.")},
    )


class OptionalRemarkForm(RemarkForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["remark"].required = False


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The address will show this and nothing else."),
        error_messages={"required": gettext_lazy("Give the reason. It is public.")},
    )
