"""The verbs as pages of the desk: GET shows what would happen, POST does it."""

from urllib.parse import unquote as readable

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from icnk.core.urls import absolute
from releases.admin.decorators import of_a_release, with_a_fresh_touch
from releases.admin.release.forms import IssueForm, ReasonForm, RemarkForm, WantedForm
from releases.admin.release.status import Standing
from releases.document.diff import differences
from releases.issuing import workflow
from releases.issuing.checks import check
from releases.issuing.compose import compose
from releases.models import Edition, Release, WorkflowEvent

from . import notifications, preview, share_texts
from .embargo_form import WhenForm, echoes

Verb = WorkflowEvent.Verb


class Verbs(admin.ModelAdmin):
    def get_urls(self):
        pages = {
            "send-for-review": self.send_for_review,
            "send-back": self.send_back,
            "clear": self.clear,
            "issue": self.issue,
            "slip": self.issue_minor_correction,
            "issued": self.issued,
            "withdraw": self.withdraw,
            "stop": self.stop,
        }
        return [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"releases_release_{name}")
            for name, view in pages.items()
        ] + super().get_urls()

    def has_issue_permission(self, request, obj=None):
        return request.user.has_perm("releases.issue_release")

    @of_a_release("change")
    def send_for_review(self, request, release):
        form, problems = _asked(WantedForm, request), []
        if form.is_valid():
            remark = form.cleaned_data["remark"]
            if self._do(request, problems, Verb.SEND_FOR_REVIEW, workflow.send_for_review, release, remark=remark):
                return self._back(request, release, _("Sent for review. Those who clear it have been told."))
        title = _("Send for review")
        return self._page(request, release, "send-for-review", title, form=form, problems=problems)

    @of_a_release("issue")
    def send_back(self, request, release):
        form, problems = _asked(RemarkForm, request), []
        if form.is_valid():
            remark = form.cleaned_data["remark"]
            if self._do(request, problems, Verb.SEND_BACK, workflow.send_back, release, remark=remark):
                return self._back(request, release, _("Sent back. Whoever wrote it has been told."))
        return self._ask(request, release, "send-back", _("Send back"), form=form, problems=problems)

    @of_a_release("issue")
    def clear(self, request, release):
        form, problems, token = _asked(Form, request), [], request.POST.get("shown", "")
        if form.is_valid() and self._do(request, problems, Verb.CLEAR, _clear_as_shown, release, token=token):
            return self._back(request, release, _("Cleared. Any change from now on makes it a draft again."))
        context = {"must_be_another": _must_bypass(release, request.user)}
        return self._page(request, release, "clear", _("Clear the release"), form=form, problems=problems, **context)

    @of_a_release("issue")
    @with_a_fresh_touch
    def issue(self, request, release):
        """Issue it or, where it is issued already, correct it: now, or at a time."""
        standing = Standing.of(release)
        if standing.waiting:
            words = _("An edition of this release is waiting to become public. Stop it first.")
            return self._back(request, release, words, messages.ERROR)
        data = request.POST if request.method == "POST" else None
        when, problems, context = WhenForm(data, release=release), [], {}
        at = when.instant if when.is_valid() else None
        found, must_bypass = check(release, at=at), _must_bypass(release, request.user)
        form = IssueForm(data, standing=standing, found=found, must_bypass=must_bypass)
        if at:
            context = {"echoes": echoes(at, release), "instant": at}
        if form.is_valid() and when.is_valid() and (not at or data.get("echoed") == at.isoformat()):
            verb = Verb.CORRECT if standing.last else Verb.ISSUE
            asked = {"token": data.get("shown", ""), "at": at, **form.wanted()}
            if self._do(request, problems, verb, _issue_as_shown, release, **asked):
                return HttpResponseRedirect(self.address(release, "issued"))
        title = _("Correct the release") if standing.last else _("Issue the release")
        return self._page(request, release, "issue", title, form=form, when=when, problems=problems, **context)

    @of_a_release("issue")
    @with_a_fresh_touch
    def issue_minor_correction(self, request, release):
        form, problems, context = _asked(Form, request), [], {}
        if form.is_valid():
            token = request.POST.get("shown", "")
            if self._do(request, problems, Verb.MINOR_CORRECTION, _slip_as_shown, release, token=token):
                return HttpResponseRedirect(self.address(release, "issued"))
        standing = Standing.of(release)
        if standing.public:
            note = _attempt(problems, workflow.minor_correction_note, release, standing.public)
            context = {"note": note} if note else {}
        return self._page(request, release, "slip", _("Correct a slip"), form=form, problems=problems, **context)

    @of_a_release("view_or_change")
    def issued(self, request, release):
        """What is public or waits, since or until when, and the words to tell others of it."""
        standing = Standing.of(release)
        edition = standing.waiting or standing.public
        if not edition:
            return self._back(request, release, _("Nothing of this release is public."), messages.WARNING)
        address = absolute(request, edition.get_absolute_url())
        texts = share_texts.texts(edition.content, readable(address)) if standing.public == edition else []
        context = {
            "edition": edition,
            "first": release.editions.not_stopped().order_by("public_from").first(),
            "address": address,
            "readable": readable(address),
            "texts": texts,
        }
        if standing.waiting:
            context["echoes"] = echoes(edition.public_from, release)
        return self._ask(request, release, "issued", _("What is public"), form=Form(), problems=[], **context)

    @of_a_release("issue")
    @with_a_fresh_touch
    def withdraw(self, request, release):
        form, problems = _asked(ReasonForm, request), []
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            if self._do(request, problems, Verb.WITHDRAW, workflow.withdraw, release, reason=reason):
                return self._back(request, release, _("Withdrawn. The address shows the reason and nothing else."))
        return self._ask(request, release, "withdraw", _("Withdraw the release"), form=form, problems=problems)

    @of_a_release("issue")
    @with_a_fresh_touch
    def stop(self, request, release):
        form, problems = _asked(Form, request), []
        if form.is_valid() and self._do(request, problems, Verb.STOP, workflow.stop, release):
            return self._back(request, release, _("Stopped. It will not become public."))
        return self._ask(request, release, "stop", _("Stop what is waiting"), form=form, problems=problems)

    def _do(self, request, problems, verb, act, release, **asked):
        """Do it, put it in the log, and tell whom it concerns. None where it was refused: `problems` says why."""
        wrote = workflow.writers_since_clearance(release)
        done = _attempt(problems, act, release, by=request.user, **asked)
        if done:
            self.log_change(request, release, str(verb.label).capitalize() + ".")
            address = request.build_absolute_uri(self.address(release))
            if not notifications.tell(release, verb, by=request.user, wrote=wrote, address=address):
                words = _("It is done, but the mail about it could not be sent. Tell them yourself.")
                self.message_user(request, words, messages.WARNING)
        return done

    def _back(self, request, release, words, level=messages.SUCCESS):
        self.message_user(request, words, level)
        may_look = self.has_view_or_change_permission(request, release)
        return HttpResponseRedirect(self.address(release) if may_look else "/")

    def _page(self, request, release, template, title, *, form, problems, **context):
        """A page of the desk with the release's public page in it, and how it differs from what is public."""
        standing, shown = Standing.of(release), {}
        if document := _attempt(problems, _compose, release, standing, form, context):
            address = Edition(language=release.language, slug=release.slug).get_absolute_url()
            shown = {
                "document": document,
                "page": preview.page(request, release, document),
                "shown": preview.seal(document),
                "found": check(release, at=context.get("instant")),
                "differences": differences(standing.public.content, document) if standing.public else [],
                "public_address": readable(absolute(request, address)),
            }
        return self._ask(request, release, template, title, form=form, problems=problems, **context, **shown)

    def _ask(self, request, release, template, title, **context):
        context = {
            "standing": Standing.of(release),
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(release),
            "opts": self.opts,
            "original": release,
            **context,
        }
        return TemplateResponse(request, f"admin/releases/release/{template}.html", context)


def _asked(form, request):
    return form(request.POST if request.method == "POST" else None)


def _must_bypass(release, person):
    """Whether these words still need another to clear them."""
    return release.state != Release.State.CLEARED and workflow.needs_clearance_by_another(release, person)


def _locked(release):
    return Release.objects.select_for_update().filter(pk=release.pk).first() or release


@transaction.atomic
def _clear_as_shown(release, *, by, token):
    return workflow.clear(release, by=by, shown=preview.unseal(token))


@transaction.atomic
def _slip_as_shown(release, *, by, token):
    shown, release = preview.unseal(token), _locked(release)
    _refuse_another_number(shown, release)
    return workflow.issue_minor_correction(release, by=by, shown=shown)


@transaction.atomic
def _issue_as_shown(release, *, by, token, at, note, bypass, confirmed):
    """Raises `Refused` unless this is what the person saw, and the edition that it was to be."""
    shown, release = preview.unseal(token), _locked(release)
    standing = _refuse_another_number(shown, release)
    if standing.public and shown.same_words(standing.public.content):
        raise workflow.ActionRefused(_("Nothing differs from what is public, so there is nothing to correct."), "state")
    asked = {"at": at, "shown": shown, "bypass": bypass, "confirmed": confirmed}
    if standing.last:
        return workflow.correct(release, by=by, note=note, **asked)
    return workflow.issue(release, by=by, **asked)


def _refuse_another_number(shown, release):
    standing = Standing.of(release)
    if shown.number != standing.next_number:
        words = _("Another edition was issued after this page was shown. Look at it once more.")
        raise workflow.ActionRefused(words, "changed")
    return standing


def _compose(release, standing, form, context):
    note, kind = "", Edition.Kind.ORIGINAL
    if standing.last:
        written = getattr(form, "cleaned_data", {}).get("note")
        note = written or context.get("note") or _("(Your note will stand here.)")
        kind = Edition.Kind.CORRECTION
    at = context.get("instant") or database_now()
    return compose(release, number=standing.next_number, kind=kind, note=note, public_from=at)


def _attempt(problems, act, *args, **kwargs):
    """What `act` returns, or None; then `problems` says in plain words why not."""
    try:
        return act(*args, **kwargs)
    except ValidationError as error:
        problems += error.messages
