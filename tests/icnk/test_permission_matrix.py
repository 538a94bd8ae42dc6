"""Request every URL with every method as every kind of user, and compare with permission_matrix.py."""

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.icnk.permission_matrix import METHODS_OF_NO_USE, PEOPLE, expected, missing_permissions
from tests.sample_newsroom import a_newsroom, routes
from tests.virtual_authenticator import sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TOKEN = "a" * 32  # a CSRF token that matches the cookie


@pytest.fixture
def newsroom(settings):
    settings.SECURITY_CONTACT, settings.PASSKEYS_REQUIRED = "mailto:security@example.org", True
    return a_newsroom()


def browser_of(newsroom, who):
    """Return a client signed in as this person. The account of `ended` is deactivated afterwards."""
    client = Client(enforce_csrf_checks=True, headers={"X-CSRFToken": TOKEN, "Referer": "https://testserver/"})
    client.cookies["csrftoken"] = TOKEN
    person = newsroom.people[who]
    if who == "keyless":
        client.force_login(person)
    elif person:
        sign_in_with_passkey(client, person)
    if who == "ended":
        person.is_active = False
        person.save()
    return client


def answer(client, method, path) -> str:
    """Return the result in the words of the matrix. Changes are rolled back."""
    cache.clear()  # rate limits
    cookies = client.cookies.output(header="", sep=";")
    with transaction.atomic():
        response = client.generic(method, path, secure=True)
        transaction.set_rollback(True)
    client.cookies.clear()
    client.cookies.load(cookies)
    where = response.headers.get("Location", "")
    if where:
        return "sign-in" if where.startswith("/account/sign-in/") else "moved"
    return {200: "shown", 403: "no"}.get(response.status_code, str(response.status_code))


def test_permission_matrix_covers_every_url():
    assert missing_permissions(name for name, _route in routes()) == (set(), set())


@pytest.mark.parametrize("who", PEOPLE)
def test_each_role_has_exactly_the_permissions_of_the_matrix(newsroom, who):
    client, wrong = browser_of(newsroom, who), {}
    for name, route in routes():
        path = newsroom.path(name, route)
        for method in ("GET", "HEAD", "POST", *METHODS_OF_NO_USE):
            if (found := answer(client, method, path)) != (said := expected(name, method, who)):
                wrong[name, method] = f"{said} was said, {found} came"
    assert wrong == {}
