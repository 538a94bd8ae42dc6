"""Time to draw the social card of a release, and to serve the stored one.

    DEBUG=1 .venv/bin/python -m tests.benchmarks.social_card

Uses the longest possible headline and kicker in each language, and loads the fonts each time. Works in a temporary
database and folder.
"""

import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

from tests.benchmarks.sample_data import a_newsroom, run_in_process  # noqa: E402

ROUNDS = 15
WORDS = {"en": "A headline of many words ", "ko": "긴 제목의 낱말들 ", "ja": "長い見出しの言葉、"}


def main():
    with a_newsroom():
        for language, _name in settings.LANGUAGES:
            measure(language)


def measure(language):
    from tests.factories import a_public_edition

    longest = (WORDS[language] * 40)[:300]
    edition = a_public_edition(language=language, headline=longest, kicker=longest)
    with translation.override(language):
        address = reverse("social_card", args=[edition.slug])
    drawn = run_in_process(lambda: took(address))  # fontconfig is a process of its own, so: the clock on the wall
    kept = statistics.median(took(address) for _time in range(ROUNDS))
    print(f"{language}: drawn {drawn * 1000:6.1f} ms, kept {kept * 1000:5.1f} ms (median of {ROUNDS})")


def took(address):
    began = time.perf_counter()
    assert Client().get(address).status_code == 200
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
