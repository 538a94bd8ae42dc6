"""A first passkey: a browser that came by a way of trust may add one for a person, for a quarter of an hour.

The ways themselves (an invitation, a recovery, an emergency code) stand elsewhere; they call `open_to`.
"""

from datetime import timedelta

from django.contrib.auth import get_user_model, logout
from django.utils import timezone

from .models import Invitation

LASTS = timedelta(minutes=15)
IN_THE_SESSION = "enrolling"


def open_to(request, person, way: str) -> None:
    """Let this browser add a key for `person` now. `way` is for the record: "invitation:12". Then send it to
    `reverse("account:enrol")`. Whoever was signed in here is signed out."""
    logout(request)
    at, last = timezone.now().timestamp(), _last_link(person)
    request.session[IN_THE_SESSION] = {"person": person.pk, "way": way, "at": at, "last_link": last}
    request.session.cycle_key()


def opened(request):
    """(the person for whom this browser may add a key, the way), or (None, "").

    A link that was made since, by a recovery or because the last one went astray, closes what was open before: whoever
    has come by the former way adds no key beside the person's own.
    """
    found = request.session.get(IN_THE_SESSION)
    if not found or not 0 <= timezone.now().timestamp() - found["at"] <= LASTS.total_seconds():
        return None, ""
    person = get_user_model().objects.filter(pk=found["person"], is_active=True, is_staff=True).first()
    return (person, found["way"]) if person and found["last_link"] == _last_link(person) else (None, "")


def close(request) -> None:
    """The way is used up, in this browser."""
    request.session.pop(IN_THE_SESSION, None)


def _last_link(person) -> int | None:
    return Invitation.objects.filter(person=person).order_by("-pk").values_list("pk", flat=True).first()
