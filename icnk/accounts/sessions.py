"""Sessions opened with a passkey: one ends after half an hour without activity, and after twelve hours at the latest.

Each open session has a row of allauth's `UserSession`. Without its row a session is over, even with a valid cookie.
"""

from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login, logout
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from icnk.core import audit_log

from .reauthentication import get_session_passkey_id, record_passkey_use

MAX_IDLE = timedelta(minutes=30)
MAX_AGE = timedelta(hours=12)
LAST_SEEN_INTERVAL = timedelta(minutes=1)  # how often activity is written

#: part of a User-Agent header → name; the first match counts, since most headers also name other browsers
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox/": "Firefox",
    "FxiOS": "Firefox",
    "Chrome/": "Chrome",
    "CriOS": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "Mac",
    "Linux": "Linux",
}


def start_session(request, passkey) -> None:
    """Sign in the passkey's owner, in a new session without the data of the former one."""
    logout(request)
    UserSession.objects.filter(_expired()).delete()  # with the addresses and browsers in them
    login(request, passkey.user, backend="icnk.accounts.backends.StaffBackend")
    record_passkey_use(request, passkey)
    UserSession.objects.create_from_request(request)
    UserSession.objects.filter(session_key=request.session.session_key).update(data={"key": passkey.pk})
    audit_log.record("sign_in", by=passkey.user, key=passkey.pk)


def end_if_over(request, person) -> bool:
    """Delete the session of this request if it is over, and return whether it was. `person` is its user.

    Set `request.session_over` to the reason: "password", "ended", "idle", "too long" or "".
    """
    request.session_over = why = _why_over(request, person)
    if why:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        request.session.flush()
        audit_log.record("session.ended", by=person, why=why)
    return bool(why)


def _why_over(request, person) -> str:
    """Return why the session is over, or "" and note the activity."""
    passkey_id = get_session_passkey_id(request)
    if not passkey_id:
        return "password"
    passkey = Authenticator.objects.filter(pk=passkey_id, user=OuterRef("user"))
    session = UserSession.objects.filter(Exists(passkey), session_key=request.session.session_key, user=person).first()
    now = timezone.now()
    if not session or not person.is_staff:
        return "ended"
    if now - session.created_at > MAX_AGE:
        return "too long"
    if now - session.last_seen_at > MAX_IDLE:
        return "idle"
    # The autosave script sends an empty POST while a page is open, without activity of the person.
    is_heartbeat = request.method == "POST" and request.headers.get("content-length") in ("", "0", None)
    if now - session.last_seen_at >= LAST_SEEN_INTERVAL and not is_heartbeat:
        UserSession.objects.filter(pk=session.pk).update(last_seen_at=now)
    return ""


def is_still_open(request) -> bool:
    """Return False if this session was ended since the request began."""
    current = UserSession.objects.filter(session_key=request.session.session_key, user=request.user)
    return not settings.PASSKEYS_REQUIRED or current.exists()


def end_sessions(rows, *, why: str, request=None) -> int:
    """End these `UserSession` rows, that of `request` by signing out. Return how many."""
    ended = list(rows.select_related("user"))
    for session in ended:
        audit_log.record("session.ended", session=session.pk, of=session.user.get_username(), why=why)
        if request and session.session_key == request.session.session_key:
            logout(request)
        else:
            session.end()
    return len(ended)


def end_all_sessions(person, *, why: str) -> int:
    return end_sessions(UserSession.objects.filter(user=person), why=why)


def _expired():
    now = timezone.now()
    return Q(created_at__lt=now - MAX_AGE) | Q(last_seen_at__lt=now - MAX_IDLE)


def get_open_sessions(person) -> list[UserSession]:
    return list(UserSession.objects.filter(user=person).exclude(_expired()).order_by("-last_seen_at"))


def describe_browser(user_agent: str) -> str:
    """Return *Firefox, Windows*, or the start of the header if browser and system are unknown."""
    found = [next((name for part, name in names.items() if part in user_agent), "") for names in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, found)) or user_agent[:60] or _("unknown")
