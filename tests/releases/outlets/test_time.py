"""The clock makes an edition public: nothing on any outlet before the instant, everything on every outlet from it on.

Real requests to a real server, and every instant by the database's clock: a request that ends before the instant shows
nothing, and one that begins at the instant or after it shows everything, so that no second is lost.
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
ISSUES, AHEAD, OVER = 20, timedelta(seconds=6), 7.0  # the first not before AHEAD, all within OVER seconds
SECOND, SHORTLY = timedelta(seconds=1), timedelta(seconds=0.15)
chance = random.Random(20)


@dataclass
class Waiting:
    """A release that becomes public at an instant, and the addresses that have to show it from then on."""

    word: str
    instant: datetime
    addresses: list[str]
    shows: set[str]
    off_home: datetime | None = None  # then so many newer ones are public that the first page ends before it
    seen: dict[str, timedelta] = field(default_factory=dict)  # address → how long after the instant it was read there

    @property
    def missing(self):
        return self.shows - set(self.seen)

    def look(self, address, begun, page, ended):
        shown = self.word in page
        if ended < self.instant:
            assert not shown, f"{address} shows {self.word} {self.instant - ended} before its instant"
        gone = address == reverse("home") and self.off_home and ended >= self.off_home
        if address in self.shows and begun >= self.instant and not gone:
            assert shown, f"{address} does not show {self.word} {begun - self.instant} after its instant"
        if address in self.shows and shown:
            self.seen.setdefault(address, ended - self.instant)


def twenty_issues():
    """Each later one has the later release date, so that it is the newest when it becomes public."""
    publisher, year = a_publisher(), timezone.localdate().year
    member = a_member(slug="sample-watch")
    offsets = sorted(chance.uniform(0, OVER) for _number in range(ISSUES))
    first = database_now() + AHEAD
    issues, before = [], set()
    for number, offset in enumerate(offsets):
        word = f"zqx{number:02}"
        draft = a_draft(headline=word, slug=word, released_on=date(year, 1, 1 + number), members=[member])
        edition = workflow.issue(draft, by=publisher, at=first + timedelta(seconds=offset))
        own = {edition.get_absolute_url(), reverse("edition", args=[word, 1]), member.get_absolute_url()}
        lists = {reverse("home"), *(reverse("release_list") + query for query in ("", "?year=all", f"?year={year}"))}
        every = [address for name in OUTLETS for address in addresses(name, draft)]
        issues.append(Waiting(word, edition.public_from, every, own | lists | before))
        before = {edition.get_absolute_url()}  # its *Next*
    for issue, newer in zip(issues, issues[MAX_LATEST:], strict=False):
        issue.off_home = newer.instant
    return issues


def read(server, address):
    begun = database_now()
    try:
        with urlopen(server.url + address, timeout=10) as response:  # noqa: S310 - our own server
            page = response.read().decode(errors="replace")  # of a picture, too
    except HTTPError as error:
        page = error.read().decode()
    return begun, page, database_now()


def test_releases_become_public_at_their_instant(live_server):
    issues = twenty_issues()
    assert database_now() < issues[0].instant, "this machine is too slow to begin in time"

    def look(address):
        seen = read(live_server, address)
        for issue in issues:
            issue.look(address, *seen)

    every = [address for issue in issues for address in issue.addresses]
    chance.shuffle(every)
    for address in dict.fromkeys(every):  # nothing before, and near to each instant once more
        if database_now() < issues[0].instant - SHORTLY:
            look(address)
    while waiting := [issue for issue in issues if issue.missing]:
        due = [issue for issue in waiting if database_now() > issue.instant - SHORTLY]
        for address in [address for issue in due for address in sorted(issue.missing)]:
            look(address)
        assert database_now() < issues[-1].instant + 3 * SECOND, waiting
        sleep(0 if due else 0.005)

    delays = sorted(delay for issue in issues for delay in issue.seen.values())
    assert len(delays) > ISSUES * 7  # on a page of its own, on two of editions and members, on lists, beside another
    print(f"{len(delays)} addresses, read at the latest {delays[-1].total_seconds():.3f} s after the instant")
