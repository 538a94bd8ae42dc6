"""How long `manage.py verify` takes: DEBUG=1 python -m tests.benchmarks.verify [editions]"""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.core.management import call_command  # noqa: E402

from releases.models import Act, Edition, EditionMember, EditionQuote, Release  # noqa: E402
from tests.benchmarks.newsroom import a_newsroom  # noqa: E402


def fill(editions):
    """Releases of 20 kB with 50 members and two quotes, each issued once."""
    from tests.factories import a_draft, a_member, a_public_edition, alike

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
        made = Edition.objects.bulk_create(alike(model, draft) for draft in drafts)
        Act.objects.bulk_create(
            Act(release_id=each.release_id, edition=each, verb=Act.Verb.ISSUE, by=each.issued_by, at=each.issued_at)
            for each in made
        )
        for index in (EditionMember, EditionQuote):
            rows = list(index.objects.filter(edition=model).values())
            index.objects.bulk_create(
                [index(**row | {"id": None, "edition_id": each.pk}) for each in made for row in rows], batch_size=5000
            )


def main(editions=10_000):
    with a_newsroom():
        fill(int(editions))
        began = time.process_time()
        call_command("verify")
        took = time.process_time() - began
        print(f"{took:.1f} s of the processor, {took / int(editions) * 1000:.2f} ms an edition")


main(*sys.argv[1:])
