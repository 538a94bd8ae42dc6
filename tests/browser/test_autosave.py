"""Autosave in a real browser: a closed tab, a lost session, two people."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse

from icnk.core.history.models import save_version
from releases.models import Autosave, Release
from tests.browser.sign_in import get_editor, sign_in
from tests.factories import a_contact, a_draft, a_member, a_writer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
TYPED = "Words that nobody saved."


def release_url(live_server, release, page="change"):
    return live_server.url + reverse(f"admin:releases_release_{page}", args=[release.pk])


def open_editor(page, there):
    page.goto(there)
    return get_editor(page)


def type_text(page, there):
    body = open_editor(page, there)
    page.locator("#id_headline").fill("Typed at Night")
    body.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {TYPED}")


def is_autosaved():
    return any("Typed+at+Night" in row.form and "nobody+saved" in row.form for row in Autosave.objects.all())


def wait_until(page, condition):
    for _try in range(60):
        if condition():
            return
        page.wait_for_timeout(250)
    pytest.fail("timed out")


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator(".messagelist .success").count() == 1


def test_autosave_restores_text_after_closed_tab(page, live_server):
    person, release = a_writer(), a_draft(members=[a_member()], contacts=[a_contact()], quotes=["It is a quiet room,"])
    sign_in(page.context, live_server, person)
    type_text(page, release_url(live_server, release))
    page.get_by_text("Add another Quote").first.evaluate("button => button.click()")
    page.locator("[name=quotes-1-text]").evaluate(
        "box => { box.value = 'A new quote'; box.dispatchEvent(new Event('input', {bubbles: true})) }"
    )
    wait_until(page, lambda: is_autosaved() and "A+new+quote" in Autosave.objects.get().form)
    another = page.context.new_page()
    page.close(run_before_unload=False)
    another.goto(release_url(live_server, release))
    assert "and did not save it." in another.locator("#autosave-offer").inner_text()
    with another.expect_navigation():
        another.get_by_role("link", name="Take it up").click()
    get_editor(another)
    assert another.locator("#id_headline").input_value() == "Typed at Night"
    assert another.locator("[name=quotes-1-text]").input_value() == "A new quote"
    save(another)
    stored = Release.objects.get()
    assert stored.headline == "Typed at Night"
    assert TYPED in stored.body
    assert stored.quotes.filter(text="A new quote").exists()
    assert not another.locator("#autosave-offer").is_visible()
    assert not another.locator("#autosave").is_visible()
    assert another.evaluate("Object.keys(localStorage).filter(key => key.startsWith('keep:'))") == []


def test_local_copy_restores_text_after_lost_session(page, live_server):
    person, release = a_writer(username="ada"), a_draft()
    person.set_password("a sample of a password")
    person.save()
    sign_in(page.context, live_server, person)
    open_editor(page, release_url(live_server, release))
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("#id_headline").press_sequentially("Typed at Night ")
    page.locator("#autosave-warning").wait_for(state="visible", timeout=15000)
    assert "kept in this browser only" in page.locator("#autosave-warning").inner_text()
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#id_username").fill("ada")
    page.locator("#id_password").fill("a sample of a password")
    with page.expect_navigation(url=re.compile("/change/$")):
        page.get_by_role("button", name="Log in").click()
    assert "kept in this browser" in page.locator("#autosave").inner_text()
    with page.expect_navigation(url=re.compile("/unsaved-changes/$")):
        page.locator("#autosave [data-restore]").click()
    get_editor(page)
    assert "Typed at Night" in page.locator("#id_headline").input_value()
    save(page)
    assert "Typed at Night" in Release.objects.get().headline
    assert get_user_model().objects.get(username="ada") == Release.objects.get().changed_by


def test_text_typed_before_the_offer_is_answered_is_kept_too(page, live_server):
    release = a_draft()
    sign_in(page.context, live_server, a_writer())
    type_text(page, release_url(live_server, release))
    wait_until(page, is_autosaved)
    second = page.context.new_page()
    page.close(run_before_unload=False)
    open_editor(second, release_url(live_server, release))
    second.locator("#id_kicker").fill("Typed without an answer")
    second.wait_for_timeout(2000)
    third = second.context.new_page()
    second.close(run_before_unload=False)
    third.goto(release_url(live_server, release))
    assert is_autosaved()
    assert third.locator("#autosave-offer").is_visible()
    with third.expect_navigation(url=re.compile("/unsaved-changes/$")):
        third.locator("#autosave [data-restore]").click()
    assert third.locator("#id_kicker").input_value() == "Typed without an answer"


def test_both_people_see_that_the_other_has_the_release_open(browser, page, live_server):
    release = a_draft()
    ada, ben = a_writer(first_name="Ada", last_name="Sample"), a_writer(first_name="Ben", last_name="Sample")
    sign_in(page.context, live_server, ada)
    open_editor(page, release_url(live_server, release))
    context = browser.new_context()
    second = context.new_page()
    sign_in(context, live_server, ben)
    second.goto(release_url(live_server, release))
    presence = second.locator("#presence")
    assert "Ada Sample has had this open since" in presence.inner_text()
    page.locator("#id_kicker").press_sequentially("Sample ")
    page.locator("#presence", has_text="Ben Sample has had this open").wait_for(timeout=15000)
    context.close()


def test_merge_page_saves_changes_of_both(browser, page, live_server):
    release = a_draft(kicker="Before")
    save_version(release, by=None)
    ada, ben = a_writer(first_name="Ada", last_name="Sample"), a_writer()
    sign_in(page.context, live_server, ben)
    type_text(page, release_url(live_server, release))
    context = browser.new_context()
    first = context.new_page()
    sign_in(context, live_server, ada)
    open_editor(first, release_url(live_server, release))
    first.locator("#id_kicker").fill("Ada’s kicker")
    save(first)
    context.close()
    with page.expect_navigation(url=re.compile("/merge/$")):
        page.get_by_role("button", name="Save", exact=True).click()
    assert page.locator("#merge-kicker input[value=saved]").is_checked()
    assert page.locator("#merge-headline input[value=mine]").is_checked()
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    with page.expect_navigation():
        page.get_by_role("button", name="Save what is chosen").click()
    stored = Release.objects.get()
    assert (stored.kicker, stored.headline) == ("Ada’s kicker", "Typed at Night")
    assert TYPED in stored.body


@pytest.mark.parametrize(("place", "field"), [("import", "#id_text"), ("add", "#id_headline")])
def test_new_release_and_import_forms_keep_a_local_draft(page, live_server, place, field):
    sign_in(page.context, live_server, a_writer())
    there = live_server.url + reverse(f"admin:releases_release_{place}")
    page.goto(there)
    page.locator(field).fill("A text that was not sent")
    page.wait_for_timeout(1500)
    another = page.context.new_page()
    page.close(run_before_unload=False)
    another.goto(there)
    assert another.locator(field).input_value() == "A text that was not sent"
    if place == "add":
        with another.expect_navigation():
            another.get_by_role("button", name="Begin").click()
        another.goto(there)
        assert another.locator(field).input_value() == ""
