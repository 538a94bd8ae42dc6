"""Cost of `manage.py verify`, of the ledger, and of checking a signature at each read.

DEBUG=1 .venv/bin/python -m tests.benchmarks.verify [EDITIONS]
"""

import os
import sys
import time
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402

from releases.models import Edition, EditionMember, EditionQuote, Release, WorkflowEvent  # noqa: E402
from releases.verification import ledger  # noqa: E402
from tests.benchmarks.sample_data import a_newsroom  # noqa: E402


def fill(editions):
    """Issue releases of 20 kB with 50 members and two quotes."""
    from tests.factories import a_draft, a_member, a_public_edition, copy_edition

    members = [a_member() for _each in range(50)]
    body = "".join(
        f"<p>“It is a quiet room,” said Ada Sample. {'The newsroom opened today. ' * 20}</p>" for _p in range(30)
    )
    model = a_public_edition(a_draft(members=members, body=body, quotes=["It is a quiet room,"] * 2))
    for start in range(1, editions, 500):
        drafts = Release.objects.bulk_create(
            Release(headline=model.headline, slug=f"sample-{start + n}", released_on=model.released_on)
            for n in range(min(500, editions - start))
        )
        made = Edition.objects.bulk_create(
            copy_edition(model, draft, at=model.issued_at - timedelta(hours=start + n))
            for n, draft in enumerate(drafts)
        )
        WorkflowEvent.objects.bulk_create(
            WorkflowEvent(
                release_id=each.release_id,
                edition=each,
                verb=WorkflowEvent.Verb.ISSUE,
                by=each.issued_by,
                at=each.issued_at,
            )
            for each in made
        )
        for index in (EditionMember, EditionQuote):
            rows = list(index.objects.filter(edition=model).values())
            index.objects.bulk_create(
                [index(**row | {"id": None, "edition_id": each.pk}) for each in made for row in rows], batch_size=5000
            )


def main(editions=10_000):
    ledger.PUBLICATION_DELAY = timedelta(0)
    with a_newsroom():
        fill(int(editions))
        client, edition = Client(), Edition.objects.first()
        measured = {
            "manage.py verify": lambda: call_command("verify"),
            "ledger for machines": lambda: client.get("/information/ledger.jsonl"),
            "ledger for people": lambda: client.get("/information/ledger/"),
            "page of a release": lambda: client.get(edition.get_absolute_url()),
            "of which the signature": lambda: edition.is_authentic(),
        }
        for name, act in measured.items():
            act()
            print(f"{name:>20}  {min(took(act) for _time in range(3)) * 1000:9.2f} ms of the processor")


def took(act):
    began = time.process_time()
    act()
    return time.process_time() - began


main(*sys.argv[1:])
