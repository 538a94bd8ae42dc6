"""A writer and a publisher take a release from a duplicate to a withdrawal, through the pages of the desk."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from releases.models import Edition, Release, WorkflowEvent
from tests.browser.sign_in import SCREEN, TELEPHONE, fits, follow, get_editor, press, sign_in, watch_page
from tests.factories import a_contact, a_draft, a_member, a_public_edition, a_publisher, a_writer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]


@pytest.fixture
def open_browser(browser, live_server):
    """Return a function that opens a browser for a person. Afterwards no browser may have logged an error."""
    opened = []

    def for_somebody(person, viewport):
        context = browser.new_context(viewport=viewport)
        sign_in(context, live_server, person)
        opened.append(watch_page(context.new_page(), live_server))
        return opened[-1]

    yield for_somebody
    troubles = [page.troubles for page in opened]
    for page in opened:
        page.context.close()
    assert troubles == [[] for _page in opened]


def write(page, headline, words):
    page.locator("#id_headline").fill(headline)
    body = get_editor(page)
    body.click()
    page.keyboard.press("Control+A")
    page.keyboard.type(words)


def confirm_warnings(page):
    if page.locator("#id_confirmed").count():
        page.locator("#id_confirmed").check()


def public(page, live_server, address):
    response = page.context.request.get(live_server.url + address)
    return response.status, response.text()


def write_from_earlier_release(writer, live_server):
    writer.goto(live_server.url + "/admin/")
    follow(writer, "Start from an earlier one")
    follow(writer, "An Earlier Release")
    writer.locator("#id_headline").fill("The Room Opens")
    press(writer, "Begin")
    write(writer, "The Room Opens at Noon", "“It is a quiet room,” said Ada Sample. There were 12 people in it.")
    press(writer, "Read quotes from the body")
    assert Release.objects.latest("pk").quotes.get().speaker == "Ada Sample"
    follow(writer, "Preview")
    shown = writer.frame_locator("iframe.preview-frame.phone")
    assert shown.get_by_role("heading", name="The Room Opens at Noon").is_visible()
    follow(writer, "Back to the release")
    follow(writer, "Send for review")
    writer.locator("#id_remark").fill("The number is new.")
    press(writer, "Send it for review")
    release = Release.objects.latest("pk")
    assert release.state == "in_review"
    assert [letter.to for letter in mail.outbox] == [["pia@example.org"]]
    return release


def embargo_after_review(publisher, live_server, address):
    publisher.goto(live_server.url + "/admin/")
    assert fits(publisher)
    follow(publisher, "The Room Opens at Noon")
    assert publisher.get_by_text("The number is new.").is_visible()
    follow(publisher, "Issue")
    assert fits(publisher)
    later = timezone.localtime() + timedelta(days=2)
    publisher.locator("[name=when][value=at]").check()
    publisher.locator("[name=day]").fill(f"{later:%Y-%m-%d}")
    publisher.locator("[name=time]").fill("10:30")
    confirm_warnings(publisher)
    press(publisher, "Clear and issue it")
    confirm_warnings(publisher)
    assert publisher.get_by_text("London", exact=True).first.is_visible()
    press(publisher, "Yes, at that time")
    assert publisher.get_by_text("It becomes public by itself on").is_visible()
    assert public(publisher, live_server, address)[0] == 404
    assert fits(publisher)


def stop_and_issue_now(publisher, live_server, address):
    follow(publisher, "Back to the release")
    follow(publisher, "Stop")
    press(publisher, "Stop it")
    follow(publisher, "Issue")
    confirm_warnings(publisher)
    press(publisher, "Clear and issue it")
    assert publisher.get_by_text("Public since").is_visible()
    status, text = public(publisher, live_server, address)
    assert (status, "There were 12 people" in text) == (200, True)


def correct_slip(writer, publisher, live_server, release, address):
    writer.goto(live_server.url + f"/admin/releases/release/{release.pk}/change/")
    write(writer, "The Room Opens at Noon", "“It is a quiet room,” said Ada Sample. There were 13 people in it.")
    press(writer, "Save")
    publisher.goto(live_server.url + f"/admin/releases/release/{release.pk}/minor-correction/")
    assert fits(publisher)
    press(publisher, "Correct the slip now")
    assert "There were 13 people" in public(publisher, live_server, address)[1]


def correct_with_note(writer, publisher, live_server, release, address):
    writer.goto(live_server.url + f"/admin/releases/release/{release.pk}/change/")
    write(writer, "The Room Opens at One", "“It is a quiet room,” said Ada Sample. There were 13 people in it.")
    press(writer, "Save")
    publisher.goto(live_server.url + f"/admin/releases/release/{release.pk}/change/")
    follow(publisher, "Correct")
    assert publisher.locator(".differences del").first.inner_text() == "Noon"
    publisher.locator("#id_note").fill("The hour was wrong.")
    confirm_warnings(publisher)
    press(publisher, "Correct it")
    assert "The hour was wrong." in public(publisher, live_server, address)[1]


def withdraw(publisher, live_server, address):
    follow(publisher, "Back to the release")
    follow(publisher, "Withdraw")
    publisher.locator("#id_reason").fill("The room was another.")
    assert fits(publisher)
    press(publisher, "Withdraw it now")
    status, text = public(publisher, live_server, address)
    assert status == 410
    assert "The room was another." in text
    assert "quiet room" not in text


@pytest.mark.parametrize("size", [SCREEN, TELEPHONE], ids=["1280", "390"])
def test_release_goes_from_duplicate_to_withdrawal(open_browser, live_server, size):
    contact = a_contact(name="Ada Sample", time_zone="Europe/London", city="London")
    earlier = a_draft(headline="An Earlier Release", members=[a_member(), a_member()], contacts=[contact])
    a_public_edition(earlier)
    mail.outbox.clear()
    writer = open_browser(a_writer(first_name="Wren", last_name="Sample", email="wren@example.org"), SCREEN)
    publisher = open_browser(a_publisher(first_name="Pia", last_name="Sample", email="pia@example.org"), size)
    release = write_from_earlier_release(writer, live_server)
    address = Edition(language="en", slug=release.slug).get_absolute_url()
    embargo_after_review(publisher, live_server, address)
    stop_and_issue_now(publisher, live_server, address)
    correct_slip(writer, publisher, live_server, release, address)
    correct_with_note(writer, publisher, live_server, release, address)
    withdraw(publisher, live_server, address)
    verbs = ["send_for_review", "clear", "issue", "stop", "clear", "issue", "slip", "clear", "correct", "withdraw"]
    assert list(WorkflowEvent.objects.filter(release=release).values_list("verb", flat=True)) == verbs
