"""The sitemap (https://www.sitemaps.org/protocol.html) and the news sitemap with the releases of two days
(https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap).
"""

from datetime import timedelta

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation

from icnk.core.clock import database_now
from icnk.core.urls import SECTIONS, absolute_url
from members.models import CoalitionMember
from releases.models.edition import Edition
from releases.models.redaction import DestroyedDocument

from .metadata import iso_instant

MAX_PAGES, MAX_NEWS = 50_000, 1_000  # in one file
NEWS_PERIOD = timedelta(days=2)
TRANSLATED_PAGES = [*SECTIONS, "quotes", "verify", "accessibility"]
XML = "application/xml; charset=utf-8"


def sitemap(request: HttpRequest) -> HttpResponse:
    """Sections and members in every language, and the newest releases."""
    at = database_now()
    translated = [(name, []) for name in TRANSLATED_PAGES]
    translated += [("member", [member.slug]) for member in CoalitionMember.objects.listed(at).only("slug")]
    pages = [page for name, args in translated for page in _in_every_language(request, name, args)]
    redacted = DestroyedDocument.objects.filter(edition=OuterRef("pk")).order_by("-pk").values("redaction__at")[:1]
    releases = Edition.objects.public(at).annotate(redacted_at=Subquery(redacted)).newest_first()
    releases = releases.only("language", "slug", "public_from")
    pages += [
        {
            "address": absolute_url(request, edition.get_absolute_url()),
            "last_modified": iso_instant(max(filter(None, [edition.public_from, edition.redacted_at]))),
        }
        for edition in releases[: max(0, MAX_PAGES - len(pages))]
    ]
    return render(request, "sitemap.xml", {"pages": pages[:MAX_PAGES]}, content_type=XML)


def news_sitemap(request: HttpRequest) -> HttpResponse:
    """A release is news when it becomes public, not again when it is corrected."""
    at = database_now()
    since = at - NEWS_PERIOD
    recent = Edition.objects.public(at).filter(public_from__gt=since)  # no edition begins before the first one
    news = recent.with_first_published_at(at).filter(first_published_at__gt=since).order_by("-first_published_at")
    pages = [
        {
            "address": absolute_url(request, edition.get_absolute_url()),
            "language": edition.language,
            "published": iso_instant(edition.first_published_at),
            "title": edition.headline,
        }
        for edition in news.only("language", "slug", "headline")[:MAX_NEWS]
    ]
    return render(request, "news-sitemap.xml", {"pages": pages}, content_type=XML)


def _in_every_language(request, name, args):
    translations = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translations.append((language, absolute_url(request, reverse(name, args=args))))
    return [{"address": address, "translations": translations} for _language, address in translations]
