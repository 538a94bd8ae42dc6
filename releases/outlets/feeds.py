"""What is new, for machines that ask again and again: Atom (RFC 4287) and JSON Feed 1.1 (https://jsonfeed.org).

A feed has the whole text of the newest releases of one language. A correction moves an entry's `updated`, not its
place.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Enclosure
from django.utils.html import escape
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from icnk.core.clock import database_now
from icnk.core.urls import absolute
from members.models import CoalitionMember
from releases.document.html import make_links_absolute, prepend_dateline, strip_hidden_characters
from releases.document.schema import Attachment
from releases.models.edition import Edition

from .metadata import changed, description, pictures
from .release_detail import retired

NEWEST = 20
BEFORE_THE_FIRST = datetime(1970, 1, 1, tzinfo=UTC)  # an empty feed has to say when it changed, too


@dataclass(frozen=True)
class Attached:
    """A document that goes with the release, at its address."""

    address: str
    file: Attachment


@dataclass(frozen=True)
class Entry:
    """A release as feeds carry it. Instants are aware, by the site's clock."""

    address: str
    title: str
    summary: str
    html: str  # the whole text; every link has scheme and host
    picture: str  # its address
    attachments: list[Attached]
    published: datetime
    updated: datetime


@dataclass(frozen=True)
class Feed:
    title: str
    page: str  # the address of the page that it follows
    address: str
    home: str
    entries: list[Entry]

    @property
    def updated(self):
        return max((entry.updated for entry in self.entries), default=BEFORE_THE_FIRST)

    @property
    def author(self):
        return _("International Coalition to Stop Crimes Against Humanity in North Korea")


class _Atom(Atom1Feed):
    """With the whole text, and an instant of change that depends on what is public alone."""

    def latest_post_date(self):
        return self.feed["updated"]

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


def atom(feed: Feed) -> HttpResponse:
    written = _Atom(
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
        written.add_item(
            title=entry.title,
            link=entry.address,
            description=escape(entry.summary),  # feedgenerator says that a summary is HTML
            content=entry.html,
            unique_id=entry.address,
            pubdate=entry.published,
            updateddate=entry.updated,
            enclosures=[Enclosure(each.address, str(each.file.size), each.file.type) for each in entry.attachments],
        )
    return HttpResponse(written.writeString("utf-8"), content_type=_Atom.content_type)


def json_feed(feed: Feed) -> HttpResponse:
    written = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": get_language(),
        "authors": [{"name": feed.author, "url": feed.home}],
        "items": [_item(entry) for entry in feed.entries],
    }
    return JsonResponse(written, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _item(entry):
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


def feed(request, write):
    """The newest releases of a language. `write`: `atom` or `json_feed`."""
    return write(_feed(request, _("ICNK releases"), reverse("release_list"), _newest(database_now())))


def member_feed(request, slug, write):
    """The newest releases under which a listed member stands, whether it signed them or not."""
    at = database_now()
    member = CoalitionMember.objects.listed(at).filter(slug=slug).first()
    if not member:
        return retired(request, "member", slug)
    title = _("ICNK releases: %(member)s") % {"member": strip_hidden_characters(member.name)}
    editions = _newest(at).filter(member_index__member=member)
    return write(_feed(request, title, member.get_absolute_url(), editions))


def _newest(at):
    return Edition.objects.public(at).filter(language=get_language()).with_first_published_at(at).defer("search_text")


def _feed(request, title, page, editions):
    newest = editions.newest_first()[:NEWEST]
    return Feed(
        title=title,
        page=absolute(request, page),
        address=absolute(request, request.path),
        home=absolute(request, reverse("home")),
        entries=[entry(request, edition, edition.content, edition.first_published_at) for edition in newest],
    )


def entry(request, edition, document, published) -> Entry:
    """`document` may be one that was composed and not stored, for `edition` to carry it."""
    document = strip_hidden_characters(document)
    address = absolute(request, edition.get_absolute_url())
    text = {"document": document, "text": prepend_dateline(document.dateline, document.body)}
    return Entry(
        address=address,
        title=document.headline,
        summary=description(document),
        html=make_links_absolute(render_to_string("releases/feed_entry.html", text), address),
        picture=absolute(request, pictures(document)[0]),
        attachments=[
            Attached(absolute(request, reverse("file", args=[file.name])), file) for file in document.attachments
        ],
        published=_by_the_second(published),
        updated=_by_the_second(changed(edition, document)),
    )


def _by_the_second(instant):
    return timezone.localtime(instant).replace(microsecond=0)
