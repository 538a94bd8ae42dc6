"""What was done, as one line of JSON for each thing, for a log that another host collects.

A line names people by their user names and records by their ids. It never holds a word of a release, not even of its
headline or address: whoever reads the log must not learn what is not public yet.

Each process counts its lines, and each line carries the digest of the one before: whoever takes a line out leaves a
gap. `releases` and `icnk` record what they do; nothing is recorded of who reads what is public.
"""

import getpass
import hashlib
import json
import logging
import os
import threading
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address

from django.conf import settings
from django.db import transaction
from django.utils.functional import LazyObject, empty

logger = logging.getLogger("newsroom.audit")
_asking = ContextVar("asking", default=None)  # the request in which it happens
_writing = threading.Lock()


@contextmanager
def during(request):
    """What is recorded within is told with who asked, and from where."""
    token = _asking.set(request)
    try:
        yield
    finally:
        _asking.reset(token)


def record(event: str, *, by=None, **facts) -> None:
    """One line about `event` (`release.issue`, `sign_in`, `refused` …), now.

    `by`: the person who did it; without one, who is signed in where it happens, or who has the shell of the server.
    `facts`: ids, numbers, user names, instants.
    """
    _write(_line(event, by, facts))


def record_once_kept(event: str, *, by=None, **facts) -> None:
    """The same, as soon as the transaction is committed: of what was rolled back nothing is told.

    Where the process dies in between, the line is lost; what was done stands in the database.
    """
    transaction.on_commit(partial(_write, _line(event, by, facts)), robust=True)


def _line(event, by, facts):
    request = _asking.get()
    person = by or _signed_in(request)
    return {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "by": person.get_username() if person else "" if request else _shell(),
        "from": _address(request) if request else _shell(),
        **facts,
    }


def _write(line):
    with _writing:
        logger.info(_chain.next(line))


class _Chain:
    """The lines of this process, one after the other."""

    def __init__(self):
        self.process, self.number, self.before = f"{os.getpid()}-{os.urandom(4).hex()}", 0, ""

    def next(self, line) -> str:
        self.number += 1
        place = {"process": self.process, "number": self.number, "before": self.before}
        text = json.dumps(line | place, ensure_ascii=True, default=str)
        self.before = hashlib.sha256(text.encode()).hexdigest()
        return text


def _begin_a_chain():
    global _chain, _writing
    _chain, _writing = _Chain(), threading.Lock()


_begin_a_chain()
os.register_at_fork(after_in_child=_begin_a_chain)


def _signed_in(request):
    """Who is signed in, where the page has asked for that: a public page does not, and asking opens the session."""
    user = getattr(request, "user", None)
    return None if isinstance(user, LazyObject) and user._wrapped is empty else user


def _address(request) -> str:
    """Where it was asked from. The proxy that is trusted to say the scheme is trusted to say this, and nobody else."""
    told = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
    if settings.SECURE_PROXY_SSL_HEADER and told:
        try:
            return str(ip_address(told))
        except ValueError:
            pass
    return request.META.get("REMOTE_ADDR", "")


def _shell() -> str:
    try:
        return f"shell:{getpass.getuser()}"
    except (KeyError, OSError):  # an account without a name
        return f"shell:{os.getuid()}"
