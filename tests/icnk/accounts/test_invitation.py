"""Invitations: how they are made and used, and the enrolment that they open."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from icnk.accounts import recovery
from icnk.accounts.models import Invitation
from tests.factories import a_publisher, a_writer, an_administrator, an_editor
from tests.virtual_authenticator import Device

from .helpers import a_stored_passkey, get_open_enrolment, mailed_subjects, with_passkey

pytestmark = pytest.mark.django_db
ENROL = reverse("account:enrol")


def link(token):
    return reverse("account:invitation", args=[token])


def test_invitation_is_used_once():
    token = recovery.invite(a_writer()).secret
    assert recovery.get_open_invitation(token)
    assert recovery.get_open_invitation(token)
    assert recovery.use_invitation(token)
    assert recovery.get_open_invitation(token) is None
    assert recovery.use_invitation(token) is None


@pytest.mark.parametrize(("ahead", "lives"), [({"hours": 23, "minutes": 59}, True), ({"hours": 24}, False)])
def test_invitation_expires_after_a_day(advance_clock, ahead, lives):
    token = recovery.invite(a_writer()).secret
    advance_clock(**ahead)
    assert bool(recovery.get_open_invitation(token)) is lives
    assert bool(recovery.use_invitation(token)) is lives


def test_new_invitation_replaces_former_one():
    person = a_writer()
    former, fresh = recovery.invite(person).secret, recovery.invite(person).secret
    assert recovery.use_invitation(former) is None
    assert recovery.use_invitation(fresh)


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_invitation_of_former_staff_is_refused(field):
    person = a_writer()
    token = recovery.invite(person).secret
    setattr(person, field, False)
    person.save()
    assert recovery.use_invitation(token) is None


def test_invitation_is_refused_when_person_outranks_its_maker():
    """Otherwise an administrator could keep an invitation until its person is a superuser."""
    person = a_writer()
    token = recovery.invite(person, by=an_administrator()).secret
    person.is_superuser = True
    person.save()
    assert recovery.use_invitation(token) is None
    assert recovery.use_invitation(recovery.invite(person, by=an_editor()).secret)


@pytest.mark.parametrize("end", [{"is_active": False}, {"is_staff": False}, {"groups": []}])
def test_invitation_is_refused_when_its_maker_lost_permission(end):
    """Former staff must not get in with invitations that they made before."""
    maker = an_administrator()
    token = recovery.invite(a_writer(), by=maker).secret
    if "groups" in end:
        maker.groups.clear()
    else:
        type(maker).objects.filter(pk=maker.pk).update(**end)
    assert recovery.get_open_invitation(token) is None
    assert recovery.use_invitation(token) is None


def test_person_with_passkey_is_not_invited():
    person = with_passkey(a_writer())
    with pytest.raises(ValidationError, match="recovery"):
        recovery.invite(person, by=an_administrator())


def test_first_invitation_is_refused_once_person_has_passkey():
    person = a_writer()
    token = recovery.invite(person).secret
    a_stored_passkey(person)
    assert recovery.use_invitation(token) is None


@pytest.mark.parametrize("make", [a_writer, a_publisher])
def test_writers_and_publishers_cannot_invite(make):
    with pytest.raises(PermissionDenied):
        recovery.invite(a_writer(), by=make())


def test_administrator_cannot_invite_superuser_or_themselves():
    administrator = an_administrator()
    for person in (an_editor(), administrator):
        with pytest.raises(PermissionDenied):
            recovery.invite(person, by=administrator)


def test_invitation_is_not_used_by_get_or_head(client):
    person = a_writer()
    token = recovery.invite(person).secret
    for _time in range(3):
        page = client.get(link(token))
        assert page.status_code == 200
        assert person.username in page.content.decode()
        client.head(link(token))
    assert Invitation.objects.get().used_at is None
    assert get_open_enrolment(client) == (None, "")


def test_invitation_post_opens_enrolment(client):
    person = a_writer()
    response = client.post(link(recovery.invite(person).secret))
    assert (response.status_code, response.url) == (302, ENROL)
    assert get_open_enrolment(client) == (person, f"invitation:{Invitation.objects.get().pk}")
    assert client.get(ENROL).status_code == 200


def test_invitation_post_signs_out_former_user(client):
    client.force_login(an_administrator())
    client.post(link(recovery.invite(a_writer()).secret))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("by", ["a recovery", "another link"])
def test_new_invitation_closes_enrolment_of_former_one(client, by):
    """A thief who has used the former link must not add a passkey after the person has a new link."""
    person = a_writer()
    client.post(link(recovery.invite(person).secret))
    assert client.get(ENROL).status_code == 200
    {"a recovery": recovery.recover_from_shell, "another link": recovery.invite}[by](person)
    assert get_open_enrolment(client) == (None, "")
    assert client.get(ENROL).status_code == 403
    assert client.post(reverse("account:enrolment_options")).status_code == 403


def test_invitation_is_not_used_without_csrf_token():
    token = recovery.invite(a_writer()).secret
    assert Client(enforce_csrf_checks=True).post(link(token)).status_code == 403
    assert recovery.get_open_invitation(token)


def a_used_link():
    token = recovery.invite(a_writer()).secret
    recovery.use_invitation(token)
    return token


def a_replaced_link():
    person = a_writer()
    token = recovery.invite(person).secret
    recovery.invite(person)
    return token


def an_expired_link():
    token = recovery.invite(a_writer()).secret
    invitation = Invitation.objects.get()
    Invitation.objects.update(expires_at=invitation.made_at)
    return token


def a_link_of_somebody_ended():
    person = a_writer()
    token = recovery.invite(person).secret
    person.is_active = False
    person.save()
    return token


@pytest.mark.parametrize("method", ["get", "post", "head", "options", "put"])
@pytest.mark.parametrize("make", [a_used_link, a_replaced_link, an_expired_link, a_link_of_somebody_ended])
def test_invalid_invitation_answers_like_unknown_address(make, method):
    token, never = make(), "n" * 43

    def ask(address):
        response = getattr(Client(), method)(address)
        body = response.content.decode().replace(token, never)
        return response.status_code, body, dict(response.headers), response.cookies.output()

    assert ask(link(token)) == ask(link(never))
    assert ask(link(token))[0] == (404 if method in ("get", "post", "head") else 405)
    assert ask(link(token)) == ask("/account/never/" + token + "/")


def test_invitation_page_is_not_cached_or_indexed(client):
    headers = client.get(link(recovery.invite(a_writer()).secret)).headers
    assert headers["Cache-Control"] == "no-store, private"
    assert "noindex" in headers["X-Robots-Tag"]
    assert headers["Referrer-Policy"] == "same-origin"  # a form's POST needs one of this site, for CSRF


@pytest.mark.usefixtures("passkeys_required")
def test_invited_person_adds_passkey_and_signs_in(client, mailoutbox, django_capture_on_commit_callbacks):
    """Add a passkey as a browser does, with a virtual authenticator."""
    person, device = a_writer(email="ada@example.org"), Device()
    client.post(link(recovery.invite(person).secret))
    mailoutbox.clear()
    answer = device.create(client.post(reverse("account:enrolment_options")).json())
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(ENROL, {"credential": answer, "name": "Phone"}).url == reverse("account:sign_in")
    assert mailed_subjects(mailoutbox) == {"ada@example.org": "A passkey was added"}
    assert client.get(reverse("admin:index")).status_code == 302  # not before the key was used
    answer = device.get(client.post(reverse("account:sign_in_options")).json())
    assert client.post(reverse("account:sign_in"), {"credential": answer}).url == reverse("admin:index")
    assert client.get(reverse("admin:index")).status_code == 200
