"""The admin pages for invitations and recoveries."""

import re

import pytest
from django.urls import reverse

from icnk.accounts import recovery
from icnk.accounts.models import Invitation, Recovery
from icnk.accounts.webauthn import get_passkeys
from tests.factories import a_publisher, a_writer, an_administrator, an_editor
from tests.virtual_authenticator import sign_in_with_passkey

from .conftest import HttpsClient
from .helpers import a_stored_passkey, with_passkey

pytestmark = pytest.mark.django_db


def page_of(person, name):
    return reverse(f"admin:auth_user_{name}", args=[person.pk])


def token_in(page):
    return re.search(r"https://testserver/account/link/([^/]+)/", page.content.decode())[1]


def text(response):
    return " ".join(response.content.decode().split())


def test_administrator_invites_person(client):
    person = a_writer()
    client.force_login(an_administrator())
    assert page_of(person, "invite") in text(client.get(page_of(person, "change")))
    assert not Invitation.objects.exists()
    page = client.post(page_of(person, "invite"))
    assert "no-store" in page.headers["Cache-Control"]
    assert recovery.get_open_invitation(token_in(page)).person == person
    again = client.get(page_of(person, "invite"))
    assert token_in(page) not in text(again)
    assert "A link made before is good until" in text(again)


def test_invite_page_reload_does_not_replace_link(client):
    person = a_writer()
    client.force_login(an_administrator())
    for _link in range(2):
        sent = {"open": re.search(r'name="open" value="(\d*)"', text(client.get(page_of(person, "invite"))))[1]}
        handed_over = token_in(client.post(page_of(person, "invite"), sent))
        again = text(client.post(page_of(person, "invite"), sent))
        assert "A link was made meanwhile" in again
        assert recovery.get_open_invitation(handed_over)


def test_invite_page_links_to_recovery_when_person_has_passkey(client):
    person = with_passkey(a_writer())
    client.force_login(an_administrator())
    page = client.get(page_of(person, "invite"))
    assert page_of(person, "recovery") in text(page)
    assert "Make the link" not in text(page)
    assert "helped by a recovery" in text(client.post(page_of(person, "invite")))
    assert not Invitation.objects.exists()


def test_two_administrators_recover_person(client):
    first, second, person = an_administrator(), an_administrator(), with_passkey(a_publisher())
    client.force_login(first)
    address = page_of(person, "recovery")
    assert client.post(address, {"reason": "Both <b>lost</b> in Sampletown."}).status_code == 302
    page = text(client.get(address))
    assert "Another administrator has to approve it." in page
    assert "_approve" not in page
    shown = {"shown": Recovery.objects.get().pk}
    assert client.post(address, shown | {"_approve": "1"}).status_code == 403

    client.force_login(second)
    assert address in text(client.get(reverse("admin:index")))
    page = text(client.get(address))
    assert "Both &lt;b&gt;lost&lt;/b&gt; in Sampletown." in page
    token = token_in(client.post(address, shown | {"_approve": "1"}))
    assert recovery.get_open_invitation(token).person == person
    assert not get_passkeys(person).exists()
    assert token not in text(client.get(address))
    history = text(client.get(page_of(person, "history")))
    assert "A recovery was asked for." in history
    assert "The recovery was approved" in history


def test_recovery_is_not_approved_without_its_id(client):
    person = with_passkey(a_publisher())
    recovery.request_recovery(person, by=an_administrator(), reason="A sample.")
    client.force_login(an_administrator())
    for shown in ("", "0", "x"):
        page = client.post(page_of(person, "recovery"), {"_approve": "1", "shown": shown})
        assert "approved, called off or expired meanwhile" in text(page)
    assert get_passkeys(person).exists()


def test_recovery_is_cancelled(client):
    person = with_passkey(a_publisher())
    recovery.request_recovery(person, by=an_administrator(), reason="A sample.")
    client.force_login(an_administrator())
    client.post(page_of(person, "recovery"), {"_call_off": "1", "shown": Recovery.objects.get().pk})
    assert Recovery.objects.get().ended_at
    assert get_passkeys(person).exists()
    assert "Ask for the recovery" in text(client.get(page_of(person, "recovery")))


def test_recovery_requires_reason(client):
    person = with_passkey(a_publisher())
    client.force_login(an_administrator())
    assert "This field is required." in text(client.post(page_of(person, "recovery"), {"reason": " "}))
    assert not Recovery.objects.exists()


@pytest.mark.usefixtures("passkeys_required")
def test_invite_and_recovery_require_reauthentication(client):
    new, person = a_writer(), with_passkey(a_writer())
    sign_in_with_passkey(client, an_administrator(), recent=False)
    assert client.get(page_of(new, "invite")).status_code == 200
    assert client.post(page_of(new, "invite")).status_code == 403
    page = client.post(page_of(person, "recovery"), {"reason": "Both were lost."})
    assert (page.status_code, "Both were lost." in text(page)) == (403, True)  # it comes back with the question
    assert not Invitation.objects.exists()
    assert not Recovery.objects.exists()
    sign_in_with_passkey(client, an_administrator())
    client.post(page_of(new, "invite"))
    client.post(page_of(person, "recovery"), {"reason": "Both were lost."})
    assert (Invitation.objects.count(), Recovery.objects.count()) == (1, 1)


@pytest.mark.usefixtures("passkeys_required")
def test_recovery_ends_sessions_of_person(client):
    person, theirs = a_publisher(), HttpsClient()
    sign_in_with_passkey(theirs, person)
    assert theirs.get(reverse("admin:index")).status_code == 200
    recovery.request_recovery(person, by=an_administrator(), reason="It was stolen.")
    recovery.approve_recovery(Recovery.objects.get(), by=an_administrator())
    assert theirs.get(reverse("admin:index")).status_code == 302


@pytest.mark.parametrize("name", ["invite", "recovery"])
def test_invite_and_recovery_pages_are_forbidden_to_others(client, name):
    person, boss, administrator = a_writer(), an_editor(), an_administrator()
    a_stored_passkey(boss)
    for user, whom in [(a_publisher(), person), (a_writer(), person), (administrator, boss), (person, person)]:
        client.force_login(user)
        assert client.get(page_of(whom, name)).status_code == 403
        assert client.post(page_of(whom, name), {"reason": "A sample."}).status_code == 403
    client.force_login(administrator)
    assert client.get(page_of(administrator, name)).status_code == 403
    for nobody in ("nobody", "9" * 30, "\0"):
        assert client.get(reverse(f"admin:auth_user_{name}", args=[nobody])).status_code == 403
    assert not Invitation.objects.exists()
    assert not Recovery.objects.exists()


def test_dashboard_hides_recoveries_from_publishers(client):
    recovery.request_recovery(with_passkey(a_writer()), by=an_administrator(), reason="A sample.")
    client.force_login(a_publisher())
    assert "for the recovery" not in text(client.get(reverse("admin:index")))


def test_people_list_shows_passkeys_and_invitations(client):
    person = a_writer()
    a_stored_passkey(person)
    a_stored_passkey(person)
    recovery.invite(other := a_publisher())
    client.force_login(an_administrator())
    page = client.get(reverse("admin:auth_user_changelist"), {"q": person.username}).content.decode()
    assert '<td class="field-passkeys">2</td>' in page
    page = client.get(reverse("admin:auth_user_changelist"), {"q": other.username}).content.decode()
    assert '<td class="field-passkeys">0</td>' in page
    assert re.search(r'<td class="field-invited nowrap">\w', page)
