from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.forms.models import model_to_dict
from django.utils import formats
from django.utils.translation import gettext as _

from icnk.core.clock import format_instant

NOT_A_VERSION = -1


class VersionedForm(forms.ModelForm):
    """The form of a working record. It refuses a save that is based on an older version."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    compared = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the version that the user has compared

    class Meta:
        exclude: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.saved = None  # the record as saved by somebody else since

    def clean(self):
        """Lock the record until it is saved. Refuse input that is based on an older version."""
        super().clean()
        cleaned = self.cleaned_data
        if self.instance._state.adding:
            return cleaned
        stored = type(self.instance)._base_manager.select_for_update().filter(pk=self.instance.pk).first()
        if not stored:
            raise forms.ValidationError(_("Somebody deleted this after you opened it. Your text stays below."))
        known = (cleaned.get("version", NOT_A_VERSION), cleaned.get("compared", NOT_A_VERSION))
        if stored.version != self.instance.version or stored.version not in known:
            self.saved = stored
            raise forms.ValidationError(_saved_by_another(stored), code="stale")
        return cleaned

    def conflicts(self) -> list[tuple[str, str, str]]:
        """Return (label, saved value, typed value) for each field that differs from the other save."""
        if not self.saved:
            return []
        saved = model_to_dict(self.saved, fields=list(self.fields))
        return [
            (str(self[name].label), _display(self.saved, name), _typed(self, name))
            for name, value in saved.items()
            if self.fields[name].has_changed(value, self[name].data)
        ]


def _saved_by_another(stored):
    person = stored.changed_by
    words = _(
        "%(who)s saved this on %(when)s, after you opened it. Nothing was overwritten, and nothing of yours was saved. "
        "Compare both below, make the fields what they are to be, confirm, and save."
    )
    who = (person and (person.get_full_name() or person)) or _("Somebody")
    return words % {"who": who, "when": format_instant(stored.changed_at)}


def _display(record, name):
    try:
        field = record._meta.get_field(name)
    except FieldDoesNotExist:
        return ""
    value = getattr(record, f"get_{name}_display")() if field.choices else getattr(record, name)
    return "" if value is None else str(formats.localize(value))


def _typed(form, name):
    if name in form.cleaned_data and name not in form.errors:
        return _display(form.instance, name)
    return str(form[name].data or "")
