"""What it takes to read the pictures and documents of strangers, each in a child of its own.

    DEBUG=1 .venv/bin/python -m tests.benchmarks.uploads

Processor time, time on the wall, and the greatest memory of each child. This process makes nothing and stays small:
the kernel counts a child's memory from what its parent held.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from icnk.core.sandbox import runner, worker

PICTURE_MEMORY = 256 * 1024 * 1024  # that of members.pixels, which is not loaded here
WIDTHS = [1440, 960, 480]


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", __spec__.name, folder], check=True)
        measure("pictures", Path(folder, "pictures"), "icnk.core.media.reencode:scaled", WIDTHS, memory=PICTURE_MEMORY)
        measure("documents, cleaned", Path(folder, "documents"), "icnk.core.media.pdf:clean")
        measure("documents, read", Path(folder, "documents"), "icnk.core.media.pdf:text")


def make(folder):
    """In a process of its own: the files, each under its number and name."""
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
    django.setup()
    from tests.icnk.core.media import hostile_images, hostile_pdfs

    pictures = {name: make for name, (make, _refused) in hostile_images.PICTURES.items()} | hostile_images.DAMAGED
    for kind, files in {"pictures": pictures, "documents": hostile_pdfs.HOSTILE}.items():
        Path(folder, kind).mkdir()
        for number, (name, make) in enumerate(files.items()):
            Path(folder, kind, f"{number:03} {name}").write_bytes(make())


def measure(title, folder, target, *args, **limits):
    rows = []
    for path in sorted(folder.iterdir()):
        data, start = path.read_bytes(), perf_counter()
        ended = runner.ask(target, data, *args, **limits)
        wall, used = perf_counter() - start, ended.usage
        rows.append((used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, path.name[4:], said(ended)))
    processor, walls, memory, *_rest = zip(*rows, strict=True)
    print(f"{len(rows)} {title}")
    for name, values, unit in [("processor", processor, "s"), ("wall", walls, "s"), ("memory", memory, "MB")]:
        print(f"  {name:10} median {statistics.median(values):6.2f} {unit}   most {max(values):6.2f} {unit}")
    for used, wall, held, name, answer in sorted(rows, reverse=True)[:5]:
        print(f"    {used:5.2f} s  {wall:5.2f} s  {held:4.0f} MB  {name}: {answer}")


def said(ended):
    try:
        kind, *rest = worker.unpacked(ended.written)
    except ValueError:
        return f"ended with {ended.status}"
    return kind if kind == "done" else f"{kind}, {rest[-1]}"


if __name__ == "__main__":
    make(sys.argv[1]) if len(sys.argv) > 1 else main()
