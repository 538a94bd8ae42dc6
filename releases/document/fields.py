from ckeditor.fields import RichTextField
from django import forms
from django.conf import settings
from django.db import models

from .html import plain_text_to_html, sanitize, validate_markup_size
from .widgets import box


class PlainBoxField(forms.CharField):
    """What is typed into the plain box, where a blank line ends a paragraph, as in every text."""

    def to_python(self, value):
        return plain_text_to_html(super().to_python(value))


class MarkupField(RichTextField):
    """Text with markup. Whatever saves it, a form, a fixture or `update()`, the column takes in what is clean alone.

    Raises `ValidationError` for more than `markup` cleans; a form says so beside the box.
    """

    default_validators = [validate_markup_size]

    def deconstruct(self):
        """As the column is: cleaning and the box need no migration."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "ckeditor.fields.RichTextField", args, kwargs

    def formfield(self, **kwargs):
        kwargs["form_class"] = PlainBoxField if settings.PLAIN_EDITOR else None
        return models.TextField.formfield(self, **kwargs | {"widget": box()})

    def pre_save(self, instance, add):
        markup = super().pre_save(instance, add)
        if isinstance(markup, str):
            markup = sanitize(markup)
            setattr(instance, self.attname, markup)  # as it is read back
        return markup

    def get_db_prep_save(self, value, connection):
        return super().get_db_prep_save(sanitize(value) if isinstance(value, str) else value, connection)
