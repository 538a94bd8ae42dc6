"""What a session says of the passkey that it was made with, and when that passkey was last touched."""

from datetime import timedelta
from functools import partial, wraps

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.utils import timezone

from .asking import ask_for_a_touch

REAUTHENTICATION_TIMEOUT = timedelta(minutes=5)


def records(request) -> list[dict]:
    """The touches of this session, the oldest first: `id` of the passkey, `at` in seconds since 1970."""
    return records_of(request, request.user)


def records_of(request, person) -> list[dict]:
    found = get_authentication_records(request, person)
    return [each for each in found if (each.get("method"), each.get("type")) == ("mfa", "webauthn")]


def is_passkey_session(request) -> bool:
    """Whether who is signed in here came with a passkey."""
    return get_session_passkey_id(request, request.user) is not None


def get_session_passkey_id(request, person) -> int | None:
    """The id of the passkey with which `person` opened this session."""
    return next((each["id"] for each in records_of(request, person) if each.get("passwordless")), None)


def is_recently_authenticated(request, *, spare=timedelta()) -> bool:
    """Whether a passkey was touched in the last five minutes, seen from `spare` ahead. It always was, where passkeys
    are not required."""
    if not settings.PASSKEYS_REQUIRED:
        return True
    if not is_passkey_session(request):
        return False
    touches = records(request)
    age = timezone.now().timestamp() - touches[-1]["at"]
    return 0 <= age <= (REAUTHENTICATION_TIMEOUT - spare).total_seconds()


def require_reauthentication(request, view):
    """What `view()` answers; on POST only after a fresh touch. Its page asks for the touch before it sends a form."""
    if request.method == "POST" and not is_recently_authenticated(request):
        return ask_for_a_touch(request)
    response = view()
    if settings.PASSKEYS_REQUIRED and getattr(response, "context_data", None) is not None:
        response.context_data["touch"] = True
    return response


def reauthentication_required(view):
    """What a view does on POST is done only after a fresh touch. What was typed comes back with the question for it.

    For views of the project's own that take `request` first. The desk's pages about a release use
    `releases.admin.decorators.with_a_fresh_touch`.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return require_reauthentication(request, partial(view, request, *args, **kwargs))

    return guarded
