"""A newsroom in a process of its own, to be killed while it works. `test_kill.py` starts it and speaks with it.

It answers each line on its standard input: *work* starts a worker, which says its id and, after each commit, what it
has done, until somebody ends it; *facts <id>* says what the database holds of all releases from this id on.
"""

import json
import os
import sys
import traceback
from itertools import count

import django

MEMBERS, CONTACTS = 5, 2


def say(**what):
    os.write(1, (json.dumps(what) + "\n").encode())  # at once, and in one piece


def set_up():
    from django.core.management import call_command

    from tests.factories import a_contact, a_draft, a_member, a_public_edition, a_publisher

    call_command("migrate", verbosity=0)
    members = [a_member() for _number in range(MEMBERS)]
    a_public_edition(a_draft(members=members, contacts=[a_contact() for _number in range(CONTACTS)]))
    a_publisher(username="ada")
    work(rounds=[0])  # once here, so that a worker begins warm


def run_in_process(act, *args):
    """Do it in a process that begins without a connection, and wait for its end."""
    from django.db import connection

    connection.close()
    child = os.fork()
    if child == 0:
        say(worker=os.getpid())
        try:
            act(*args)
        except BaseException:
            say(trouble=traceback.format_exc())
        os._exit(0)
    os.waitpid(child, 0)
    say(ended=child)


def work(rounds=None):
    """Begin, save, issue, save and correct releases, one after the other, without end if there are no `rounds`."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from releases.intake import draft
    from releases.issuing import workflow
    from tests.factories import date

    ada, client = get_user_model().objects.get(username="ada"), Client()
    client.force_login(ada)
    for number in rounds or count(1):
        release = draft.create_draft(language="en", headline=f"Sample {number}", released_on=date(2026, 3, 2), by=ada)
        say(saved=release.pk, version=release.version, headline=release.headline)
        save(client, release, f"Saved {number}")
        edition = workflow.issue(release, by=ada, bypass="Nobody else was awake.")
        say(issued=release.pk, number=edition.number, digest=edition.digest)
        save(client, release, f"Saved again {number}")
        edition = workflow.correct(release, by=ada, note="A sample slip.", bypass="Nobody else was awake.")
        say(issued=release.pk, number=edition.number, digest=edition.digest)


def save(client, release, headline):
    from django.urls import reverse

    from tests.releases.admin.forms import filled

    there = reverse("admin:releases_release_change", args=[release.pk])
    body = "<p>It opened.</p><p>“It is a quiet room,” said Ada Sample.</p><p>“So far,” said Ben Sample.</p>"
    form = filled(client, there) | {"headline": headline, "body": body, "_quotes": "1"}
    response = client.post(there, form)
    assert response.status_code == 302, response.content
    release.refresh_from_db()
    say(saved=release.pk, version=release.version, headline=headline)


def facts(first):
    from releases.models import Release

    for release in Release.objects.filter(pk__gte=first).order_by("pk"):
        say(release=release.pk, **of(release))
    say(facts="all")


def of(release):
    from icnk.core.history.models import get_content, get_versions, normalize_content
    from releases.models import Edition

    kept = {version.number: version.content for version in get_versions(release)}
    return {
        "version": release.version,
        "kept": {number: content["fields"]["headline"] for number, content in kept.items()},
        "is_whole": kept.get(release.version) == normalize_content(get_content(release)),
        "members": release.signatories.count(),
        "contacts": release.contact_lines.count(),
        "quotes": release.quotes.count(),
        "acts": list(release.workflow_events.order_by("pk").values_list("verb", flat=True)),
        "editions": [
            {
                "number": edition.number,
                "digest": edition.digest,
                "is_itself": edition.digest == Edition.digest_of(edition.document),
                "from": str(edition.public_from),
                "until": edition.public_until and str(edition.public_until),
                "members": edition.member_index.count(),
                "contacts": edition.contact_index.count(),
                "act": list(release.workflow_events.filter(edition=edition).values_list("verb", flat=True)),
            }
            for edition in release.editions.order_by("number")
        ],
    }


if __name__ == "__main__":
    django.setup()
    from django.test.utils import setup_test_environment

    from releases.models import Release

    setup_test_environment()  # so that a page's form can be read
    set_up()
    say(ready=Release.objects.order_by("pk").last().pk)
    for line in sys.stdin:
        order, *args = line.split()
        run_in_process({"work": work, "facts": facts}[order], *map(int, args))
