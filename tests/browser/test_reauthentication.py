"""Forms that ask for a passkey before they are sent, in a real browser."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils import timezone

from icnk.models import SiteText
from releases.models import Edition
from tests.browser.sign_in import (
    add_virtual_authenticator,
    get_editor,
    press,
    release_url,
    set_user_verified,
    sign_in_with_passkey,
)
from tests.factories import a_contact, a_draft, a_public_edition, an_editor
from tests.virtual_authenticator import expire_reauthentication

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once, pytest.mark.usefixtures("passkeys_required")]
SIGN_IN = "/account/sign-in/"


def test_cancelled_reauthentication_keeps_form_and_changes_nothing(signed_in_page, live_server):
    page, release = signed_in_page, a_public_edition(a_draft()).release
    page.goto(release_url(live_server, "withdraw", release))
    page.locator("#id_reason").fill("It was wrong.")
    expire_reauthentication()
    set_user_verified(page, False)
    page.get_by_role("button", name="Withdraw it now").click()
    page.get_by_text("No passkey was chosen.").wait_for()
    assert page.locator("#id_reason").input_value() == "It was wrong."
    assert Edition.objects.count() == 1
    set_user_verified(page, True)
    press(page, "Withdraw it now")
    assert Edition.objects.count() == 2


def test_form_is_sent_after_sign_in_in_another_tab(signed_in_page, live_server):
    page, release = signed_in_page, a_public_edition(a_draft()).release
    page.goto(release_url(live_server, "withdraw", release))
    page.locator("#id_reason").fill("It was wrong.")
    UserSession.objects.all().delete()
    page.get_by_role("button", name="Withdraw it now").click()
    page.get_by_text("Your session has ended.").wait_for()
    beside = page.context.new_page()
    sign_in_with_passkey(page.context, live_server, release.editions.get().issued_by)
    beside.goto(live_server.url + "/admin/")
    press(page, "Withdraw it now")
    assert Edition.objects.count() == 2


def test_person_form_keeps_choices_through_reauthentication(enrolled_page, live_server, person):
    page, newcomer = enrolled_page, an_editor(username="newcomer", is_superuser=False)
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


def test_bulk_delete_works_after_reauthentication(enrolled_page, live_server, person):
    page, newcomer = enrolled_page, an_editor(username="newcomer", is_superuser=False)
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


def test_contact_and_site_text_are_changed_after_reauthentication(signed_in_page, live_server):
    page, contact = signed_in_page, a_contact(verified_on=None)
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


def test_server_keeps_form_when_reauthentication_script_fails(signed_in_page, live_server):
    page, release = signed_in_page, a_public_edition(a_draft()).release
    page.route("**/reauthenticate*.js", lambda route: route.abort())
    page.goto(release_url(live_server, "withdraw", release))
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


def test_typed_text_is_offered_after_expired_session(signed_in_page, live_server):
    page, release = signed_in_page, a_draft()
    change = release_url(live_server, "change", release)
    page.goto(change)
    page.locator(".field-body .cke_wysiwyg_div").wait_for()
    UserSession.objects.update(last_seen_at=timezone.now() - timedelta(minutes=31))
    page.locator("#id_headline").press_sequentially("Typed at Night ")
    page.locator("#autosave-warning").wait_for(state="visible", timeout=15000)
    press(page, "Save")
    assert SIGN_IN in page.url
    press(page, "Sign in with a passkey")
    assert page.url == change
    assert "kept in this browser" in page.locator("#autosave").inner_text()
    with page.expect_navigation(url=re.compile("/unsaved-changes/$")):
        page.locator("#autosave [data-restore]").click()
    assert "Typed at Night" in page.locator("#id_headline").input_value()


def test_second_passkey_is_added_after_reauthentication(signed_in_page, live_server, person):
    page = signed_in_page
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
