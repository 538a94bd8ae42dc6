"""Feeds of the newest releases in one language: Atom (RFC 4287) and JSON Feed 1.1 (https://jsonfeed.org).

Entries hold the whole text. A correction changes an entry's `updated`, not its place.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from icnk.core.urls import absolute_url
from members.models import CoalitionMember
from releases.document.html import make_links_absolute, prepend_dateline, strip_hidden_characters
from releases.document.schema import Attachment, Document
from releases.models.edition import Edition

from .metadata import description, last_changed, picture_paths
from .release_detail import retired_response

MAX_ENTRIES = 20
EMPTY_FEED_UPDATED = datetime(1970, 1, 1, tzinfo=UTC)  # `updated` is required


@dataclass(frozen=True)
class FeedAttachment:
    address: str
    file: Attachment


@dataclass(frozen=True)
class Entry:
    """A release in a feed. Instants are aware, in the site's time zone."""

    address: str
    title: str
    summary: str
    html: str  # every link has scheme and host
    picture: str  # address
    attachments: list[FeedAttachment]
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Feed:
    title: str
    page: str  # address of the page with the same releases
    address: str
    home: str
    entries: list[Entry]

    @property
    def updated(self):
        return max((entry.updated for entry in self.entries), default=EMPTY_FEED_UPDATED)

    @property
    def author(self):
        return _("International Coalition to Stop Crimes Against Humanity in North Korea")


class _AtomFeed(Atom1Feed):
    """Adds the whole text. `updated` depends only on what is public."""

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def render_atom(feed: Feed) -> HttpResponse:
    atom = _AtomFeed(
        title=feed.title,
        link=feed.page,
        description="",
        language=get_language(),
        author_name=feed.author,
        author_link=feed.home,
        feed_url=feed.address,
        feed_guid=feed.address,
        feed_copyright=f"© {feed.author}",
        updated=feed.updated,
    )
    for entry in feed.entries:
        atom.add_item(
            title=entry.title,
            link=entry.address,
            description=escape(entry.summary),  # feedgenerator marks summaries as HTML
            content=entry.html,
            unique_id=entry.address,
            pubdate=entry.published,
            updateddate=entry.updated,
            enclosures=[Enclosure(each.address, str(each.file.size), each.file.type) for each in entry.attachments],
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=_AtomFeed.content_type)


def render_json_feed(feed: Feed) -> HttpResponse:
    fields = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": get_language(),
        "authors": [{"name": feed.author, "url": feed.home}],
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return JsonResponse(fields, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _json_item(entry):
    return {
        "id": entry.address,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "content_html": entry.html,
        "image": entry.picture,
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "attachments": [
            {
                "url": each.address,
                "title": each.file.title,
                "mime_type": each.file.type,
                "size_in_bytes": each.file.size,
            }
            for each in entry.attachments
        ],
    }


def feed(request: HttpRequest, render: Callable[[Feed], HttpResponse]) -> HttpResponse:
    return render(_build_feed(request, _("ICNK releases"), reverse("release_list"), _public_editions(database_now())))


def member_feed(request: HttpRequest, slug: str, render: Callable[[Feed], HttpResponse]) -> HttpResponse:
    """The newest releases that a listed member signed or that list it."""
    at = database_now()
    member = CoalitionMember.objects.listed(at).filter(slug=slug).first()
    if not member:
        return retired_response(request, "member", slug)
    title = _("ICNK releases: %(member)s") % {"member": strip_hidden_characters(member.name)}
    editions = _public_editions(at).filter(member_index__member=member)
    return render(_build_feed(request, title, member.get_absolute_url(), editions))


def _public_editions(at):
    return Edition.objects.public(at).filter(language=get_language()).with_first_published_at(at).defer("search_text")


def _build_feed(request, title, page, editions):
    newest = editions.newest_first()[:MAX_ENTRIES]
    return Feed(
        title=title,
        page=absolute_url(request, page),
        address=absolute_url(request, request.path),
        home=absolute_url(request, reverse("home")),
        entries=[build_entry(request, edition, edition.content, edition.first_published_at) for edition in newest],
    )


def build_entry(request: HttpRequest, edition: Edition, document: Document, published: datetime) -> Entry:
    """`document` may be one that is not stored in `edition` yet."""
    document = strip_hidden_characters(document)
    address = absolute_url(request, edition.get_absolute_url())
    text = {"document": document, "text": prepend_dateline(document.dateline, document.body)}
    return Entry(
        address=address,
        title=document.headline,
        summary=description(document),
        html=make_links_absolute(render_to_string("releases/feed_entry.html", text), address),
        picture=absolute_url(request, picture_paths(document)[0]),
        attachments=[
            FeedAttachment(absolute_url(request, reverse("file", args=[file.name])), file)
            for file in document.attachments
        ],
        published=_to_second(published),
        updated=_to_second(last_changed(edition, document)),
    )


def _to_second(instant):
    return timezone.localtime(instant).replace(microsecond=0)
