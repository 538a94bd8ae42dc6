"""The sessions that passkeys open: half an hour without doing anything ends one, and twelve hours end each.

allauth's `UserSession` stands for an open one, with its browser and address; where the row is gone, the session is
over, whoever still holds its cookie.
"""

from datetime import timedelta

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import login, logout
from django.db.models import Exists, OuterRef
from django.utils import timezone

from members import audit

from . import passkeys

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
WRITTEN_EVERY = timedelta(minutes=1)  # how exactly we know when somebody was seen last


def begin(request, key) -> None:
    """Sign in whose passkey this is, in a session of a new name that takes nothing over from before."""
    logout(request)
    login(request, key.user, backend="icnk.signin.backends.People")
    post_authentication(request, key, passwordless=True)
    UserSession.objects.create_from_request(request)
    audit.record("sign_in", by=key.user, key=key.pk)


def why_over(request, person) -> str:
    """Why the session that this request names counts no longer: "password", "ended", "idle", "too long"; else "".

    `person`: whom Django finds in the session. Somebody doing something is noted, at most once a minute.
    """
    opened_with = [each["id"] for each in passkeys.records_of(request, person) if each.get("passwordless")]
    if not opened_with:
        return "password"
    key = Authenticator.objects.filter(pk=opened_with[0], user=OuterRef("user"))
    session = UserSession.objects.filter(Exists(key), session_key=request.session.session_key, user=person).first()
    now = timezone.now()
    if not session or not person.is_staff:
        return "ended"
    if now - session.created_at > LONGEST:
        return "too long"
    if now - session.last_seen_at > IDLE:
        return "idle"
    if now - session.last_seen_at >= WRITTEN_EVERY and not _only_ticks(request):
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=now)
    return ""


def end(sessions, *, why: str) -> int:
    """End these `UserSession`s at once. Returns how many."""
    ended = list(sessions)
    for session in ended:
        session.end()
        audit.record("session.ended", session=session.pk, of=session.user.get_username(), why=why)
    return len(ended)


def end_all(person, *, why: str) -> int:
    return end(UserSession.objects.filter(user=person).select_related("user"), why=why)


def _only_ticks(request):
    """Whether an open page says by itself that it is still open, and nobody did anything: see static/keeping.js."""
    return request.method == "POST" and request.META.get("CONTENT_LENGTH") in ("", "0", None)


def touched(request, key) -> None:
    """The session's passkey, or another of the same person, was touched just now."""
    post_authentication(request, key, reauthenticated=True)
    audit.record("touch", by=key.user, key=key.pk)


def still_open(rows) -> list:
    """Of these `UserSession`s, those that have not run out."""
    now = timezone.now()
    return [each for each in rows if now - each.last_seen_at <= IDLE and now - each.created_at <= LONGEST]
