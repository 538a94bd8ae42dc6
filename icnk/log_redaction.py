"""How the log is written: without a word of a release, and without the secret addresses of passes and reviews.

Django prints the address that was asked for, and the message of an exception. An address may be that of a release
which is not public yet, or hold a token; a message may quote what somebody typed. So a line names the page instead of
the address, and an exception by its kind and its place.
"""

import logging
import traceback

MOST_CAUSES = 5
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}


class Wordless(logging.Filter):
    """Says of a request its outcome, method and page alone; the record of what was done goes its own way."""

    def filter(self, record):
        if record.name == "newsroom.audit":
            return False
        if request := getattr(record, "request", None):
            record.msg = "%s %s %s"
            method = request.method if request.method in METHODS else "-"
            record.args = (getattr(record, "status_code", "-"), method, page(request))
        return True


class Plain(logging.Formatter):
    """Of an exception and its causes: where it was raised, and its kind; never what it says."""

    def format(self, record):
        record.exc_text = None  # another handler may have put one there, with the message
        try:
            return super().format(record)
        finally:
            record.exc_text = None

    def formatException(self, exc_info):
        error, parts = exc_info[1], []
        while error and len(parts) < MOST_CAUSES:
            parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(reversed(parts))


def page(request) -> str:
    """The name of the page that was asked for, whatever its address holds."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "-"


def logging_for(*, debug: bool, audit_log: str) -> dict:
    """The setting `LOGGING`. `audit_log`: the file that the record of what was done is appended to; "": stderr.

    On one's own machine the record is kept only where a file is named. Nothing is mailed.
    """
    to_file = {"class": "logging.handlers.WatchedFileHandler", "filename": audit_log, "encoding": "utf-8"}
    to_stderr = {"class": "logging.NullHandler" if debug else "logging.StreamHandler"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"wordless": {"()": "icnk.log_redaction.Wordless"}},
        "formatters": {
            "plain": {"()": "icnk.log_redaction.Plain", "format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            "bare": {"format": "%(message)s"},
            "server": {"()": "django.utils.log.ServerFormatter", "format": "[%(server_time)s] %(message)s"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "filters": ["wordless"], "formatter": "plain"},
            "audit": (to_file if audit_log else to_stderr) | {"formatter": "bare"},
            "server": {"class": "logging.StreamHandler", "formatter": "server"},
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "newsroom.audit": {"handlers": ["audit"], "level": "INFO"},
            "django": {"handlers": [], "level": "INFO"},
            "django.db.backends": {"handlers": [], "level": "INFO"},  # below that, every value of every query
            "django.server": {"handlers": ["server"], "level": "INFO", "propagate": False},  # `runserver` alone
            "pypdf": {"handlers": [], "level": "CRITICAL"},  # it quotes from what it reads
        },
    }
