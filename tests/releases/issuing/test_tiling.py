"""Whatever staff do in whatever order, the editions of a release tile: no gap, no overlap, one open."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from releases.issuing import workflow
from releases.models import Edition
from tests.factories import a_draft, a_publisher

START = datetime(2096, 3, 2, 12, tzinfo=UTC)  # ahead: the database lets nobody move an end in its past
hours = st.integers(min_value=1, max_value=48)
step = st.one_of(
    st.tuples(st.just("issue"), st.none()),
    st.tuples(st.just("issue"), hours),
    st.tuples(st.just("correct"), st.none()),
    st.tuples(st.just("correct"), hours),
    st.tuples(st.just("stop"), st.none()),
    st.tuples(st.just("withdraw"), st.none()),
    st.tuples(st.just("wait"), st.integers(min_value=1, max_value=60)),
)


class Newsroom:
    """One release, a clock that tests turn, and what should be public, kept in the simplest way there is."""

    def __init__(self):
        self.release, self.now = a_draft(), START
        self.publisher, self.other = a_publisher(), a_publisher()
        self.standing, self.waiting = None, None  # (number, kind) in force; (instant, number, kind) to come

    def do(self, verb, argument):
        if verb == "wait":
            self.now += timedelta(hours=argument)
        else:
            getattr(self, verb)(None if argument is None else self.now + timedelta(hours=argument))
        if self.waiting and self.waiting[0] <= self.now:
            self.standing, self.waiting = self.waiting[1:], None

    def issue(self, at):
        self._append(
            lambda: workflow.issue(self.release, by=self.publisher, at=at),
            allowed=not self.standing and not self.waiting,
            kind="original",
            at=at,
        )

    def correct(self, at):
        self._append(
            lambda: workflow.correct(self.release, by=self.other, note="A slip.", at=at),
            allowed=self.standing and not self.waiting,
            kind="correction",
            at=at,
        )

    def withdraw(self, at):
        self._append(
            lambda: workflow.withdraw(self.release, by=self.publisher, reason="Wrong."),
            allowed=self.standing and self.standing[1] != "withdrawal",
            kind="withdrawal",
            at=None,
        )

    def stop(self, at):
        if self.waiting:
            workflow.stop(self.release, by=self.publisher)
            self.waiting = None
        else:
            with pytest.raises(workflow.ActionRefused):
                workflow.stop(self.release, by=self.publisher)

    def _append(self, act, *, allowed, kind, at):
        if not allowed:
            with pytest.raises(workflow.ActionRefused):
                act()
            return
        edition = act()
        number = self.standing[0] + 1 if self.standing else 1
        assert (edition.number, edition.kind) == (number, kind)
        self.now = self.now if at else edition.public_from
        self.waiting = (edition.public_from, number, kind)

    def assert_whole(self):
        editions = list(self.release.editions.not_stopped().order_by("public_from", "number"))
        for one, following in pairwise(editions):
            assert one.public_until == following.public_from
            assert following.number == one.number + 1
            assert following.content.previous == one.digest
        assert [edition.public_until for edition in editions[-1:]] == [None] * bool(editions)
        standing = self.release.editions.in_force(self.now).values_list("number", "kind")
        assert list(standing) == ([self.standing] if self.standing else [])
        waiting = self.release.editions.embargoed(self.now).values_list("public_from", "number", "kind")
        assert list(waiting) == ([self.waiting] if self.waiting else [])


@pytest.mark.slow
@pytest.mark.django_db
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(step, max_size=12))
def test_editions_tile_after_random_actions(steps):
    newsroom = Newsroom()
    with mock.patch.object(workflow, "database_now", side_effect=lambda: newsroom.now):
        for verb, argument in steps:
            newsroom.do(verb, argument)
            newsroom.assert_whole()


@pytest.mark.django_db
def test_withdraw_stops_scheduled_correction():
    newsroom = Newsroom()
    steps = [("issue", None), ("wait", 1), ("correct", 24), ("wait", 1), ("withdraw", None), ("wait", 48)]
    with mock.patch.object(workflow, "database_now", side_effect=lambda: newsroom.now):
        for verb, argument in steps:
            newsroom.do(verb, argument)
            newsroom.assert_whole()
    assert newsroom.standing == (2, "withdrawal")
    assert not Edition.objects.public(newsroom.now).exists()
