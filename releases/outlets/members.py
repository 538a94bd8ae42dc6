"""What a member said with the coalition, and who speaks for it."""

from django.db.models import Count, F, Window
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from members.clock import database_clock
from members.models import CoalitionMember, MemberName
from releases.models.contact import PressContact
from releases.models.edition import Edition

from .pages import retired

NEWEST = 50  # of each list; the list of releases has all of them


def member(request, slug):
    now = database_clock()
    member = CoalitionMember.objects.listed(now).annotate(at=now).filter(slug=slug).first()
    if not member:
        return retired(request, "member", slug)
    today = timezone.localdate(member.at)
    context = {
        "member": member,
        "today": today,
        "former": member.names.filter(kind=MemberName.Kind.FORMER).order_by(F("until").desc(nulls_last=True), "name"),
        "contacts": PressContact.objects.on_duty(member.at).filter(member=member).with_first_channel(),
        "signed": _newest(member, signed=True),
        "listed": _newest(member, signed=False),
    }
    return render(request, "members/member.html", context)


def _newest(member, *, signed):
    """The newest editions that it stands under, in the language at hand, each with `of`: how many there are in all."""
    index = {"member_index__member": member, "member_index__signed": signed}
    editions = Edition.objects.public(member.at).filter(language=get_language(), **index)
    return editions.annotate(of=Window(Count("pk"))).newest_first().titles()[:NEWEST]
