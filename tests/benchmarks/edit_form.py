"""Cost of the desk's release form, relative to a plain `ModelAdmin` with the same fields and inlines.

    DEBUG=1 .venv/bin/python -m tests.benchmarks.edit_form [RELEASES]

Both forms show the same release in one process, in turn. The result is the ratio of the median processor times. Works
in a temporary database with RELEASES other releases (20,000 by default).
"""

import os
import statistics
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icnk.settings")
django.setup()

from django.contrib import admin  # noqa: E402
from django.contrib.messages.storage.fallback import FallbackStorage  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402

from releases.models import ContactLine, Quote, Release, Signatory  # noqa: E402

ROUNDS = 60


class PlainQuotes(admin.StackedInline):
    model, extra = Quote, 0


class PlainContacts(admin.StackedInline):
    model, extra = ContactLine, 0


class PlainSignatories(admin.TabularInline):
    model, extra = Signatory, 0


class Plain(admin.ModelAdmin):
    change_form_template = "admin/change_form.html"  # not the desk's own, which stands under this model's name
    inlines = [PlainQuotes, PlainContacts, PlainSignatories]


class PlainWithoutMembers(Plain):
    """The desk has boxes to tick in place of the third inline; this has neither."""

    inlines = [PlainQuotes, PlainContacts]


def main(others):
    from releases.admin.release.admin import ReleaseAdmin

    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        release, person = fill(others)
        site = admin.site
        forms = {
            "plain": Plain(Release, site),
            "without members": PlainWithoutMembers(Release, site),
            "desk": ReleaseAdmin(Release, site),
        }
        took = {name: [] for name in forms}
        for turn in range(ROUNDS + 5):
            for name, form in forms.items():
                began = time.process_time()
                show(form, release, person)
                if turn >= 5:
                    took[name].append(time.process_time() - began)
        medians = {name: statistics.median(times) for name, times in took.items()}
        print(f"{others} other releases, {ROUNDS} rounds, {connection.vendor}")
        for name, seconds in medians.items():
            print(f"{name:>16}  {seconds * 1000:7.1f} ms of processor time (median)")
        for name in ("plain", "without members"):
            print(f"desk to {name}: {medians['desk'] / medians[name]:.2f}")
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def fill(others):
    from tests.factories import a_contact, a_draft, a_member, an_editor

    members = [a_member() for _number in range(47)]
    contacts = [a_contact() for _number in range(3)]
    quotes = [f"Words number {number} of somebody who was there," for number in range(13)]
    body = "".join(f"<p>“{quote}” said Ada Sample.</p>" for quote in quotes)
    release = a_draft(members=members, contacts=contacts, quotes=quotes, body=body)
    Release.objects.bulk_create(
        (Release(headline=f"Other {number}", slug=f"other-{number}") for number in range(others)), batch_size=1000
    )
    return release, an_editor()


def show(form, release, person):
    request = RequestFactory().get(f"/admin/releases/release/{release.pk}/change/")
    request.user, request.session = person, {}
    request._messages = FallbackStorage(request)
    response = form.change_view(request, str(release.pk))
    response.render()
    assert response.status_code == 200


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
