"""The server under a policy of ours, whatever its own headers say: for what must hold under one, and without any."""

from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler

#: What the desk's forms with the editor are under: no inline script, and no frame of another host.
DESK = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)


@contextmanager
def served_under(policy):
    """Everything is answered under this Content-Security-Policy; under None without any, so that frames may show it."""
    get_response = WSGIHandler.get_response

    def under_it(handler, request):
        response = get_response(handler, request)
        response.headers.pop("Content-Security-Policy", None)
        if policy:
            response.headers["Content-Security-Policy"] = policy
        else:
            response.headers.pop("X-Frame-Options", None)
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "get_response", under_it)
        yield
