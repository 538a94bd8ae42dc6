"""Cost of pages under the database role of the public side, relative to the owner of the tables. PostgreSQL, one core.

    DEBUG=1 DATABASE_URL=postgres://… taskset -c 0 .venv/bin/python -m tests.benchmarks.public_side [RELEASES]

Uses the releases and searches of tests.benchmarks.search, the lists, quotes, news sitemap and members. The result is
the processor time of this process and of the database process that serves it.
"""

import contextlib
import io
import statistics
import sys

from tests.benchmarks import search

# ruff: noqa: I001
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import override_settings, setup_test_environment

ROLE, ROUNDS = "newsroom_public_measured", 8
PAGES = [
    "/information/releases/",
    "/information/releases/?year=all",
    "/information/releases/?year=2017",
    "/information/quotes/",
    "/news-sitemap.xml",
    "/members/",
]


def main(releases):
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        server = search.alone()
        vocabulary = {language: search.words_of(language) for language in search.ASKED}
        search.fill(releases, vocabulary)
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {ROLE}")
        call_command("grant_public", ROLE, stdout=io.StringIO())
        measure(releases, vocabulary, server)
    finally:
        with connection.cursor() as cursor, contextlib.suppress(Exception):
            cursor.execute(f"RESET ROLE; DROP OWNED BY {ROLE}; DROP ROLE {ROLE}")
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def measure(releases, vocabulary, server):
    took = {}
    for turn in range(ROUNDS + 1):
        for side in ("", "public"):
            with connection.cursor() as cursor, override_settings(SIDE=side):
                cursor.execute(f"SET ROLE {ROLE}" if side else "RESET ROLE")
                for name, seconds in build_requests(vocabulary, server):
                    if turn:
                        took.setdefault(name, {}).setdefault(side, []).append(seconds * 1000)
                cursor.execute("RESET ROLE")
    print(f"{releases} releases, {ROUNDS} rounds, {settings.DATABASES['default']['ENGINE']}")
    for name, sides in took.items():
        owner, role = (statistics.median(sides[side]) for side in ("", "public"))
        print(f"{owner:7.1f} ms as owner, {role:7.1f} ms under the role, {role / owner:5.2f} times  {name}")
    for kind in ("search", "page"):
        ratios = [
            statistics.median(sides["public"]) / statistics.median(sides[""])
            for name, sides in took.items()
            if name.startswith(kind)
        ]
        print(f"{kind}: median {statistics.median(ratios):.2f} times, most {max(ratios):.2f} times")


def build_requests(vocabulary, server):
    for address in PAGES:
        began = search.spent(server)
        assert Client().get(address).status_code == 200
        yield f"page {address}", search.spent(server) - began
    with skip_template():
        for language, words in ((language, each) for language, queries in search.ASKED.items() for each in queries):
            typed = vocabulary[language][words - 1] if isinstance(words, int) else words
            yield f"search {language} {typed}", search.ask(language, typed, server)[0]


@contextlib.contextmanager
def skip_template():
    render, search.release_list.render = search.release_list.render, lambda _request, _template, context: context
    try:
        yield
    finally:
        search.release_list.render = render


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
