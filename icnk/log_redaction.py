"""Logging without words of a release, and without the secret addresses of passes and reviews.

Django logs the requested path and the message of an exception. A path may be that of a release which is not public yet,
or hold a token; a message may quote input. So a line has the name of the page instead of its path, and an exception is
logged with its type and traceback only.
"""

import logging
import traceback

MAX_CAUSES = 5
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"}


class RedactingFilter(logging.Filter):
    """Reduce a request to status, method and page name. Drops audit log records, which have their own handler."""

    def filter(self, record):
        if record.name == "newsroom.audit":
            return False
        if request := getattr(record, "request", None):
            record.msg = "%s %s %s"
            method = request.method if request.method in METHODS else "-"
            record.args = (getattr(record, "status_code", "-"), method, get_page_name(request))
        return True


class RedactingFormatter(logging.Formatter):
    """Print tracebacks and types of an exception and its causes, without their messages."""

    def format(self, record):
        record.exc_text = None  # another handler may have put one there, with the message
        try:
            return super().format(record)
        finally:
            record.exc_text = None

    def formatException(self, exc_info):
        error, parts = exc_info[1], []
        while error and len(parts) < MAX_CAUSES:
            parts.append("".join(traceback.format_tb(error.__traceback__)) + type(error).__qualname__)
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n\n".join(reversed(parts))


def get_page_name(request) -> str:
    """Return the name of the requested URL pattern, or "-"."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "-"


def build_logging(*, debug: bool, audit_log: str) -> dict:
    """Return the setting `LOGGING`. `audit_log` is the file of the audit log; "" means stderr, or nothing in debug."""
    to_file = {"class": "logging.handlers.WatchedFileHandler", "filename": audit_log, "encoding": "utf-8"}
    to_stderr = {"class": "logging.NullHandler" if debug else "logging.StreamHandler"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"redact": {"()": "icnk.log_redaction.RedactingFilter"}},
        "formatters": {
            "redacted": {
                "()": "icnk.log_redaction.RedactingFormatter",
                "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
            },
            "message": {"format": "%(message)s"},
            "server": {"()": "django.utils.log.ServerFormatter", "format": "[%(server_time)s] %(message)s"},
        },
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "filters": ["redact"], "formatter": "redacted"},
            "audit": (to_file if audit_log else to_stderr) | {"formatter": "message"},
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
