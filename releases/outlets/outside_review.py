"""A draft, for one person who is quoted in it and is asked whether the words are right."""

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from icnk.core import audit_log
from icnk.core.clock import database_now
from releases.document.html import strip_hidden_characters
from releases.models.access_link import OutsideReview

from .files import answer
from .private_links import asked, file_address, named_file, opened, private, seal

MOST_CHARACTERS = 10_000


@private
def review(request, token):
    """Who is asked, and by whom; to who goes on, the draft; then the answer, once."""
    at = database_now()
    link = opened(OutsideReview.objects, token, at)
    remark = strip_hidden_characters(request.POST.get("remark", "").strip())
    if asked(request, link) is None:
        late = request.method == "POST"
        return _page(request, link, "review_cover", late=late, remark=remark if late else "")
    if "answer" not in request.POST:
        if not OutsideReview.objects.open(at).filter(pk=link.pk).count_use(at):
            raise Http404  # revoked this very moment
        audit_log.record_once_kept("review.read", **_about(link))
        return _draft(request, link, remark=remark)
    return _answer(request, link, remark, at)


@private
def review_file(request, token):
    """A file that the draft names, at the address that stands in its text."""
    link, name = named_file(OutsideReview.objects, token, database_now())
    return answer(link.content, name, {})


def _answer(request, link, remark, at):
    answer = request.POST["answer"]
    if answer not in OutsideReview.Answer:
        return _draft(request, link, remark=remark)
    if answer == OutsideReview.Answer.REMARKED and not remark:
        return _draft(request, link, problem=_("Write your remark first."))
    if len(remark) > MOST_CHARACTERS:
        return _draft(request, link, remark=remark, problem=_("Your remark is too long. Shorten it, please."))
    if link.take(answer, at=at, remark=remark):
        audit_log.record_once_kept("review.answered", answer=answer, **_about(link))
    link.refresh_from_db()  # of two answers at once the first one stands
    return _page(request, link, "review_cover")


def _about(link):
    return {"review": link.pk, "release": link.release_id}


def _draft(request, link, **context):
    document = link.content
    context |= {"document": document, "members": [(line, None) for line in document.members]}
    context["file_address"] = file_address(link, "outside_review_file")
    return _page(request, link, "review_draft", **context)


def _page(request, link, name, **context):
    return render(request, f"releases/private_links/{name}.html", {"link": link, "seal": seal(link), **context})
