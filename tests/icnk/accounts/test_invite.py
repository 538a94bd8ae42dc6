"""`manage.py invite`: the way to the first key of a newsroom, and the last resort."""

import io
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from icnk.accounts import recovery
from icnk.accounts.models import Invitation, Recovery
from icnk.accounts.passkey_views import get_passkeys
from tests.factories import a_writer, an_administrator

from .people import an_administrator_of, told, with_a_key

pytestmark = pytest.mark.django_db


def invite(*args):
    """What it prints."""
    out = io.StringIO()
    call_command("invite", *args, stdout=out)
    return out.getvalue()


def token_in(text):
    return re.search(r"/account/link/([^/]+)/", text)[1]


def test_the_first_person_of_a_newsroom_is_invited(settings):
    settings.SITE_URL = "https://newsroom.example.org"
    words = invite("ada", "--superuser", "--name", "Ada Sample", "--email", "ada@example.org")
    assert "    https://newsroom.example.org/account/link/" in words
    person = recovery.living(token_in(words)).person
    assert (person.username, person.get_full_name(), person.email) == ("ada", "Ada Sample", "ada@example.org")
    assert (person.is_staff, person.is_superuser, person.has_usable_password()) == (True, True, False)
    assert Invitation.objects.get().made_by is None


def test_a_new_person_has_the_role_that_was_said():
    invite("ada", "--role", "publisher")
    person = User.objects.get(username="ada")
    assert [group.name for group in person.groups.all()] == ["publisher"]
    assert not person.is_superuser


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["ada"], "--role or --superuser"),
        (["ada sample\n", "--superuser"], "valid username"),
        (["ada", "--superuser", "--email", "nowhere"], "valid email"),
        (["ada", "--recover"], "nobody of the name"),
    ],
)
def test_what_does_not_fit_makes_nobody(args, words):
    with pytest.raises(CommandError, match=words):
        invite(*args)
    assert not User.objects.exists()


def test_a_person_who_is_there_gets_a_link_and_no_other_rights():
    person = a_writer()
    assert recovery.living(token_in(invite(person.username))).person == person
    with pytest.raises(CommandError, match="leave out --superuser"):
        invite(person.username, "--superuser")


def test_a_person_with_a_key_is_not_invited():
    person = with_a_key(a_writer())
    with pytest.raises(CommandError, match="recovery"):
        invite(person.username)


def test_whoever_has_the_shell_recovers_alone_and_all_are_told(mailoutbox):
    an_administrator_of("admin@example.org")
    person = with_a_key(a_writer(email="ada@example.org"))
    recovery.ask_for_recovery(person, by=an_administrator(), reason="A sample.")
    told(mailoutbox)
    words = invite(person.username, "--recover")
    assert not get_passkeys(person).exists()
    assert recovery.living(token_in(words)).why == Invitation.Why.RECOVERY
    assert not Recovery.objects.filter(ended_at=None).exists()
    assert "Somebody at the server’s shell" in mailoutbox[0].body
    assert set(told(mailoutbox)) == {"admin@example.org", "ada@example.org"}
