from django.db import connection
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from icnk.models import SiteText
from members.clock import database_now
from releases.models.contact import PressContact
from releases.models.edition import Edition

LATEST = 5


def home(request):
    at = database_now()
    editions = Edition.objects.public(at).filter(language=get_language()).newest_first().titles()[:LATEST]
    context = {"text": _text(SiteText.Page.HOME), "editions": editions, "contacts": PressContact.objects.on_duty(at)}
    return render(request, "home.html", context)


def information(request):
    return render(request, "information.html", {"text": _text(SiteText.Page.INFORMATION)})


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
