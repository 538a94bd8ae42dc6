"""The preview: renders a composed document that is not stored with the public templates."""

from django.core import signing
from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from members.models import CoalitionMember
from releases.admin.release.inlines import stored_file_url
from releases.document import schema
from releases.issuing.workflow import ActionRefused
from releases.models import Edition
from releases.models.office_hours import ContactStatus
from releases.outlets import feeds, social_card
from releases.outlets.press_desk import contact_lines
from releases.outlets.release_detail import page_context

SALT = "releases.admin.workflow.preview"
EDITION_FIELDS = (
    *("language", "slug", "number", "kind", "list_title", "kicker", "headline", "released_on", "public_from", "note"),
)
FRAME_HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Frame-Options": "SAMEORIGIN",  # the preview shows the part in a frame
}


class PreviewedEdition:
    """A document with its unsaved edition, and the editions before and after it in the list."""

    def __init__(self, release, document: schema.Document):
        fields = {name: getattr(document, name) for name in EDITION_FIELDS}
        self.document = document
        self.edition = Edition(release=release, issued_at=document.public_from, **fields)
        self.older, self.newer, earlier = self.edition.get_adjacent_editions(document.public_from)
        self.editions = [self.edition, *earlier]  # of the release, newest first


def preview(request, workspace):
    """Show the saved release as it will appear on the page, in the list, in the feed and on the social card."""
    document = workspace.document
    previewed = PreviewedEdition(workspace.release, document) if document else None
    context = {"problems": workspace.problems, "previewed": previewed, "findings": workspace.findings}
    return workspace.render("preview", _("The release as it will be"), **context)


def preview_part(request, workspace, part):
    """Return one part without the desk around it, for a frame of the desk or to print."""
    if part not in PARTS:
        raise Http404
    if not workspace.document:
        words = "\n".join(workspace.problems)
        return HttpResponse(words, content_type="text/plain; charset=utf-8", status=409)
    content = PARTS[part](request, PreviewedEdition(workspace.release, workspace.document))
    content_type = "image/png" if isinstance(content, bytes) else None
    return HttpResponse(content, content_type, headers=FRAME_HEADERS)


def render_page(workspace) -> str:
    """Return the public page of the next edition as whole HTML, to be escaped in a frame's `srcdoc`."""
    return _page(workspace.request, PreviewedEdition(workspace.release, workspace.document))


def _page(request, previewed):
    document, release = previewed.document, previewed.edition.release
    ids = [signatory.member_id for signatory in release.signatories.all()]
    listed = CoalitionMember.objects.listed(document.public_from).in_bulk(ids)
    context = {
        "edition": previewed.edition,
        "document": document,
        "members": [(line, listed.get(member)) for line, member in zip(document.members, ids, strict=True)],
        "contacts": _contacts(release, document),
        **page_context(request, previewed.edition, document, previewed.editions),
        "older": previewed.older,
        "newer": previewed.newer,
        "file_url": stored_file_url,
    }
    return _render(request, document, "release", context)


def _list(request, previewed):
    editions = [edition for edition in (previewed.newer, previewed.edition, previewed.older) if edition]
    return _render(request, previewed.document, "list", {"editions": editions})


def _feed(request, previewed):
    item = feeds.build_item(request, previewed.edition, previewed.document, previewed.document.public_from)
    return _render(request, previewed.document, "feed", {"item": item})


def _card(_request, previewed):
    return social_card.draw_card(previewed.edition)


def _render(request, document, template, context):
    with translation.override(document.language):
        return render_to_string(f"releases/preview/{template}.html", context, request)


#: last part of the address → function that returns HTML or, for the card, a PNG
PARTS = {"page": _page, "list": _list, "feed": _feed, "card": _card}


def _contacts(release, document):
    """Return the printed contacts, as `Edition.current_contacts()` returns them once the edition is stored."""
    lines, at = release.contact_lines.all(), document.public_from
    status = {line.pk: status for line, status in ContactStatus.for_lines(lines, at)}
    positions = enumerate(release.contact_lines.values_list("pk", flat=True))
    return contact_lines(document, {position: status[pk] for position, pk in positions if pk in status}, at)


def sign_shown(document: schema.Document) -> str:
    """Return the document as a signed token, which the browser sends back with the form."""
    return signing.dumps(schema.dump(document), salt=SALT, compress=True)


def read_shown(token: str) -> schema.Document:
    """Return the document of a token. Raises `ActionRefused` if `sign_shown()` did not make the token."""
    try:
        return schema.load(signing.loads(token, salt=SALT))
    except (signing.BadSignature, schema.UnknownSchema) as error:
        words = _("This page was open for too long. Look at the release once more.")
        raise ActionRefused(words, "expired") from error
