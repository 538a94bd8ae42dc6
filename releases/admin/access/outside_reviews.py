"""*Reviews*: the people who are quoted read the draft, and agree or make a remark."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now
from icnk.core.urls import absolute
from members.models import folded
from releases.admin.decorators import of_a_release
from releases.document import schema
from releases.issuing.compose import compose
from releases.models import OutsideReview

from .link_tables import asked_for, cleaned, desk_page, new_link, record, rows

DAYS = {
    "7": gettext_lazy("after a week"),
    "1": gettext_lazy("after a day"),
    "3": gettext_lazy("after three days"),
    "14": gettext_lazy("after two weeks"),
}


class ReviewForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    theirs = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Quotes that are theirs"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Agreeing clears these, as long as their words stay what they are now."),
    )
    expires = forms.ChoiceField(label=gettext_lazy("The link expires"), choices=DAYS.items())

    def __init__(self, data, *, version, quotes, held=(), name=""):
        """`held`: the `folded()` names of those who have an open link and did not answer."""
        super().__init__(data)
        self.held, self.initial["version"] = held, version
        self.fields["theirs"].choices = [(n, f"{each.speaker}: “{each.text}”") for n, each in enumerate(quotes)]
        self.initial["name"] = name
        self.initial["theirs"] = [n for n, each in enumerate(quotes) if name and folded(each.speaker) == folded(name)]

    def clean_version(self):
        if self.cleaned_data["version"] != self.initial["version"]:
            raise forms.ValidationError(_("The release was saved meanwhile. Look at its quotes, and ask once more."))
        return self.cleaned_data["version"]

    def clean_name(self):
        name = cleaned(self.cleaned_data["name"])
        if folded(name) in self.held:
            raise forms.ValidationError(_("This person has an open link. Revoke it first, if it is lost."))
        return name


class Reviews(admin.ModelAdmin):
    def get_urls(self):
        view = self.admin_site.admin_view(self.reviews)
        return [path("<path:object_id>/reviews/", view, name="releases_release_reviews"), *super().get_urls()]

    @of_a_release("change")
    def reviews(self, request, release):
        if act := next((act for name, act in ACTS.items() if name in request.POST), None):
            self.message_user(request, act(request, release), messages.SUCCESS)
            return HttpResponseRedirect(request.path)
        document, problems = _composed(release)
        quotes = document.quotes if document else ()
        name = cleaned(request.GET.get("name", ""))[:200]
        shown = {"version": release.version, "quotes": quotes}
        form = ReviewForm(request.POST or None, held=_held(release), name=name, **shown)
        made = None
        if document and form.is_valid():
            made = _make(request, release, document, form.cleaned_data)
            form = ReviewForm(None, **shown)
        if "version" in form.errors:  # the quotes may be others now: ask anew, for those that stand here
            problems = [*problems, *form.errors["version"]]
            form = ReviewForm(None, name=cleaned(request.POST.get("name", ""))[:200], **shown)
        context = {"form": form, "made": made, "problems": problems, "document": document, **_there(release)}
        return desk_page(self, request, release, "reviews", _("Review by the people quoted"), **context)


def _held(release):
    return {folded(each.name) for each in release.outside_reviews.open(database_now()).filter(answer="")}


def _composed(release):
    """(the document as the records stand, or None; what is missing)."""
    try:
        return compose(release), []
    except ValidationError as error:
        return None, error.messages


def _there(release):
    quotes = list(release.quotes.all())
    speakers = list(dict.fromkeys(quote.speaker for quote in quotes if quote.speaker))
    return {"quotes": quotes, "speakers": speakers, "rows": list(rows(release.outside_reviews))}


@transaction.atomic
def _make(request, release, document, wanted):
    at = database_now()
    fields = {
        "document": schema.dump(document),
        "theirs": wanted["theirs"],
        "release": release,
        "name": wanted["name"],
    }
    expires_at = at + timedelta(days=int(wanted["expires"]))
    link, token = new_link(OutsideReview, at=at, by=request.user, expires_at=expires_at, **fields)
    words = _("Asked for a review: %(name)s.") % {"name": link.name}
    record(request, release, words, "review.made", review=link.pk, until=expires_at)
    with translation.override(document.language):
        address = absolute(request, reverse("outside_review", args=[token]))
        letter = _(
            "Dear %(name)s,\n\n"
            "the International Coalition to Stop Crimes Against Humanity in North Korea asks you to read a draft, "
            "and to say whether its words are right. It is not public.\n\n"
            "This link is for you alone; please do not pass it on:\n"
            "%(address)s\n"
        ) % {"name": link.name, "address": address}
    return {"link": link, "address": address, "letter": letter}


@transaction.atomic
def _revoke(request, release):
    chosen = asked_for(request, "revoke", release.outside_reviews.open(database_now()))
    for link in chosen:
        record(request, release, _("Review revoked: %(name)s.") % {"name": link.name}, "review.revoked", review=link.pk)
    return _("Revoked.") if chosen.revoke(database_now()) else _("It was revoked already.")


@transaction.atomic
def _note(request, release):
    """Somebody agreed to a quote in another way: by telephone, in a mail."""
    name = cleaned(request.POST.get("agreed", ""))[:200]
    quote = asked_for(request, "note", release.quotes.select_for_update()).first()
    if not quote or not name:
        return _("Nothing was noted. Write who agreed.")
    release.quotes.filter(pk=quote.pk).update(cleared_by=name, cleared_at=database_now())
    words = _("Clearance of a quote noted: %(name)s.") % {"name": name}
    record(request, release, words, "quote.cleared", quote=quote.pk)
    return _("Noted.")


@transaction.atomic
def _take_back(request, release):
    for quote in asked_for(request, "take_back", release.quotes.exclude(cleared_by="")):
        words = _("Clearance of a quote taken back: %(name)s.") % {"name": quote.cleared_by}
        record(request, release, words, "quote.not_cleared", quote=quote.pk)
        release.quotes.filter(pk=quote.pk).update(cleared_by="", cleared_at=None)
    return _("The quote is not cleared any more.")


ACTS = {"revoke": _revoke, "note": _note, "take_back": _take_back}
