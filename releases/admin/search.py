"""The desk's search over releases, editions, quotes, members and contacts."""

import unicodedata
from dataclasses import dataclass

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


@dataclass
class SearchResult:
    title: str
    details: str
    url: str
    quoted_release: int = 0  # id of the release whose text is shown, if more than its title


@dataclass
class ResultGroup:
    heading: str
    results: list[SearchResult]
    more: bool


def parse_query(text: str) -> list[str]:
    """Return the words to search for, in Unicode NFC: some systems type Korean decomposed."""
    text = unicodedata.normalize("NFC", text.replace("\x00", ""))[:MAX_QUERY_LENGTH]
    return text.split()[:MAX_QUERY_WORDS]


def search(user, words: list[str]) -> list[ResultGroup]:
    """Return what this person may view and has all the words, with one query for each kind.

    Showing words of an embargoed release is recorded as a read.
    """
    kinds = [
        ("releases.release", _("Releases"), _find_releases, _release_result),
        ("releases.release", _("Issued with these words, and changed since"), _find_editions, _edition_result),
        ("releases.release", _("Quotes"), _find_quotes, _quote_result),
        ("members.coalitionmember", _("Members"), _find_members, _member_result),
        ("releases.presscontact", _("Press contacts"), _find_contacts, _contact_result),
    ]
    groups = [
        _group(heading, find(words), to_result) for model, heading, find, to_result in kinds if can_view(user, model)
    ]
    if quoted := {result.quoted_release for group in groups for result in group.results if result.quoted_release}:
        record_reads(user, quoted)
    return [group for group in groups if group.results]


def _group(heading, queryset, to_result):
    rows = list(queryset[: MAX_RESULTS + 1])
    return ResultGroup(heading, [to_result(row) for row in rows[:MAX_RESULTS]], len(rows) > MAX_RESULTS)


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


def _find_releases(words):
    return with_status(_matching_releases(words).order_by("-released_on", "-pk").defer(*LONG_TEXT_FIELDS))


def _release_result(release):
    status = ReleaseStatus.prefetched(release)
    state = str(status) if status.last else release.get_state_display()
    details = [release.released_on and f"{release.released_on:%Y-%m-%d}", state, release.kicker]
    return SearchResult(str(release), _join(details), _change_url("releases_release", release.pk))


def _find_editions(words):
    """Find editions whose release no longer has the words; otherwise the release itself is found."""
    matching = _matching_releases(words).order_by().values("pk")
    editions = Edition.objects.not_stopped().exclude(release__in=matching).select_related("release")
    return filter_by_words(editions.order_by("-issued_at", "-pk"), words, "search_text", "note").only(
        *("number", "kind", "list_title", "public_from", "release_id", "release__headline", "release__list_title")
    )


def _edition_result(edition):
    details = [_("edition %(number)d") % {"number": edition.number}, edition.get_kind_display()]
    title = edition.list_title or str(edition.release)
    return SearchResult(title, _join(details), _change_url("releases_release", edition.release_id))


def _find_quotes(words):
    quotes = Quote.objects.select_related("release").order_by("-release__released_on", "-release_id", "position")
    return filter_by_words(quotes, words, "speaker", "title", "organisation", "text").only(
        *("speaker", "text", "release_id", "release__headline", "release__list_title")
    )


def _quote_result(quote):
    text = Truncator(" ".join(strip_hidden_characters(quote.text).split())).words(24)
    url = _change_url("releases_release", quote.release_id)
    return SearchResult(f"{quote.speaker}: “{text}”", str(quote.release), url, quote.release_id)


def _find_members(words):
    return filter_by_words(CoalitionMember.objects.all(), words, "name", "as_printed", "affiliation", "names__name")


def _member_result(member):
    left = member.left_on and _("left on %(day)s") % {"day": f"{member.left_on:%Y-%m-%d}"}
    details = [member.get_kind_display(), str(member.country.name), left]
    return SearchResult(str(member), _join(details), _change_url("members_coalitionmember", member.pk))


def _find_contacts(words):
    fields = ("name", "title", "organisation", "city", "member__name", "channels__as_printed")
    return filter_by_words(PressContact.objects.all(), words, *fields)


def _contact_result(contact):
    details = [contact.title, contact.organisation, contact.retired_on and _("retired")]
    return SearchResult(str(contact), _join(details), _change_url("releases_presscontact", contact.pk))


def _join(details):
    return " · ".join(str(each) for each in details if each)


def _change_url(model, pk):
    return reverse(f"admin:{model}_change", args=[pk])
