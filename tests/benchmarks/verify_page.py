"""Cost of *Genuine or not* among many releases, on one core, as whole responses.

    DEBUG=1 taskset -c 0 .venv/bin/python -m tests.benchmarks.verify_page [RELEASES]

Uses the newsroom of tests.benchmarks.search, with fifty members under each release, and sends typical and hostile
texts. The result is the processor time of this process and, on PostgreSQL, of the database process that serves it.
"""

import io
import os
import random
import re
import sys
import tempfile
from dataclasses import replace

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from releases.document import schema  # noqa: E402
from releases.document.html import html_to_paragraphs, paragraphs_to_html  # noqa: E402
from releases.models import Edition  # noqa: E402

from . import search  # noqa: E402

ROUNDS = 5
ADDRESS = "/information/verify/"
MEMBERS = tuple(f"Sample Society {n} for Human Rights (Japan)" for n in range(50))


def main(releases):
    setup_test_environment()
    folder = tempfile.TemporaryDirectory()
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"{folder.name}/verifying.sqlite3"
    connection.creation.create_test_db(verbosity=0)
    try:
        server = search.alone()
        fill(releases)
        report(server)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
        folder.cleanup()


def fill(releases):
    """Fill the newsroom of the search benchmark, with a document in each edition."""
    from tests.factories import a_public_edition

    model, text = a_public_edition().content, search.text

    def with_document(*drawn):
        columns = text(*drawn)
        _title, *paragraphs = columns["search_text"].split("\n")
        names = {name: columns[name] for name in ("headline", "list_title", "slug", "language")}
        body = str(paragraphs_to_html(paragraphs))
        document = schema.dump(replace(model, body=body, members=MEMBERS, **names))
        words = "\n".join([columns["search_text"], *MEMBERS])
        return columns | {"document": document, "digest": Edition.digest_of(document), "search_text": words}

    search.text = with_document
    search.fill(releases, {language: search.words_of(language) for language in search.ASKED})


def sendings():
    """Map names to submissions."""
    from tests.factories import a_pdf, a_picture

    edition = Edition.objects.filter(language="en")[len(MEMBERS)]
    body = "\n\n".join(html_to_paragraphs(edition.content.body))
    words = body.split()
    page = "\n\n".join([edition.headline, body, *MEMBERS])
    shuffled = " ".join(random.Random(1).sample(words, len(words)))
    yield "a page", page
    yield "a page, one letter changed", page.replace("e", "o", 1)
    yield "a quotation", " ".join(words[40:70])
    yield "its text, each sixth word gone", re.sub(r"((?:\S+ ){5})\S+ ", r"\1", body)
    yield "the members alone", "\n".join(MEMBERS)
    yield "nothing like it", "The moon is made of green cheese, say those who have been there for long. " * 20
    yield "lines that stand under all", "\n".join(f"Society {n} for Human" for n in range(0, 48, 4))
    yield "the page, again and again", f"{page}\n" * 30
    yield "the page and its navigation, again and again", f"{page}\n" + f"{'Home ' * 399}\n" * 140
    yield "its words in another order", shuffled * 30
    yield "500 kB of <", "<" * 500_000
    yield "a PDF", a_pdf(" ".join("sample" for _n in range(500)))
    yield "a picture", a_picture(2000, 1500)
    yield "20 MB", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024 - 3)


def report(server):
    client, most = Client(), 0
    print(f"{Edition.objects.count()} releases, {ROUNDS} rounds, {connection.vendor}")
    for name, sent in sendings():
        times = sorted(ask(client, sent, server) for _round in range(ROUNDS))
        most = max(most, times[-1])
        print(f"{times[ROUNDS // 2] * 1000:6.0f} ms, {times[-1] * 1000:6.0f} at most  {name}")
    print(f"most {most * 1000:.0f} ms")


def ask(client, sent, server):
    fields = {"text": sent} if isinstance(sent, str) else {"file": io.BytesIO(sent)}
    began = search.spent(server)
    response = client.post(ADDRESS, fields)
    assert response.status_code == 200
    return search.spent(server) - began


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
