from django.shortcuts import render
from django.utils import timezone

from .clock import database_now
from .models import CoalitionMember


def member_list(request):
    at = database_now()
    members = CoalitionMember.objects.listed(at).on(timezone.localdate(at))
    by_kind = {kind: [member for member in members if member.kind == kind] for kind in CoalitionMember.Kind.values}
    return render(request, "members/member_list.html", by_kind)
