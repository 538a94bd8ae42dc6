"""Time to serve the PDF of a release: drawn in a new process, drawn in a running one, and stored.

    DEBUG=1 .venv/bin/python -m tests.benchmarks.render_cache [TEXT]

TEXT is a release as a text file (the first sample by default). Prints medians of processor time. Works in a temporary
database and folder.
"""

import os
import statistics
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from tests.benchmarks.sample_data import a_newsroom, run_in_process  # noqa: E402

FRESH, ROUNDS = 5, 15
SAMPLE = Path(__file__).parents[2] / "icnk" / "demo" / "1-opening.txt"


def main(source):
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with a_newsroom():
        measure(source)


def measure(source):
    from releases.models import Edition

    call_command("import_release", str(source), "--issue", verbosity=0)
    edition = Edition.objects.get()
    address = edition.get_absolute_url().rstrip("/") + ".pdf"
    fresh = []
    for _time in range(FRESH):
        forget(edition)
        fresh.append(run_in_process(lambda: took(address)))  # with the import and all fonts
    took(address)  # the import
    drawn, kept = [], []
    for _time in range(ROUNDS):
        forget(edition)
        drawn.append(took(address))
        kept.append(took(address))
    for name, seconds in {"fresh process": fresh, "drawn": drawn, "kept": kept}.items():
        print(f"{name:>16}  {statistics.median(seconds) * 1000:7.1f} ms (median of {len(seconds)})")


def took(address):
    began = time.process_time()
    assert Client().get(address).status_code == 200
    return time.process_time() - began


def forget(edition):
    from releases import render_cache

    render_cache.clear([edition.pk])


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
