"""Signing in with a passkey, in a real browser with a virtual authenticator."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from fido2.utils import websafe_decode, websafe_encode

from releases.models import Edition
from tests.browser.sign_in import (
    SCREEN,
    TELEPHONE,
    add_virtual_authenticator,
    fits,
    press,
    release_url,
    set_session_cookie,
    set_user_verified,
    sign_in_with_passkey,
    watch_page,
)
from tests.factories import a_draft, a_public_edition
from tests.virtual_authenticator import a_passkey_of, an_open_enrolment, expire_reauthentication

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("passkeys_required")]
SIGN_IN = "/account/sign-in/"


def get_credential(page):
    """Return the response of the passkey, made by the newsroom's own script."""
    return page.evaluate(
        """async () => {
            const { getPasskey } = await import("/static/js/admin/passkeys.js")
            return getPasskey("/account/sign-in/question/", document.querySelector("[name=csrfmiddlewaretoken]").value)
        }"""
    )


def post_credential(page, answer):
    """Post the response as the page's form does, and return the status code."""
    return page.evaluate(
        """async (credential) => {
            const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value
            const body = new URLSearchParams({ credential, csrfmiddlewaretoken })
            return (await fetch("/account/sign-in/", { method: "POST", body })).status
        }""",
        answer,
    )


def can_open_desk(page, live_server):
    page.goto(live_server.url + "/admin/")
    return page.url == live_server.url + "/admin/"


@pytest.mark.parametrize("size", [SCREEN, TELEPHONE], ids=["1280", "390"])
def test_invited_person_issues_release(enrolled_page, live_server, size):
    page = enrolled_page
    page.set_viewport_size(size)
    assert not can_open_desk(page, live_server)
    assert fits(page)
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/admin/")
    assert page.get_by_text("You have one passkey.").is_visible()
    release = a_draft(headline="The Room Opens")
    page.goto(release_url(live_server, "issue", release))
    expire_reauthentication()
    if page.locator("#id_confirmed").count():
        page.locator("#id_confirmed").check()
    press(page, "Clear and issue it")  # the touch comes between
    assert Edition.objects.get().release == release
    page.goto(live_server.url + reverse("account:passkeys"))
    assert fits(page)
    page.goto(live_server.url + reverse("account:sessions"))
    assert fits(page)
    assert page.troubles == []


def test_link_in_mail_opens_desk_when_signed_in(signed_in_page, live_server):
    """The cookies are Strict: another site's link brings none along."""
    page, wanted = signed_in_page, live_server.url + reverse("admin:search") + "?q=sample"
    mail = f'<a href="{wanted.replace("&", "&amp;")}">The release</a>'
    page.route("https://mail.example.org/", lambda route: route.fulfill(body=mail, content_type="text/html"))
    page.goto("https://mail.example.org/")
    page.get_by_role("link").click()
    page.wait_for_url(wanted)
    assert page.get_by_role("heading", name="Search").first.is_visible()


def test_password_alone_is_refused(page, live_server, person):
    person.set_password("a long sample password")
    person.save()
    page.goto(live_server.url + "/admin/login/?next=/admin/")
    assert SIGN_IN in page.url
    assert page.locator("input[type=password]").count() == 0
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    typed = {"username": person.username, "password": "a long sample password", "csrfmiddlewaretoken": token}
    page.context.request.post(live_server.url + "/admin/login/", form=typed)
    assert not can_open_desk(page, live_server)


def test_copied_cookie_is_refused_once_session_is_ended(signed_in_page, live_server, browser):
    page, thief = signed_in_page, browser.new_context()
    copied = next(cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    set_session_cookie(thief, live_server, copied["value"])
    theirs = thief.new_page()
    assert can_open_desk(theirs, live_server)
    page.goto(live_server.url + reverse("account:sessions"))
    press(page, "End")
    assert not can_open_desk(page, live_server)
    assert not can_open_desk(theirs, live_server)
    thief.close()


def test_replayed_response_is_refused(enrolled_page, live_server):
    page, sent = enrolled_page, []
    page.on("request", lambda asked: sent.append(asked.post_data_json) if asked.url.endswith(SIGN_IN) else None)
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/admin/")
    replayed = next(each["credential"] for each in sent if each)
    press(page, "Log out")
    assert post_credential(page, replayed) == 403
    get_credential(page)  # another question is open
    assert post_credential(page, replayed) == 403
    assert not can_open_desk(page, live_server)


def test_response_for_another_origin_is_refused(enrolled_page, live_server):
    page = enrolled_page
    answer = json.loads(get_credential(page))
    said = json.loads(websafe_decode(answer["response"]["clientDataJSON"]))
    assert said["origin"] == live_server.url
    said["origin"] = "https://evil.example.org"
    answer["response"]["clientDataJSON"] = websafe_encode(json.dumps(said).encode())
    assert post_credential(page, json.dumps(answer)) == 403
    assert not can_open_desk(page, live_server)


def test_passkey_is_not_offered_to_other_hosts(enrolled_page, live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = enrolled_page
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + SIGN_IN)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Passkeys belong to the newsroom’s own host name.").wait_for()
    page.goto(live_server.url.replace("localhost", "evil.localhost") + SIGN_IN)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("No passkey was chosen.").wait_for()
    assert not can_open_desk(page, live_server)


def test_unverified_device_is_refused(enrolled_page, live_server):
    page = enrolled_page
    set_user_verified(page, False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("No passkey was chosen.").wait_for()
    assert not can_open_desk(page, live_server)


def test_passkey_of_former_staff_is_refused(enrolled_page, live_server, person):
    page = enrolled_page
    person.is_active = False
    person.save()
    press(page, "Sign in with a passkey")
    assert page.get_by_text("This passkey does not open the desk.").is_visible()
    assert not can_open_desk(page, live_server)


def test_passkeys_work_under_strict_content_security_policy(page, live_server, person):
    watch_page(page, live_server)
    add_virtual_authenticator(page)
    set_session_cookie(page.context, live_server, an_open_enrolment(person))
    answer = page.goto(live_server.url + reverse("account:enrol"))
    assert "unsafe" not in answer.headers["content-security-policy"]
    press(page, "Make a passkey")
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/admin/")
    for name in ("passkeys", "sessions"):
        page.goto(live_server.url + reverse(f"account:{name}"))
    assert page.troubles == []


@pytest.mark.parametrize(
    ("size", "scheme"), [(SCREEN, "light"), (TELEPHONE, "dark")], ids=["wide and light", "narrow and dark"]
)
def test_account_pages_have_no_serious_axe_violations(page, live_server, person, size, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + SIGN_IN)
    found = {"sign in": find_serious_violations(page)}
    set_session_cookie(page.context, live_server, an_open_enrolment(person))
    page.goto(live_server.url + reverse("account:enrol"))
    found["enrol"] = find_serious_violations(page)
    sign_in_with_passkey(page.context, live_server, person, recent=False)
    a_passkey_of(person)
    for name in ("passkeys", "sessions"):
        page.goto(live_server.url + reverse(f"account:{name}"))
        found[name] = find_serious_violations(page)
    page.route("**/reauthenticate*.js", lambda route: route.abort())
    page.goto(release_url(live_server, "withdraw", a_public_edition(a_draft()).release))
    page.locator("#id_reason").fill("It was wrong.")
    press(page, "Withdraw it now")
    found["touch"] = find_serious_violations(page)
    assert not any(found.values()), found


def find_serious_violations(page):
    assert fits(page)
    violations = Axe().run(page).response["violations"]
    return [each["id"] for each in violations if each["impact"] in ("serious", "critical")]


def test_browser_without_passkeys_gets_message(page, live_server):
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(live_server.url + SIGN_IN)
    assert page.get_by_text("This browser has no passkeys.").is_visible()
    assert page.get_by_role("button", name="Sign in with a passkey").is_disabled()
