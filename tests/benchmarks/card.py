"""What the card of a release costs, drawn for the first time by a new process and as it comes from the storage.

    DEBUG=1 .venv/bin/python -m tests.benchmarks.card

The limit for the first is 1.5 s. It has the longest headline and kicker that a release can have.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.conf import settings  # noqa: E402

from releases.models import Edition  # noqa: E402
from releases.outlets import card  # noqa: E402
from releases.renderings import stored  # noqa: E402

WORDS = {"en": "A headline of many words ", "ko": "긴 제목의 낱말들 ", "ja": "長い見出しの言葉、"}
ROUNDS = 50


def seconds(work):
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def measure(language):
    text = (WORDS[language] * 40)[:300]
    edition = Edition(
        pk=1, language=language, headline=text, kicker=text, released_on=date(2017, 3, 7), digest=language
    )
    with tempfile.TemporaryDirectory() as folder:
        settings.MEDIA_ROOT = folder
        first = seconds(lambda: stored(edition, "card", lambda: card.draw(edition)))
        again = sorted(seconds(lambda: stored(edition, "card", None)) for _round in range(ROUNDS))
    print(f"{language}: drawn cold in {first:.3f} s, from the storage in {again[ROUNDS // 2] * 1000:.2f} ms")


if __name__ == "__main__":
    for language in sys.argv[1:]:
        measure(language)
    if len(sys.argv) == 1:
        for language in WORDS:
            subprocess.run([sys.executable, "-m", "tests.benchmarks.card", language], check=True)
