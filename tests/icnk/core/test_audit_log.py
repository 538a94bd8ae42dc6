"""The audit log: a line of JSON for each action, with user and address."""

import getpass
import hashlib
import json
import os

import pytest
from django.db import transaction
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from icnk.core import audit_log
from tests.audit_records import recorded
from tests.factories import an_editor


def asked(**meta):
    return RequestFactory().get("/", REMOTE_ADDR="192.0.2.7", **meta)


def test_entry_has_event_user_time_and_address(caplog, django_user_model):
    request = asked()
    request.user = django_user_model(username="ada")
    with audit_log.request_context(request):
        audit_log.record("sample.done", release=7)
    (line,) = recorded(caplog)
    assert line["at"].endswith("+00:00")
    assert {name: line[name] for name in ("event", "by", "from", "release")} == {
        "event": "sample.done",
        "by": "ada",
        "from": "192.0.2.7",
        "release": 7,
    }


def test_shell_user_is_logged_by_name(caplog):
    audit_log.record("sample.done")
    (line,) = recorded(caplog)
    assert line["by"] == line["from"] == f"shell:{getpass.getuser()}"


def test_shell_user_without_name_is_logged_by_id(caplog, monkeypatch):
    monkeypatch.setattr(getpass, "getuser", lambda: {}["nobody"])
    audit_log.record("sample.done")
    assert recorded(caplog)[0]["by"] == f"shell:{os.getuid()}"


def test_entry_does_not_load_the_session(caplog):
    request = asked()
    request.user = SimpleLazyObject(lambda: pytest.fail("the session was opened"))
    with audit_log.request_context(request):
        audit_log.record("sample.done")
    assert recorded(caplog)[0]["by"] == ""


@pytest.mark.parametrize(
    ("proxy", "told", "address"),
    [
        (None, "198.51.100.9", "192.0.2.7"),
        (("HTTP_X_FORWARDED_PROTO", "https"), "203.0.113.1, 198.51.100.9", "198.51.100.9"),
        (("HTTP_X_FORWARDED_PROTO", "https"), "2001:db8::1", "2001:db8::1"),
        (("HTTP_X_FORWARDED_PROTO", "https"), '"; zqx', "192.0.2.7"),
        (("HTTP_X_FORWARDED_PROTO", "https"), "", "192.0.2.7"),
    ],
)
def test_forwarded_address_is_used_only_behind_a_trusted_proxy(caplog, settings, proxy, told, address):
    settings.SECURE_PROXY_SSL_HEADER = proxy
    with audit_log.request_context(asked(HTTP_X_FORWARDED_FOR=told)):
        audit_log.record("sample.done")
    assert recorded(caplog)[0]["from"] == address


def test_input_cannot_start_a_new_log_line(caplog):
    audit_log.record("sample.done", person='ada"}\n{"event": "forged')
    assert "\n" not in caplog.records[-1].getMessage()
    assert recorded(caplog)[0]["event"] == "sample.done"


def test_removed_log_line_leaves_a_gap(caplog):
    for _each in range(3):
        audit_log.record("sample.done")
    one, two = caplog.records[-3:-1]
    digests = [hashlib.sha256(line.getMessage().encode()).hexdigest() for line in (one, two)]
    lines = recorded(caplog)[-3:]
    assert [line["before"] for line in lines[1:]] == digests
    assert [line["number"] - lines[0]["number"] for line in lines] == [0, 1, 2]
    assert len({line["process"] for line in lines}) == 1


def test_forked_process_starts_its_own_chain():
    read, write = os.pipe()
    if not (child := os.fork()):
        os.write(write, audit_log._chain.next({}).encode())
        os._exit(0)
    os.waitpid(child, 0)
    line = json.loads(os.read(read, 1000))
    assert (line["number"], line["before"]) == (1, "")
    assert line["process"] != audit_log._chain.process


@pytest.mark.django_db(transaction=True)
def test_rolled_back_action_is_not_logged(caplog):
    with transaction.atomic():
        audit_log.record_on_commit("sample.done")
        transaction.set_rollback(True)
    assert recorded(caplog, "sample.done") == []
    with transaction.atomic():
        audit_log.record_on_commit("sample.done", by=an_editor(username="ada"))
        assert recorded(caplog, "sample.done") == []
    assert [line["by"] for line in recorded(caplog, "sample.done")] == ["ada"]
