"""What the private addresses have in common: each is known to one person, and shows no word before it is asked for.

A GET never shows the text, not even when the terms were accepted: mail scanners and programs that make previews of
links send GETs. The text is the answer to a POST alone, so that no cookie has to remember who may read.

Without a cookie the POST is protected by a seal in the form: signed here, bound to this one link, good for a working
day. It proves that the page with the terms was shown before. A forged POST from elsewhere would need the address, and
whoever has the address has the link.

The files of a text that is shown so are images and links in it, and a browser GETs them: each has a signed address of
its own that stands in that text alone, bound to the link, and dead with it.
"""

from datetime import timedelta
from functools import wraps

from django.core import signing
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

SALT = "releases.outlets.private_links"
FILE_SALT = "releases.outlets.private_links.file"
GOOD_FOR = timedelta(hours=12)
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
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


def file_address(link, view):
    """Gives for a file's name its address at `view`: good for this link and this file, as long as a seal is."""

    def address(name):
        return reverse(view, args=[signing.dumps([link.token_digest, name], salt=FILE_SALT)])

    return address


def named_file(links, signed, at):
    """(the open link, the name of the file) of such an address. Raises `Http404` alike whatever is wrong."""
    try:
        digest, name = signing.loads(signed, salt=FILE_SALT, max_age=GOOD_FOR)
    except signing.BadSignature as error:
        raise Http404 from error
    return get_object_or_404(links.open(at), token_digest=digest), name


def asked(request, link):
    """What was sealed as `since`, where the form of this link's page was sent; else None."""
    if request.method != "POST":
        return None
    try:
        digest, since = signing.loads(request.POST.get("seal", ""), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return since if digest == link.token_digest else None
