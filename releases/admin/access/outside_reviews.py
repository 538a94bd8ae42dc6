"""The page of reviews, in which people who are quoted read the draft, and agree or make a remark."""

from datetime import timedelta

from django import forms
from django.db import transaction
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.clock import database_now
from icnk.core.text import normalize_name
from icnk.core.urls import absolute_url
from releases.document import schema
from releases.issuing.compose import compose
from releases.models import OutsideReview

from .access_links import (
    MAX_NAME_LENGTH,
    clean_line,
    create_link,
    filter_by_button,
    find_action,
    links_with_status,
    log_event,
)

#: days → label
EXPIRY_CHOICES = {
    "7": gettext_lazy("after a week"),
    "1": gettext_lazy("after a day"),
    "3": gettext_lazy("after three days"),
    "14": gettext_lazy("after two weeks"),
}


class ReviewForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=MAX_NAME_LENGTH)
    theirs = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Quotes that are theirs"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Agreeing clears these, as long as their words stay what they are now."),
    )
    expires = forms.ChoiceField(label=gettext_lazy("The link expires"), choices=EXPIRY_CHOICES.items())

    def __init__(self, data, *, version, quotes, holders=frozenset(), name=""):
        """`holders`: normalized names of the people with an open link that they have not answered."""
        super().__init__(data)
        self.holders = holders
        self.fields["theirs"].choices = [(n, f"{quote.speaker}: “{quote.text}”") for n, quote in enumerate(quotes)]
        speaker = normalize_name(name)
        theirs = [n for n, quote in enumerate(quotes) if name and normalize_name(quote.speaker) == speaker]
        self.initial |= {"version": version, "name": name, "theirs": theirs}

    def clean_version(self):
        if self.cleaned_data["version"] != self.initial["version"]:
            raise forms.ValidationError(_("The release was saved meanwhile. Look at its quotes, and ask once more."))
        return self.cleaned_data["version"]

    def clean_name(self):
        name = clean_line(self.cleaned_data["name"])
        if normalize_name(name) in self.holders:
            raise forms.ValidationError(_("This person has an open link. Revoke it first, if it is lost."))
        return name


def outside_reviews(request, workspace):
    release = workspace.release
    if action := find_action(request, ACTIONS):
        workspace.message(action(request, workspace))
        return HttpResponseRedirect(request.path)
    document = workspace.attempt(compose, release)
    options = {"version": release.version, "quotes": document.quotes if document else ()}
    reviews = release.outside_reviews.open(database_now()).filter(answer="")
    holders = {normalize_name(each.name) for each in reviews}
    form = ReviewForm(request.POST or None, holders=holders, name=_name(request.GET, "name"), **options)
    new_link = None
    if document and form.is_valid():
        new_link = _create_review(request, workspace, document, form.cleaned_data)
        form = ReviewForm(None, **options)
    if "version" in form.errors:  # the quotes may have changed: show the form for the current ones
        workspace.refusals += form.errors["version"]
        form = ReviewForm(None, name=_name(request.POST, "name"), **options)
    quotes = list(release.quotes.all())
    context = {
        "form": form,
        "new_link": new_link,
        "document": document,
        "quotes": quotes,
        "speakers": list(dict.fromkeys(quote.speaker for quote in quotes if quote.speaker)),
        "reviews": links_with_status(release.outside_reviews),
    }
    return workspace.render("reviews", _("Review by the people quoted"), **context)


def _name(data, field):
    return clean_line(data.get(field, ""))[:MAX_NAME_LENGTH]


@transaction.atomic
def _create_review(request, workspace, document, data):
    """Create the link and return context of _new_link.html."""
    at = database_now()
    fields = {"release": workspace.release, "name": data["name"], "quote_positions": data["theirs"]}
    fields |= {"document": schema.dump(document), "expires_at": at + timedelta(days=int(data["expires"]))}
    review, token = create_link(OutsideReview, at=at, by=workspace.person, **fields)
    words = _("Asked for a review: %(name)s.") % {"name": review.name}
    log_event(workspace, words, "review.made", review=review.pk, until=review.expires_at)
    with translation.override(document.language):
        url = absolute_url(request, reverse("outside_review", args=[token]))
        letter = _(
            "Dear %(name)s,\n\n"
            "the International Coalition to Stop Crimes Against Humanity in North Korea asks you to read a draft, "
            "and to say whether its words are right. It is not public.\n\n"
            "This link is for you alone; please do not pass it on:\n"
            "%(address)s\n"
        ) % {"name": review.name, "address": url}
    return {"link": review, "url": url, "letter": letter}


@transaction.atomic
def _revoke(request, workspace):
    reviews = filter_by_button(request, "revoke", workspace.release.outside_reviews.open(database_now()))
    for review in reviews:
        words = _("Review revoked: %(name)s.") % {"name": review.name}
        log_event(workspace, words, "review.revoked", review=review.pk)
    return _("Revoked.") if reviews.revoke(database_now()) else _("It was revoked already.")


@transaction.atomic
def _clear_quote(request, workspace):
    """Clear a quote that somebody agreed to by telephone or mail."""
    quotes = workspace.release.quotes
    name = _name(request.POST, "agreed")
    quote = filter_by_button(request, "note", quotes.select_for_update()).first()
    if not quote or not name:
        return _("Nothing was noted. Write who agreed.")
    quotes.filter(pk=quote.pk).update(cleared_by=name, cleared_at=database_now())
    words = _("Clearance of a quote noted: %(name)s.") % {"name": name}
    log_event(workspace, words, "quote.cleared", quote=quote.pk)
    return _("Noted.")


@transaction.atomic
def _undo_clearance(request, workspace):
    quotes = workspace.release.quotes
    for quote in filter_by_button(request, "take_back", quotes.exclude(cleared_by="")):
        words = _("Clearance of a quote taken back: %(name)s.") % {"name": quote.cleared_by}
        log_event(workspace, words, "quote.not_cleared", quote=quote.pk)
        quotes.filter(pk=quote.pk).update(cleared_by="", cleared_at=None)
    return _("The quote is not cleared any more.")


ACTIONS = {"revoke": _revoke, "note": _clear_quote, "take_back": _undo_clearance}
