"""*Embargo passes*: who may read an embargoed release before the hour."""

import re
from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from icnk.core.clock import database_now, instant_in_words
from icnk.core.urls import absolute
from members.models import folded
from releases.admin.decorators import of_a_release, with_a_fresh_touch
from releases.admin.release.status import Standing
from releases.models import EmbargoPass, Release

from .link_tables import asked_for, cleaned, desk_page, new_link, record, rows

MOST = 200  # at once
BETWEEN = re.compile(r"[\t,，;]")

#: hours after the embargo's end → how the desk says it
EXPIRY = {
    "1": gettext_lazy("an hour after the embargo ends"),
    "0": gettext_lazy("when the embargo ends"),
    "24": gettext_lazy("a day after the embargo ends"),
    "168": gettext_lazy("a week after the embargo ends"),
}


class PassForm(forms.Form):
    people = forms.CharField(
        label=gettext_lazy("Names and outlets"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One a line: Ada Sample, Sample Times. Lines of a table can be pasted, too."),
    )
    expires = forms.ChoiceField(
        label=gettext_lazy("The passes expire"),
        choices=EXPIRY.items(),
        help_text=gettext_lazy("After the embargo a pass leads to the public page and to nothing else."),
    )

    def __init__(self, data, *, held):
        """`held`: the `folded()` names and outlets of those who hold an open pass."""
        super().__init__(data)
        self.held = held

    def clean_people(self):
        """(name, outlet) of each line. Where one line is wrong, each wrong line is said and no pass is made."""
        lines = [line for line in self.cleaned_data["people"].splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_("These are more than %(most)d. Make them in two parts.") % {"most": MOST})
        people, wrong, seen = [], [], set()
        for number, line in enumerate(lines, start=1):
            name, outlet = _read(line)
            if problem := _problem(name, outlet, self.held, seen):
                said = {"number": number, "line": line.strip(), "problem": problem}
                wrong.append(_("Line %(number)d, “%(line)s”: %(problem)s") % said)
            seen.add((folded(name), folded(outlet)))
            people.append((name, outlet))
        if wrong:
            raise forms.ValidationError(wrong)
        return people


def _read(line):
    name, *outlet = BETWEEN.split(line.strip(), maxsplit=1)
    return cleaned(name), cleaned(outlet[0]) if outlet else ""


def _problem(name, outlet, held, seen):
    if not (name and outlet):
        return _("Give a name and an outlet, with a comma between them.")
    if len(name) > 200 or len(outlet) > 200:
        return _("A name and an outlet have at most 200 characters each.")
    if (folded(name), folded(outlet)) in held:
        return _("This person has an open pass. Revoke it first, if the link is lost.")
    if (folded(name), folded(outlet)) in seen:
        return _("This person stands here twice.")
    return ""


class Passes(admin.ModelAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.passes)
        return [path("<path:object_id>/passes/", view, name="releases_release_passes"), *super().get_urls()]

    @of_a_release("view_or_change")
    @with_a_fresh_touch
    def passes(self, request, release):
        if not request.user.has_perm("releases.issue_release"):
            raise PermissionDenied
        if act := next((act for name, act in ACTS.items() if name in request.POST), None):
            self.message_user(request, act(request, release), messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        made, held = [], _held(release)
        form = PassForm(request.POST if request.method == "POST" else None, held=held)
        standing = Standing.of(release)
        if standing.waiting and form.is_valid():
            made = _make(request, release, form.cleaned_data)
            form = PassForm(None, held=set())
        context = {"form": form, "made": made, "standing": standing, "rows": list(rows(release.passes))}
        context |= {"open": _held(release), "too_short": _too_short(release, standing.waiting).exists()}
        return desk_page(self, request, release, "passes", _("Embargo passes"), **context)


@transaction.atomic
def _revoke(request, release):
    open_ = release.passes.open(database_now()).select_for_update()
    chosen = list(open_ if "revoke_all" in request.POST else asked_for(request, "revoke", open_))
    names = [_whom(each) for each in chosen]
    release.passes.filter(pk__in=[each.pk for each in chosen]).revoke(database_now())
    if names:
        words = _("Embargo passes revoked: %(names)s.") % {"names": "; ".join(names)}
        record(request, release, words, "pass.revoked", passes=[each.pk for each in chosen])
    return ngettext("%(count)d pass revoked.", "%(count)d passes revoked.", len(names)) % {"count": len(names)}


@transaction.atomic
def _prolong(request, release):
    """Where the release was stopped and issued anew for a later hour, let the open passes run to its end."""
    waiting = Standing.of(release).waiting
    chosen = list(_too_short(release, waiting).select_for_update())
    if not chosen:
        return _("No open pass expires before the embargo ends.")
    ends = waiting.public_from + timedelta(hours=1)
    release.passes.filter(pk__in=[each.pk for each in chosen]).update(expires_at=ends)
    words = _("Embargo passes prolonged: %(names)s.") % {"names": "; ".join(map(_whom, chosen))}
    record(request, release, words, "pass.prolonged", passes=[each.pk for each in chosen], until=ends)
    return _("The open passes expire an hour after the embargo ends.")


ACTS = {"revoke": _revoke, "revoke_all": _revoke, "prolong": _prolong}


def _whom(each):
    return f"{each.name} ({each.outlet})"


def _too_short(release, waiting):
    """The open passes that expire before the embargo ends."""
    if not waiting:
        return release.passes.none()
    return release.passes.open(database_now()).filter(expires_at__lt=waiting.public_from)


def _held(release):
    return {(folded(each.name), folded(each.outlet)) for each in release.passes.open(database_now())}


@transaction.atomic
def _make(request, release, wanted):
    """[(pass, its address, a text for the mail)], or nothing where the embargo has ended meanwhile."""
    Release.objects.select_for_update().get(pk=release.pk)
    waiting = Standing.of(release).waiting
    if not waiting:
        return []
    expires_at = waiting.public_from + timedelta(hours=int(wanted["expires"]))
    fields = {"release": release, "expires_at": expires_at, "at": database_now(), "by": request.user}
    made = [new_link(EmbargoPass, name=name, outlet=outlet, **fields) for name, outlet in wanted["people"]]
    names = "; ".join(_whom(each) for each, _token in made)
    numbers = [each.pk for each, _token in made]
    words = _("Embargo passes made: %(names)s.") % {"names": names}
    record(request, release, words, "pass.made", passes=numbers, until=expires_at)
    return [_shown(request, waiting, each, token) for each, token in made]


def _shown(request, waiting, each, token):
    with translation.override(waiting.language):
        address = absolute(request, reverse("embargo_pass", args=[token]))
        letter = _(
            "Dear %(name)s,\n\n"
            "the International Coalition to Stop Crimes Against Humanity in North Korea lets you read a release "
            "before it is public. It is under embargo until %(until)s.\n\n"
            "This link is for you alone; please do not pass it on. It asks you to accept the terms first:\n"
            "%(address)s\n"
        ) % {"name": each.name, "until": instant_in_words(waiting.public_from), "address": address}
    return {"link": each, "address": address, "letter": letter}
