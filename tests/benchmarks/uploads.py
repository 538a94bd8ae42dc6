"""Cost of reading uploaded pictures and documents, each in its own child process.

    DEBUG=1 .venv/bin/python -m tests.benchmarks.uploads

Prints processor time, wall time and peak memory of each child. A separate process makes the files, because the kernel
counts the memory of a child from what its parent held.
"""

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from icnk.core.sandbox import runner, worker

RESIZE = "icnk.core.media.reencode:resize_and_encode"
PICTURE_MEMORY = 256 * 1024 * 1024  # as in icnk.core.media.reencode, which is not loaded here
WIDTHS = [1440, 960, 480]


def main():
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", __spec__.name, folder], check=True)
        measure(
            "pictures",
            Path(folder, "pictures"),
            "icnk.core.media.reencode:resize_and_encode",
            WIDTHS,
            memory=PICTURE_MEMORY,
        )
        measure("documents, cleaned", Path(folder, "documents"), "icnk.core.media.pdf:clean")
        measure("documents, read", Path(folder, "documents"), "icnk.core.media.pdf:extract_text")


def make(folder):
    """Write the files, named by number and name, in a separate process."""
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
        ended = runner.run_worker(target, data, *args, **limits)
        wall, used = perf_counter() - start, ended.usage
        rows.append((used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, path.name[4:], parse_output(ended)))
    processor, walls, memory, *_rest = zip(*rows, strict=True)
    print(f"{len(rows)} {title}")
    for name, values, unit in [("processor", processor, "s"), ("wall", walls, "s"), ("memory", memory, "MB")]:
        print(f"  {name:10} median {statistics.median(values):6.2f} {unit}   most {max(values):6.2f} {unit}")
    for used, wall, held, name, answer in sorted(rows, reverse=True)[:5]:
        print(f"    {used:5.2f} s  {wall:5.2f} s  {held:4.0f} MB  {name}: {answer}")


def parse_output(ended):
    try:
        kind, *rest = worker.unpack(ended.output)
    except ValueError:
        return f"ended with {ended.status}"
    return kind if kind == "done" else f"{kind}, {rest[-1]}"


if __name__ == "__main__":
    make(sys.argv[1]) if len(sys.argv) > 1 else main()
