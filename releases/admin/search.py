"""One search over everything that the desk holds."""

import unicodedata
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from members.models import CoalitionMember
from releases.admin.access.read_receipts import note_found
from releases.admin.release.status import Standing, with_standing
from releases.document import html
from releases.models import Edition, PressContact, Quote, Release

from .dashboard import LONG, may_look

MOST = 20  # of one kind
LONGEST, MOST_WORDS = 200, 8


@dataclass
class Found:
    """One line of the results: its `name`, what it says about itself, and its address at the desk."""

    name: str
    about: str
    address: str
    reads: int = 0  # the release of which it shows text, more than a title


@dataclass
class Group:
    heading: str
    lines: list[Found]
    more: bool


def asked(text: str) -> list[str]:
    """The words that are looked for: all of them, in any order. A Korean word typed on any system is the same word."""
    text = unicodedata.normalize("NFC", text.replace("\x00", ""))[:LONGEST]
    return text.split()[:MOST_WORDS]


def search(user, words: list[str]) -> list[Group]:
    """What this person may see and holds all the words. One query for each kind, however much there is.

    Words of a release that waits to become public are a look at it.
    """
    kinds = [
        ("releases.release", _("Releases"), _releases, _release),
        ("releases.release", _("Issued with these words, and changed since"), _editions, _edition),
        ("releases.release", _("Quotes"), _quotes, _quote),
        ("members.coalitionmember", _("Members"), _members, _member),
        ("releases.presscontact", _("Press contacts"), _contacts, _contact),
    ]
    groups = [_group(heading, find(words), line) for model, heading, find, line in kinds if may_look(user, model)]
    if read := {line.reads for group in groups for line in group.lines if line.reads}:
        note_found(user, read)
    return [group for group in groups if group.lines]


def _group(heading, queryset, line):
    rows = list(queryset[: MOST + 1])
    return Group(heading, [line(row) for row in rows[:MOST]], len(rows) > MOST)


def holding(queryset, words, *fields):
    """Rows of which each word stands in one of the fields, in capitals or not. Names of others are looked up apart."""
    for word in words:
        here = Q()
        for name in fields:
            if "__" in name:
                here |= Q(pk__in=queryset.model.objects.filter(**{f"{name}__icontains": word}).values("pk"))
            else:
                here |= Q(**{f"{name}__icontains": word})
        queryset = queryset.filter(here)
    return queryset


def _matching(words):
    fields = ("headline", "subheadline", "list_title", "kicker", "places", "body", "slug", "unassigned")
    return holding(Release.objects.all(), words, *fields)


def _releases(words):
    return with_standing(_matching(words).order_by("-released_on", "-pk").defer(*LONG))


def _release(release):
    standing = Standing.read(release)
    state = str(standing) if standing.last else release.get_state_display()
    about = [release.released_on and f"{release.released_on:%Y-%m-%d}", state, release.kicker]
    return Found(str(release), _said(about), _at("releases_release", release.pk))


def _editions(words):
    """What the working copy does not say any more: else the release itself is found."""
    elsewhere = Edition.objects.not_stopped().exclude(release__in=_matching(words).order_by().values("pk"))
    editions = elsewhere.select_related("release").order_by("-issued_at", "-pk")
    return holding(editions, words, "search_text", "note").only(
        *("number", "kind", "list_title", "public_from", "release_id", "release__headline", "release__list_title")
    )


def _edition(edition):
    about = [_("edition %(number)d") % {"number": edition.number}, edition.get_kind_display()]
    return Found(edition.list_title or str(edition.release), _said(about), _at("releases_release", edition.release_id))


def _quotes(words):
    quotes = Quote.objects.select_related("release").order_by("-release__released_on", "-release_id", "position")
    return holding(quotes, words, "speaker", "title", "organisation", "text").only(
        *("speaker", "text", "release_id", "release__headline", "release__list_title")
    )


def _quote(quote):
    words = Truncator(" ".join(html.visible(quote.text).split())).words(24)
    return Found(
        f"{quote.speaker}: “{words}”", str(quote.release), _at("releases_release", quote.release_id), quote.release_id
    )


def _members(words):
    return holding(CoalitionMember.objects.all(), words, "name", "as_printed", "affiliation", "names__name")


def _member(member):
    left = member.left_on and _("left on %(day)s") % {"day": f"{member.left_on:%Y-%m-%d}"}
    about = [member.get_kind_display(), str(member.country.name), left]
    return Found(str(member), _said(about), _at("members_coalitionmember", member.pk))


def _contacts(words):
    fields = ("name", "title", "organisation", "city", "member__name", "channels__as_printed")
    return holding(PressContact.objects.all(), words, *fields)


def _contact(contact):
    about = [contact.title, contact.organisation, contact.retired_on and _("retired")]
    return Found(str(contact), _said(about), _at("releases_presscontact", contact.pk))


def _said(parts):
    return " · ".join(str(part) for part in parts if part)


def _at(model, pk):
    return reverse(f"admin:{model}_change", args=[pk])
