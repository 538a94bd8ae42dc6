"""Only one of two concurrent requests for the same change succeeds."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from icnk.accounts import recovery
from icnk.accounts.models import Invitation, Recovery
from tests.factories import a_writer, an_administrator

from .helpers import with_passkey

pytestmark = pytest.mark.django_db(transaction=True)
TIMES = 4


def at_once(*acts):
    """Start the calls together. Return the result of each, or the error that it raised."""
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


def test_invitation_is_used_once_under_concurrency():
    token = recovery.invite(a_writer()).secret
    results = at_once(*[lambda: recovery.use_invitation(token)] * TIMES)
    assert len([each for each in results if each]) == 1


def test_emergency_code_is_used_once_under_concurrency():
    code = recovery.create_emergency_codes(a_writer()).secret[0]
    results = at_once(*[lambda: recovery.use_emergency_code(code)[0]] * TIMES)
    assert len([each for each in results if each]) == 1


def test_concurrent_invitations_leave_one_open():
    person = a_writer()
    tokens = [
        done.secret for done in at_once(*[lambda: recovery.invite(type(person).objects.get(pk=person.pk))] * TIMES)
    ]
    assert len([token for token in tokens if recovery.get_open_invitation(token)]) == 1
    assert Invitation.objects.filter(ended_at=None).count() == 1


def test_recovery_is_approved_once_under_concurrency():
    first, second, third = an_administrator(), an_administrator(), an_administrator()
    person = with_passkey(a_writer())
    recovery.request_recovery(person, by=first, reason="A sample.")

    def approve(by):
        return lambda: recovery.approve_recovery(Recovery.objects.get(), by=by)

    results = at_once(approve(second), approve(third))
    done = [each for each in results if isinstance(each, recovery.RecoveryResult)]
    assert len(done) == 1
    assert recovery.get_open_invitation(done[0].secret)


def test_recovery_is_requested_once_under_concurrency():
    person = with_passkey(a_writer())

    def ask(by):
        return lambda: recovery.request_recovery(person, by=by, reason="A sample.")

    results = at_once(ask(an_administrator()), ask(an_administrator()))
    assert sorted(type(each).__name__ for each in results) == ["RecoveryResult", "ValidationError"]
    assert Recovery.objects.count() == 1
