"""What a member said with the coalition, and who speaks for it."""

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from icnk.core.clock import database_clock
from members.models import CoalitionMember, MemberName
from releases.models.contact import PressContact
from releases.models.edition import Edition

from .quote_anchors import quotes_of
from .release_detail import retired

NEWEST = 50  # of each list; the list of releases has all of them
QUOTES = 10  # the newest


def member(request, slug):
    now = database_clock()
    member = CoalitionMember.objects.listed(now).annotate(at=now).filter(slug=slug).first()
    if not member:
        return retired(request, "member", slug)
    today = timezone.localdate(member.at)
    public = Edition.objects.public(member.at).filter(language=get_language())
    newest = _newest(public, member)
    context = {
        "member": member,
        "today": today,
        "former": member.names.filter(kind=MemberName.Kind.FORMER).order_by(F("until").desc(nulls_last=True), "name"),
        "contacts": PressContact.objects.on_duty(member.at).filter(member=member).with_first_channel(),
        "quotes": quotes_of(public, most=QUOTES, member=member),
        "signed": [edition for edition in newest if edition.signed],
        "listed": [edition for edition in newest if not edition.signed],
    }
    return render(request, "members/member.html", context)


def _newest(public, member):
    """What of this it stands under: the newest it signed, and the newest it is only listed under.

    Each edition says which of both it is (`signed`), and how many there are of its kind in all (`of`). One query.
    """
    kind = {"partition_by": F("member_index__signed")}
    place = Window(RowNumber(), order_by=[F("released_on").desc(), F("release_id").desc()], **kind)
    editions = public.filter(member_index__member=member).annotate(
        signed=F("member_index__signed"), of=Window(Count("pk"), **kind), place=place
    )
    return editions.filter(place__lte=NEWEST).newest_first().for_list()
