"""Signing in with a passkey, in a real browser with a device of its own."""

import json
import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from fido2.utils import websafe_decode, websafe_encode

from icnk.models import SiteText
from releases.models import Edition
from tests.browser.sign_in import (
    SCREEN,
    TELEPHONE,
    add_virtual_authenticator,
    fits,
    get_editor,
    press,
    set_session_cookie,
    sign_in_with_passkey,
    watch_page,
)
from tests.factories import a_contact, a_draft, a_public_edition, a_publisher, an_editor
from tests.virtual_authenticator import a_passkey_of, an_open_enrolment, expire_reauthentication

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
SIGN_IN = "/account/sign-in/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.PASSKEYS_REQUIRED = True


@pytest.fixture
def person():
    return a_publisher(first_name="Pia", last_name="Sample")


@pytest.fixture
def enrolled(page, live_server, person):
    """The page of a browser in which this person has made a passkey, and is not signed in."""
    watch_page(page, live_server)
    page.device = add_virtual_authenticator(page)
    set_session_cookie(page.context, live_server, an_open_enrolment(person))
    page.goto(live_server.url + reverse("account:enrol"))
    page.get_by_label("What you call it").fill("Laptop")
    press(page, "Make a passkey")
    assert "Your passkey is there." in page.locator(".messagelist").inner_text()
    return page


@pytest.fixture
def signed_in(enrolled):
    press(enrolled, "Sign in with a passkey")
    assert enrolled.url.endswith("/admin/")
    return enrolled


def of_release(live_server, name, release):
    return live_server.url + reverse(f"admin:releases_release_{name}", args=[release.pk])


def verified(page, is_verified):
    device, name = page.device
    device.send("WebAuthn.setUserVerified", {"authenticatorId": name, "isUserVerified": is_verified})


def credential(page):
    """What the passkey answers on the page that is open, by the newsroom's own script."""
    return page.evaluate(
        """async () => {
            const { getPasskey } = await import("/static/js/admin/passkeys.js")
            return getPasskey("/account/sign-in/question/", document.querySelector("[name=csrfmiddlewaretoken]").value)
        }"""
    )


def send(page, answer):
    """The status of the answer to that, as the page's form would send it."""
    return page.evaluate(
        """async (credential) => {
            const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value
            const body = new URLSearchParams({ credential, csrfmiddlewaretoken })
            return (await fetch("/account/sign-in/", { method: "POST", body })).status
        }""",
        answer,
    )


def desk_opens(page, live_server):
    page.goto(live_server.url + "/admin/")
    return page.url == live_server.url + "/admin/"


@pytest.mark.parametrize("size", [SCREEN, TELEPHONE], ids=["1280", "390"])
def test_invited_person_issues_release(enrolled, live_server, size):
    page = enrolled
    page.set_viewport_size(size)
    assert not desk_opens(page, live_server)
    assert fits(page)
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/admin/")
    assert page.get_by_text("You have one passkey.").is_visible()
    release = a_draft(headline="The Room Opens")
    page.goto(of_release(live_server, "issue", release))
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


def test_cancelled_reauthentication_keeps_form_and_changes_nothing(signed_in, live_server):
    page, release = signed_in, a_public_edition(a_draft()).release
    page.goto(of_release(live_server, "withdraw", release))
    page.locator("#id_reason").fill("It was wrong.")
    expire_reauthentication()
    verified(page, False)
    page.get_by_role("button", name="Withdraw it now").click()
    page.get_by_text("No passkey was chosen.").wait_for()
    assert page.locator("#id_reason").input_value() == "It was wrong."
    assert Edition.objects.count() == 1
    verified(page, True)
    press(page, "Withdraw it now")
    assert Edition.objects.count() == 2


def test_form_is_sent_after_sign_in_in_another_tab(signed_in, live_server):
    page, release = signed_in, a_public_edition(a_draft()).release
    page.goto(of_release(live_server, "withdraw", release))
    page.locator("#id_reason").fill("It was wrong.")
    UserSession.objects.all().delete()
    page.get_by_role("button", name="Withdraw it now").click()
    page.get_by_text("Your session has ended.").wait_for()
    beside = page.context.new_page()
    sign_in_with_passkey(page.context, live_server, release.editions.get().issued_by)
    beside.goto(live_server.url + "/admin/")
    press(page, "Withdraw it now")
    assert Edition.objects.count() == 2


def test_person_form_keeps_choices_through_reauthentication(enrolled, live_server, person):
    page, newcomer = enrolled, an_editor(username="newcomer", is_superuser=False)
    person.is_superuser = True
    person.save()
    press(page, "Sign in with a passkey")
    page.goto(live_server.url + reverse("admin:auth_user_change", args=[newcomer.pk]))
    expire_reauthentication()
    page.get_by_label("writer").check()
    page.get_by_text("Beyond the roles").click()
    page.locator("#id_user_permissions_from").select_option(index=0)
    page.locator("#id_user_permissions_add, #id_user_permissions_add_link").first.click()
    press(page, "Save and continue editing")
    assert [group.name for group in newcomer.groups.all()] == ["writer"]
    assert newcomer.user_permissions.count() == 1
    assert page.url.endswith(f"/{newcomer.pk}/change/")
    assert page.troubles == []


def test_bulk_delete_works_after_reauthentication(enrolled, live_server, person):
    page, newcomer = enrolled, an_editor(username="newcomer", is_superuser=False)
    person.is_superuser = True
    person.save()
    press(page, "Sign in with a passkey")
    page.goto(live_server.url + reverse("admin:auth_user_changelist"))
    expire_reauthentication()
    page.locator(f"input[name=_selected_action][value='{newcomer.pk}']").check()
    page.locator("select[name=action]").select_option("delete_selected")
    press(page, "Go")
    press(page, "Yes, I’m sure")
    assert not type(newcomer).objects.filter(pk=newcomer.pk).exists()


def test_contact_and_site_text_are_changed_after_reauthentication(signed_in, live_server):
    page, contact = signed_in, a_contact(verified_on=None)
    change = live_server.url + reverse("admin:releases_presscontact_change", args=[contact.pk])
    for button in ("Verified today", "Save and continue editing"):
        page.goto(change)
        expire_reauthentication()
        page.locator("#id_city").fill("Tokyo")
        press(page, button)
        contact.refresh_from_db()
        assert page.url == change
    assert contact.city == "Tokyo"
    assert contact.verified_on
    text = SiteText.objects.create(page="home", language="en", heading="Before", text="<p>Before</p>")
    page.goto(live_server.url + reverse("admin:icnk_sitetext_change", args=[text.pk]))
    expire_reauthentication()
    get_editor(page, "text").fill("Typed in the editor")
    press(page, "Save and continue editing")
    text.refresh_from_db()
    assert "Typed in the editor" in text.text
    assert page.troubles == []


def test_server_keeps_form_when_reauthentication_script_fails(signed_in, live_server):
    page, release = signed_in, a_public_edition(a_draft()).release
    page.route("**/reauthenticate*.js", lambda route: route.abort())
    page.goto(of_release(live_server, "withdraw", release))
    expire_reauthentication()
    page.unroute("**/reauthenticate*.js")
    page.locator("#id_reason").fill("It was wrong.\nQuite.")
    press(page, "Withdraw it now")
    assert page.get_by_text("Nothing was done yet.").is_visible()
    assert Edition.objects.count() == 1
    press(page, "Touch your passkey and go on")
    withdrawal = Edition.objects.latest("pk")
    assert withdrawal.kind == Edition.Kind.WITHDRAWAL
    assert "Quite." in withdrawal.document


def test_typed_text_is_offered_after_expired_session(signed_in, live_server):
    page, release = signed_in, a_draft()
    change = of_release(live_server, "change", release)
    page.goto(change)
    page.wait_for_function("window.CKEDITOR?.instances.id_body?.status === 'ready'")
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    page.locator("#id_headline").press_sequentially("Typed at Night ")
    page.locator("#autosave-warning").wait_for(state="visible", timeout=15000)
    press(page, "Save")
    assert SIGN_IN in page.url
    press(page, "Sign in with a passkey")
    assert page.url == change
    assert "kept in this browser" in page.locator("#autosave").inner_text()
    with page.expect_navigation(url=re.compile("/unsaved/$")):
        page.locator("#autosave [data-restore]").click()
    assert "Typed at Night" in page.locator("#id_headline").input_value()


def test_second_passkey_is_added_after_reauthentication(signed_in, live_server, person):
    page = signed_in
    page.goto(live_server.url + reverse("account:passkeys"))
    expire_reauthentication()
    page.locator("#id_name").fill("Key in the safe")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_text("This device holds a passkey of yours already.").wait_for()
    device, name = page.device
    (held,) = device.send("WebAuthn.getCredentials", {"authenticatorId": name})["credentials"]
    device.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": name})
    page.device = add_virtual_authenticator(page)
    press(page, "Make a passkey")
    assert sorted(map(str, person.authenticator_set.all())) == ["Key in the safe", "Laptop"]
    assert held["isResidentCredential"]


def test_link_in_mail_opens_desk_when_signed_in(signed_in, live_server):
    """The cookies are Strict: another site's link brings none along."""
    page, wanted = signed_in, live_server.url + reverse("admin:search") + "?q=sample"
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
    assert not desk_opens(page, live_server)


def test_copied_cookie_is_refused_once_session_is_ended(signed_in, live_server, browser):
    page, thief = signed_in, browser.new_context()
    copied = next(cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    set_session_cookie(thief, live_server, copied["value"])
    theirs = thief.new_page()
    assert desk_opens(theirs, live_server)
    page.goto(live_server.url + reverse("account:sessions"))
    press(page, "End")
    assert not desk_opens(page, live_server)
    assert not desk_opens(theirs, live_server)
    thief.close()


def test_replayed_response_is_refused(enrolled, live_server):
    page, sent = enrolled, []
    page.on("request", lambda asked: sent.append(asked.post_data_json) if asked.url.endswith(SIGN_IN) else None)
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/admin/")
    replayed = next(each["credential"] for each in sent if each)
    press(page, "Log out")
    assert send(page, replayed) == 403
    credential(page)  # another question is open
    assert send(page, replayed) == 403
    assert not desk_opens(page, live_server)


def test_response_for_another_origin_is_refused(enrolled, live_server):
    page = enrolled
    answer = json.loads(credential(page))
    said = json.loads(websafe_decode(answer["response"]["clientDataJSON"]))
    assert said["origin"] == live_server.url
    said["origin"] = "https://evil.example.org"
    answer["response"]["clientDataJSON"] = websafe_encode(json.dumps(said).encode())
    assert send(page, json.dumps(answer)) == 403
    assert not desk_opens(page, live_server)


def test_passkey_is_not_offered_to_other_hosts(enrolled, live_server, settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = enrolled
    page.goto(live_server.url.replace("localhost", "127.0.0.1") + SIGN_IN)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Passkeys belong to the newsroom’s own host name.").wait_for()
    page.goto(live_server.url.replace("localhost", "evil.localhost") + SIGN_IN)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("No passkey was chosen.").wait_for()
    assert not desk_opens(page, live_server)


def test_unverified_device_is_refused(enrolled, live_server):
    page = enrolled
    verified(page, False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("No passkey was chosen.").wait_for()
    assert not desk_opens(page, live_server)


def test_passkey_of_former_staff_is_refused(enrolled, live_server, person):
    page = enrolled
    person.is_active = False
    person.save()
    press(page, "Sign in with a passkey")
    assert page.get_by_text("This passkey does not open the desk.").is_visible()
    assert not desk_opens(page, live_server)


def test_passkeys_work_under_strict_content_security_policy(page, live_server, person):
    watch_page(page, live_server)
    add_virtual_authenticator(page)
    set_session_cookie(page.context, live_server, an_open_enrolment(person))
    answer = page.goto(live_server.url + reverse("account:enrol"))
    assert "unsafe" not in answer.headers["content-security-policy"]
    press(page, "Make a passkey")
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/admin/")
    for name in ("keys", "sessions"):
        page.goto(live_server.url + reverse(f"account:{name}"))
    assert page.troubles == []


@pytest.mark.parametrize(
    ("size", "scheme"), [(SCREEN, "light"), (TELEPHONE, "dark")], ids=["wide and light", "narrow and dark"]
)
def test_account_pages_have_no_serious_axe_violations(page, live_server, person, size, scheme):
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=scheme)
    page.goto(live_server.url + SIGN_IN)
    found = {"sign in": serious(page)}
    set_session_cookie(page.context, live_server, an_open_enrolment(person))
    page.goto(live_server.url + reverse("account:enrol"))
    found["enrol"] = serious(page)
    sign_in_with_passkey(page.context, live_server, person, recent=False)
    a_passkey_of(person)
    for name in ("keys", "sessions"):
        page.goto(live_server.url + reverse(f"account:{name}"))
        found[name] = serious(page)
    page.route("**/reauthenticate*.js", lambda route: route.abort())
    page.goto(of_release(live_server, "withdraw", a_public_edition(a_draft()).release))
    page.locator("#id_reason").fill("It was wrong.")
    press(page, "Withdraw it now")
    found["touch"] = serious(page)
    assert not any(found.values()), found


def serious(page):
    assert fits(page)
    violations = Axe().run(page).response["violations"]
    return [each["id"] for each in violations if each["impact"] in ("serious", "critical")]


def test_browser_without_passkeys_gets_message(page, live_server):
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(live_server.url + SIGN_IN)
    assert page.get_by_text("This browser has no passkeys.").is_visible()
    assert page.get_by_role("button", name="Sign in with a passkey").is_disabled()
