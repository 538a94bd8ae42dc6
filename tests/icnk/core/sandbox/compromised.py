"""Attacks that code in a sandboxed process could try. Pure Python: they run in the sandbox."""

import ctypes
import os
import signal
import socket
import sys
import threading
from pathlib import Path


class Refusal(ValueError):
    pass


def probe_capabilities(_data: bytes) -> list:
    """Return the names of the forbidden actions that succeed."""
    return [name for name, way in WAYS.items() if _does(way)]


def probe_environment(_data: bytes) -> list:
    return [sorted(os.environ), sys.flags.isolated, "django" in sys.modules]


def echo(data: bytes, *args) -> list:
    return [data, *args]


def refuse(data: bytes) -> bytes:
    raise Refusal(data.decode())


def fail(data: bytes) -> bytes:
    raise {b"value": ValueError, b"memory": MemoryError, b"key": KeyError}[data]("words of a stranger")


def lie(data: bytes) -> bytes:
    return "no bytes"


def fill(data: bytes) -> bytes:
    return b"x" * int(data)


def compute(_data: bytes) -> bytes:
    while True:
        pass


def wait(_data: bytes) -> bytes:
    here = threading.Lock()
    here.acquire()
    here.acquire()


def die(_data: bytes) -> bytes:
    os._exit(3)


def say(data: bytes) -> bytes:
    """Write the bytes as the answer, unpacked."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()
    os._exit(0)


def _does(way):
    try:
        return way() not in (-1, None)
    except (OSError, ValueError):
        return False


WAYS = {
    "read a file": lambda: Path(__file__).read_text(),
    "list a folder": lambda: os.listdir("/"),
    "write a file": lambda: Path("/tmp/sample-of-a-child").write_text("x"),  # noqa: S108
    "reach the network": lambda: socket.socket().close() or True,
    "reach a process beside it": lambda: [each.close() for each in socket.socketpair()],
    "fork": os.fork,
    "run a program": lambda: os.execv(sys.executable, ["python"]),  # noqa: S606
    "kill": lambda: os.kill(1, signal.SIGTERM) or True,
    "trace": lambda: ctypes.CDLL(None).ptrace(16, 1, 0, 0),  # PTRACE_ATTACH
    "become root": lambda: os.setuid(0) or True,
}
