from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from . import (
    feeds,
    members,
    press_desk,
    private_links,
    quotes,
    release_detail,
    release_list,
    signature_views,
    social_card,
)
from .formats import views as formats
from .verify import views as verify


class UnicodeSlugConverter(StringConverter):
    regex = r"[-\w]+"


class EditionNumberConverter(IntConverter):
    """From 1, and within the range of the column."""

    regex = "[1-9][0-9]{0,5}"


class ContactIdConverter(IntConverter):
    """From 1, and within the range of the column."""

    regex = "[1-9][0-9]{0,17}"


class LinkTokenConverter(StringConverter):
    """The tokens that private links are made with."""

    regex = "[-_A-Za-z0-9]{43}"


class SignedValueConverter(StringConverter):
    """The values that `signing.dumps()` makes."""

    regex = "[-_A-Za-z0-9]+:[-_A-Za-z0-9]+:[-_A-Za-z0-9]+"


register_converter(UnicodeSlugConverter, "unicode_slug")
register_converter(EditionNumberConverter, "number")
register_converter(ContactIdConverter, "contact_id")
register_converter(LinkTokenConverter, "link_token")
register_converter(SignedValueConverter, "signed_value")

public_urlpatterns = [
    path("information/releases/", release_list.release_list, name="release_list"),
    path("information/releases/feed/", feeds.feed, {"render": feeds.render_atom}, name="feed"),
    path("information/releases/feed.json", feeds.feed, {"render": feeds.render_json_feed}, name="feed_json"),
    path("information/releases/<unicode_slug:slug>.png", social_card.social_card, name="social_card"),
    path("information/releases/<unicode_slug:slug>/", release_detail.release, name="release"),
    path("information/releases/<unicode_slug:slug>/editions/<number:number>/", release_detail.edition, name="edition"),
    path(
        "information/releases/<unicode_slug:slug>/editions/<number:number>/since/<number:since>/",
        release_detail.edition_diff,
        name="edition_diff",
    ),
    path(
        "information/releases/<unicode_slug:slug>/editions/<number:number>/document.json",
        signature_views.edition_document,
        name="edition_document",
    ),
    path(
        "information/releases/<unicode_slug:slug>/editions/<number:number>/document.sig",
        signature_views.edition_signature,
        name="edition_signature",
    ),
    path("information/ledger/", signature_views.ledger, name="ledger"),
    path("information/releases/<unicode_slug:slug>.txt", formats.plain_text, name="release_text"),
    path("information/releases/<unicode_slug:slug>.pdf", formats.pdf, name="release_pdf"),
    path("information/releases/<unicode_slug:slug>.json", formats.ninjs, name="release_json"),
    path("information/releases/<unicode_slug:slug>.zip", formats.press_kit, name="release_kit"),
    path("information/releases/<unicode_slug:slug>/republish/", formats.republish, name="republish"),
    path("information/quotes/", quotes.quotes, name="quotes"),
    path("information/verify/", verify.verify, name="verify"),
    path("information/contacts/", press_desk.press_desk, name="press_desk"),
    path("information/contacts/<contact_id:pk>.vcf", press_desk.vcard, name="vcard"),
    path("members/<unicode_slug:slug>/", members.member, name="member"),
    path("members/<unicode_slug:slug>/feed/", feeds.member_feed, {"render": feeds.render_atom}, name="member_feed"),
    path(
        "members/<unicode_slug:slug>/feed.json",
        feeds.member_feed,
        {"render": feeds.render_json_feed},
        name="member_feed_json",
    ),
]
private_urlpatterns = [
    path("embargo/<link_token:token>/", private_links.embargo_pass, name="embargo_pass"),
    path("embargo/files/<signed_value:token>/", private_links.embargo_file, name="embargo_file"),
    path("review/files/<signed_value:token>/", private_links.outside_review_file, name="outside_review_file"),
    path("review/<link_token:token>/", private_links.outside_review, name="outside_review"),
]
urlpatterns = [*public_urlpatterns, *private_urlpatterns]
