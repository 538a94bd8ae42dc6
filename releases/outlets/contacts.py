"""Whom journalists can ring."""

from django.shortcuts import render

from members.clock import database_now
from releases.models.contact import PressContact


def press_desk(request):
    contacts = PressContact.objects.on_duty(database_now()).select_related("member")
    return render(request, "releases/press_desk.html", {"contacts": contacts.prefetch_related("channels", "hours")})
