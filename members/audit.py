"""What was done, as one line of JSON for each thing, for a log that another host collects.

A line names people by their user names and records by their ids. It never holds a word of a release, not even of its
headline or address: whoever reads the log must not learn what is not public yet.
"""

import json
import logging
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

logger = logging.getLogger("newsroom.audit")
_asking = ContextVar("asking", default=None)  # the request in which it happens


@contextmanager
def during(request):
    """What is recorded within is told with who asked, and from where."""
    token = _asking.set(request)
    try:
        yield
    finally:
        _asking.reset(token)


def record(event: str, *, by=None, **facts) -> None:
    """One line about `event` (`release.issue`, `sign_in`, `refused` …).

    `by`: the person who did it; without one, who is signed in where it happens. `facts`: ids, numbers, user names.
    """
    request = _asking.get()
    person = by or getattr(request, "user", None)
    line = {
        "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "event": event,
        "by": person.get_username() if person else "",
        "from": request.META.get("REMOTE_ADDR", "") if request else "",
        **facts,
    }
    logger.info(json.dumps(line, ensure_ascii=True, default=str))
