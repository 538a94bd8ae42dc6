"""The command `invite`."""

import io
import re

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from icnk.accounts import recovery
from icnk.accounts.models import Invitation, Recovery
from icnk.accounts.webauthn import get_passkeys
from tests.factories import a_writer, an_administrator

from .helpers import an_administrator_with_email, mailed_subjects, with_passkey

pytestmark = pytest.mark.django_db


def invite(*args):
    """Return the output of the command."""
    out = io.StringIO()
    call_command("invite", *args, stdout=out)
    return out.getvalue()


def token_in(text):
    return re.search(r"/account/link/([^/]+)/", text)[1]


def test_invite_creates_first_superuser(settings):
    settings.SITE_URL = "https://newsroom.example.org"
    words = invite("ada", "--superuser", "--name", "Ada Sample", "--email", "ada@example.org")
    assert "    https://newsroom.example.org/account/link/" in words
    person = recovery.get_open_invitation(token_in(words)).person
    assert (person.username, person.get_full_name(), person.email) == ("ada", "Ada Sample", "ada@example.org")
    assert (person.is_staff, person.is_superuser, person.has_usable_password()) == (True, True, False)
    assert Invitation.objects.get().made_by is None


def test_invite_assigns_role():
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
        (["ada", "--recover"], "no account ada"),
    ],
)
def test_invite_rejects_invalid_options(args, words):
    with pytest.raises(CommandError, match=words):
        invite(*args)
    assert not User.objects.exists()


def test_invite_of_existing_person_changes_no_rights():
    person = a_writer()
    assert recovery.get_open_invitation(token_in(invite(person.username))).person == person
    with pytest.raises(CommandError, match="Leave out --superuser"):
        invite(person.username, "--superuser")


def test_invite_rejects_person_with_passkey():
    person = with_passkey(a_writer())
    with pytest.raises(CommandError, match="recovery"):
        invite(person.username)


def test_invite_recover_needs_no_approval_and_is_mailed(mailoutbox):
    an_administrator_with_email("admin@example.org")
    person = with_passkey(a_writer(email="ada@example.org"))
    recovery.request_recovery(person, by=an_administrator(), reason="A sample.")
    mailed_subjects(mailoutbox)
    words = invite(person.username, "--recover")
    assert not get_passkeys(person).exists()
    assert recovery.get_open_invitation(token_in(words)).purpose == Invitation.Purpose.RECOVERY
    assert not Recovery.objects.filter(ended_at=None).exists()
    assert "Somebody at the server’s shell" in mailoutbox[0].body
    assert set(mailed_subjects(mailoutbox)) == {"admin@example.org", "ada@example.org"}
