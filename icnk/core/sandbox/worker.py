"""The sandboxed process of `icnk.core.sandbox.runner`. Pure Python, no Django.

Before it reads untrusted bytes, it limits its memory and CPU time, and gives up files, processes, root, and on Linux
all system calls except those that read, write and manage memory. Code that takes it over can only write an answer.
"""

import ctypes
import importlib
import json
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
NOBODY = 65534
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 4, 22, 38, 2
#: machine → its number (linux/audit.h), and those of the allowed calls: read, write, close, fstat, lseek, mmap,
#: mprotect, munmap, brk, rt_sigaction, rt_sigprocmask, rt_sigreturn, sched_yield, mremap, madvise, exit, gettimeofday,
#: sigaltstack, futex, clock_gettime, exit_group, getrandom. All others are refused.
ALLOWED_CALLS = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 28, 60, 96, 131, 202, 228, 231, 318),
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 124, 216, 233, 93, 169, 132, 98, 113, 94, 278),
    ),
}
LOAD, EQUALS, RETURN = 0x20, 0x15, 0x06  # BPF instructions (linux/bpf_common.h)
KILL, REFUSE, ALLOW = 0x80000000, 0x00050001, 0x7FFF0000  # linux/seccomp.h; refused with EPERM


def pack(value: object) -> bytes:
    """Serialize numbers, strings, bytes, None and lists of them. Unlike pickle, reading it runs no code."""
    parts = []

    def to_json(each):
        if isinstance(each, bytes):
            parts.append(each)
            return {"bytes": len(each)}
        return [to_json(one) for one in each] if isinstance(each, list | tuple) else each

    head = json.dumps(to_json(value)).encode()
    return b"".join([struct.pack(">Q", len(head)), head, *parts])


def unpack(data: bytes) -> Any:
    """Read what `pack()` writes. Raises `ValueError` for anything else."""
    place = 8 + int.from_bytes(data[:8])

    def from_json(each):
        nonlocal place
        if isinstance(each, list):
            return [from_json(one) for one in each]
        if not isinstance(each, dict):
            return each
        size = each.get("bytes")
        if type(size) is not int or not 0 <= size <= len(data) - place:
            raise ValueError("There are no such bytes.")
        place += size
        return data[place - size : place]

    try:
        value = from_json(json.loads(data[8:place]))
    except RecursionError as error:
        raise ValueError("It is too deep.") from error
    if place != len(data):
        raise ValueError("It is longer than it says.")
    return value


def confine(seconds: int, memory: int) -> None:
    """Give up everything but `seconds` of CPU time and `memory` bytes. This can't be undone."""
    limits = {"CPU": seconds, "AS": memory, "FSIZE": 0, "CORE": 0, "NPROC": 0, "NOFILE": 0}
    for name, limit in limits.items():
        with suppress(AttributeError, ValueError, OSError):  # macOS knows RLIMIT_AS and does not take it
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (limit, limit))
    signal.alarm(2 * seconds)
    if os.geteuid() == 0:
        with suppress(PermissionError):  # a container may not allow it
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    if sys.platform == "linux":
        _restrict_calls()


def _restrict_calls():
    """seccomp(2): the kernel refuses all calls that are not allowed."""
    if platform.machine() not in ALLOWED_CALLS:
        return
    number, calls = ALLOWED_CALLS[platform.machine()]
    program = [(LOAD, 0, 0, 4), (EQUALS, 1, 0, number), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    program += [(EQUALS, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    program += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    lines = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    filter_program = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(lines)))
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filter_program, 0, 0)


def run_function(function: Callable, data: bytes) -> list:
    """Return ["done", result], ["refused", name and message of a `ValueError` of its module], or ["failed", reason]."""
    try:
        return ["done", function(*unpack(data))]
    except MemoryError:
        return ["failed", "memory"]
    except Exception as error:
        if isinstance(error, ValueError) and type(error).__module__ == function.__module__:
            return ["refused", type(error).__name__, str(error)]
        return ["failed", type(error).__name__]


def main(target: str, seconds: str, memory: str) -> None:
    sys.path.insert(0, str(ROOT))
    path, _colon, name = target.partition(":")
    module = importlib.import_module(path)
    if hasattr(module, "preload"):  # imports what is imported lazily; later no file can be opened
        module.preload()
    function = getattr(module, name)
    confine(int(seconds), int(memory))
    output = pack(run_function(function, sys.stdin.buffer.read()))
    sys.stdout.buffer.write(output)
    sys.stdout.buffer.flush()
    os._exit(0)  # a clean-up would need refused calls


if __name__ == "__main__":
    main(*sys.argv[1:])
