"""Two people saved from one version: both texts side by side, and what of each is to stand."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.http import HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from icnk.core.clock import instant_in_words
from icnk.core.history.models import content_of, keep, plain, versions_of, write
from icnk.core.text_diff import between, between_html
from releases.admin.decorators import of_a_release
from releases.document import widgets
from releases.document.merge import joined, paragraphs
from releases.models import Release

from . import form_data, store
from .views import Keeping

SAVED, MINE, JOINED = "saved", "mine", "joined"


@dataclass(frozen=True)
class Choice:
    """A field or a group of parts that differs: `saved` and `mine` as content has them, `base` where it is known."""

    name: str
    saved: object
    mine: object
    base: object = None

    @property
    def is_part(self):
        return self.name in form_data.PARTS

    @property
    def label(self):
        return form_data.label(Release, self.name)

    @property
    def preset(self):
        """What stands without a question: the change of the one who changed it."""
        if self.base is None:
            return None
        if _bare(self.name, self.base) == _bare(self.name, self.saved):
            return MINE
        return SAVED if _bare(self.name, self.base) == _bare(self.name, self.mine) else None

    @property
    def has_box(self):
        field = None if self.is_part else Release._meta.get_field(self.name)
        return isinstance(field, models.CharField | models.TextField) and not field.choices

    @cached_property
    def joined(self):
        """Both changes in one: text for the box, rows of a group."""
        base, saved, mine = (_lines(self.name, value or "") for value in (self.base, self.saved, self.mine))
        both = joined(base, saved, mine)
        if self.is_part:
            return _rows(self.name, both)
        if self.name == "body":
            return "\n\n".join(both)
        return "\n".join(both) if "\n" in f"{self.saved}{self.mine}" else self.mine

    def in_words(self, value):
        if self.is_part:
            return form_data.rows_in_words(self.name, value)
        return form_data.in_words(Release, self.name, value)

    @cached_property
    def pieces(self):
        if self.name == "body":
            return between_html("\n".join(_lines("body", self.saved)), "\n".join(_lines("body", self.mine)))
        return between(self.in_words(self.saved), self.in_words(self.mine))

    @property
    def saved_pieces(self):
        return [piece for piece in self.pieces if piece.what != "in"]

    @property
    def my_pieces(self):
        return [piece for piece in self.pieces if piece.what != "out"]

    @property
    def joined_words(self):
        return self.in_words(self.joined) if self.is_part else ""


def _bare(name, value):
    """The value without what is no difference: line ends, the space between blocks, the numbers of the places."""
    return _lines(name, value) if name in form_data.PARTS or isinstance(value, str) else value


def _lines(name, value):
    if name in form_data.PARTS:
        return [tuple((key, each) for key, each in sorted(row.items()) if key != "position") for row in value or []]
    if name != "body":
        return str(value).splitlines()
    try:
        return paragraphs(value)
    except ValidationError:
        return value.splitlines()


def _rows(name, lines):
    rows = [dict(line) for line in lines]
    if name == "signatories":  # a member stands once
        rows = list({row["member_id"]: row for row in reversed(rows)}.values())[::-1]
    return [row | {"position": place} for place, row in enumerate(rows)]


def choices(base, saved, mine) -> list[Choice]:
    """What differs between two contents, in the order of the form."""
    found = []
    for group in ("fields", "parts"):
        for name, value in saved[group].items():
            other = mine[group].get(name, value)
            if name != "source" and _bare(name, value) != _bare(name, other):
                found.append(Choice(name, value, other, base[group].get(name) if base else None))
    return found


class JoinForm(forms.Form):
    """For each choice *take_<name>* and, where it is a text, the box *text_<name>*."""

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.choices = choices
        for choice in choices:
            options = [(SAVED, _("Take the saved one")), (MINE, _("Take mine"))]
            if choice.has_box or choice.is_part:
                options.append((JOINED, _("Take the joined text") if choice.has_box else _("Take both, joined")))
            self.fields[f"take_{choice.name}"] = forms.ChoiceField(
                label=choice.label,
                choices=options,
                initial=choice.preset,
                widget=forms.RadioSelect,
                error_messages={"required": _("Both of you changed this. Choose what is to stand.")},
            )
            if choice.has_box:
                self.fields[f"text_{choice.name}"] = forms.CharField(
                    label=_("The joined text"), required=False, initial=choice.joined, widget=_box(choice), strip=False
                )

    def rows(self):
        """(choice, its radio buttons, its box or None)"""
        for choice in self.choices:
            box = f"text_{choice.name}"
            yield choice, self[f"take_{choice.name}"], self[box] if box in self.fields else None

    def result(self, saved) -> dict:
        content = {"fields": dict(saved["fields"]), "parts": dict(saved["parts"])}
        for choice in self.choices:
            took = self.cleaned_data[f"take_{choice.name}"]
            values = {SAVED: choice.saved, MINE: choice.mine}
            value = values[took] if took in values else self.cleaned_data.get(f"text_{choice.name}", choice.joined)
            content["parts" if choice.is_part else "fields"][choice.name] = value
        return content


def _box(choice):
    if choice.name == "body":
        return widgets.box()
    long = isinstance(Release._meta.get_field(choice.name), models.TextField)
    return forms.Textarea(attrs={"rows": 8}) if long else forms.TextInput()


class Joining(Keeping):
    def get_urls(self):
        view = self.admin_site.admin_view(self.join)
        return [path("<path:object_id>/join/", view, name="releases_release_join"), *super().get_urls()]

    @of_a_release("change")
    def join(self, request, release):
        row = store.of(release, request.user)
        if not row:
            self.message_user(request, _("There is nothing that you typed and did not save."), messages.INFO)
            return HttpResponseRedirect(self.address(release))
        with transaction.atomic():
            release = Release.objects.select_for_update().filter(pk=release.pk).first()
            if release is None:
                return self.typed_on_what_is_gone(request, str(row.release_id))
            return self._join(request, release, row)

    def _join(self, request, release, row):
        saved, problems = plain(content_of(release)), []
        form = JoinForm(request.POST or None, choices=self._choices(request, release, row, saved))
        if request.method == "POST":
            if not self._is_as_shown(request, release, row):
                problems.append(
                    _("Somebody saved once more, or you typed on, after this page was shown. Look at both again.")
                )
            elif form.is_valid() and not form.choices:
                store.forget(release, request.user)
                return HttpResponseRedirect(self.address(release))
            elif form.is_valid() and self._save_joined(request, release, form.result(saved), problems):
                self.message_user(request, _("Joined and saved."), messages.SUCCESS)
                return HttpResponseRedirect(self.address(release))
        return self._both(request, release, row, form, problems)

    def _choices(self, request, release, row, saved):
        base = versions_of(release).filter(number=row.version).first()
        return choices(base and base.content, saved, self.typed(request, release.pk, QueryDict(row.form)))

    def _is_as_shown(self, request, release, row):
        return request.POST.get("saved") == str(release.version) and request.POST.get("typed") == _stamp(row)

    def _save_joined(self, request, release, content, problems):
        headline = content["fields"]["headline"]
        if headline != release.headline and content["fields"]["slug"] == release.slug and not release.issued_address():
            content["fields"]["slug"] = ""  # made anew from the headline
        try:
            with transaction.atomic():
                write(release, content, by=request.user)
                keep(release, by=request.user, occasion=_("Joined from two texts."))
                store.forget(release, request.user)
                self.log_change(request, release, _("Joined from two texts."))
        except ValidationError as error:
            problems += _in_words(error)
        except IntegrityError:
            problems.append(_("What was chosen does not fit together. Look at the address and the lists once more."))
        return not problems

    def _both(self, request, release, row, form, problems):
        release = Release.objects.get(pk=release.pk)  # without what was refused
        context = {
            **self.admin_site.each_context(request),
            "title": _("Two texts of one release"),
            "subtitle": str(release),
            "opts": self.opts,
            "original": release,
            "form": form,
            "media": self.media + form.media,
            "problems": problems,
            "who": store.name_of(release.changed_by),
            "when": instant_in_words(release.changed_at),
            "typed_when": store.typed_when(row),
            "typed": _stamp(row),
        }
        return TemplateResponse(request, "admin/releases/release/join.html", context)


def _stamp(row):
    return str(store.check(row.form))


def _in_words(error):
    if not hasattr(error, "error_dict"):
        return error.messages
    names = {field.name: field.verbose_name for field in Release._meta.fields}
    return [
        f"{names.get(name, '')}: {words}".lstrip(": ")
        for name, all_of in error.message_dict.items()
        for words in all_of
    ]
