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


def _register(name, regex, base=StringConverter):
    register_converter(type(name, (base,), {"regex": regex}), name)


_register("unicode_slug", r"[-\w]+")
_register("edition_number", "[1-9][0-9]{0,5}", IntConverter)
_register("contact_id", "[1-9][0-9]{0,17}", IntConverter)  # within the range of the column
_register("link_token", "[-_A-Za-z0-9]{43}")
_register("signed_value", "[-_A-Za-z0-9]+:[-_A-Za-z0-9]+:[-_A-Za-z0-9]+")  # from `signing.dumps()`

ATOM, JSON_FEED = {"render": feeds.render_atom}, {"render": feeds.render_json_feed}
RELEASE, MEMBER = "information/releases/<unicode_slug:slug>", "members/<unicode_slug:slug>/"
EDITION = f"{RELEASE}/editions/<edition_number:number>/"

public_urlpatterns = [
    path("information/releases/", release_list.release_list, name="release_list"),
    path("information/releases/feed/", feeds.feed, ATOM, name="feed"),
    path("information/releases/feed.json", feeds.feed, JSON_FEED, name="feed_json"),
    path(f"{RELEASE}.png", social_card.social_card, name="social_card"),
    path(f"{RELEASE}/", release_detail.release, name="release"),
    path(EDITION, release_detail.edition, name="edition"),
    path(f"{EDITION}since/<edition_number:since>/", release_detail.edition_diff, name="edition_diff"),
    path(f"{EDITION}document.json", signature_views.edition_document, name="edition_document"),
    path(f"{EDITION}document.sig", signature_views.edition_signature, name="edition_signature"),
    path("information/ledger/", signature_views.ledger, name="ledger"),
    path(f"{RELEASE}.txt", formats.plain_text, name="release_text"),
    path(f"{RELEASE}.pdf", formats.pdf, name="release_pdf"),
    path(f"{RELEASE}.json", formats.ninjs, name="release_json"),
    path(f"{RELEASE}.zip", formats.press_kit, name="release_kit"),
    path(f"{RELEASE}/republish/", formats.republish, name="republish"),
    path("information/quotes/", quotes.quotes, name="quotes"),
    path("information/verify/", verify.verify, name="verify"),
    path("information/contacts/", press_desk.press_desk, name="press_desk"),
    path("information/contacts/<contact_id:pk>.vcf", press_desk.vcard, name="vcard"),
    path(MEMBER, members.member, name="member"),
    path(f"{MEMBER}feed/", feeds.member_feed, ATOM, name="member_feed"),
    path(f"{MEMBER}feed.json", feeds.member_feed, JSON_FEED, name="member_feed_json"),
]
private_urlpatterns = [
    path("embargo/<link_token:token>/", private_links.embargo_pass, name="embargo_pass"),
    path("embargo/files/<signed_value:token>/", private_links.embargo_file, name="embargo_file"),
    path("review/files/<signed_value:token>/", private_links.outside_review_file, name="outside_review_file"),
    path("review/<link_token:token>/", private_links.outside_review, name="outside_review"),
]
urlpatterns = [*public_urlpatterns, *private_urlpatterns]
