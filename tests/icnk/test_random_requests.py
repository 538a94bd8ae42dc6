"""10,000 random requests to all URLs, anonymous and signed in: none causes a server error."""

import logging
from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, connection, transaction
from django.test import Client

from tests.icnk.random_requests import Fields, Odd
from tests.sample_newsroom import a_newsroom, routes

pytestmark = pytest.mark.django_db
TOKEN = "a" * 32
SEEDS, OF_EACH = range(4 if connection.vendor == "sqlite" else 2), 2500


@pytest.fixture
def _silent():
    """Disable logging: thousands of refusals are expected."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@contextmanager
def connection_kept():
    """Keep the connection open between requests, as Django's test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


@pytest.fixture
def odd(settings, _silent):
    """Return a function that makes the requests of a seed."""
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    newsroom = a_newsroom()
    paths, clients = [newsroom.path(name, route) for name, route in routes()], []
    for who in ("superuser", "superuser", "publisher", "writer", "outsider"):
        clients.append(Client())
        clients[-1].force_login(newsroom.people[who])
    sessions = [client.cookies["sessionid"].value for client in clients]

    def of_seed(seed):
        requests = Odd(seed, paths, sessions, TOKEN)
        for path in paths:
            if path != "/admin/logout/":
                requests.forms[path.encode()] = forms_of(clients[0].get(path))
        return requests

    return of_seed


def forms_of(response):
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return Fields(response.content.decode()).found if html else []


def status_of(handler, environ) -> int:
    """Return the status after reading the whole response. Changes are rolled back."""
    given = []
    with connection_kept(), transaction.atomic():
        response = handler(environ, lambda status, headers: given.append((int(status[:3]), headers)))
        for _part in response:
            pass
        response.close()
        transaction.set_rollback(True)
    ((status, headers),) = given
    assert "Content-Security-Policy" in dict(headers)
    return status


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_random_requests_cause_no_server_error(odd, seed):
    requests, handler, faults, raised = odd(seed), WSGIHandler(), [], []
    note = lambda **_signal: raised.append(True)  # noqa: E731 - kept alive here, as signals hold it weakly
    got_request_exception.connect(note)
    for _number in range(OF_EACH):
        environ = requests.environ()
        raised.clear()
        if status_of(handler, environ) >= 500 or raised:
            body = environ["wsgi.input"].getvalue()
            faults.append({name: str(value)[:300] for name, value in environ.items()} | {"body": body[:600]})
    got_request_exception.disconnect(note)
    assert faults == []
