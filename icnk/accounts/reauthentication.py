"""What a session says of the passkey that it was made with, and when that passkey was last touched."""

from datetime import timedelta
from functools import partial, wraps

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.utils import timezone

from .asking import ask_for_a_touch

TOUCH_LASTS = timedelta(minutes=5)


def records(request) -> list[dict]:
    """The touches of this session, the oldest first: `id` of the passkey, `at` in seconds since 1970."""
    return records_of(request, request.user)


def records_of(request, person) -> list[dict]:
    found = get_authentication_records(request, person)
    return [each for each in found if (each.get("method"), each.get("type")) == ("mfa", "webauthn")]


def opened_with_a_passkey(request) -> bool:
    """Whether who is signed in here came with a passkey."""
    return key_of_the_session(request, request.user) is not None


def key_of_the_session(request, person) -> int | None:
    """The id of the passkey with which `person` opened this session."""
    return next((each["id"] for each in records_of(request, person) if each.get("passwordless")), None)


def touched_lately(request, *, spare=timedelta()) -> bool:
    """Whether a passkey was touched in the last five minutes, seen from `spare` ahead. It always was, where passkeys
    are not required."""
    if not settings.PASSKEYS_REQUIRED:
        return True
    if not opened_with_a_passkey(request):
        return False
    touches = records(request)
    age = timezone.now().timestamp() - touches[-1]["at"]
    return 0 <= age <= (TOUCH_LASTS - spare).total_seconds()


def after_a_touch(request, view):
    """What `view()` answers; on POST only after a fresh touch. Its page asks for the touch before it sends a form."""
    if request.method == "POST" and not touched_lately(request):
        return ask_for_a_touch(request)
    response = view()
    if settings.PASSKEYS_REQUIRED and getattr(response, "context_data", None) is not None:
        response.context_data["touch"] = True
    return response


def touch_required(view):
    """What a view does on POST is done only after a fresh touch. What was typed comes back with the question for it.

    For views of the project's own that take `request` first. The desk's pages about a release use
    `releases.admin.decorators.with_a_fresh_touch`.
    """

    @wraps(view)
    def guarded(request, *args, **kwargs):
        return after_a_touch(request, partial(view, request, *args, **kwargs))

    return guarded
