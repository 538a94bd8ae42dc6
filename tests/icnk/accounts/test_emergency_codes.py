"""Emergency codes: their format, their pages, and the enrolment that they open."""

import math
import re

import pytest
from django.test import Client
from django.urls import reverse

from icnk.accounts import recovery
from icnk.accounts.models import EmergencyCode
from icnk.accounts.recovery import ALPHABET, RANDOM_LENGTH, format_code, generate_code, normalize_code
from tests.factories import a_publisher, a_writer, an_editor
from tests.virtual_authenticator import sign_in_with_passkey

from .helpers import a_stored_passkey, get_open_enrolment

pytestmark = pytest.mark.django_db
EMERGENCY = reverse("account:emergency_code")
CODES = reverse("account:emergency_codes")
ENROL = reverse("account:enrol")


def test_code_has_128_random_bits():
    assert RANDOM_LENGTH * math.log2(len(ALPHABET)) >= 128
    assert len({generate_code() for _number in range(1000)}) == 1000


def test_alphabet_has_no_lookalikes():
    assert not set("01OIL") & set(ALPHABET)


@pytest.mark.parametrize(
    "spelt",
    [
        str,
        str.lower,
        format_code,
        lambda code: f"  {format_code(code).replace('-', ' ')}\n",
        lambda code: "–".join(code),
    ],
)
def test_normalize_code_ignores_case_and_separators(spelt):
    code = generate_code()
    assert normalize_code(spelt(code)) == code


def test_normalize_code_detects_wrong_and_swapped_characters():
    code = generate_code()
    for place, right in enumerate(code):
        for sign in set(ALPHABET) - {right}:
            assert normalize_code(code[:place] + sign + code[place + 1 :]) == ""
        for other in range(place + 1, len(code)):
            if code[other] != right:
                swapped = list(code)
                swapped[place], swapped[other] = swapped[other], swapped[place]
                assert normalize_code("".join(swapped)) == ""


@pytest.mark.parametrize("text", ["", "A", "2" * 27, "2" * 29, "0" * 28, "é" * 28, "2\0" * 14, "ß" * 14])
def test_normalize_code_rejects_other_text(text):
    assert normalize_code(text) == ""


def test_code_is_used_once():
    person = a_publisher()
    code, *others = recovery.create_emergency_codes(person).secret
    assert recovery.use_emergency_code(code.lower())[0].person == person
    assert recovery.use_emergency_code(code) == (None, True)
    assert recovery.use_emergency_code(others[0])[0]


def test_new_codes_replace_former_ones():
    person = a_publisher()
    former, fresh = recovery.create_emergency_codes(person).secret, recovery.create_emergency_codes(person).secret
    assert recovery.use_emergency_code(former[0]) == (None, True)
    assert recovery.use_emergency_code(fresh[0])[0]


def test_codes_of_former_staff_are_refused():
    person = a_publisher()
    code = recovery.create_emergency_codes(person).secret[0]
    person.is_active = False
    person.save()
    assert recovery.use_emergency_code(code) == (None, True)
    person.is_active = True
    person.save()
    assert recovery.use_emergency_code(code) == (None, True)  # who is let in again makes new ones


def test_recovery_closes_enrolment_of_stolen_code(client):
    person = a_publisher()
    client.post(EMERGENCY, {"code": recovery.create_emergency_codes(person).secret[0]})
    assert get_open_enrolment(client)[0] == person
    recovery.recover_from_shell(person)
    assert get_open_enrolment(client) == (None, "")


def test_emergency_code_opens_enrolment_but_not_desk(client):
    person = a_publisher()
    code = recovery.create_emergency_codes(person).secret[0]
    response = client.post(EMERGENCY, {"code": code.lower().replace("-", " ")})
    assert (response.status_code, response.url) == (302, ENROL)
    assert get_open_enrolment(client)[0] == person
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
    """Otherwise the printed codes would be invalid, and people would notice only when they need one."""
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
