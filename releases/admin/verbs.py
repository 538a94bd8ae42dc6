"""The verbs as pages of the desk: GET shows what would happen, POST does it."""

from functools import wraps
from urllib.parse import unquote as readable

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Form
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as _

from members.clock import database_now
from releases.issuing import verbs
from releases.issuing.compose import compose
from releases.models import Edition, Release

from . import preview
from .forms import NoteForm, ReasonForm
from .standing import Standing


def of_a_release(permission):
    """Give a view the release, where it is there and this person may do that with it."""

    def decorate(view):
        @wraps(view)
        def guarded(self, request, object_id):
            release = self.get_object(request, unquote(object_id))
            if not getattr(self, f"has_{permission}_permission")(request, release):
                raise PermissionDenied
            if release is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return view(self, request, release)

        return guarded

    return decorate


class Verbs(admin.ModelAdmin):
    def get_urls(self):
        pages = {"issue": self.issue, "withdraw": self.withdraw, "stop": self.stop, "preview": self.preview}
        return [
            path(f"<path:object_id>/{name}/", self.admin_site.admin_view(view), name=f"releases_release_{name}")
            for name, view in pages.items()
        ] + super().get_urls()

    @of_a_release("view_or_change")
    def preview(self, request, release):
        return self._page(request, release, "preview", _("The page as it will be"), form=Form(), problems=[])

    @of_a_release("change")
    def issue(self, request, release):
        """Issue it or, where it is issued already, correct it."""
        standing = Standing.of(release)
        if standing.waiting:
            words = _("An edition of this release is waiting to become public. Stop it first.")
            return self._back(request, release, words, messages.ERROR)
        form, problems = _asked(NoteForm if standing.last else Form, request), []
        if form.is_valid():
            seen, note = request.POST.get("shown", ""), form.cleaned_data.get("note", "")
            if edition := _attempt(problems, _issue_as_shown, release, seen, request.user, note):
                return self._issued(request, release, edition)
        title = _("Correct the release") if standing.last else _("Issue the release")
        return self._page(request, release, "issue", title, form=form, problems=problems)

    @of_a_release("change")
    def withdraw(self, request, release):
        form, problems = _asked(ReasonForm, request), []
        if form.is_valid():
            reason = form.cleaned_data["reason"]
            if edition := _attempt(problems, verbs.withdraw, release, by=request.user, reason=reason):
                self.log_change(request, release, _("Withdrawn."))
                words = format_html(
                    _("Withdrawn. <a href='{}'>The address</a> shows the reason and nothing else."),
                    edition.get_absolute_url(),
                )
                return self._back(request, release, words)
        return self._ask(request, release, "withdraw", _("Withdraw the release"), form=form, problems=problems)

    @of_a_release("change")
    def stop(self, request, release):
        form, problems = _asked(Form, request), []
        if form.is_valid() and _attempt(problems, verbs.stop, release, by=request.user):
            self.log_change(request, release, _("Stopped before it was public."))
            return self._back(request, release, _("Stopped. It will not become public."))
        return self._ask(request, release, "stop", _("Stop what is waiting"), form=form, problems=problems)

    def _issued(self, request, release, edition):
        corrected = edition.kind == Edition.Kind.CORRECTION
        words = _("Corrected. The new text is public at {}") if corrected else _("Issued. It is public at {}")
        address = edition.get_absolute_url()
        link = format_html("<a href='{}'>{}</a>", address, request.build_absolute_uri(address))
        self.log_change(request, release, _("Issued as edition %(number)d.") % {"number": edition.number})
        return self._back(request, release, format_html(words, link))

    def _back(self, request, release, words, level=messages.SUCCESS):
        self.message_user(request, words, level)
        return HttpResponseRedirect(self.address(release))

    def _page(self, request, release, template, title, *, form, problems):
        """A page of the desk with the release's public page in it."""
        shown = {}
        if document := _attempt(problems, _compose, release, Standing.of(release), form):
            shown = {
                "document": document,
                "page": preview.page(request, release, document),
                "shown": preview.seal(document),
                "astray": preview.astray(release),
                "no_place": release.unassigned.splitlines(),
                "public_address": readable(
                    request.build_absolute_uri(Edition(language=release.language, slug=release.slug).get_absolute_url())
                ),
            }
        return self._ask(request, release, template, title, form=form, problems=problems, **shown)

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


@transaction.atomic
def _issue_as_shown(release, token, by, note):
    """Raises `Refused` unless this is what the person saw, and the edition that it was to be."""
    shown = preview.unseal(token)
    release = Release.objects.select_for_update().filter(pk=release.pk).first() or release
    standing = Standing.of(release)
    if shown.number != standing.next_number:
        raise verbs.Refused(_("Another edition was issued after this page was shown. Look at it once more."))
    if release.unassigned:
        raise verbs.Refused(_("Lines of the text have found no place yet. Put them where they belong, or delete them."))
    if standing.public and shown.same_words(standing.public.content):
        raise verbs.Refused(_("Nothing differs from what is public, so there is nothing to correct."))
    if standing.last:
        return verbs.correct(release, by=by, note=note, shown=shown, bypass="?")
    return verbs.issue(release, by=by, shown=shown, bypass="?")


def _compose(release, standing, form):
    note, kind = "", Edition.Kind.ORIGINAL
    if standing.last:
        note = getattr(form, "cleaned_data", {}).get("note") or _("(Your note will stand here.)")
        kind = Edition.Kind.CORRECTION
    return compose(release, number=standing.next_number, kind=kind, note=note, public_from=database_now())


def _attempt(problems, act, *args, **kwargs):
    """What `act` returns, or None; then `problems` says in plain words why not."""
    try:
        return act(*args, **kwargs)
    except ValidationError as error:
        problems += error.messages
