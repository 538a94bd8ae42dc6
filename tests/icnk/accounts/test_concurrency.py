"""Of two who do the same thing at the same moment, one does it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from icnk.accounts import recovery
from icnk.accounts.models import Invitation, Recovery
from tests.factories import a_writer, an_administrator

from .people import with_a_key

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


def at_once(*acts):
    """What each returned, or the error that it raised; all begin together."""
    together = Barrier(len(acts))

    def run(act):
        together.wait(timeout=20)
        try:
            return act()
        except (ValidationError, PermissionDenied) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_one_of_two_uses_a_link():
    token = recovery.invite(a_writer()).secret
    results = at_once(*[lambda: recovery.use_link(token)] * TIMES)
    assert len([each for each in results if each]) == 1


def test_one_of_two_uses_a_code():
    code = recovery.make_codes(a_writer()).secret[0]
    results = at_once(*[lambda: recovery.use_code(code)[0]] * TIMES)
    assert len([each for each in results if each]) == 1


def test_of_links_made_at_once_the_last_one_lives():
    person = a_writer()
    tokens = [
        done.secret for done in at_once(*[lambda: recovery.invite(type(person).objects.get(pk=person.pk))] * TIMES)
    ]
    assert len([token for token in tokens if recovery.living(token)]) == 1
    assert Invitation.objects.filter(ended_at=None).count() == 1


def test_one_of_two_approves():
    first, second, third = an_administrator(), an_administrator(), an_administrator()
    person = with_a_key(a_writer())
    recovery.ask_for_recovery(person, by=first, reason="A sample.")

    def approve(by):
        return lambda: recovery.approve(Recovery.objects.get(), by=by)

    results = at_once(approve(second), approve(third))
    done = [each for each in results if isinstance(each, recovery.Done)]
    assert len(done) == 1
    assert recovery.living(done[0].secret)


def test_two_who_ask_at_once_have_asked_once():
    person = with_a_key(a_writer())

    def ask(by):
        return lambda: recovery.ask_for_recovery(person, by=by, reason="A sample.")

    results = at_once(ask(an_administrator()), ask(an_administrator()))
    assert sorted(type(each).__name__ for each in results) == ["Done", "ValidationError"]
    assert Recovery.objects.count() == 1
