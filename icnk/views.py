from datetime import date

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpResponse, HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views import csrf

from icnk.core.clock import database_now, database_now_expression
from icnk.core.urls import absolute_url
from icnk.models import SiteText
from members.models import CoalitionMember
from releases.models.contact import PressContact
from releases.models.edition import Edition

MAX_LATEST = 5  # releases on the home page
ACCESSIBILITY_REVIEWED = date(2026, 11, 24)  # when the statement was last compared with the pages
PLAIN_TEXT = "text/plain; charset=utf-8"


def home(request):
    now = database_now_expression()
    public = Edition.objects.public(now).annotate(at=now).filter(language=get_language())
    editions = list(public.newest_first().for_list()[:MAX_LATEST])
    at = editions[0].at if editions else database_now()
    context = {
        "text": _site_text(SiteText.Page.HOME),
        "editions": editions,
        "contacts": PressContact.objects.on_duty(at).with_first_channel(),
        "members": CoalitionMember.objects.listed(at).on(timezone.localdate(at)).count(),
    }
    return render(request, "home.html", context)


def information(request):
    return render(request, "information.html", {"text": _site_text(SiteText.Page.INFORMATION)})


def accessibility(request):
    """The statement follows W3C's model (https://www.w3.org/WAI/planning/statements/)."""
    return render(request, "accessibility.html", {"reviewed": ACCESSIBILITY_REVIEWED})


def live(request):
    """Answer if the application runs."""
    return HttpResponse("live\n", content_type="text/plain")


def ready(request):
    """Answer if the application and its database run."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready\n", content_type="text/plain")


def robots(request):
    """RFC 9309. It disallows nothing, because a list of private addresses would publish them."""
    sitemaps = [f"Sitemap: {absolute_url(request, reverse(name))}" for name in ("sitemap", "news_sitemap")]
    return HttpResponse("\n".join(["User-agent: *", "Allow: /", "", *sitemaps, ""]), content_type=PLAIN_TEXT)


def security_txt(request):
    """RFC 9116: whom to tell of a vulnerability. It expires within a year; the text changes once a month."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    today = timezone.now()
    fields = {
        "Contact": settings.SECURITY_CONTACT,
        "Expires": f"{today.year + 1}-{today.month:02}-01T00:00:00Z",
        "Preferred-Languages": ", ".join(code for code, _name in settings.LANGUAGES),
        "Canonical": absolute_url(request, reverse("security_txt")),
    }
    return HttpResponse("".join(f"{name}: {value}\n" for name, value in fields.items()), content_type=PLAIN_TEXT)


# Django's own error views read the form of the request, for a CSRF token that these pages don't print. If the form
# can't be parsed, they fail as well, and a client's mistake becomes a server error.


def bad_request(request, exception):
    return HttpResponseBadRequest(render_to_string("400.html"))


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    return HttpResponseServerError(render_to_string("500.html"))


def csrf_failure(request, reason=""):
    """Mark the request for the audit log (see `icnk.middleware.audit_request`)."""
    request.is_forged = True
    return csrf.csrf_failure(request, reason)


def _site_text(page):
    return SiteText.objects.filter(page=page, language=get_language()).first()
