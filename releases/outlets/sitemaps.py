"""For search engines: every public page (https://www.sitemaps.org/protocol.html), and the news of two days
(https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap)."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from icnk.core.clock import database_now
from icnk.core.urls import absolute
from members.models import CoalitionMember
from releases.models.edition import Edition
from releases.models.redaction import DestroyedDocument

from .metadata import instant

MOST, MOST_NEWS = 50_000, 1_000  # addresses in one file
NEWS_FOR = timedelta(days=2)
SECTIONS = ["home", "information", "release_list", "quotes", "verify", "press_desk", "member_list", "accessibility"]
XML = "application/xml; charset=utf-8"


@dataclass(frozen=True)
class Page:
    """`others`: (language, address) of the same page in every language, itself among them."""

    address: str
    changed: str = ""
    others: tuple[tuple[str, str], ...] = ()


def sitemap(request):
    """Sections and members in every language, a release in its own. The newest, where there are too many."""
    at = database_now()
    everywhere = [(name, []) for name in SECTIONS]
    everywhere += [("member", [member.slug]) for member in CoalitionMember.objects.listed(at).only("slug")]
    pages = [page for name, args in everywhere for page in _in_every_language(request, name, args)]
    redacted = DestroyedDocument.objects.filter(edition=OuterRef("pk")).order_by("-pk").values("redaction__at")[:1]
    releases = Edition.objects.public(at).annotate(redacted_at=Subquery(redacted)).newest_first()
    releases = releases.only("language", "slug", "public_from")
    pages += [
        Page(
            absolute(request, edition.get_absolute_url()),
            instant(max(filter(None, [edition.public_from, edition.redacted_at]))),
        )
        for edition in releases[: max(0, MOST - len(pages))]
    ]
    return render(request, "sitemap.xml", {"pages": pages[:MOST]}, content_type=XML)


def news_sitemap(request):
    """A release is news as it becomes public, not once more as it is corrected."""
    at = database_now()
    since = at - NEWS_FOR
    recent = Edition.objects.public(at).filter(public_from__gt=since)  # nothing began before it was first public
    news = recent.with_first_published_at(at).filter(first_hour__gt=since).order_by("-first_published_at")
    pages = [
        {
            "address": absolute(request, edition.get_absolute_url()),
            "language": edition.language,
            "published": instant(edition.first_published_at),
            "title": edition.headline,
        }
        for edition in news.only("language", "slug", "headline")[:MOST_NEWS]
    ]
    return render(request, "news-sitemap.xml", {"pages": pages}, content_type=XML)


def _in_every_language(request, name, args):
    others = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            others.append((language, absolute(request, reverse(name, args=args))))
    return [Page(address, others=tuple(others)) for _language, address in others]
