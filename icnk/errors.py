"""The pages of errors.

Django's own read the form that was sent, for a token that these pages do not print. Where that form cannot be read,
they fail in their turn, and what was a mistake of the sender becomes a fault of ours.
"""

from django.http import HttpResponseBadRequest, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string


def bad_request(request, exception):
    return HttpResponseBadRequest(render_to_string("400.html"))


def permission_denied(request, exception):
    return render(request, "403.html", status=403)


def page_not_found(request, exception):
    return render(request, "404.html", status=404)


def server_error(request):
    return HttpResponseServerError(render_to_string("500.html"))
