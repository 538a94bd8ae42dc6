"""The release as it will be, everywhere: a document that was composed and not stored, in the public templates."""

from dataclasses import dataclass

from django.contrib import admin
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from members.models import CoalitionMember
from releases.admin.decorators import of_a_release
from releases.admin.release.media_inlines import desk_address
from releases.admin.release.status import ReleaseStatus
from releases.document import schema
from releases.issuing.checks import check
from releases.issuing.compose import compose
from releases.issuing.workflow import ActionRefused
from releases.models import Edition
from releases.models.contact import ContactStatus
from releases.outlets import feeds, social_card
from releases.outlets.contact_availability import beside
from releases.outlets.release_detail import around

SALT = "releases.admin.workflow.preview"


@dataclass(frozen=True)
class Proof:
    """A document, and the edition that would carry it, between its neighbours in the list."""

    edition: Edition
    document: schema.Document
    older: Edition | None
    newer: Edition | None
    own: list[Edition]  # that one, and those that have begun before it, the newest first

    @property
    def row(self):
        """Its place in the list, the newer one first."""
        return [each for each in (self.newer, self.edition, self.older) if each]


def proof(release, document) -> Proof:
    names = ("language", "slug", "number", "kind", "list_title", "kicker", "headline", "released_on", "public_from")
    edition = Edition(release=release, **{name: getattr(document, name) for name in names})
    edition.note, edition.issued_at = document.note, document.public_from
    older, newer, own = edition.get_adjacent_editions(document.public_from)
    return Proof(edition, document, older, newer, [edition, *own])


def page(request, release, document) -> str:
    """The release's page: whole HTML, not yet escaped for the frame that shows it."""
    return _page(request, proof(release, document))


def _page(request, proof):
    document = proof.document
    context = {
        "edition": proof.edition,
        "document": document,
        "members": _joined(proof.edition.release, document, document.public_from),
        "contacts": _standing(proof.edition.release, document, document.public_from),
        **around(request, proof.edition, document, proof.own),
        "older": proof.older,
        "newer": proof.newer,
        "file_address": desk_address,
    }
    return _rendered(request, document, "release", context)


def _list(request, proof):
    """The release's row between its neighbours."""
    return _rendered(request, proof.document, "list", {"editions": proof.row})


def _feed(request, proof):
    """The release's entry in the feeds."""
    entry = feeds.entry(request, proof.edition, proof.document, proof.document.public_from)
    return _rendered(request, proof.document, "feed", {"entry": entry})


def _card(_request, proof):
    """The picture beside links to it: a PNG."""
    return social_card.draw(proof.edition)


def _rendered(request, document, template, context):
    with translation.override(document.language):
        return render_to_string(f"releases/preview/{template}.html", context, request)


#: What the preview can show by itself, by the last part of the address. An outlet that is built later adds a line.
PARTS = {"page": _page, "list": _list, "feed": _feed, "card": _card}


class Preview(admin.ModelAdmin):
    """The release as it stands, saved, in every place where it will show; nothing becomes public by being shown."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<path:object_id>/preview/", view(self.preview), name="releases_release_preview"),
            path("<path:object_id>/preview/<slug:part>/", view(self.preview_of), name="releases_release_preview_of"),
            *super().get_urls(),
        ]

    @of_a_release("view_or_change")
    def preview(self, request, release):
        problems, shown, standing = [], None, ReleaseStatus.of(release)
        prefetch_related_objects([release], "quotes", "lead_images")  # for the document and the checks
        try:
            shown = proof(release, composed(release, standing))
        except ValidationError as error:
            problems = error.messages
        context = {
            **self.admin_site.each_context(request),
            "title": _("The release as it will be"),
            "subtitle": str(release),
            "opts": self.opts,
            "original": release,
            "problems": problems,
            "proof": shown,
            "found": check(release, at=standing.at),
        }
        return TemplateResponse(request, "admin/releases/release/preview.html", context)

    @of_a_release("view_or_change")
    def preview_of(self, request, release, part):
        if part not in PARTS:
            raise Http404
        prefetch_related_objects([release], "signatories")  # for the document and the directory
        try:
            shown = proof(release, composed(release, ReleaseStatus.of(release)))
        except ValidationError as error:
            return HttpResponse("\n".join(error.messages), content_type="text/plain; charset=utf-8", status=409)
        return _bare(request, PARTS[part](request, shown))


@xframe_options_sameorigin
def _bare(request, shown):
    """A page or picture without the desk around it: to print, to hold beside another, for the desk's own frames."""
    kind = "image/png" if isinstance(shown, bytes) else None
    return HttpResponse(shown, kind, headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"})


def composed(release, standing) -> schema.Document:
    """What would be issued next. Raises `ValidationError` with what is missing."""
    kind = Edition.Kind.CORRECTION if standing.last else Edition.Kind.ORIGINAL
    note = str(_("(Your note will stand here.)")) if standing.last else ""
    return compose(release, number=standing.next_number, kind=kind, note=note, public_from=standing.at)


def seal(document) -> str:
    """The document for the way through the browser and back: signed, so that it is what was shown."""
    return signing.dumps(schema.dump(document), salt=SALT, compress=True)


def unseal(token) -> schema.Document:
    """Raises `Refused` for anything but what `seal()` made."""
    try:
        return schema.load(signing.loads(token, salt=SALT))
    except (signing.BadSignature, schema.UnknownSchema) as error:
        raise ActionRefused(_("This page was open for too long. Look at the release once more."), "seal") from error


def _joined(release, document, at):
    ids = [signatory.member_id for signatory in release.signatories.all()]
    listed = CoalitionMember.objects.listed(at).in_bulk(ids)
    return [(line, listed.get(member)) for line, member in zip(document.members, ids, strict=True)]


def _standing(release, document, at):
    """The printed contacts, as `Edition.contacts_today()` will find them once there is an index."""
    today = {line.pk: today for line, today in ContactStatus.for_lines(release.contact_lines.all(), at)}
    places = enumerate(release.contact_lines.values_list("pk", flat=True))
    return beside(document, {place: today[pk] for place, pk in places if pk in today}, at)
