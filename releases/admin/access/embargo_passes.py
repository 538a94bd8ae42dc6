"""The page of embargo passes, with which named journalists read an embargoed release before it is public."""

import re
from datetime import timedelta

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from icnk.core.clock import database_now, format_instant
from icnk.core.text import normalize_name
from icnk.core.urls import absolute_url
from releases.admin.release.workspace import ReleaseStatus
from releases.models import EmbargoPass, Release

from .access_links import (
    MAX_NAME_LENGTH,
    clean_line,
    create_link,
    filter_by_button,
    find_action,
    links_with_status,
    log_event,
)

MAX_PASSES = 200  # created at once
SEPARATOR = re.compile(r"[\t,，;]")

#: hours after the embargo ends → label
EXPIRY_CHOICES = {
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
        choices=EXPIRY_CHOICES.items(),
        help_text=gettext_lazy("After the embargo a pass leads to the public page and to nothing else."),
    )

    def __init__(self, data=None, *, holders=frozenset()):
        """`holders`: normalized (name, outlet) of the people with an open pass."""
        super().__init__(data)
        self.holders = holders

    def clean_people(self):
        """Return the (name, outlet) of each line, or report all invalid lines."""
        lines = [line for line in self.cleaned_data["people"].splitlines() if line.strip()]
        if len(lines) > MAX_PASSES:
            words = _("These are more than %(most)d. Make them in two parts.")
            raise forms.ValidationError(words % {"most": MAX_PASSES})
        people, errors, seen = [], [], set()
        for number, line in enumerate(lines, start=1):
            name, *outlet = SEPARATOR.split(line.strip(), maxsplit=1)
            person = clean_line(name), clean_line(outlet[0]) if outlet else ""
            if problem := self._problem(*person, seen):
                words = _("Line %(number)d, “%(line)s”: %(problem)s")
                errors.append(words % {"number": number, "line": line.strip(), "problem": problem})
            seen.add(_normalize(*person))
            people.append(person)
        if errors:
            raise forms.ValidationError(errors)
        return people

    def _problem(self, name, outlet, seen):
        if not (name and outlet):
            return _("Give a name and an outlet, with a comma between them.")
        if max(len(name), len(outlet)) > MAX_NAME_LENGTH:
            return _("A name and an outlet have at most 200 characters each.")
        if _normalize(name, outlet) in self.holders:
            return _("This person has an open pass. Revoke it first, if the link is lost.")
        if _normalize(name, outlet) in seen:
            return _("This person stands here twice.")
        return ""


def embargo_passes(request, workspace):
    release, waiting = workspace.release, workspace.status.waiting
    if not workspace.person.has_perm("releases.issue_release"):
        raise PermissionDenied
    if action := find_action(request, ACTIONS):
        workspace.message(action(request, workspace))
        return HttpResponseRedirect(request.path)
    holders = {_normalize(each.name, each.outlet) for each in release.embargo_passes.open(database_now())}
    form, new_links = PassForm(request.POST if request.method == "POST" else None, holders=holders), []
    if waiting and form.is_valid():
        new_links = _create_passes(request, workspace, form.cleaned_data)
        form = PassForm()
    passes = links_with_status(release.embargo_passes)
    for each in passes:
        edition = each.last_read_edition_id
        each.has_read_earlier = each.can_be_revoked and waiting and edition and edition != waiting.pk
    context = {
        "form": form,
        "new_links": new_links,
        "status": workspace.status,
        "passes": passes,
        "has_open_passes": any(each.can_be_revoked for each in passes),
        "expire_too_early": _passes_expiring_too_early(release, waiting).exists(),
    }
    return workspace.render("passes", _("Embargo passes"), **context)


@transaction.atomic
def _revoke(request, workspace):
    release = workspace.release
    passes = release.embargo_passes.open(database_now()).select_for_update()
    revoked = list(passes if "revoke_all" in request.POST else filter_by_button(request, "revoke", passes))
    release.embargo_passes.filter(pk__in=[each.pk for each in revoked]).revoke(database_now())
    if revoked:
        words = _("Embargo passes revoked: %(names)s.") % {"names": _names(revoked)}
        log_event(workspace, words, "pass.revoked", passes=[each.pk for each in revoked])
    return ngettext("%(count)d pass revoked.", "%(count)d passes revoked.", len(revoked)) % {"count": len(revoked)}


@transaction.atomic
def _extend(request, workspace):
    """Extend the open passes to an hour after the embargo, which ends later since the release was issued again."""
    release = workspace.release
    waiting = ReleaseStatus.of(release).waiting
    passes = list(_passes_expiring_too_early(release, waiting).select_for_update())
    if not passes:
        return _("No open pass expires before the embargo ends.")
    expires_at = waiting.public_from + timedelta(hours=1)
    release.embargo_passes.filter(pk__in=[each.pk for each in passes]).update(expires_at=expires_at)
    words = _("Embargo passes prolonged: %(names)s.") % {"names": _names(passes)}
    log_event(workspace, words, "pass.prolonged", passes=[each.pk for each in passes], until=expires_at)
    return _("The open passes expire an hour after the embargo ends.")


ACTIONS = {"revoke": _revoke, "revoke_all": _revoke, "prolong": _extend}


def _names(passes):
    return "; ".join(f"{each.name} ({each.outlet})" for each in passes)


def _passes_expiring_too_early(release, waiting):
    if not waiting:
        return release.embargo_passes.none()
    return release.embargo_passes.open(database_now()).filter(expires_at__lt=waiting.public_from)


def _normalize(name, outlet):
    return normalize_name(name), normalize_name(outlet)


@transaction.atomic
def _create_passes(request, workspace, data):
    """Create the passes and return context of _new_link.html for each. Do nothing if the embargo has ended."""
    release = Release.objects.select_for_update().get(pk=workspace.release.pk)
    waiting = ReleaseStatus.of(release).waiting
    if not waiting:
        return []
    expires_at = waiting.public_from + timedelta(hours=int(data["expires"]))
    fields = {"release": release, "expires_at": expires_at, "at": database_now(), "by": workspace.person}
    created = [create_link(EmbargoPass, name=name, outlet=outlet, **fields) for name, outlet in data["people"]]
    passes = [each for each, _token in created]
    words = _("Embargo passes made: %(names)s.") % {"names": _names(passes)}
    log_event(workspace, words, "pass.made", passes=[each.pk for each in passes], until=expires_at)
    return [_new_link(request, waiting, each, token) for each, token in created]


def _new_link(request, edition, embargo_pass, token):
    with translation.override(edition.language):
        url = absolute_url(request, reverse("embargo_pass", args=[token]))
        letter = _(
            "Dear %(name)s,\n\n"
            "the International Coalition to Stop Crimes Against Humanity in North Korea lets you read a release "
            "before it is public. It is under embargo until %(until)s.\n\n"
            "This link is for you alone; please do not pass it on. It asks you to accept the terms first:\n"
            "%(address)s\n"
        ) % {"name": embargo_pass.name, "until": format_instant(edition.public_from), "address": url}
    return {"link": embargo_pass, "url": url, "letter": letter}
