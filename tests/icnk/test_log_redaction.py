"""Log destinations, and redaction of requests and exceptions."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from icnk import log_redaction

PROGRAM = """
import logging
from icnk.core import audit_log
audit_log.record("sample.done", release=7)
logging.getLogger("django.db.backends").debug("SELECT 'secret'")
logging.getLogger("pypdf").warning("odd bytes: secret")
"""


def ran(**environment):
    kept = {name: value for name, value in os.environ.items() if name not in ("DEBUG", "SECRET_KEY", "AUDIT_LOG")}
    done = subprocess.run(
        [sys.executable, Path(settings.BASE_DIR) / "manage.py", "shell", "-v0", "-c", PROGRAM],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stderr.splitlines()


def test_audit_log_goes_to_stderr_as_json_lines():
    lines = [line for line in ran(SECRET_KEY="a" * 60) if line.startswith("{")]
    (line,) = map(json.loads, lines)
    assert (line["event"], line["release"], line["number"]) == ("sample.done", 7, 1)


@pytest.mark.parametrize("how", [{"SECRET_KEY": "a" * 60}, {"DEBUG": "1"}])
def test_audit_log_is_appended_to_its_file(tmp_path, how):
    file = tmp_path / "audit.log"
    file.write_text("what stood there\n")
    said = ran(AUDIT_LOG=str(file), **how)
    before, line = file.read_text().splitlines()
    assert before == "what stood there"
    assert json.loads(line)["event"] == "sample.done"
    assert not [each for each in said if "sample.done" in each or "odd bytes" in each or "SELECT" in each]


def test_audit_log_is_silent_in_debug():
    assert not [line for line in ran(DEBUG="1") if "sample.done" in line]


def a_record(error=None, **extra):
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("sample", logging.ERROR, __file__, 1, "sample", (), info)
    vars(record).update(extra)
    return record


def test_exception_is_logged_with_type_traceback_and_causes():
    try:
        try:
            {}["secret".upper()]
        except KeyError as cause:
            raise RuntimeError("secret".upper()) from cause
    except RuntimeError as error:
        text = log_redaction.RedactingFormatter("%(message)s").format(a_record(error))
    assert text.index("KeyError") < text.index("RuntimeError")
    assert text.count(Path(__file__).name) == 2
    assert "SECRET" not in text


def test_formatter_ignores_cached_exception_text():
    record = a_record(ValueError("SECRET"), exc_text="ValueError: SECRET")
    assert "SECRET" not in log_redaction.RedactingFormatter("%(message)s").format(record)


def test_formatter_limits_circular_causes():
    error = ValueError()
    error.__cause__ = error
    assert (
        log_redaction.RedactingFormatter("%(message)s").format(a_record(error)).count("ValueError")
        == log_redaction.MAX_CAUSES
    )


def test_request_is_logged_by_page_name(rf):
    request = rf.generic("SECRET", "/secret/")
    record = a_record(request=request, status_code=404)
    log_redaction.RedactingFilter().filter(record)
    assert record.getMessage() == "404 - -"


def test_no_log_handler_sends_mail():
    every = [logging.getLogger(), *map(logging.getLogger, logging.root.manager.loggerDict)]
    assert not [each for each in every for handler in each.handlers if "Email" in type(handler).__name__]
