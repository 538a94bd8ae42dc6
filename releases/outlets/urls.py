from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from . import (
    edition_diff,
    embargo_pass,
    feeds,
    members,
    outside_review,
    press_desk,
    quotes,
    release_detail,
    release_list,
    signature_views,
    social_card,
)
from .formats import views as twins
from .verify import views as verifying


class WordsConverter(StringConverter):
    """A slug in any script."""

    regex = r"[-\w]+"


class CountConverter(IntConverter):
    """A number of an edition: from 1, and no larger than a database takes."""

    regex = "[1-9][0-9]{0,5}"


class ContactConverter(IntConverter):
    """A number of a press contact, no larger than a database takes."""

    regex = "[1-9][0-9]{0,17}"


class TokenConverter(StringConverter):
    """What `Link.new_token()` makes. All else is no address of the site."""

    regex = "[-_A-Za-z0-9]{43}"


class SignedConverter(StringConverter):
    """What `signing.dumps()` makes."""

    regex = "[-_A-Za-z0-9]+:[-_A-Za-z0-9]+:[-_A-Za-z0-9]+"


register_converter(WordsConverter, "words")
register_converter(CountConverter, "count")
register_converter(ContactConverter, "contact")
register_converter(TokenConverter, "token")
register_converter(SignedConverter, "signed")

public = [
    path("information/releases/", release_list.release_list, name="release_list"),
    path("information/releases/feed/", feeds.feed, {"write": feeds.atom}, name="feed"),
    path("information/releases/feed.json", feeds.feed, {"write": feeds.json_feed}, name="feed_json"),
    path("information/releases/<words:slug>.png", social_card.card, name="social_card"),
    path("information/releases/<words:slug>/", release_detail.release, name="release"),
    path("information/releases/<words:slug>/editions/<count:number>/", release_detail.edition, name="edition"),
    path(
        "information/releases/<words:slug>/editions/<count:number>/since/<count:since>/",
        edition_diff.changes,
        name="edition_diff",
    ),
    path(
        "information/releases/<words:slug>/editions/<count:number>/document.json",
        signature_views.document,
        name="edition_document",
    ),
    path(
        "information/releases/<words:slug>/editions/<count:number>/document.sig",
        signature_views.signature,
        name="edition_signature",
    ),
    path("information/ledger/", signature_views.ledger, name="ledger"),
    path("information/releases/<words:slug>.txt", twins.text, name="release_text"),
    path("information/releases/<words:slug>.pdf", twins.pdf, name="release_pdf"),
    path("information/releases/<words:slug>.json", twins.ninjs, name="release_json"),
    path("information/releases/<words:slug>.zip", twins.kit, name="release_kit"),
    path("information/releases/<words:slug>/republish/", twins.republish, name="republish"),
    path("information/quotes/", quotes.quotes, name="quotes"),
    path("information/verify/", verifying.verify, name="verify"),
    path("information/contacts/", press_desk.press_desk, name="press_desk"),
    path("information/contacts/<contact:pk>.vcf", press_desk.vcard, name="vcard"),
    path("members/<words:slug>/", members.member, name="member"),
    path("members/<words:slug>/feed/", feeds.member_feed, {"write": feeds.atom}, name="member_feed"),
    path("members/<words:slug>/feed.json", feeds.member_feed, {"write": feeds.json_feed}, name="member_feed_json"),
]
private = [
    path("embargo/<token:token>/", embargo_pass.embargo_pass, name="embargo_pass"),
    path("embargo/files/<signed:token>/", embargo_pass.embargo_file, name="embargo_file"),
    path("review/files/<signed:token>/", outside_review.review_file, name="outside_review_file"),
    path("review/<token:token>/", outside_review.review, name="outside_review"),
]
urlpatterns = [*public, *private]
