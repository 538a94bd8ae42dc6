"""Count the files of this project that a request runs: how much code a maintainer reads to follow it.

    DEBUG=1 .venv/bin/python -m tests.benchmarks.journeys [TEXT]

TEXT is the release to paste, as a text file (tests/data/release.txt by default). Each request runs once before it is
traced. Migrations, tests and templates do not count. Works in a temporary database and folder.
"""

import os
import sys
import threading
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from releases.models import Release  # noqa: E402
from tests.benchmarks.sample_data import a_newsroom  # noqa: E402
from tests.factories import a_contact, a_draft, a_member, a_public_edition, a_publisher, an_editor  # noqa: E402

ROOT = Path(__file__).parents[2]
APPS = tuple(f"{ROOT / app}/" for app in ("icnk", "members", "releases"))


def main():
    text = Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "tests/data/release.txt").read_text()
    with a_newsroom():
        client = Client()
        client.force_login(an_editor(username="ed"))
        parts = {"members": [a_member()], "contacts": [a_contact()], "quotes": ["It is a quiet room,"]}
        edition = a_public_edition(a_draft(**parts))
        publisher = Client()
        publisher.force_login(a_publisher())
        paste = reverse("admin:releases_release_import")

        def paste_to_draft():
            Release.objects.exclude(pk=edition.release_id).delete()
            expect_ok(client.get(paste))
            expect_ok(client.post(paste, {"text": text}, follow=True))

        report("paste to draft", paste_to_draft)
        issue = reverse("admin:releases_release_issue", args=[Release.objects.latest("pk").pk])
        report("GET of the issue page", lambda: expect_ok(publisher.get(issue)))
        report("public GET of a release", lambda: expect_ok(Client().get(edition.get_absolute_url())))


def expect_ok(response):
    assert response.status_code == 200, response.status_code


def report(name, journey):
    journey()
    files = run_files(journey)
    print(f"{name}: {len(files)} files")
    print("".join(f"    {file}\n" for file in files))


def run_files(journey) -> list[str]:
    """Return the paths of our files in which a function is called, from the project's folder."""
    seen = set()

    def trace(frame, event, argument):
        seen.add(frame.f_code.co_filename)

    threading.settrace(trace)
    sys.settrace(trace)
    try:
        journey()
    finally:
        sys.settrace(None)
        threading.settrace(None)
    return sorted(str(Path(file).relative_to(ROOT)) for file in seen if file.startswith(APPS))


if __name__ == "__main__":
    main()
