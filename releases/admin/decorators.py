"""Who may open a page of the desk about one release, and what is done there only after a fresh touch."""

from functools import partial, wraps

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied


def of_a_release(permission):
    """Give a view the release, where it is there and this person may do that with it."""

    def decorate(view):
        @wraps(view)
        def guarded(self, request, object_id, **arguments):
            release = self.get_object(request, unquote(object_id))
            if not getattr(self, f"has_{permission}_permission")(request, release):
                raise PermissionDenied
            if release is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
            return view(self, request, release, **arguments)

        return guarded

    return decorate


def reauthentication_required(view):
    """What a page of the desk does on POST is done only after a fresh touch of the passkey, as the desk says."""

    @wraps(view)
    def guarded(self, request, *args, **arguments):
        return self.admin_site.require_reauthentication(request, partial(view, self, request, *args, **arguments))

    return guarded
