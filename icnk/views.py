from datetime import date

from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from icnk.core.clock import database_clock, database_now
from icnk.models import SiteText
from members.models import CoalitionMember
from releases.models.contact import PressContact
from releases.models.edition import Edition

LATEST = 5
REVIEWED = date(2026, 11, 24)  # when the statement on accessibility was last compared with the pages


def home(request):
    now = database_clock()
    public = Edition.objects.public(now).annotate(at=now).filter(language=get_language())
    editions = list(public.newest_first().titles()[:LATEST])
    at = editions[0].at if editions else database_now()
    context = {
        "text": _text(SiteText.Page.HOME),
        "editions": editions,
        "contacts": PressContact.objects.on_duty(at).with_first_channel(),
        "members": CoalitionMember.objects.listed(at).on(timezone.localdate(at)).count(),
    }
    return render(request, "home.html", context)


def information(request):
    return render(request, "information.html", {"text": _text(SiteText.Page.INFORMATION)})


def accessibility(request):
    """The statement, in the shape of W3C's model (https://www.w3.org/WAI/planning/statements/)."""
    return render(request, "accessibility.html", {"reviewed": REVIEWED})


def live(request):
    """The application answers."""
    return HttpResponse("live\n", content_type="text/plain")


def ready(request):
    """The application and its database answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ready\n", content_type="text/plain")


def _text(page):
    return SiteText.objects.filter(page=page, language=get_language()).first()
