"""The pages of the workflow: GET shows the result of an action, POST performs it."""

import hashlib
from urllib.parse import unquote

from django import forms
from django.contrib import messages
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.urls import absolute_url
from releases.admin.release.workspace import issued_editions
from releases.document.diff import diff_documents
from releases.issuing import workflow
from releases.models import Edition, Release, WorkflowEvent

from . import notifications, preview
from .embargo_form import EmbargoForm, in_other_zones

Verb = WorkflowEvent.Verb


class IssueForm(forms.Form):
    """Confirms that a release is issued. Fields that this release or person does not need are left out."""

    note = forms.CharField(
        label=gettext_lazy("Public note"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What was wrong, and what is right. It stands at the head of the page for good."),
        error_messages={"required": gettext_lazy("Say in the note what was wrong. It is public.")},
    )
    bypass = forms.CharField(
        label=gettext_lazy("Why nobody else clears it"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "You wrote some of this, so another person has to clear it. Where there is no other in the night, say so; "
            "it goes out and this is recorded, never public."
        ),
        error_messages={"required": gettext_lazy("Say why it goes out without another pair of eyes, or wait for one.")},
    )
    confirmed = forms.BooleanField(
        label=gettext_lazy("I have seen the warnings, and it goes out as it is."),
        error_messages={"required": gettext_lazy("Look at the warnings, and confirm them or put them right.")},
    )
    warned = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data, *, workspace):
        self.warnings = [str(finding.message) for finding in workspace.findings if not finding.is_error]
        warned = hashlib.sha256("\n".join(self.warnings).encode()).hexdigest()
        if data and self.warnings and data.get("warned") != warned:  # the page showed other warnings
            data = data.copy()
            data.pop("confirmed", None)
            data["warned"] = warned
        super().__init__(data, initial={"warned": warned})
        needed = {
            "note": workspace.status.last,
            "bypass": workspace.needs_clearance_by_another,
            "confirmed": self.warnings,
            "warned": self.warnings,
        }
        for name in [name for name, is_needed in needed.items() if not is_needed]:
            del self.fields[name]

    def arguments(self) -> dict:
        """Return arguments of `workflow.issue()` and `workflow.correct()`."""
        cleaned = self.cleaned_data
        return {
            "note": cleaned.get("note", ""),
            "bypass": cleaned.get("bypass", ""),
            "confirmed": self.warnings if cleaned.get("confirmed") else [],
        }


class RemarkForm(forms.Form):
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("It stands at the head of the release at the desk, and is never public."),
        error_messages={"required": gettext_lazy("Say what is to be changed.")},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Public reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The address will show this and nothing else."),
        error_messages={"required": gettext_lazy("Give the reason. It is public.")},
    )


def send_for_review(request, workspace):
    form = _bound(RemarkForm, request)
    form.fields["remark"].required = False
    if form.is_valid() and _perform(workspace, Verb.SEND_FOR_REVIEW, workflow.send_for_review, **form.cleaned_data):
        workspace.message(_("Sent for review. Those who clear it have been told."))
        return workspace.redirect()
    return _render_with_page(workspace, "send_for_review", _("Send for review"), form=form)


def send_back(request, workspace):
    form = _bound(RemarkForm, request)
    if form.is_valid() and _perform(workspace, Verb.SEND_BACK, workflow.send_back, **form.cleaned_data):
        workspace.message(_("Sent back. Whoever wrote it has been told."))
        return workspace.redirect()
    return workspace.render("send_back", _("Send back"), form=form)


def clear(request, workspace):
    form = _bound(forms.Form, request)
    if form.is_valid() and _perform(workspace, Verb.CLEAR, _clear_as_shown, token=request.POST.get("shown", "")):
        workspace.message(_("Cleared. Any change from now on makes it a draft again."))
        return workspace.redirect()
    return _render_with_page(workspace, "clear", _("Clear the release"), form=form)


def issue(request, workspace):
    """Issue the release, or correct it if it was issued before; now or at a time."""
    status = workspace.status
    if status.waiting:
        words = _("An edition of this release is waiting to become public. Stop it first.")
        workspace.message(words, messages.ERROR)
        return workspace.redirect()
    data = request.POST if request.method == "POST" else None
    embargo = EmbargoForm(data, release=workspace.release)
    if embargo.is_valid():
        workspace.public_from = embargo.instant
    form = IssueForm(data, workspace=workspace)
    instant = embargo.instant
    is_shown = not instant or data.get("shown_instant") == instant.isoformat()  # the page showed it in all zones
    if form.is_valid() and embargo.is_valid() and is_shown:
        verb = Verb.CORRECT if status.last else Verb.ISSUE
        arguments = {"token": data.get("shown", ""), "at": instant, "status": status, **form.arguments()}
        if _perform(workspace, verb, _issue_as_shown, **arguments):
            return workspace.redirect("issued")
    workspace.note = getattr(form, "cleaned_data", {}).get("note", "")
    context = {"form": form, "embargo_form": embargo, "instant": instant}
    if instant:
        context["local_times"] = in_other_zones(instant, workspace.release)
    title = _("Correct the release") if status.last else _("Issue the release")
    return _render_with_page(workspace, "issue", title, **context)


def issue_minor_correction(request, workspace):
    form, public, note = _bound(forms.Form, request), workspace.status.public, ""
    token = request.POST.get("shown", "")
    if form.is_valid() and _perform(workspace, Verb.MINOR_CORRECTION, _correct_as_shown, token=token):
        return workspace.redirect("issued")
    if public:
        note = workspace.attempt(workflow.minor_correction_note, workspace.release, public) or ""
    workspace.note = note
    return _render_with_page(workspace, "minor_correction", _("Correct a slip"), form=form, note=note)


def issued(request, workspace):
    """Show which edition is public or waiting, and texts to announce it."""
    status, release = workspace.status, workspace.release
    edition = status.waiting or status.public
    if not edition:
        workspace.message(_("Nothing of this release is public."), messages.WARNING)
        return workspace.redirect()
    url = absolute_url(request, edition.get_absolute_url())
    context = {
        "edition": edition,
        "first": release.editions.not_stopped().order_by("public_from").first(),
        "public_url": url,
        "readable_url": unquote(url),
        "share_texts": notifications.share_texts(edition.content, unquote(url)) if status.public == edition else [],
    }
    if status.waiting:
        context["local_times"] = in_other_zones(edition.public_from, release)
    return workspace.render("issued", _("What is public"), **context)


def withdraw(request, workspace):
    form = _bound(ReasonForm, request)
    if form.is_valid() and _perform(workspace, Verb.WITHDRAW, workflow.withdraw, **form.cleaned_data):
        workspace.message(_("Withdrawn. The address shows the reason and nothing else."))
        return workspace.redirect()
    return workspace.render("withdraw", _("Withdraw the release"), form=form)


def stop(request, workspace):
    form = _bound(forms.Form, request)
    if form.is_valid() and _perform(workspace, Verb.STOP, workflow.stop):
        workspace.message(_("Stopped. It will not become public."))
        return workspace.redirect()
    return workspace.render("stop", _("Stop what is waiting"), form=form)


def _bound(form, request):
    return form(request.POST if request.method == "POST" else None)


def _perform(workspace, verb, action, **arguments):
    """Perform the action, log it at the desk, and mail the people concerned. Return None if it was refused."""
    release, request = workspace.release, workspace.request
    writers = workflow.writers_since_clearance(release)
    done = workspace.attempt(action, release, by=workspace.person, **arguments)
    if done:
        workspace.model_admin.log_change(request, release, str(verb.label).capitalize() + ".")
        url = request.build_absolute_uri(workspace.url())
        if not notifications.notify(verb, by=workspace.person, writers=writers, url=url):
            words = _("It is done, but the mail about it could not be sent. Tell them yourself.")
            workspace.message(words, messages.WARNING)
    return done


def _render_with_page(workspace, template, title, **context):
    """Render a page that contains the next public page and its differences from the current one."""
    release, public = workspace.release, workspace.status.public
    if document := workspace.document:
        url = Edition(language=release.language, slug=release.slug).get_absolute_url()
        context |= {
            "document": document,
            "page": preview.render_page(workspace),
            "shown": preview.sign_shown(document),
            "findings": workspace.findings,
            "differences": diff_documents(public.content, document) if public else [],
            "public_url": unquote(absolute_url(workspace.request, url)),
        }
    problems = [*workspace.refusals, *workspace.problems]
    return workspace.render(template, title, problems=problems, **context)


@transaction.atomic
def _clear_as_shown(release, *, by, token):
    return workflow.clear(release, by=by, shown=preview.read_shown(token))


@transaction.atomic
def _correct_as_shown(release, *, by, token):
    shown = preview.read_shown(token)
    return workflow.issue_minor_correction(_lock(release, shown), by=by, shown=shown)


@transaction.atomic
def _issue_as_shown(release, *, by, token, at, note, status, bypass, confirmed):
    """Issue or correct the release. Raises `ActionRefused` if it differs from what the person saw."""
    shown = preview.read_shown(token)
    release = _lock(release, shown)
    if status.public and shown.has_same_content(status.public.content):
        raise workflow.ActionRefused(_("Nothing differs from what is public, so there is nothing to correct."), "state")
    arguments = {"at": at, "shown": shown, "bypass": bypass, "confirmed": confirmed}
    if status.last:
        return workflow.correct(release, by=by, note=note, **arguments)
    return workflow.issue(release, by=by, **arguments)


def _lock(release, shown):
    """Return the release, locked. Raises `ActionRefused` if the edition shown is not the next one any more."""
    release = Release.objects.select_for_update().filter(pk=release.pk).first() or release
    last = issued_editions().filter(release=release).last()
    if shown.number != (last.number + 1 if last else 1):
        words = _("Another edition was issued after this page was shown. Look at it once more.")
        raise workflow.ActionRefused(words, "changed")
    return release
