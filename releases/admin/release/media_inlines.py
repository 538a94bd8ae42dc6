"""The inlines of the release form that upload files: the lead image and the attachments."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core import audit_log
from icnk.core.media import images, pdf, storage
from icnk.core.sandbox import runner
from releases.admin.access.read_receipts import record_file_read
from releases.models import Attachment, LeadImage

from .inlines import PositionedFormSet, ReleaseInline, StableFormSet

HEADERS = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin"}


MAX_ATTACHMENTS_SIZE = 60 * 1024 * 1024  # bytes, of one release: a press kit is made in memory


class UploadForm(forms.ModelForm):
    """A row with a file, which is read when the form is validated and stored when it is saved."""

    made = ()

    def clean_upload(self):
        if upload := self.cleaned_data["upload"]:
            self.made = self.read(upload)

    def clean(self):
        cleaned = super().clean()
        if not (self.made or self.instance.has_file or "upload" in self.errors):
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
        if self.made:
            self.instance.renditions = storage.store(self.made)
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
            raise _upload_error(
                upload, "heavy", _("This document is larger than 20 MB. Save it smaller, and choose it again.")
            )
        try:
            cleaned = runner.run("icnk.core.media.pdf:clean", upload.read())
        except pdf.EncryptedPdf as error:
            words = _("This PDF is locked with a password. Save it without one, and choose it again.")
            raise _upload_error(upload, "locked", words) from error
        except (pdf.InvalidPdf, runner.SandboxError) as error:
            words = _("This is no PDF that can be read. Save the document as a PDF anew, and choose it again.")
            raise _upload_error(upload, type(error).__name__, words) from error
        if not cleaned.startswith(b"%PDF-") or len(cleaned) > 2 * pdf.MAX_BYTES:
            raise _upload_error(
                upload, "wrong", _("This document cannot be taken. Save it as a PDF anew, and choose it.")
            )
        return [(storage.describe_file(cleaned, "pdf"), cleaned)]

    def save(self, commit=True):
        for description in storage.store(self.made):
            for name, value in description.items():
                setattr(self.instance, name, value)
        return super().save(commit)


def _upload_error(upload, reason, words):
    audit_log.record("upload.refused", what="document", size=upload.size, format="PDF", reason=reason)
    return forms.ValidationError(words)


class AttachmentFormSet(PositionedFormSet):
    def clean(self):
        super().clean()
        kept = [form for form in self.forms if not form.cleaned_data.get("DELETE")] if not any(self.errors) else []
        sizes = [form.made[0][0]["size"] if form.made else form.instance.size for form in kept]
        if sum(sizes) > MAX_ATTACHMENTS_SIZE:
            raise forms.ValidationError(
                _("These documents are larger than 60 MB together. Take one away, or save it smaller.")
            )


class LeadImageInline(ReleaseInline):
    model = LeadImage
    form = LeadImageForm
    formset = StableFormSet
    extra = max_num = 1
    classes = ["collapse"]
    follows = "headline"
    readonly_fields = ["present"]
    fieldsets = [
        (None, {"fields": ["present", "upload", "alt", "decorative", "caption", ("credit", "rights")]}),
    ]

    @admin.display(description=gettext_lazy("The picture"))
    def present(self, image):
        if not image.has_file:
            return _("None yet")
        smallest = image.renditions[-1]
        return format_html(
            '<img src="{}" width="{}" height="{}" alt="">',
            stored_file_url(smallest["name"]),
            smallest["width"] // 2,
            smallest["height"] // 2,
        )


class AttachmentInline(ReleaseInline):
    model = Attachment
    form = AttachmentForm
    formset = AttachmentFormSet
    max_num = 20
    classes = ["collapse"]
    follows = "body"
    readonly_fields = ["present"]
    fieldsets = [(None, {"fields": ["present", "upload", ("title", "position")]})]

    @admin.display(description=gettext_lazy("The document"))
    def present(self, attachment):
        if not attachment.has_file:
            return _("None yet")
        return format_html('<a href="{}">{}</a>', stored_file_url(attachment.name), attachment.title)


def stored_file(request, model_admin, name):
    """A stored file, for those who may see releases."""
    if not model_admin.has_view_or_change_permission(request):
        raise PermissionDenied
    record_file_read(request.user, name)
    title = Attachment.objects.filter(name=name).values_list("title", flat=True).first()
    return storage.file_response(name, title=title or name, headers=HEADERS)


def stored_file_url(name: str) -> str:
    return reverse("admin:releases_release_file", args=[name])
