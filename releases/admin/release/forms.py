import re

from django import forms
from django.contrib.admin.widgets import AdminDateWidget
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core import audit_log
from icnk.core.clock import format_instant
from icnk.core.media import images, pdf, storage
from icnk.core.sandbox import runner
from releases.admin.autosave.store import display_name
from releases.models import Attachment, ContactLine, LeadImage, Release

from . import signatories

#: Word writes a blank line as a paragraph that holds a space.
EMPTY_PARAGRAPH = re.compile(r"<p>(?:\s|&nbsp;|<br\s*/?>)*</p>\s*")


class WithoutMaxLength:
    """Form without maxlength attributes, since browsers cut pasted text off without a message."""

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
        exclude = []  # noqa: DJ006 - ReleaseAdmin.fieldsets lists the fields

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.member_choices = signatories.MemberChoices(self.instance)
        self.fields["members"].choices = self.member_choices.choices
        self.initial["members"] = self.member_choices.selected

    def clean_body(self):
        return EMPTY_PARAGRAPH.sub("", self.cleaned_data["body"])

    def clean(self):
        """Lock the release until it is saved. Refuse a form that was opened with an older version."""
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
        who=display_name(stored.changed_by),
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


class UploadForm(forms.ModelForm):
    """Reads its file when it is validated, and stores it when it is saved."""

    cleaned_files = ()  # (description, content) of each

    def clean_upload(self):
        if upload := self.cleaned_data["upload"]:
            self.cleaned_files = self.read(upload)

    def clean(self):
        cleaned = super().clean()
        if not (self.cleaned_files or self.instance.has_file or "upload" in self.errors):
            self.add_error("upload", _("Choose a file. One that you chose before and that was not saved is gone."))
        return cleaned


class LeadImageForm(UploadForm):
    upload = forms.FileField(
        label=gettext_lazy("Choose a picture"),
        required=False,
        help_text=gettext_lazy(
            "JPEG, PNG or WebP, at most 10 MB. What the camera notes in it (place, time, device) is taken off; faces "
            "and places that can be seen stay."
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = LeadImage
        fields = ["alt", "decorative", "caption", "credit", "rights"]

    def read(self, upload):
        return images.read_upload(upload)

    def save(self, commit=True):
        if self.cleaned_files:
            self.instance.renditions = storage.store(self.cleaned_files)
        return super().save(commit)


class AttachmentForm(UploadForm):
    upload = forms.FileField(
        label=gettext_lazy("Choose a PDF"),
        required=False,
        help_text=gettext_lazy(
            "At most 20 MB. Its author, comments, scripts and enclosed files are taken off; its pages stay as they are."
        ),
        widget=forms.FileInput(attrs={"accept": "application/pdf"}),
    )

    class Meta:
        model = Attachment
        fields = ["title", "position"]

    def read(self, upload):
        if upload.size > pdf.MAX_BYTES:
            words = _("This document is larger than 20 MB. Save it smaller, and choose it again.")
            raise _upload_error(upload, "heavy", words)
        try:
            cleaned = runner.run("icnk.core.media.pdf:clean", upload.read())
        except pdf.EncryptedPdf as error:
            words = _("This PDF is locked with a password. Save it without one, and choose it again.")
            raise _upload_error(upload, "locked", words) from error
        except (pdf.InvalidPdf, runner.SandboxError) as error:
            words = _("This is no PDF that can be read. Save the document as a PDF anew, and choose it again.")
            raise _upload_error(upload, type(error).__name__, words) from error
        if not cleaned.startswith(b"%PDF-") or len(cleaned) > 2 * pdf.MAX_BYTES:
            words = _("This document cannot be taken. Save it as a PDF anew, and choose it.")
            raise _upload_error(upload, "wrong", words)
        return [(storage.describe_file(cleaned, "pdf"), cleaned)]

    def save(self, commit=True):
        for description in storage.store(self.cleaned_files):
            for name, value in description.items():
                setattr(self.instance, name, value)
        return super().save(commit)


def _upload_error(upload, reason, words):
    audit_log.record("upload.refused", what="document", size=upload.size, format="PDF", reason=reason)
    return forms.ValidationError(words)
