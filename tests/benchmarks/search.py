"""Cost of a search among many releases, on one core.

    DEBUG=1 taskset -c 0 .venv/bin/python -m tests.benchmarks.search [RELEASES]

Calls the view as a browser would, without rendering the template: counts by year, ranking and passages. Works in a
temporary database with one connection and RELEASES releases (20,000 by default) of about 600 words, drawn
by Zipf's law.
The result is the processor time of this process and, on PostgreSQL, of the database process that serves it. On one core
they take turns, so other load on the machine is not counted.
"""

import os
import random
import re
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from itertools import accumulate

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.utils import translation  # noqa: E402

from releases.models import Edition, Release, search  # noqa: E402
from releases.outlets import release_list  # noqa: E402

ROUNDS, WORDS, VOCABULARY = 12, 600, 30_000
PHRASE = "crimes against humanity"
#: language → what is searched for on its pages; a number stands for the word of that rank
ASKED = {
    "en": [
        PHRASE,
        f'"{PHRASE}"',
        "Kwon",
        "kwanliso",
        "북한",
        *(1, 2, 3, 5, 8, 13, 40, 120, 400, 1000, 3000, 9000, 25_000),
    ],
    "ko": ["북한", "인권", "북한의", "Kwon", *(1, 10, 300)],
    "ja": ["北朝鮮", "人権", "北朝鮮の人権", *(2, 20, 500)],
}
#: language → what stands in so large a share of its releases, and in so large a share of their headlines
STANDING = {
    "en": {
        PHRASE: (0.5, 0.05),
        "Kwon Sample": (0.1, 0.01),
        "kwanliso": (0.02, 0.002),
        "북한": (0.1, 0),
        "against": (0.9, 0),
    },
    "ko": {"북한의": (0.5, 0.1), "북한": (0.5, 0), "인권은": (0.5, 0.05), "Kwon Sample": (0.05, 0)},
    "ja": {"北朝鮮における": (0.6, 0.1), "人権": (0.5, 0.05), "北朝鮮": (0.4, 0)},
}
SYLLABLES = {
    "en": re.findall("[^aeiou]+[aeiou]n?", "bacedifoguhaleminopurasetivowakerlinmonpertationmentingconstra"),
    "ko": [chr(code) for code in range(0xAC00, 0xD7A4, 28)],
    "ja": [chr(code) for code in range(0x4E00, 0x8000, 16)],
}


def main(releases):
    setup_test_environment()
    release_list.render = lambda _request, _template, context: context
    folder = tempfile.TemporaryDirectory()
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = f"{folder.name}/search.sqlite3"  # in a file, as people run it
    connection.creation.create_test_db(verbosity=0)
    try:
        server = alone()
        vocabulary = {language: words_of(language) for language in ASKED}
        fill(releases, vocabulary)
        took = {}
        for turn in range(ROUNDS + 2):
            for language, each in ((language, each) for language, asked in ASKED.items() for each in asked):
                words = vocabulary[language][each - 1] if isinstance(each, int) else each
                seconds, shown = ask(language, words, server)
                if turn >= 2:
                    took.setdefault((language, words, shown), []).append(seconds * 1000)
        report(releases, took)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
        folder.cleanup()


def alone():
    """Return the id of the PostgreSQL process that serves us, without parallel workers; 0 on SQLite."""
    if connection.vendor == "sqlite":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def spent(server):
    """Return seconds of processor time of both processes. See clock_getcpuclockid(3)."""
    return time.process_time() + (time.clock_gettime(~server << 3 | 2) if server else 0)


def ask(language, words, server):
    """Return (seconds, number of ranked editions) of the view without its template."""
    request = RequestFactory().get("/information/releases/", {"q": words})
    with translation.override(language):
        began = spent(server)
        context = release_list.release_list(request)
        took = spent(server) - began
    assert len(context["hits"]) == min(len(context["results"]), release_list.PAGE_SIZE)
    return took, len(context["results"])


def report(releases, took):
    print(f"{releases} releases, {ROUNDS} rounds, {connection.vendor}")
    for (language, words, shown), times in sorted(took.items(), key=lambda item: statistics.median(item[1])):
        print(f"{statistics.median(times):7.1f} ms {language} {shown:4} ranked  {words}")
    every = sorted(each for times in took.values() for each in times)
    print(
        f"median {statistics.median(every):.1f} ms, p95 {every[int(len(every) * 0.95)]:.1f} ms, most {every[-1]:.1f} ms"
    )


def words_of(language):
    """Return the vocabulary of a language, the most frequent word first."""
    chance, words = random.Random(language), {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(SYLLABLES[language], k=chance.randint(2, 4)))] = True
    return list(words)


def fill(releases, vocabulary):
    from tests.factories import a_public_edition

    model = a_public_edition()
    fields = {field.attname: getattr(model, field.attname) for field in Edition._meta.concrete_fields} | {"id": None}
    weights = list(accumulate(1 / rank for rank in range(1, VOCABULARY + 1)))
    chance = random.Random(7)
    for start in range(0, releases, 1000):
        days = [date(2009, 1, 1) + timedelta(days=chance.randrange(6400)) for _each in range(1000)]
        drafts = Release.objects.bulk_create(
            Release(headline="Sample", slug=f"sample-{start + n}", released_on=day) for n, day in enumerate(days)
        )
        editions = Edition.objects.bulk_create(
            Edition(**fields | text(chance, vocabulary, weights) | {"release_id": draft.pk, "released_on": day})
            for draft, day in zip(drafts, days, strict=True)
        )
        for edition in editions:
            search.index_edition(edition.pk, edition, edition.search_text)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def text(chance, vocabulary, weights):
    """Return the text columns of an edition. A tenth of the editions are in another language."""
    language = chance.choices(list(ASKED), [7, 2, 1])[0]
    drawn = chance.choices(vocabulary[language], cum_weights=weights, k=WORDS)
    drawn[::10] = chance.choices(vocabulary["ko" if language == "en" else "en"], cum_weights=weights, k=WORDS // 10)
    headline = drawn[5:14]
    for words, (share, in_headline) in STANDING[language].items():
        if chance.random() < share:
            drawn[chance.randrange(14, WORDS)] += f" {words}"
        if chance.random() < in_headline:
            headline.append(words)
    paragraphs = [" ".join(drawn[start : start + 60]) + "." for start in range(0, WORDS, 60)]
    title = " ".join(headline)
    search_text = "\n".join([title, *paragraphs])
    return {
        "language": language,
        "slug": f"sample-{chance.getrandbits(64)}",
        "headline": title[:300],
        "list_title": title[:300],
        "search_text": search_text,
        "document": search_text * 2,
    }


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
