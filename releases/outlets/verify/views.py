"""The page *Genuine or not?*"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

from icnk.core.clock import database_now

from .submission import Submission, UnreadableSubmission
from .verdict import verify_submission


@csrf_exempt  # it changes nothing and knows no user
@sensitive_post_parameters()
def verify(request: HttpRequest) -> HttpResponse:
    """Compare what is POSTed, so that no log or browser history keeps it."""
    if request.method != "POST":
        return render(request, "releases/verify.html")
    context, status = {"is_submitted": True}, 200
    try:
        if submission := Submission.from_request(request):
            context["result"] = verify_submission(request, submission, database_now())
    except UnreadableSubmission as error:
        context["problem"], status = str(error), 400
    response = render(request, "releases/verify.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
