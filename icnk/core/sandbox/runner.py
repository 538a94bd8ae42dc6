"""Runs a function on untrusted bytes in a process of its own, which has no access to anything.

The process starts with an empty environment, without settings, database or open files, and confines itself before it
reads (`icnk.core.sandbox.worker`). Its answer is data, which the caller must validate. Linux and macOS only; the
confinement is complete on Linux only.
"""

import importlib
import inspect
import os
import signal
import subprocess
import sys
import threading
import typing
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import IO, Any, cast

from . import worker

MAX_SECONDS = 10  # of CPU time; the limit of wall-clock time is twice as long
MAX_MEMORY = 512 * 1024 * 1024  # bytes of address space; a file needs less than half
MAX_OUTPUT_BYTES = 64 * 1024 * 1024
_is_python = Path(sys.executable or "").name.startswith("python")  # False if a server embeds Python
PYTHON = sys.executable if _is_python else str(Path(sys.prefix) / "bin" / "python3")


class SandboxError(Exception):
    """There is no answer. `reason` is "time", "memory", "size", "broken", or the name of an exception."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class WorkerResult:
    """Output of the process, its exit status (negative for a signal) and its resource usage."""

    output: bytes
    status: int
    usage: tuple  # getrusage(2); empty if another handler reaped the process


def run(target: str, data: bytes, *args: object, seconds: int = MAX_SECONDS, memory: int = MAX_MEMORY) -> Any:
    """Return what the pure function `target` ("icnk.core.media.pdf:extract_text") returns for `data`.

    `args` and the result consist of numbers, strings, bytes, None and lists. The result has the function's declared
    type; the caller validates the rest. The function's module must not need settings.

    Raises `ValueError` subclasses that the function's module defines; for anything else `SandboxError`.
    """
    module, _colon, name = target.partition(":")
    function_module = importlib.import_module(module)
    result = run_worker(target, data, *args, seconds=seconds, memory=memory)
    try:
        kind, *values = worker.unpack(result.output)
        if kind == "refused" and (error := _module_error(function_module, *values)):
            raise error
        (value,) = values
    except (ValueError, TypeError, KeyError) as error:
        if type(error).__module__ == module:
            raise
        raise SandboxError(_get_reason(result)) from error
    if kind != "done" or not isinstance(value, _return_type(getattr(function_module, name))):
        raise SandboxError(value if kind == "failed" and isinstance(value, str) and value.isidentifier() else "broken")
    return value


def run_worker(
    target: str, data: bytes, *args: object, seconds: int = MAX_SECONDS, memory: int = MAX_MEMORY
) -> WorkerResult:
    """Run the worker until it exits or is killed."""
    command = [PYTHON, "-I", "-B", "-X", "utf8", worker.__file__, target, str(seconds), str(memory)]
    process = subprocess.Popen(  # noqa: S603
        command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env={}, cwd="/", start_new_session=True
    )
    stdout = cast("IO[bytes]", process.stdout)  # not None: it is a pipe
    timer = threading.Timer(2 * seconds, _kill, [process])
    timer.start()
    sender = threading.Thread(target=_send, args=[process.stdin, worker.pack([data, *args])], daemon=True)
    sender.start()
    try:
        output = stdout.read(MAX_OUTPUT_BYTES + 1)
    finally:
        timer.cancel()
        _kill(process)  # does nothing if it has exited
        sender.join()
        stdout.close()
        status, usage = _wait(process)
    return WorkerResult(output, status, usage)


def _send(pipe, data):
    with suppress(OSError), pipe:  # it may exit before it has read everything
        pipe.write(data)


def _kill(process):
    with suppress(ProcessLookupError, PermissionError):  # macOS, for a process that has exited
        os.killpg(process.pid, signal.SIGKILL)


def _wait(process):
    try:
        _pid, status, usage = os.wait4(process.pid, 0)
    except ChildProcessError:  # a server that reaps all children
        process.returncode = 0
        return 0, ()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def _module_error(module, name, message):
    error = getattr(module, name, None) if isinstance(name, str) and isinstance(message, str) else None
    if isinstance(error, type) and issubclass(error, ValueError) and error.__module__ == module.__name__:
        return error(message)
    return None


def _return_type(function):
    returns = inspect.signature(function, eval_str=True).return_annotation
    return typing.get_origin(returns) or returns


def _get_reason(result):
    if len(result.output) > MAX_OUTPUT_BYTES:
        return "size"
    if result.status in (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL):
        return "time"
    return "broken"
