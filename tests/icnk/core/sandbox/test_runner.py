"""The sandbox: a process without access to anything reads untrusted bytes and returns data."""

import json
import platform
import struct
import sys
import threading

import pytest

from icnk.core.sandbox import runner, worker
from icnk.core.sandbox.runner import SandboxError, run
from tests.icnk.core.sandbox import compromised

HERE = "tests.icnk.core.sandbox.compromised"


@pytest.mark.parametrize(
    "value", [b"", b"\x00\xff" * 9, ["a", 1, None, [b"x", [b"y"]], "한국어", True], "words", 2**70]
)
def test_packed_value_is_unpacked_unchanged(value):
    assert worker.unpack(worker.pack(value)) == value


def an_answer(head, rest=b""):
    written = json.dumps(head).encode()
    return struct.pack(">Q", len(written)) + written + rest


@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"words",
        b"\xff" * 99,
        an_answer({"bytes": 5}, b"four"),
        an_answer({"bytes": -1}),
        an_answer({"bytes": True}, b"x"),
        an_answer({"bytes": "1"}, b"x"),
        an_answer({"more": 1}),
        an_answer(["done", 1], b"behind it"),
        struct.pack(">Q", 200_000) + b"[" * 100_000 + b"]" * 100_000,
    ],
)
def test_unpack_refuses_other_bytes(written):
    with pytest.raises(ValueError):  # noqa: PT011
        worker.unpack(written)
    with pytest.raises(SandboxError, match="broken"):
        run(f"{HERE}:say", written)


def test_worker_gets_no_environment_or_open_files():
    assert run(f"{HERE}:echo", b"\x00data", [1440, 960], "words", None) == [b"\x00data", [1440, 960], "words", None]
    environment, isolated, with_django = run(f"{HERE}:probe_environment", b"")
    assert set(environment) <= {"LC_CTYPE"}  # which Python sets itself
    assert (isolated, with_django) == (1, False)


@pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in worker.ALLOWED_CALLS, reason="seccomp is known of these alone"
)
def test_compromised_worker_can_do_nothing():
    assert run(f"{HERE}:probe_capabilities", b"") == []


def test_attacks_work_outside_the_sandbox():
    harmless = {"read a file", "list a folder", "reach the network", "reach a process beside it"}
    assert all(compromised._does(compromised.WAYS[name]) for name in harmless)


def test_value_error_of_the_module_is_raised_again():
    with pytest.raises(compromised.Refusal, match="sample words"):
        run(f"{HERE}:refuse", b"sample words")


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("fail", b"value", "ValueError"),
        ("fail", b"memory", "memory"),
        ("fail", b"key", "KeyError"),
        ("lie", b"", "broken"),
        ("die", b"", "broken"),
        ("fill", b"900000000", "memory"),
        ("fill", b"70000000", "size"),
        ("say", an_answer(["refused", "Path", "/"]), "broken"),
        ("say", an_answer(["refused", "WAYS", "x"]), "broken"),
        ("say", an_answer(["refused", "Refusal"]), "broken"),
        ("say", an_answer(["failed", {"a": 1}]), "broken"),
        ("say", an_answer(["failed", "words of\na stranger"]), "broken"),
        ("say", an_answer("done"), "broken"),
        ("say", an_answer(["done"]), "broken"),
    ],
)
def test_sandbox_error_has_a_reason(name, data, reason):
    with pytest.raises(SandboxError) as failed:
        run(f"{HERE}:{name}", data)
    assert failed.value.reason == reason


@pytest.mark.parametrize("name", ["compute", "wait"])
def test_endless_worker_is_killed(name):
    with pytest.raises(SandboxError, match="time"):
        run(f"{HERE}:{name}", b"", seconds=1)


def test_worker_may_exit_before_reading_its_input():
    assert run(f"{HERE}:echo", b"x" * 9_000_000)[0] == b"x" * 9_000_000
    with pytest.raises(SandboxError):
        run(f"{HERE}:die", b"x" * 9_000_000)


def test_workers_run_concurrently():
    answers = {}
    threads = [
        threading.Thread(target=lambda n=n: answers.update({n: run(f"{HERE}:echo", bytes([n]))})) for n in range(6)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert answers == {n: [bytes([n])] for n in range(6)}


def test_worker_leaves_no_zombie_process():
    ended = runner.run_worker(f"{HERE}:wait", b"", seconds=1)
    assert ended.status < 0
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
