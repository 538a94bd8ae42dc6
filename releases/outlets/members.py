"""What a member said with the coalition."""

from django.shortcuts import render
from django.utils.translation import get_language

from members.clock import database_now
from members.models import CoalitionMember
from releases.models.edition import Edition

from .pages import retired


def member(request, slug):
    at = database_now()
    member = CoalitionMember.objects.listed(at).filter(slug=slug).first()
    if not member:
        return retired(request, "member", slug)
    editions = Edition.objects.public(at).filter(language=get_language()).newest_first().titles()
    context = {
        "member": member,
        "signed": editions.filter(member_index__member=member, member_index__signed=True),
        "listed": editions.filter(member_index__member=member, member_index__signed=False),
    }
    return render(request, "members/member.html", context)
