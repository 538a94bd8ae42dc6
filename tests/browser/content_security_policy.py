"""Serves every page under another Content-Security-Policy than its own, or without any."""

from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler

#: The policy of desk forms with the editor: no inline script, no frame of another host.
DESK = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; "
    "frame-ancestors 'none'"
)


@contextmanager
def served_under(policy):
    """Serve every page under this policy; None: without a policy, and frames may show it."""
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
