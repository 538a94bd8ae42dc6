"""The box in which text with markup is written: CKEditor 4 in its cell, or a plain text area."""

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _


class Editor(CKEditorWidget):
    """CKEditor without inline scripts and frames: `editor.js` binds its buttons and brings those of the headings."""

    @property
    def media(self):
        own = forms.Media(css={"all": ["editor.css"]}, js=["ckeditor/ckeditor/ckeditor.js", "editor.js"])
        return super().media + own

    def get_context(self, name, value, attrs):
        self.config["headings"] = {"h2": _("Heading"), "h3": _("Smaller heading")}
        return super().get_context(name, value, attrs)


def box() -> forms.Textarea:
    """The one that the settings name. A plain one shows the HTML itself."""
    if settings.PLAIN_EDITOR:
        return forms.Textarea(attrs={"class": "vLargeTextField", "rows": 30, "spellcheck": "true"})
    return Editor()
