"""The sessions that passkeys open: half an hour without doing anything ends one, and twelve hours end each.

allauth's `UserSession` stands for an open one, with its browser and address; where the row is gone, the session is
over, whoever still holds its cookie.
"""

from datetime import timedelta

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from icnk.core import audit_log

from . import reauthentication

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
WRITTEN_EVERY = timedelta(minutes=1)  # how exactly we know when somebody was seen last


def begin(request, key) -> None:
    """Sign in whose passkey this is, in a session of a new name that takes nothing over from before."""
    logout(request)
    _forget_those_that_ran_out()
    login(request, key.user, backend="icnk.accounts.backends.StaffBackend")
    post_authentication(request, key, passwordless=True)
    UserSession.objects.create_from_request(request)
    UserSession.objects.filter(session_key=request.session.session_key).update(data={"key": key.pk})
    audit_log.record("sign_in", by=key.user, key=key.pk)


def touched(request, key) -> None:
    """The session's passkey, or another of the same person, was touched just now."""
    post_authentication(request, key, reauthenticated=True)
    audit_log.record("touch", by=key.user, key=key.pk)


def is_over(request, person) -> bool:
    """Whether the session that this request names counts no longer. Then nothing of it stays, here or in the browser.

    `person`: whom Django finds in it.
    """
    request.session_over = why = _why_over(request, person)
    if why:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        request.session.flush()
        audit_log.record("session.ended", by=person, why=why)
    return bool(why)


def _why_over(request, person) -> str:
    """One of "password", "ended", "idle", "too long"; else "", and that somebody does something is noted."""
    key = reauthentication.get_session_passkey_id(request, person)
    if not key:
        return "password"
    key = Authenticator.objects.filter(pk=key, user=OuterRef("user"))
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


def is_there(request) -> bool:
    """Whether this session was not ended while its request is answered."""
    here = UserSession.objects.filter(session_key=request.session.session_key, user=request.user)
    return not settings.PASSKEYS_REQUIRED or here.exists()


def end(rows, *, why: str, request=None) -> int:
    """End these `UserSession`s at once; that of `request` by signing out. Returns how many."""
    ended = list(rows)
    for session in ended:
        audit_log.record("session.ended", session=session.pk, of=session.user.get_username(), why=why)
        if request and session.session_key == request.session.session_key:
            logout(request)
        else:
            session.end()
    return len(ended)


def end_those_of_a_key(key, *, why: str, request=None) -> int:
    rows = UserSession.objects.filter(user=key.user, data__key=key.pk).select_related("user")
    return end(rows, why=why, request=request)


def end_all(person, *, why: str) -> int:
    return end(UserSession.objects.filter(user=person).select_related("user"), why=why)


def still_open(rows) -> list:
    """Of these `UserSession`s, those that have not run out."""
    now = timezone.now()
    return [each for each in rows if now - each.last_seen_at <= IDLE and now - each.created_at <= LONGEST]


def _forget_those_that_ran_out():
    """Where somebody was and with which browser is nobody's business afterwards."""
    now = timezone.now()
    UserSession.objects.filter(Q(created_at__lt=now - LONGEST) | Q(last_seen_at__lt=now - IDLE)).delete()


def _only_ticks(request):
    """Whether an open page says by itself that it is still open, and nobody did anything: see static/keeping.js."""
    return request.method == "POST" and request.headers.get("content-length") in ("", "0", None)
