"""The page *Genuine or not*."""

from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from icnk.core.clock import database_now

from .submission import CannotRead, Sent
from .verdict import judged


@csrf_exempt  # it changes nothing and knows nobody: a form of another site gets what its own reader could get here
@sensitive_post_parameters()
def verify(request):
    """Asked with POST, because an address would be kept in logs and histories, and what was sent concerns nobody."""
    if request.method != "POST":
        return render(request, "releases/verify.html")
    context, status = {"asked": True}, 200
    try:
        if sent := Sent.of(request):
            context["answer"] = judged(request, sent, database_now())
    except CannotRead as error:
        context["problem"], status = str(error), 400
    response = render(request, "releases/verify.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
