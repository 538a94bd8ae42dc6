"""The other side of `members.child`: a process that may compute and answer, and nothing else. Pure Python, no Django.

Before it reads a byte that somebody sent, it gives up all it will not need: memory and time beyond its share, files,
processes, the rights of root, and on Linux every call of the system but those that read, write, and hold memory.
Then it could be taken over, and whoever took it over would find nothing in it and no way out but its answer.
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
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
NOBODY = 65534
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 4, 22, 38, 2
#: machine → its number (linux/audit.h), and those of the calls that stay: read, write, close, fstat, lseek, mmap,
#: mprotect, munmap, brk, rt_sigaction, rt_sigprocmask, rt_sigreturn, sched_yield, mremap, madvise, exit, gettimeofday,
#: sigaltstack, futex, clock_gettime, exit_group, getrandom. All others are refused.
CALLS = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 28, 60, 96, 131, 202, 228, 231, 318),
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 124, 216, 233, 93, 169, 132, 98, 113, 94, 278),
    ),
}
LOAD, EQUALS, RETURN = 0x20, 0x15, 0x06  # of the filter's language (linux/bpf_common.h)
KILL, REFUSE, ALLOW = 0x80000000, 0x00050001, 0x7FFF0000  # linux/seccomp.h; refused with EPERM


def pack(value) -> bytes:
    """Numbers, words, bytes, None, and lists of them, as bytes that `unpacked()` reads. Nothing of it is ever run."""
    parts = []

    def plain(each):
        if isinstance(each, bytes):
            parts.append(each)
            return {"bytes": len(each)}
        return [plain(one) for one in each] if isinstance(each, list | tuple) else each

    head = json.dumps(plain(value)).encode()
    return b"".join([struct.pack(">Q", len(head)), head, *parts])


def unpack(data: bytes):
    """Raises `ValueError` for what `packed()` does not write."""
    place = 8 + int.from_bytes(data[:8])

    def whole(each):
        nonlocal place
        if isinstance(each, list):
            return [whole(one) for one in each]
        if not isinstance(each, dict):
            return each
        size = each.get("bytes")
        if type(size) is not int or not 0 <= size <= len(data) - place:
            raise ValueError("There are no such bytes.")
        place += size
        return data[place - size : place]

    try:
        value = whole(json.loads(data[8:place]))
    except RecursionError as error:
        raise ValueError("It is too deep.") from error
    if place != len(data):
        raise ValueError("It is longer than it says.")
    return value


def confine(seconds: int, memory: int) -> None:
    """Give up everything but `seconds` of this processor and `memory` bytes. It cannot be taken back."""
    limits = {"CPU": seconds, "AS": memory, "FSIZE": 0, "CORE": 0, "NPROC": 0, "NOFILE": 0}
    for name, most in limits.items():
        with suppress(AttributeError, ValueError, OSError):  # macOS knows RLIMIT_AS and does not take it
            resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    signal.alarm(2 * seconds)
    if os.geteuid() == 0:
        with suppress(PermissionError):  # a container may have taken this right away already
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    if sys.platform == "linux":
        _refuse_calls()


def _refuse_calls():
    """seccomp(2): the kernel answers the calls that stay, and refuses all others."""
    if platform.machine() not in CALLS:
        return
    number, calls = CALLS[platform.machine()]
    program = [(LOAD, 0, 0, 4), (EQUALS, 1, 0, number), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    program += [(EQUALS, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    program += [(RETURN, 0, 0, REFUSE), (RETURN, 0, 0, ALLOW)]
    lines = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    whole = ctypes.create_string_buffer(struct.pack("HP", len(program), ctypes.addressof(lines)))
    system = ctypes.CDLL(None)
    system.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    system.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    system.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, whole, 0, 0)


def run_function(function, asked: bytes) -> list:
    """["done", the result]; ["refused", a `ValueError` of the function's own module, its words]; ["failed", why]."""
    try:
        return ["done", function(*unpack(asked))]
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
    if hasattr(module, "preload"):  # loads what is loaded as it is needed, for later nothing can be opened
        module.preload()
    function = getattr(module, name)
    confine(int(seconds), int(memory))
    told = pack(run_function(function, sys.stdin.buffer.read()))
    sys.stdout.buffer.write(told)
    sys.stdout.buffer.flush()
    os._exit(0)  # nothing is tidied up: that would take calls that are refused


if __name__ == "__main__":
    main(*sys.argv[1:])
