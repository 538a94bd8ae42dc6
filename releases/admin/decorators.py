"""Decorators for admin views."""

from functools import partial, wraps


def reauthentication_required(view):
    """Run a POST to this method of a ModelAdmin only after a recent touch of the passkey."""

    @wraps(view)
    def wrapper(self, request, *args, **kwargs):
        return self.admin_site.require_reauthentication(request, partial(view, self, request, *args, **kwargs))

    return wrapper
