"""How long the card of a release takes: drawn in a process that has drawn none yet, and kept.

    DEBUG=1 .venv/bin/python -m tests.benchmarks.card

For the longest headline and kicker there can be, in each language; the fonts are looked for anew each time. Works on a
database and in a folder of its own, both thrown away.
"""

import os
import statistics
import tempfile
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402

ROUNDS = 15
WORDS = {"en": "A headline of many words ", "ko": "긴 제목의 낱말들 ", "ja": "長い見出しの言葉、"}


def main():
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        with tempfile.TemporaryDirectory() as folder, override_settings(MEDIA_ROOT=folder):
            for language, _name in settings.LANGUAGES:
                measure(language)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure(language):
    from tests.factories import a_public_edition

    longest = (WORDS[language] * 40)[:300]
    edition = a_public_edition(language=language, headline=longest, kicker=longest)
    with translation.override(language):
        address = reverse("card", args=[edition.slug])
    drawn = in_a_process(address)
    kept = statistics.median(took(address) for _time in range(ROUNDS))
    print(f"{language}: drawn {drawn * 1000:6.1f} ms, kept {kept * 1000:5.1f} ms (median of {ROUNDS})")


def took(address):
    began = time.perf_counter()
    assert Client().get(address).status_code == 200
    return time.perf_counter() - began


def in_a_process(address):
    """Seconds of the first card there, by the clock on the wall: fontconfig is a process of its own."""
    out, into = os.pipe()
    connection.close()
    if os.fork() == 0:
        os.write(into, str(took(address)).encode())
        os._exit(0)
    os.wait()
    return float(os.read(out, 100))


if __name__ == "__main__":
    main()
