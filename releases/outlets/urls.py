from django.urls import path, register_converter
from django.urls.converters import IntConverter, StringConverter

from . import changes, contacts, finding, members, pages, passes, reviews


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


register_converter(WordsConverter, "words")
register_converter(CountConverter, "count")
register_converter(ContactConverter, "contact")
register_converter(TokenConverter, "token")

urlpatterns = [
    path("information/releases/", finding.release_list, name="release_list"),
    path("information/releases/<words:slug>/", pages.release, name="release"),
    path("information/releases/<words:slug>/editions/<count:number>/", pages.edition, name="edition"),
    path(
        "information/releases/<words:slug>/editions/<count:number>/since/<count:since>/",
        changes.changes,
        name="changes",
    ),
    path("information/contacts/", contacts.press_desk, name="press_desk"),
    path("information/contacts/<contact:pk>.vcf", contacts.vcard, name="vcard"),
    path("embargo/<token:token>/", passes.embargo_pass, name="embargo_pass"),
    path("review/<token:token>/", reviews.review, name="review"),
    path("members/<words:slug>/", members.member, name="member"),
]
