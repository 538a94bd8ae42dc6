"""The audit log: a line of JSON for each action, to be collected by another host.

A line has user names and record ids. It never has words of a release, not even its headline or slug, because readers
of the log must not learn what is not public yet. Readers of public pages are not logged.

Each process numbers its lines, and each line has the digest of the line before it, so a removed line leaves a gap.
"""

import getpass
import hashlib
import json
import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest
from django.utils.functional import empty

logger = logging.getLogger("newsroom.audit")
_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
_lock = threading.Lock()


@contextmanager
def request_context(request: HttpRequest) -> Iterator[None]:
    """Add the user and client address of `request` to the entries that are recorded inside."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def record(event: str, *, by: User | None = None, **facts: object) -> None:
    """Write a line about `event` (`release.issue`, `sign_in`, `refused` …) now.

    `by` is a user; it defaults to the user of the request, or of the server's shell. `facts` are ids, numbers, user
    names and instants.
    """
    _write(_line(event, by, facts))


def record_on_commit(event: str, *, by: User | None = None, **facts: object) -> None:
    """Write a line about `event` after the transaction is committed, and not at all if it is rolled back.

    If the process dies in between, the line is lost.
    """
    transaction.on_commit(partial(_write, _line(event, by, facts)), robust=True)


def _line(event, by, facts):
    request = _request.get()
    person = by or getattr(request, "user", None)
    if getattr(person, "_wrapped", None) is empty:  # public pages don't use it, and using it would open the session
        person = None
    return {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "by": person.get_username() if person else "" if request else _shell_user(),
        "from": _client_address(request) if request else _shell_user(),
        **facts,
    }


def _write(line):
    with _lock:
        logger.info(_chain.next(line))


class _LogChain:
    """Numbers the lines of this process and links each to the one before."""

    def __init__(self):
        self.process, self.number, self.before = f"{os.getpid()}-{os.urandom(4).hex()}", 0, ""

    def next(self, line) -> str:
        self.number += 1
        place = {"process": self.process, "number": self.number, "before": self.before}
        text = json.dumps(line | place, ensure_ascii=True, default=str)
        self.before = hashlib.sha256(text.encode()).hexdigest()
        return text


def _restart_chain():
    global _chain, _lock
    _chain, _lock = _LogChain(), threading.Lock()


_chain = _LogChain()
os.register_at_fork(after_in_child=_restart_chain)


def _client_address(request):
    """Return the last address of X-Forwarded-For if the proxy is trusted, else REMOTE_ADDR."""
    forwarded = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        try:
            return str(ip_address(forwarded))
        except ValueError:
            pass
    return request.META.get("REMOTE_ADDR", "")


def _shell_user():
    try:
        return f"shell:{getpass.getuser()}"
    except (KeyError, OSError):  # an account without a name
        return f"shell:{os.getuid()}"
