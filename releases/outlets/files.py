"""A file, where something that anybody may read names it. Of all others there is none, by any name."""

import hashlib

from django.http import Http404
from django.views.decorators.http import require_safe

from icnk.core import audit_log
from icnk.core.clock import database_clock
from icnk.core.media import storage
from members.models import CoalitionMember
from releases.models.edition import Edition, TamperedDocument

#: A withdrawal takes effect everywhere within minutes. Whoever prints our pictures may show them from here.
HEADERS = {"Cache-Control": "public, max-age=300", "Cross-Origin-Resource-Policy": "cross-origin"}


@require_safe
def file(request, name):
    now = database_clock()
    named = Edition.objects.archive(now).filter(file_index__name=name)
    if edition := named.for_rendering().order_by("-pk").first():
        return answer(edition.content, name, HEADERS)
    if CoalitionMember.objects.listed(now).with_logo(name).exists():
        return storage.response(name, headers=HEADERS)
    raise Http404


def answer(document, name, headers):
    """A file of this document, the very one that was signed with it. Raises `Http404` where it names none like this."""
    file = next((each for each in document.files() if each.name == name), None)
    if not file:
        raise Http404
    response = storage.response(name, title=getattr(file, "title", ""), headers=headers)
    if hashlib.sha256(response.content).hexdigest() != file.digest:
        audit_log.record("file.forged", digest=file.digest)
        raise TamperedDocument(f"{name} is another file: run manage.py verify.")
    return response
