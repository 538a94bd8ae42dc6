"""Feeds of the newest releases in one language: Atom (RFC 4287) and JSON Feed 1.1 (https://jsonfeed.org).

Items hold the whole text. A correction changes when an item was modified, not its place.
"""

from collections.abc import Callable
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
from releases.document.schema import Document
from releases.models.edition import Edition

from .metadata import description, last_changed, picture_paths
from .release_detail import retired_response

MAX_ITEMS = 20
EMPTY_FEED_UPDATED = datetime(1970, 1, 1, tzinfo=UTC)  # `updated` is required


def feed(request: HttpRequest, render: Callable[[dict], HttpResponse]) -> HttpResponse:
    editions = _public_editions(database_now())
    return render(_build_feed(request, _("ICNK releases"), reverse("release_list"), editions))


def member_feed(request: HttpRequest, slug: str, render: Callable[[dict], HttpResponse]) -> HttpResponse:
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
    """Return the fields of a JSON Feed; instants are aware datetimes."""
    author = _("International Coalition to Stop Crimes Against Humanity in North Korea")
    newest = editions.newest_first()[:MAX_ITEMS]
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "home_page_url": absolute_url(request, page),
        "feed_url": absolute_url(request, request.path),
        "language": get_language(),
        "authors": [{"name": author, "url": absolute_url(request, reverse("home"))}],
        "items": [build_item(request, edition, edition.content, edition.first_published_at) for edition in newest],
    }


def build_item(request: HttpRequest, edition: Edition, document: Document, published: datetime) -> dict:
    """`document` may be one that is not stored in `edition` yet."""
    document = strip_hidden_characters(document)
    address = absolute_url(request, edition.get_absolute_url())
    context = {"document": document, "text": prepend_dateline(document.dateline, document.body)}
    return {
        "id": address,
        "url": address,
        "title": document.headline,
        "summary": description(document),
        "content_html": make_links_absolute(render_to_string("releases/feed_entry.html", context), address),
        "image": absolute_url(request, picture_paths(document)[0]),
        "date_published": _to_second(published),
        "date_modified": _to_second(last_changed(edition, document)),
        "attachments": [
            {
                "url": absolute_url(request, reverse("file", args=[file.name])),
                "title": file.title,
                "mime_type": file.type,
                "size_in_bytes": file.size,
            }
            for file in document.attachments
        ],
    }


def _to_second(instant):
    return timezone.localtime(instant).replace(microsecond=0)


def render_json_feed(feed: dict) -> HttpResponse:
    return JsonResponse(feed, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


class _AtomFeed(Atom1Feed):
    """Adds the whole text. `updated` depends only on what is public."""

    def latest_post_date(self):
        return max((item["updateddate"] for item in self.items), default=EMPTY_FEED_UPDATED)

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def render_atom(feed: dict) -> HttpResponse:
    (author,) = feed["authors"]
    atom = _AtomFeed(
        title=feed["title"],
        link=feed["home_page_url"],
        description="",
        language=feed["language"],
        author_name=author["name"],
        author_link=author["url"],
        feed_url=feed["feed_url"],
        feed_guid=feed["feed_url"],
        feed_copyright=f"© {author['name']}",
    )
    for item in feed["items"]:
        atom.add_item(
            title=item["title"],
            link=item["url"],
            description=escape(item["summary"]),  # feedgenerator marks summaries as HTML
            content=item["content_html"],
            unique_id=item["id"],
            pubdate=item["date_published"],
            updateddate=item["date_modified"],
            enclosures=[
                Enclosure(file["url"], str(file["size_in_bytes"]), file["mime_type"]) for file in item["attachments"]
            ],
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=_AtomFeed.content_type)
