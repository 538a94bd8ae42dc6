"""What machines are told of a release, in the head of its page and elsewhere."""

from datetime import datetime, time

from django.urls import reverse
from django.utils import timezone

from releases.document.html import html_to_paragraphs
from releases.document.schema import Document

MOST = 160  # characters: what search engines and messengers show


def description(document: Document) -> str:
    """The lede, cut between words where it is longer than `MOST`."""
    lede = next(iter(html_to_paragraphs(document.body)), "")
    if len(lede) <= MOST:
        return lede
    cut = lede[: MOST - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def pictures(document: Document) -> list[str]:
    """Paths of the pictures that stand for the release: its lead image, where it has one, and its card."""
    renditions = document.image.renditions if document.image else ()
    widest = [file for file in renditions if file.type == "image/jpeg"][:1]  # not every reader of feeds knows WebP
    return [*(reverse("file", args=[file.name]) for file in widest), reverse("social_card", args=[document.slug])]


def changed(edition, document: Document) -> datetime:
    """When its public words changed last: as the edition began, or as words were taken out of it."""
    return max(filter(None, [edition.public_from, document.redacted_at]))


def instant(at: datetime) -> str:
    """ISO 8601 to the second, with the offset of the site's time zone."""
    return timezone.localtime(at).isoformat(timespec="seconds")


def since(at: datetime) -> str:
    """`instant`, or the day alone where it begins one: of what came from the former site nobody knows the hour."""
    here = timezone.localtime(at)
    return here.date().isoformat() if here.time() == time.min else instant(at)
