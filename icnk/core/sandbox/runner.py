"""Where bytes that strangers made are read: a process of its own for each file, which holds nothing and may do nothing.

It begins with an empty environment, without the settings, the database and anything that is open here, and shuts
itself in before it reads (`members.confined`). Its answer is data, never anything that would be run; what it says is
checked by who asked. Linux and macOS only; all of `members.confined` holds on Linux alone.
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

from . import worker

MAX_SECONDS = 10  # of a processor; by the clock on the wall, twice as long
MAX_MEMORY = 512 * 1024 * 1024  # bytes of addresses, of which a file needs less than half
MAX_OUTPUT_BYTES = 64 * 1024 * 1024  # bytes


class SandboxError(Exception):
    """The child has no answer. `reason`: "time", "memory", "size", "broken", or the name of what it stumbled over."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class WorkerResult:
    """What a child wrote before it ended, how it ended (0, a status, or a signal below 0), and what it used."""

    written: bytes
    status: int
    usage: tuple  # getrusage(2); none where somebody else took note of its end


def run(target: str, data: bytes, *args, seconds=MAX_SECONDS, memory=MAX_MEMORY):
    """What the pure function `target` ("icnk.core.media.pdf:extract_text") makes of `data`, in a process of its own.

    `args` and the result are made of numbers, words, bytes, None and lists; the result is of the type that the
    function declares, and whoever asked looks at the rest. Its module imports nothing that needs settings.

    Raises what the function raises, where that is a `ValueError` defined in its own module; else `Failed`.
    """
    module, _colon, name = target.partition(":")
    there = importlib.import_module(module)
    ended = run_worker(target, data, *args, seconds=seconds, memory=memory)
    try:
        kind, *told = worker.unpack(ended.written)
        if kind == "refused" and (error := _own_error(there, *told)):
            raise error
        (told,) = told
    except (ValueError, TypeError, KeyError) as error:
        if type(error).__module__ == module:
            raise
        raise SandboxError(_why(ended)) from error
    if kind != "done" or not isinstance(told, _declared(getattr(there, name))):
        raise SandboxError(told if kind == "failed" and isinstance(told, str) and told.isidentifier() else "broken")
    return told


def run_worker(target: str, data: bytes, *args, seconds=MAX_SECONDS, memory=MAX_MEMORY) -> WorkerResult:
    """Let a child run to its end, by itself or by ours."""
    command = [_python(), "-I", "-B", "-X", "utf8", worker.__file__, target, str(seconds), str(memory)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, **pipes, env={}, cwd="/", start_new_session=True)  # noqa: S603
    late = threading.Timer(2 * seconds, _kill, [process])
    late.start()
    sending = threading.Thread(target=_send, args=[process.stdin, worker.pack([data, *args])], daemon=True)
    sending.start()
    try:
        written = process.stdout.read(MAX_OUTPUT_BYTES + 1)
    finally:
        late.cancel()
        _kill(process)  # where it has ended by itself, this changes nothing
        sending.join()
        process.stdout.close()
        status, usage = _end(process)
    return WorkerResult(written, status, usage)


def _send(pipe, data):
    with suppress(OSError), pipe:  # it may end before it has read everything
        pipe.write(data)


def _kill(process):
    with suppress(ProcessLookupError, PermissionError):  # macOS says so of who has ended
        os.killpg(process.pid, signal.SIGKILL)


def _end(process):
    try:
        _pid, status, usage = os.wait4(process.pid, 0)
    except ChildProcessError:  # a server that reaps whatever ends
        process.returncode = 0
        return 0, ()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage


def _python():
    """The interpreter, also where a server has it built in."""
    if Path(sys.executable or "").name.startswith("python"):
        return sys.executable
    return str(Path(sys.prefix) / "bin" / "python3")


def _own_error(module, name, words):
    error = getattr(module, name, None) if isinstance(name, str) and isinstance(words, str) else None
    own = isinstance(error, type) and issubclass(error, ValueError) and error.__module__ == module.__name__
    return error(words) if own else None


def _declared(function):
    returns = inspect.signature(function, eval_str=True).return_annotation
    return typing.get_origin(returns) or returns


def _why(ended):
    if len(ended.written) > MAX_OUTPUT_BYTES:
        return "size"
    if ended.status in (-signal.SIGXCPU, -signal.SIGALRM, -signal.SIGKILL):
        return "time"
    return "broken"
