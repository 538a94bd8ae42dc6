"""The desk's search over releases, editions, quotes, members and contacts."""

import unicodedata
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from members.models import CoalitionMember
from releases.admin.access.read_receipts import record_reads
from releases.admin.release.workspace import ReleaseStatus, with_status
from releases.document.html import strip_hidden_characters
from releases.models import Edition, PressContact, Quote, Release

from .dashboard import LONG_TEXT_FIELDS, can_view

MAX_RESULTS = 20  # of one kind
MAX_QUERY_LENGTH, MAX_QUERY_WORDS = 200, 8


class SearchResult(NamedTuple):
    title: str
    details: str
    url: str
    quoted_release: int = 0  # id of the release whose text is shown, if more than its title


class ResultGroup(NamedTuple):
    heading: str
    results: list[SearchResult]
    more: bool


def parse_query(text: str) -> list[str]:
    """Return the words to search for, in Unicode NFC, since some systems send Korean decomposed."""
    text = unicodedata.normalize("NFC", text.replace("\x00", ""))[:MAX_QUERY_LENGTH]
    return text.split()[:MAX_QUERY_WORDS]


def search(user, words: list[str]) -> list[ResultGroup]:
    """Return the records that have all the words and that this person may view, with one query for each kind.

    Record a read of embargoed releases whose words are shown.
    """
    kinds = [
        ("releases.release", _("Releases"), _releases),
        ("releases.release", _("Issued with these words, and changed since"), _editions),
        ("releases.release", _("Quotes"), _quotes),
        ("members.coalitionmember", _("Members"), _members),
        ("releases.presscontact", _("Press contacts"), _contacts),
    ]
    groups = []
    for model, heading, find in kinds:
        if can_view(user, model) and (results := list(find(words))):
            groups.append(ResultGroup(heading, results[:MAX_RESULTS], len(results) > MAX_RESULTS))
    if quoted := {result.quoted_release for group in groups for result in group.results if result.quoted_release}:
        record_reads(user, quoted)
    return groups


def filter_by_words(queryset: QuerySet, words: list[str], *fields: str) -> QuerySet:
    """Filter for rows that have each word in one of the fields, ignoring case.

    Fields of related records are searched in a subquery, so that no join repeats rows.
    """
    for word in words:
        condition = Q()
        for name in fields:
            if "__" in name:
                condition |= Q(pk__in=queryset.model.objects.filter(**{f"{name}__icontains": word}).values("pk"))
            else:
                condition |= Q(**{f"{name}__icontains": word})
        queryset = queryset.filter(condition)
    return queryset


def _matching_releases(words):
    fields = ("headline", "subheadline", "list_title", "kicker", "places", "body", "slug", "unassigned")
    return filter_by_words(Release.objects.all(), words, *fields)


def _releases(words):
    releases = _matching_releases(words).order_by("-released_on", "-pk").defer(*LONG_TEXT_FIELDS)
    for release in _first(with_status(releases)):
        status = ReleaseStatus.prefetched(release)
        state = str(status) if status.last else release.get_state_display()
        day = release.released_on and f"{release.released_on:%Y-%m-%d}"
        yield _result(release, str(release), [day, state, release.kicker])


def _editions(words):
    """Find editions whose release no longer has the words; otherwise the release itself is found."""
    matching = _matching_releases(words).order_by().values("pk")
    editions = Edition.objects.not_stopped().exclude(release__in=matching).select_related("release")
    editions = filter_by_words(editions.order_by("-issued_at", "-pk"), words, "search_text", "note")
    fields = ("number", "kind", "list_title", "public_from", "release_id", "release__headline", "release__list_title")
    for edition in _first(editions.only(*fields)):
        details = [_("edition %(number)d") % {"number": edition.number}, edition.get_kind_display()]
        yield _result(edition.release, edition.list_title or str(edition.release), details)


def _quotes(words):
    quotes = Quote.objects.select_related("release").order_by("-release__released_on", "-release_id", "position")
    quotes = filter_by_words(quotes, words, "speaker", "title", "organisation", "text")
    fields = ("speaker", "text", "release_id", "release__headline", "release__list_title")
    for quote in _first(quotes.only(*fields)):
        text = Truncator(" ".join(strip_hidden_characters(quote.text).split())).words(24)
        title = f"{quote.speaker}: “{text}”"
        yield _result(quote.release, title, [quote.release], quoted_release=quote.release_id)


def _members(words):
    members = CoalitionMember.objects.all()
    for member in _first(filter_by_words(members, words, "name", "as_printed", "affiliation", "names__name")):
        left = member.left_on and _("left on %(day)s") % {"day": f"{member.left_on:%Y-%m-%d}"}
        yield _result(member, str(member), [member.get_kind_display(), member.country.name, left])


def _contacts(words):
    fields = ("name", "title", "organisation", "city", "member__name", "channels__as_printed")
    for contact in _first(filter_by_words(PressContact.objects.all(), words, *fields)):
        retired = contact.retired_on and _("retired")
        yield _result(contact, str(contact), [contact.title, contact.organisation, retired])


def _first(queryset):
    return queryset[: MAX_RESULTS + 1]  # one more, to tell that there are more


def _result(record, title, details, **fields):
    url = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])
    return SearchResult(title, " · ".join(str(each) for each in details if each), url, **fields)
