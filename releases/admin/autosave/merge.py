"""The merge page: after two people changed one version of a release, one of them chooses between the changes."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseRedirect, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from icnk.core.clock import format_instant
from icnk.core.history.admin import error_messages
from icnk.core.history.models import get_content, get_versions, normalize_content, save_version, write_content
from icnk.core.text_diff import diff_html, diff_text
from releases.document.fields import get_editor_widget
from releases.document.merge import merge_lists, split_blocks
from releases.models import Release

from . import form_data, store
from .views import save_for_deleted_release

SAVED, MINE, MERGED = "saved", "mine", "merged"


@dataclass(frozen=True)
class Difference:
    """A field or a group of parts that differs, with its values in version content.

    `base`: the value of the version that both people opened, or None if that version is not known.
    """

    name: str
    saved: object
    mine: object
    base: object = None

    @property
    def is_part(self):
        return self.name in form_data.PART_MODELS

    @property
    def label(self):
        return form_data.get_label(self.name)

    @property
    def preset(self):
        """The choice if only one person changed the value; otherwise None."""
        if self.base is None:
            return None
        base, saved, mine = (_normalize(self.name, value) for value in (self.base, self.saved, self.mine))
        return MINE if base == saved else SAVED if base == mine else None

    @property
    def has_text_box(self):
        field = None if self.is_part else Release._meta.get_field(self.name)
        return isinstance(field, models.CharField | models.TextField) and not field.choices

    @cached_property
    def merged(self):
        """Both changes merged: text, or rows of a group."""
        merged = merge_lists(*(_lines(self.name, value or "") for value in (self.base, self.saved, self.mine)))
        if self.is_part:
            rows = [dict(line) for line in merged]
            if self.name == "signatories":  # each member once
                rows = list({row["member_id"]: row for row in reversed(rows)}.values())[::-1]
            return [row | {"position": n} for n, row in enumerate(rows)]
        if self.name == "body":
            return "\n\n".join(merged)
        return "\n".join(merged) if "\n" in f"{self.saved}{self.mine}" else self.mine

    @cached_property
    def diff(self):
        if self.name == "body":
            return diff_html("\n".join(_lines("body", self.saved)), "\n".join(_lines("body", self.mine)))
        return diff_text(form_data.format_value(self.name, self.saved), form_data.format_value(self.name, self.mine))

    @property
    def saved_diff(self):
        """The saved value as a list of (text, whether it differs)."""
        return _without(self.diff, "in")

    @property
    def my_diff(self):
        return _without(self.diff, "out")

    @property
    def merged_rows(self):
        return form_data.format_value(self.name, self.merged) if self.is_part else ""


def _without(diff, kind):
    return [(part.text, part.kind != "same") for part in diff if part.kind != kind] or [("–", False)]


def _normalize(name, value):
    """Leave out line ends, white space between blocks and positions of rows, which make no difference."""
    return _lines(name, value) if name in form_data.PART_MODELS or isinstance(value, str) else value


def _lines(name, value):
    if name in form_data.PART_MODELS:
        return [tuple((key, each) for key, each in sorted(row.items()) if key != "position") for row in value or []]
    if name != "body":
        return str(value).splitlines()
    try:
        return split_blocks(value)
    except ValidationError:
        return value.splitlines()


def find_differences(base: dict | None, saved: dict, mine: dict) -> list[Difference]:
    """Compare two version contents, in the order of the form."""
    found = []
    for group in ("fields", "parts"):
        for name, value in saved[group].items():
            other = mine[group].get(name, value)
            if name != "source" and _normalize(name, value) != _normalize(name, other):
                found.append(Difference(name, value, other, base[group].get(name) if base else None))
    return found


class MergeForm(forms.Form):
    """Has a choice `take_<name>` for each difference and, if it is text, a box `text_<name>`."""

    def __init__(self, *args, differences, **kwargs):
        super().__init__(*args, **kwargs)
        self.differences = differences
        for difference in differences:
            self._add_fields(difference)

    def _add_fields(self, difference):
        choices = [(SAVED, _("Take the saved one")), (MINE, _("Take mine"))]
        if difference.has_text_box:
            choices.append((MERGED, _("Take the joined text")))
        elif difference.is_part:
            choices.append((MERGED, _("Take both, joined")))
        self.fields[f"take_{difference.name}"] = forms.ChoiceField(
            label=difference.label,
            choices=choices,
            initial=difference.preset,
            widget=forms.RadioSelect,
            error_messages={"required": _("Both of you changed this. Choose what is to stand.")},
        )
        if difference.has_text_box:
            is_long = isinstance(Release._meta.get_field(difference.name), models.TextField)
            widget = forms.Textarea(attrs={"rows": 8}) if is_long else forms.TextInput()
            self.fields[f"text_{difference.name}"] = forms.CharField(
                label=_("The joined text"),
                required=False,
                initial=difference.merged,
                widget=get_editor_widget() if difference.name == "body" else widget,
                strip=False,
            )

    def rows(self):
        """Yield (difference, its choice, its text box or None)."""
        for difference in self.differences:
            box = f"text_{difference.name}"
            yield difference, self[f"take_{difference.name}"], self[box] if box in self.fields else None

    def get_content(self, saved: dict) -> dict:
        """Return the saved content with the chosen values."""
        content = {"fields": dict(saved["fields"]), "parts": dict(saved["parts"])}
        for difference in self.differences:
            values = {
                SAVED: difference.saved,
                MINE: difference.mine,
                MERGED: self.cleaned_data.get(f"text_{difference.name}", difference.merged),
            }
            group = "parts" if difference.is_part else "fields"
            content[group][difference.name] = values[self.cleaned_data[f"take_{difference.name}"]]
        return content


def merge(request, workspace):
    row = store.get_unsaved(workspace.release, workspace.person)
    if not row:
        workspace.message(_("There is nothing that you typed and did not save."), messages.INFO)
        return HttpResponseRedirect(workspace.url())
    data = QueryDict(row.form)
    with transaction.atomic():
        release = Release.objects.select_for_update().filter(pk=workspace.release.pk).first()
        if release is None:
            return save_for_deleted_release(request, workspace.model_admin, str(row.release_id), data)
        saved = normalize_content(get_content(release))
        base = get_versions(release).filter(number=row.version).first()
        mine = form_data.read_content(workspace.model_admin, request, Release.objects.get(pk=release.pk), data)
        form = MergeForm(request.POST or None, differences=find_differences(base and base.content, saved, mine))
        if request.method == "POST" and _save(request, workspace, release, row, form, saved):
            return HttpResponseRedirect(workspace.url())
        return _render(workspace, row, form)


def _save(request, workspace, release, row, form, saved):
    """Save the chosen values, and return whether that succeeded."""
    shown = request.POST.get("saved"), request.POST.get("typed")
    if shown != (str(release.version), str(store.checksum(row.form))):
        words = _("Somebody saved once more, or you typed on, after this page was shown. Look at both again.")
        workspace.refusals.append(words)
        return False
    if not form.is_valid():
        return False
    if not form.differences:
        store.discard(release, workspace.person)
        return True
    return _save_merged(request, workspace, release, form.get_content(saved))


def _save_merged(request, workspace, release, content):
    fields = content["fields"]
    if fields["headline"] != release.headline and fields["slug"] == release.slug and not release.issued_address():
        fields["slug"] = ""  # derived from the headline
    try:
        with transaction.atomic():
            write_content(release, content, by=workspace.person)
            save_version(release, by=workspace.person, occasion=_("Joined from two texts."))
            store.discard(release, workspace.person)
            workspace.model_admin.log_change(request, release, _("Joined from two texts."))
    except ValidationError as error:
        workspace.refusals += error_messages(Release, error)
    except IntegrityError:
        words = _("What was chosen does not fit together. Look at the address and the lists once more.")
        workspace.refusals.append(words)
    else:
        workspace.message(_("Joined and saved."))
        return True
    return False


def _render(workspace, row, form):
    workspace.release = release = Release.objects.get(pk=workspace.release.pk)
    context = {
        "form": form,
        "media": workspace.model_admin.media + form.media,
        "saved_by": store.display_name(release.changed_by),
        "saved_at": format_instant(release.changed_at),
        "typed_at": store.format_typed_at(row),
        "checksum": store.checksum(row.form),
    }
    return workspace.render("merge", _("Two texts of one release"), **context)
