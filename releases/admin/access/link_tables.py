"""What the pages of passes, reviews and replies have in common."""

import re

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from icnk.core import audit_log
from icnk.core.clock import database_now
from releases.document import html
from releases.models import token_digest

NUMBER = re.compile(r"[0-9]{1,18}")


def desk_page(model_admin, request, release, name, title, **context):
    context = {
        **model_admin.admin_site.each_context(request),
        "title": title,
        "subtitle": str(release),
        "opts": model_admin.opts,
        "original": release,
        **context,
    }
    return TemplateResponse(request, f"admin/releases/release/{name}.html", context)


def record(request, release, words, event, **facts):
    """Write to the release's history at the desk, in words that hold none of the release's; and to the record of
    what was done, where `facts` name nobody but by number."""
    audit_log.record_once_kept(event, by=request.user, release=release.pk, **facts)
    LogEntry.objects.create(
        user_id=request.user.pk,
        content_type=ContentType.objects.get_for_model(release),
        object_id=release.pk,
        object_repr=_nameless(release),
        action_flag=CHANGE,
        change_message=str(words),
    )


def recorded(release):
    """What `record()` wrote of this release."""
    kind = ContentType.objects.get_for_model(release)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(release.pk), object_repr=_nameless(release))
    return entries.select_related("user")


def _nameless(release):
    return _("Release %(number)d") % {"number": release.pk}


def asked_for(request, name, rows):
    """The one of `rows` that the button `name` was pressed for, as a queryset; of other rows, none."""
    number = request.POST.get(name, "")
    return rows.filter(pk=number) if NUMBER.fullmatch(number) else rows.none()


def new_link(model, *, at, by, **fields):
    """(the stored link, its token). Nothing keeps the token."""
    token = model.new_token()
    return model.objects.create(token_digest=token_digest(token), made_at=at, made_by=by, **fields), token


def cleaned(text: str) -> str:
    return " ".join(html.visible(text).split())


def rows(links):
    """(link, how it stands in a word, whether it is open) of each."""
    at = database_now()
    for link in links.select_related("made_by"):
        stands = _("revoked") if link.revoked_at else _("open") if link.is_open(at) else _("expired")
        yield link, stands, link.is_open(at)
