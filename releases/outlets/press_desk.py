"""Whom journalists can ring, and who answers at this minute."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header
from django.utils.text import slugify

from icnk.core.clock import database_now
from icnk.core.urls import absolute
from members.models import folded
from releases.models.contact import PressContact

from .contact_availability import Reachable
from .formats.vcard import vcard as vcard_of


def press_desk(request):
    """Who can be called now comes first, then who answers soonest. `?language=` shows those who speak it."""
    at = database_now()
    contacts = PressContact.objects.on_duty(at).prefetch_related("channels", "hours")
    desk = [Reachable(contact, tuple(contact.hours.all()), at) for contact in contacts]
    languages = spoken(desk)
    language = languages.get(folded(request.GET.get("language", "")))
    context = {
        "desk": sorted((each for each in desk if not language or _speaks(each, language)), key=_turn),
        "languages": languages.values(),
        "language": language,
    }
    response = render(request, "releases/press_desk.html", context)
    patch_cache_control(response, public=True, max_age=60)
    return response


def vcard(request, pk):
    """A contact of the press desk for an address book."""
    at = database_now()
    contact = get_object_or_404(PressContact.objects.on_duty(at).prefetch_related("channels", "hours"), pk=pk)
    desk = absolute(request, f"{reverse('press_desk')}#contact-{contact.pk}")
    name = slugify(contact.name, allow_unicode=True) or "contact"
    headers = {"Content-Disposition": content_disposition_header(True, f"{name}.vcf")}
    return HttpResponse(vcard_of(contact, address=desk), content_type="text/vcard; charset=utf-8", headers=headers)


def spoken(desk) -> dict[str, str]:
    """The languages of the desk: folded, and as the first who speaks it has it written."""
    names = {}
    for each in desk:
        for name in each.contact.language_list():
            names.setdefault(folded(name), name)
    return dict(sorted(names.items()))


def _speaks(each, language):
    return folded(language) in map(folded, each.contact.language_list())


def _turn(each):
    """Open now; then by the next opening; then whose hours nobody knows. Sorting leaves the rest by position."""
    if not each.reach:
        return (2, 0)
    return (0, 0) if each.reach.open else (1, each.reach.opens.timestamp())
