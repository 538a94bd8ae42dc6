"""The box in which text with markup is written: CKEditor 4 in its cell, or a plain text area."""

from ckeditor.widgets import CKEditorWidget
from django import forms
from django.conf import settings
from django.utils.translation import gettext as _

SCRIPTS = ("event-handlers", "headings", "safe-paste")


class Editor(CKEditorWidget):
    """CKEditor without inline scripts and frames (static/js/admin/ckeditor)."""

    @property
    def media(self):
        own = forms.Media(
            css={"all": ["css/admin/editor.css"]},
            js=["ckeditor/ckeditor/ckeditor.js", *(f"js/admin/ckeditor/{name}.js" for name in SCRIPTS)],
        )
        return super().media + own

    def get_context(self, name, value, attrs):
        self.config["headings"] = {"h2": _("Heading"), "h3": _("Smaller heading")}
        return super().get_context(name, value, attrs)


def box() -> forms.Textarea:
    """The one that the settings name. A plain one shows the HTML itself."""
    if settings.PLAIN_EDITOR:
        return forms.Textarea(attrs={"class": "vLargeTextField", "rows": 30, "spellcheck": "true"})
    return Editor()
