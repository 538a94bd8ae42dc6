"""The pages that ask for a passkey, in front of what somebody wanted."""

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _

from icnk.core import audit_log


def page(request, template, title, status=200, **context):
    """A page of an account: the desk's frame without its list of parts."""
    frame = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return TemplateResponse(request, f"accounts/{template}.html", frame | {"title": title} | context, status=status)


def to_the_sign_in(request):
    """To the sign-in page, and from there back to the page that was asked for."""
    address = reverse("account:sign_in")
    wanted = request.get_full_path()
    if request.path != reverse("admin:logout"):
        address += f"?{urlencode({REDIRECT_FIELD_NAME: wanted})}"
    return HttpResponseRedirect(address)


def wanted(request) -> str:
    """Where to go after the sign-in: an address of this site, or the desk's first page."""
    asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if ours and asked.startswith("/") else reverse("admin:index")


def ask_for_a_touch(request):
    """What was sent was not done yet. The page holds it, as it was typed, until a passkey was touched.

    It is held by the browser alone: a session would be a row in which the words of a release lie.
    """
    audit_log.record("touch.wanted")
    typed = [
        (name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"
    ]
    return page(request, "reauthenticate", _("Touch your passkey"), status=403, typed=typed, touch=True)
