"""The model field for text with markup, and its form field and editor: CKEditor 4 or a plain text area."""

from ckeditor.fields import RichTextField
from ckeditor.widgets import CKEditorWidget
from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from .html import plain_text_to_html, sanitize, validate_markup_size


class EditorWidget(CKEditorWidget):
    """CKEditor without inline scripts and frames, with buttons for headings."""

    @property
    def media(self):
        scripts = [f"js/admin/ckeditor/{name}.js" for name in ("event-handlers", "headings", "safe-paste")]
        scripts.insert(0, "ckeditor/ckeditor/ckeditor.js")
        return super().media + forms.Media(css={"all": ["css/admin/editor.css"]}, js=scripts)

    def get_context(self, name, value, attrs):
        self.config["headings"] = {"h2": _("Heading"), "h3": _("Smaller heading")}
        return super().get_context(name, value, attrs)


def get_editor_widget() -> forms.Textarea:
    """Return CKEditor or, with `PLAIN_EDITOR`, a text area that shows the HTML."""
    if settings.PLAIN_EDITOR:
        return forms.Textarea(attrs={"class": "vLargeTextField", "rows": 30, "spellcheck": "true"})
    return EditorWidget()


class PlainTextField(forms.CharField):
    """Accepts HTML or plain text, in which a blank line ends a paragraph."""

    def to_python(self, value):
        return plain_text_to_html(super().to_python(value) or "")


class MarkupField(RichTextField):
    """Text with markup. It is sanitised whenever it is stored: by a form, a fixture or `update()`.

    Raises `ValidationError` if it is too long to sanitise.
    """

    default_validators = [validate_markup_size]

    def deconstruct(self):
        """Hide this class from migrations, since the column is the same."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "ckeditor.fields.RichTextField", args, kwargs

    def formfield(self, **kwargs):
        kwargs["form_class"] = PlainTextField if settings.PLAIN_EDITOR else None
        return models.TextField.formfield(self, **kwargs | {"widget": get_editor_widget()})

    def pre_save(self, instance, add):
        markup = super().pre_save(instance, add)
        if isinstance(markup, str):
            markup = sanitize(markup)
            setattr(instance, self.attname, markup)  # as it is read back
        return markup

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(sanitize(value) if isinstance(value, str) else value, connection)
