"""Editions become public on every outlet at their instant.

The requests go to a real server, and the database's clock counts: a request that ends before the instant must not show
the edition, and one that begins at the instant or later must show it.
"""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import sleep
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from django.urls import reverse
from django.utils import timezone

from icnk.core.clock import database_now
from icnk.views import MAX_LATEST
from releases.issuing import workflow
from tests.factories import a_draft, a_member, a_publisher

from .public_addresses import OUTLETS, addresses

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("words_for_pdf")]
COUNT, LEAD_TIME, PERIOD = 20, timedelta(seconds=6), 7.0  # the first starts after LEAD_TIME, all within PERIOD seconds
MARGIN, TIMEOUT = timedelta(seconds=0.15), timedelta(seconds=3)
rng = random.Random(20)


@dataclass
class ScheduledRelease:
    """A release that becomes public at an instant, and the addresses that may show it."""

    word: str
    instant: datetime
    addresses: list[str]
    required: set[str]  # addresses that must show it
    leaves_home_at: datetime | None = None  # when enough newer releases are public
    delays: dict[str, timedelta] = field(default_factory=dict)  # address → time from the instant to the first hit

    @property
    def missing(self):
        return self.required - set(self.delays)

    def check(self, address, started, page, ended):
        shown = self.word in page
        if ended < self.instant:
            assert not shown, f"{address} shows {self.word} {self.instant - ended} before its instant"
        has_left = address == reverse("home") and self.leaves_home_at and ended >= self.leaves_home_at
        if address in self.required and started >= self.instant and not has_left:
            assert shown, f"{address} does not show {self.word} {started - self.instant} after its instant"
        if address in self.required and shown:
            self.delays.setdefault(address, ended - self.instant)


def schedule_releases():
    """Schedule twenty releases. Each has the latest release date so far, so it is the newest when it starts."""
    publisher, year = a_publisher(), timezone.localdate().year
    member = a_member(slug="sample-watch")
    offsets = sorted(rng.uniform(0, PERIOD) for _number in range(COUNT))
    first = database_now() + LEAD_TIME
    scheduled, previous = [], set()
    for number, offset in enumerate(offsets):
        word = f"zqx{number:02}"
        draft = a_draft(headline=word, slug=word, released_on=date(year, 1, 1 + number), members=[member])
        edition = workflow.issue(draft, by=publisher, at=first + timedelta(seconds=offset))
        own = {edition.get_absolute_url(), reverse("edition", args=[word, 1]), member.get_absolute_url()}
        lists = {reverse("home"), *(reverse("release_list") + query for query in ("", "?year=all", f"?year={year}"))}
        all_addresses = [address for name in OUTLETS for address in addresses(name, draft)]
        scheduled.append(ScheduledRelease(word, edition.public_from, all_addresses, own | lists | previous))
        previous = {edition.get_absolute_url()}  # the *Next* page
    for release, newer in zip(scheduled, scheduled[MAX_LATEST:], strict=False):
        release.leaves_home_at = newer.instant
    return scheduled


def read(server, address):
    started = database_now()
    try:
        with urlopen(server.url + address, timeout=10) as response:  # noqa: S310 - our own server
            page = response.read().decode(errors="replace")  # also of pictures
    except HTTPError as error:
        page = error.read().decode()
    return started, page, database_now()


@pytest.mark.slow
def test_releases_become_public_at_their_instant(live_server):
    releases = schedule_releases()
    assert database_now() < releases[0].instant, "the machine is too slow to start in time"

    def check(address):
        response = read(live_server, address)
        for release in releases:
            release.check(address, *response)

    all_addresses = [address for release in releases for address in release.addresses]
    rng.shuffle(all_addresses)
    for address in dict.fromkeys(all_addresses):
        if database_now() < releases[0].instant - MARGIN:
            check(address)
    while waiting := [release for release in releases if release.missing]:
        due = [release for release in waiting if database_now() > release.instant - MARGIN]
        for address in [address for release in due for address in sorted(release.missing)]:
            check(address)
        assert database_now() < releases[-1].instant + TIMEOUT, waiting
        sleep(0 if due else 0.005)

    delays = sorted(delay for release in releases for delay in release.delays.values())
    assert len(delays) > COUNT * 7  # release, edition, member, four lists; and the *Next* link of the one before
    print(f"{len(delays)} addresses, shown at most {delays[-1].total_seconds():.3f} s after the instant")
