"""The pages of a link and of emergency codes: what they open, and that a dead one tells nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from icnk.accounts import enrolment, recovery
from icnk.accounts.models import EmergencyCode, Invitation
from tests.factories import a_publisher, a_writer, an_administrator, an_editor
from tests.virtual_authenticator import Device, a_passkey_of, sign_in_with_passkey

from .helpers import a_stored_passkey, mailed_subjects

pytestmark = pytest.mark.django_db
EMERGENCY = reverse("account:emergency_code")
CODES = reverse("account:emergency_codes")
ENROL = reverse("account:enrol")


def link(token):
    return reverse("account:invitation", args=[token])


def enrols(client):
    """For whom this browser may add a key."""
    request = type("Request", (), {"session": client.session})
    return enrolment.get_enrolment(request)


def test_invitation_is_not_used_by_get_or_head(client):
    person = a_writer()
    token = recovery.invite(person).secret
    for _time in range(3):
        page = client.get(link(token))
        assert page.status_code == 200
        assert person.username in page.content.decode()
        client.head(link(token))
    assert Invitation.objects.get().used_at is None
    assert enrols(client) == (None, "")


def test_invitation_post_opens_enrolment(client):
    person = a_writer()
    response = client.post(link(recovery.invite(person).secret))
    assert (response.status_code, response.url) == (302, ENROL)
    assert enrols(client) == (person, f"invitation:{Invitation.objects.get().pk}")
    assert client.get(ENROL).status_code == 200


def test_invitation_post_signs_out_former_user(client):
    client.force_login(an_administrator())
    client.post(link(recovery.invite(a_writer()).secret))
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("by", ["a recovery", "another link"])
def test_new_invitation_closes_enrolment_of_former_one(client, by):
    """A thief who was quicker with it adds no key beside the one that the person then makes."""
    person = a_writer()
    client.post(link(recovery.invite(person).secret))
    assert client.get(ENROL).status_code == 200
    {"a recovery": recovery.recover_from_shell, "another link": recovery.invite}[by](person)
    assert enrols(client) == (None, "")
    assert client.get(ENROL).status_code == 403
    assert client.post(reverse("account:enrolment_options")).status_code == 403


def test_recovery_closes_enrolment_of_stolen_code(client):
    person = a_publisher()
    client.post(EMERGENCY, {"code": recovery.create_emergency_codes(person).secret[0]})
    assert enrols(client)[0] == person
    recovery.recover_from_shell(person)
    assert enrols(client) == (None, "")


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


def test_emergency_code_opens_enrolment_but_not_desk(client):
    person = a_publisher()
    code = recovery.create_emergency_codes(person).secret[0]
    response = client.post(EMERGENCY, {"code": code.lower().replace("-", " ")})
    assert (response.status_code, response.url) == (302, ENROL)
    assert enrols(client)[0] == person
    assert client.get(reverse("admin:index")).status_code == 302


def test_wrong_and_used_codes_get_same_answer(client):
    used = recovery.create_emergency_codes(a_publisher()).secret[0]
    recovery.use_emergency_code(used)
    wrong = recovery.format_code(recovery.generate_code())

    def answer(code):
        page = Client().post(EMERGENCY, {"code": code}).content.decode()
        return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(code, "")

    assert "opens nothing" in answer(used)
    assert answer(used) == answer(wrong)


def test_misspelt_code_is_reported_and_uses_nothing(client):
    code = recovery.create_emergency_codes(a_publisher()).secret[0]
    other = next(sign for sign in recovery.ALPHABET if sign != code[0])
    assert "A sign is wrong" in client.post(EMERGENCY, {"code": other + code[1:]}).content.decode()
    assert EmergencyCode.objects.filter(used_at=None).count() == recovery.CODES_PER_SET


def test_code_rate_limit_applies_to_one_address(client):
    code = recovery.create_emergency_codes(a_publisher()).secret[0]
    wrong = recovery.generate_code()
    answers = [client.post(EMERGENCY, {"code": wrong}, REMOTE_ADDR="203.0.113.9").status_code for _time in range(40)]
    assert answers[-1] == 429
    assert client.post(EMERGENCY, {"code": code}, REMOTE_ADDR="203.0.113.9").status_code == 429
    assert client.post(EMERGENCY, {"code": code}, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_codes_are_shown_once(client):
    client.force_login(a_publisher())
    page = client.post(CODES)
    shown = re.findall(r"<code>([^<]+)</code>", page.content.decode())
    assert len(shown) == recovery.CODES_PER_SET
    assert page.headers["Cache-Control"] == "no-store, private"
    again = client.get(CODES).content.decode()
    assert "3 codes of yours are sealed" in again
    assert not [code for code in shown if code in again]
    assert recovery.use_emergency_code(shown[0])[0]


def test_codes_page_reload_does_not_replace_codes(client):
    """Else what was printed is worth nothing, and nobody finds out before the day that it is needed."""
    client.force_login(a_publisher())
    for _set in range(2):
        sent = {"newest": re.search(r'name="newest" value="(\d*)"', client.get(CODES).content.decode())[1]}
        (printed, *_others) = re.findall(r"<code>([^<]+)</code>", client.post(CODES, sent).content.decode())
        again = client.post(CODES, sent).content.decode()
        assert "<code>" not in again
        assert "No new codes were made" in again
    assert recovery.use_emergency_code(printed)[0]


def test_codes_are_created_only_for_signed_in_user(client):
    assert client.post(CODES).status_code == 302
    assert not EmergencyCode.objects.exists()
    person = a_writer()
    client.force_login(person)
    client.post(CODES, {"person": an_editor().pk})
    assert {code.person for code in EmergencyCode.objects.all()} == {person}


@pytest.mark.usefixtures("passkeys_required")
def test_codes_require_reauthentication(client):
    person = a_publisher()
    sign_in_with_passkey(client, person, recent=False)
    assert client.post(CODES).status_code == 403
    assert not EmergencyCode.objects.exists()
    sign_in_with_passkey(client, person)
    assert client.post(CODES).status_code == 200
    assert EmergencyCode.objects.count() == recovery.CODES_PER_SET


@pytest.mark.usefixtures("passkeys_required")
def test_invited_person_adds_passkey_and_signs_in(client, mailoutbox, django_capture_on_commit_callbacks):
    """As a browser does it, with a device of software."""
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


def test_code_pages_warn_when_mail_fails(client, settings):
    settings.EMAIL_BACKEND = "tests.releases.admin.broken_mail.Backend"
    person = a_publisher(email="ada@example.org")
    client.force_login(person)
    page = client.post(CODES).content.decode()
    assert "the mails about it could not be sent" in page
    client.logout()
    (code, *_others) = re.findall(r"<code>([^<]+)</code>", page)
    assert (
        "the mails about it could not be sent" in client.post(EMERGENCY, {"code": code}, follow=True).content.decode()
    )


def test_dashboard_shows_used_code_for_a_week(client, monkeypatch):
    person = a_publisher()
    a_stored_passkey(person)
    recovery.use_emergency_code(recovery.create_emergency_codes(person).secret[0])
    client.force_login(a_writer())
    words = f"An emergency code of {person.username} was used"
    assert words in client.get(reverse("admin:index")).content.decode()
    used_at = EmergencyCode.objects.get(used_at__isnull=False).used_at
    monkeypatch.setattr("icnk.accounts.admin_views.CODE_NOTICE_PERIOD", used_at - used_at)
    assert words not in client.get(reverse("admin:index")).content.decode()


def test_removed_passkey_is_mailed(client, mailoutbox, django_capture_on_commit_callbacks):
    person = a_writer(email="ada@example.org")
    keys = [a_passkey_of(person) for _number in range(2)]
    sign_in_with_passkey(client, person)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("account:passkey", args=[keys[1].pk]), {"remove": "1"})
    assert mailed_subjects(mailoutbox) == {"ada@example.org": "A passkey was removed"}
