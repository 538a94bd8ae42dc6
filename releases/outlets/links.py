"""What the private addresses have in common: each is known to one person, and shows no word before it is asked for.

A GET never shows the text, not even when the terms were accepted: mail scanners and programs that make previews of
links send GETs. The text is the answer to a POST alone, so that no cookie has to remember who may read.

Without a cookie the POST is protected by a seal in the form: signed here, bound to this one link, good for a working
day. It proves that the page with the terms was shown before. A forged POST from elsewhere would need the address, and
whoever has the address has the link.
"""

from datetime import timedelta
from functools import wraps

from django.core import signing
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt

SALT = "releases.outlets.links"
GOOD_FOR = timedelta(hours=12)
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
}


def private(view):
    """Nobody keeps, finds or passes on what `view` answers. An `Http404` stays like that of any other address."""

    @csrf_exempt
    @wraps(view)
    def guarded(request, token):
        response = view(request, token)
        for name, value in HEADERS.items():
            response.headers[name] = value
        return response

    return guarded


def opened(links, token, at):
    """The open link of this token. Raises `Http404` alike for unknown, revoked and expired ones."""
    return get_object_or_404(links.open(at).of_token(token))


def seal(link, since="") -> str:
    """For the form of this link's page. `since` comes back with it."""
    return signing.dumps([link.token_digest, since], salt=SALT)


def asked(request, link):
    """What was sealed as `since`, where the form of this link's page was sent; else None."""
    if request.method != "POST":
        return None
    try:
        digest, since = signing.loads(request.POST.get("seal", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return since if digest == link.token_digest else None
