"""The page of a member: its releases, quotes and press contacts."""

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from icnk.core.clock import database_now_expression
from members.models import CoalitionMember, MemberName
from releases.models.contact import PressContact
from releases.models.edition import Edition

from .quotes import newest_quotes
from .release_detail import retired_response

MAX_EDITIONS, MAX_QUOTES = 50, 10  # in each list, the newest


def member(request: HttpRequest, slug: str) -> HttpResponse:
    now = database_now_expression()
    member = CoalitionMember.objects.listed(now).annotate(at=now).filter(slug=slug).first()
    if not member:
        return retired_response(request, "member", slug)
    today = timezone.localdate(member.at)
    public = Edition.objects.public(member.at).filter(language=get_language())
    newest = _newest_editions(public, member)
    context = {
        "member": member,
        "today": today,
        "former": member.names.filter(kind=MemberName.Kind.FORMER).order_by(F("until").desc(nulls_last=True), "name"),
        "contacts": PressContact.objects.on_duty(member.at).filter(member=member).with_first_channel(),
        "quotes": newest_quotes(public, limit=MAX_QUOTES, member=member),
        "signed": [edition for edition in newest if edition.signed],
        "listed": [edition for edition in newest if not edition.signed],
    }
    return render(request, "members/member.html", context)


def _newest_editions(public, member):
    """Return the newest editions that it signed, and those that only list it.

    Each has `signed`, and `total`: the number of all editions of that kind. One query.
    """
    kind = {"partition_by": F("member_index__signed")}
    place = Window(RowNumber(), order_by=[F("released_on").desc(), F("release_id").desc()], **kind)
    editions = public.filter(member_index__member=member).annotate(
        signed=F("member_index__signed"), total=Window(Count("pk"), **kind), place=place
    )
    return editions.filter(place__lte=MAX_EDITIONS).newest_first().for_list()
