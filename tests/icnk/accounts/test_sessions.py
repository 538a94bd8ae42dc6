"""Sessions: how long they last, and what ends them."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from icnk.accounts import sessions
from icnk.accounts.sessions import describe_browser
from tests.factories import an_administrator, an_editor
from tests.virtual_authenticator import a_passkey_of, sign_in_with_passkey

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("passkeys_required")]

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"
CHROME = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 Version/19.0 Mobile/15E Safari/604.1"
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (FIREFOX, "Firefox, Windows"),
        (CHROME, "Chrome, Android"),
        (SAFARI, "Safari, iPhone"),
        (f"{CHROME} Edg/143.0", "Edge, Android"),
        ("<b>curl/8", "<b>curl/8"),
        ("", "unknown"),
    ],
)
def test_describe_browser(line, words):
    assert describe_browser(line) == words


@pytest.fixture
def person():
    return an_editor()


@pytest.fixture
def clock(monkeypatch):
    """Move the clock of `sessions`."""
    passed, now = [timedelta()], timezone.now

    def move(**by):
        passed[0] += timedelta(**by)

    monkeypatch.setattr(timezone, "now", lambda: now() + passed[0])
    return move


def opens(client):
    return client.get(reverse("admin:index")).status_code == 200


def test_session_ends_after_half_an_hour_idle(client, person, clock, audit_events):
    sign_in_with_passkey(client, person)
    clock(minutes=29)
    assert opens(client)
    clock(minutes=29)
    assert opens(client)
    clock(minutes=31)
    assert not opens(client)
    assert audit_events()[-2:] == [("session.ended", "idle"), ("desk.refused", "idle")]
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()


def test_session_ends_after_twelve_hours(client, person, clock, audit_events):
    sign_in_with_passkey(client, person)
    Session.objects.update(expire_date=timezone.now() + timedelta(days=2))  # as where something was written meanwhile
    for _ in range(12 * 3 - 1):
        clock(minutes=20)
        assert opens(client)
    clock(minutes=21)
    assert not opens(client)
    assert ("session.ended", "too long") in audit_events()


def test_heartbeat_does_not_extend_session(client, person, clock):
    """The release form sends an empty POST every 30 seconds while it is open."""
    sign_in_with_passkey(client, person)
    for _ in range(3):
        clock(minutes=10)
        client.post("/admin/search/", b"", content_type="text/plain")
    clock(minutes=1)
    assert not opens(client)


def test_posted_form_extends_session(client, person, clock):
    sign_in_with_passkey(client, person)
    for _ in range(3):
        clock(minutes=29)
        client.post("/admin/search/", {"typed": "words"})
    assert opens(client)


def test_last_seen_is_written_once_a_minute(client, person, clock, django_assert_num_queries):
    sign_in_with_passkey(client, person)
    session = UserSession.objects.get()

    def seen():
        assert opens(client)
        return UserSession.objects.get(pk=session.pk).last_seen_at

    clock(seconds=50)
    assert seen() == session.last_seen_at
    clock(seconds=11)
    later = seen()
    assert later > session.last_seen_at
    assert seen() == later


@pytest.mark.parametrize("seconds", [-60, 0, 61])
def test_session_check_takes_one_query(client, person, seconds, clock, django_assert_max_num_queries):
    sign_in_with_passkey(client, person)
    clock(seconds=seconds)
    with django_assert_max_num_queries(3 + (seconds > 60)):  # the session, the person, whether it counts; noting it
        assert client.get("/account/sign-in/").status_code == 302


def test_copied_cookie_is_refused_after_sign_out(client, person, audit_events):
    sign_in_with_passkey(client, person)
    copied = client.cookies["sessionid"].value
    assert client.post("/account/sign-out/").url == "/account/sign-in/"
    client.cookies["sessionid"] = copied
    assert not opens(client)
    assert "sign_out" in audit_events()


def test_admin_logout_redirects_to_sign_in(client, person):
    sign_in_with_passkey(client, person)
    assert client.post("/admin/logout/").url == "/account/sign-in/"
    assert not opens(client)
    assert not UserSession.objects.exists()


def test_own_sessions_are_listed_and_ended(client, person, audit_events):
    other = type(client)()
    sign_in_with_passkey(other, person)
    UserSession.objects.update(user_agent=FIREFOX, ip="192.0.2.9")
    sign_in_with_passkey(client, person)
    stranger = an_editor()
    sign_in_with_passkey(type(client)(), stranger)
    page = client.get("/account/sessions/").content.decode()
    assert "Firefox, Windows" in page
    assert "192.0.2.9" in page
    assert page.count('name="end"') == 2
    client.post("/account/sessions/", {"end": UserSession.objects.get(user_agent=FIREFOX).pk})
    assert not opens(other)
    assert opens(client)
    client.post("/account/sessions/", {"end": UserSession.objects.get(user=stranger).pk})
    assert UserSession.objects.filter(user=stranger).exists()
    assert audit_events().count(("session.ended", "owner")) == 1


def test_all_other_sessions_are_ended(client, person):
    others = [type(client)(), type(client)()]
    for each in [*others, client]:
        sign_in_with_passkey(each, person)
    client.post("/account/sessions/", {"others": "1"})
    assert [opens(each) for each in [*others, client]] == [False, False, True]


def test_ending_current_session_signs_out(client, person):
    sign_in_with_passkey(client, person)
    answer = client.post("/account/sessions/", {"end": UserSession.objects.get().pk}, follow=True)
    assert answer.status_code == 200
    assert not opens(client)


@pytest.mark.parametrize("end", ["x", "-1", "", "9" * 30, "½"])
def test_invalid_session_id_ends_no_session(client, person, end):
    sign_in_with_passkey(client, person)
    client.post("/account/sessions/", {"end": end})
    assert opens(client)


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_former_staff_are_signed_out_for_good(client, person, field):
    sign_in_with_passkey(client, person)
    setattr(person, field, False)
    person.save()
    assert not opens(client)
    setattr(person, field, True)
    person.save()
    assert not opens(client)


@pytest.mark.parametrize("field", ["is_active", "is_staff"])
def test_former_staff_are_signed_out_after_database_update(client, person, field):
    sign_in_with_passkey(client, person)
    type(person).objects.filter(pk=person.pk).update(**{field: False})
    assert not opens(client)


def test_deleted_person_is_signed_out(client, person):
    sign_in_with_passkey(client, person)
    person.delete()
    assert not opens(client)


def test_deactivation_in_admin_ends_sessions(client, person):
    person = an_editor(is_superuser=False)
    sign_in_with_passkey(client, person)
    administrator = type(client)()
    sign_in_with_passkey(administrator, an_administrator())
    answer = administrator.post(reverse("admin:auth_user_change", args=[person.pk]), {"username": person.username})
    assert answer.status_code == 302
    assert not opens(client)
    assert not UserSession.objects.filter(user=person).exists()


def test_session_ends_when_its_passkey_is_deleted(client, person):
    key = sign_in_with_passkey(client, person)
    a_passkey_of(person)
    key.delete()
    assert not opens(client)


def test_expired_sessions_are_deleted_at_next_sign_in(client, person, clock):
    sign_in_with_passkey(client, person)
    clock(minutes=31)
    sign_in_with_passkey(type(client)(), an_editor())
    assert not UserSession.objects.filter(user=person).exists()


def test_sign_in_works_without_client_address(client, person):
    client.defaults["REMOTE_ADDR"] = ""
    sign_in_with_passkey(client, person)
    assert client.get("/account/sessions/").status_code == 200
    assert client.post("/account/sign-in/question/").status_code == 200


def test_end_all_sessions_returns_count(client, person):
    sign_in_with_passkey(client, person)
    sign_in_with_passkey(type(client)(), person)
    assert sessions.end_all_sessions(person, why="recovery") == 2
    assert not opens(client)
