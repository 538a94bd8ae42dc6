"""Private addresses: an embargoed release for a journalist, and a draft for a person quoted in it.

A GET never shows the text, even after the terms were accepted, because mail scanners and link previews send GETs. The
text is the response to a POST, so no cookie is needed. The form holds a signed token, bound to this link and valid for
a working day: it proves that the page with the terms was shown before. A forged POST needs the
address, which is the secret itself. Browsers GET the files of the text, so each has a signed address that stands only
in that text and works only as long as the link.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from django.core import signing
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from icnk.core import audit_log
from icnk.core.clock import database_now
from releases.document.diff import diff_documents
from releases.document.html import strip_hidden_characters
from releases.models.access_link import EmbargoPass, OutsideReview, ReadReceipt
from releases.models.edition import Edition

from .files import document_file_response
from .release_detail import document_context

FORM_SALT = "releases.outlets.private_links"
FILE_SALT = "releases.outlets.private_links.file"
TOKEN_MAX_AGE = timedelta(hours=12)
MAX_REMARK_LENGTH = 10_000
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def private_view(view: Callable) -> Callable:
    """Add headers against caching, indexing and referrers. An `Http404` stays like that of any other address."""

    @csrf_exempt  # the form token replaces the cookie
    @wraps(view)
    def wrapper(request, token):
        response = view(request, token)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return wrapper


@private_view
def embargo_pass(request: HttpRequest, token: str) -> HttpResponse:
    """Show the terms, and the text to those who accept them. After the embargo, redirect to the public page."""
    at = database_now()
    link = _get_open_link_or_404(EmbargoPass.objects, token, at)
    public = Edition.objects.in_force(at).filter(release=link.release_id).first()
    if public and public.public_from > link.made_at:  # a pass is for one embargo only
        return redirect(public)
    edition = _get_embargoed_edition(link, at)
    context = {"link": link, "edition": edition, "public": public}
    if not edition:
        return render(request, "releases/private_links/embargo_stopped.html", context)
    read_digest = _read_form_token(request, link)
    if read_digest is not None:
        return _show_embargoed(request, context, read_digest, at)
    context |= {
        "form_token": _make_form_token(link, link.last_read_edition.digest if link.last_read_edition else ""),
        "form_expired": request.method == "POST",
        "has_changed": link.last_read_edition and link.last_read_edition != edition,
    }
    return render(request, "releases/private_links/embargo_terms.html", context)


@private_view
def embargo_file(request: HttpRequest, token: str) -> HttpResponse:
    """Serve a file of the embargoed edition at the address that stands in its text."""
    at = database_now()
    link, name = _read_file_token(EmbargoPass.objects, token, at)
    edition = _get_embargoed_edition(link, at)
    if not edition:
        raise Http404
    return document_file_response(edition.content, name, {})


def _get_embargoed_edition(link: EmbargoPass, at: datetime) -> Edition | None:
    """Return the embargoed edition that the pass opens at `at`; None if it was stopped.

    Every view that a pass opens must call this.
    """
    return Edition.objects.embargoed(at).filter(release=link.release_id).first()


def _show_embargoed(request, context, read_digest, at):
    """Show the embargoed edition, and how it differs from the edition with `read_digest`."""
    link, edition = context["link"], context["edition"]
    accepted = Coalesce(F("accepted_at"), Value(at, DateTimeField()))
    if (
        not EmbargoPass.objects.open(at)
        .filter(pk=link.pk)
        .count_use(at, last_read_edition=edition, accepted_at=accepted)
    ):
        raise Http404  # revoked in the meantime
    ReadReceipt.record(edition.pk, link.release_id, at, embargo_pass=link)
    before = read_digest and Edition.objects.filter(release=link.release_id, digest=read_digest).first()
    context |= document_context(edition, at)
    context["file_url"] = _file_url_builder(link, "embargo_file")
    context["differences"] = diff_documents(before.content, context["document"]) if before else []
    return render(request, "releases/private_links/embargo_release.html", context)


@private_view
def outside_review(request: HttpRequest, token: str) -> HttpResponse:
    """Show who asks whom, then the draft, then take one answer."""
    at = database_now()
    link = _get_open_link_or_404(OutsideReview.objects, token, at)
    remark = strip_hidden_characters(request.POST.get("remark", "").strip())
    if _read_form_token(request, link) is None:
        form_expired = request.method == "POST"
        return _review_page(request, link, "cover", form_expired=form_expired, remark=remark if form_expired else "")
    if "answer" not in request.POST:
        if not OutsideReview.objects.open(at).filter(pk=link.pk).count_use(at):
            raise Http404  # revoked in the meantime
        audit_log.record_on_commit("review.read", review=link.pk, release=link.release_id)
        return _review_draft(request, link, remark=remark)
    return _take_answer(request, link, remark, at)


@private_view
def outside_review_file(request: HttpRequest, token: str) -> HttpResponse:
    """Serve a file of the draft at the address that stands in its text."""
    link, name = _read_file_token(OutsideReview.objects, token, database_now())
    return document_file_response(link.content, name, {})


def _take_answer(request, link, remark, at):
    answer = request.POST["answer"]
    if answer not in OutsideReview.Answer:
        return _review_draft(request, link, remark=remark)
    if answer == OutsideReview.Answer.REMARKED and not remark:
        return _review_draft(request, link, problem=_("Write your remark first."))
    if len(remark) > MAX_REMARK_LENGTH:
        problem = _("Your remark is too long. Shorten it, please.")
        return _review_draft(request, link, remark=remark, problem=problem)
    if link.record_answer(answer, at=at, remark=remark):
        audit_log.record_on_commit("review.answered", answer=answer, review=link.pk, release=link.release_id)
    link.refresh_from_db()  # of two simultaneous answers the first counts
    return _review_page(request, link, "cover")


def _review_draft(request, link, **context):
    document = link.content
    context |= {"document": document, "members": [(line, None) for line in document.members]}
    return _review_page(request, link, "draft", file_url=_file_url_builder(link, "outside_review_file"), **context)


def _review_page(request, link, name, **context):
    context |= {"link": link, "form_token": _make_form_token(link)}
    return render(request, f"releases/private_links/review_{name}.html", context)


def _get_open_link_or_404(links, token, at):
    """Return the open link with this token. The 404 is the same for unknown, revoked and expired ones."""
    return get_object_or_404(links.open(at).with_token(token))


def _make_form_token(link, value: str = "") -> str:
    """Sign a token for the form of this link's page. `_read_form_token()` returns `value`."""
    return signing.dumps([link.token_digest, value], salt=FORM_SALT)


def _read_form_token(request, link) -> str | None:
    """Return the value of a valid form token of this link, None without one."""
    if request.method != "POST":
        return None
    try:
        digest, value = signing.loads(request.POST.get("form_token", ""), salt=FORM_SALT, max_age=TOKEN_MAX_AGE)
    except signing.BadSignature:
        return None
    return value if digest == link.token_digest else None


def _file_url_builder(link, url_name: str) -> Callable[[str], str]:
    """Return a function from a file's name to its address, valid for this link and as long as a form token."""
    return lambda name: reverse(url_name, args=[signing.dumps([link.token_digest, name], salt=FILE_SALT)])


def _read_file_token(links, token, at):
    """Return (open link, file name). The 404 is the same whatever is wrong."""
    try:
        digest, name = signing.loads(token, salt=FILE_SALT, max_age=TOKEN_MAX_AGE)
    except signing.BadSignature as error:
        raise Http404 from error
    return get_object_or_404(links.open(at), token_digest=digest), name
