"""No line of any log holds a word of a release, a name of a reader or a secret address, whatever is done and fails."""

import io
import json
import logging
import re
from datetime import timedelta
from importlib import import_module

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from icnk import log_redaction
from releases.issuing import workflow
from releases.models import Release
from releases.redaction import redact
from tests.factories import a_contact, a_draft, a_member, a_pass, a_publisher, a_review, a_writer, an_editor
from tests.releases.admin.forms import filled

pytestmark = pytest.mark.django_db(transaction=True)
CANARY = "zqx"
BODY = "<p>The zqxbody opened today.</p>\n<p>“It is a zqxquote room,” said Zqxspeaker Sample.</p>"


@pytest.fixture
def log():
    """Everything that is logged anywhere, at every level, as the site writes it."""
    written = io.StringIO()
    both = [logging.StreamHandler(written), logging.StreamHandler(written)]
    both[0].addFilter(log_redaction.RedactingFilter())
    both[0].setFormatter(log_redaction.RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root, audit = logging.getLogger(), logging.getLogger("newsroom.audit")
    level = root.level
    root.addHandler(both[0])
    audit.addHandler(both[1])
    root.setLevel(logging.DEBUG)
    yield written
    root.setLevel(level)
    root.removeHandler(both[0])
    audit.removeHandler(both[1])


def events(log):
    return [json.loads(line)["event"] for line in log.getvalue().splitlines() if line.startswith("{")]


def a_canary(**fields):
    """A draft with a word of its own in every field."""
    words = ("kicker", "headline", "subheadline", "list_title", "places", "boilerplate", "members_heading")
    fields = {name: f"Zqx{name} of the Day" for name in words} | {"slug": "zqxslug", "body": BODY} | fields
    member, contact = a_member(name="Zqxmember Watch"), a_contact(name="Zqxcontact Sample", city="Zqxcity")
    return a_draft(members=[member], contacts=[contact], quotes=["It is a zqxquote room,"], **fields)


def page(release, name):
    return reverse(f"admin:releases_release_{name}", args=[release.pk])


def signed_in(person):
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def tomorrow():
    return timezone.now() + timedelta(days=1)


def test_log_has_no_text_of_a_release_workflow(log):
    release, publisher, writer = a_canary(), a_publisher(), a_writer()
    workflow.send_for_review(release, by=writer, remark="Zqxremark.")
    workflow.send_back(release, by=publisher, remark="Zqxremark.")
    workflow.clear(release, by=publisher)
    workflow.issue(release, by=publisher, at=tomorrow())
    workflow.stop(release, by=publisher)
    workflow.issue(release, by=publisher, confirmed=["Zqxwarning."])
    Release.objects.update(body=BODY.replace("opened", "openned"))
    workflow.issue_minor_correction(release, by=publisher)
    Release.objects.update(kicker="Zqxkicker anew")
    workflow.correct(release, by=publisher, note="Zqxnote.")
    workflow.withdraw(release, by=publisher, reason="Zqxreason.")
    workflow.issue_from_archive(a_draft(slug="zqxother", headline="Zqxother"))
    redact.redact(["Zqxspeaker"], by=publisher, reason="Zqxwhy.", replacement="[zqxinstead]", note="Zqxpublic note.")
    done = [name.removeprefix("release.") for name in events(log) if name.startswith("release.")]
    reviewed, went_out = ["send_for_review", "send_back", "clear"], ["issue", "stop", "clear", "issue", "slip"]
    assert done == [*reviewed, *went_out, "clear", "correct", "withdraw", "issue"]
    assert "redaction.made" in events(log)
    assert CANARY not in log.getvalue().lower()


def test_log_has_no_text_of_refused_actions(log):
    release, publisher = a_canary(), a_publisher()
    release.quotes.update(text="Zqxwords that stand nowhere")
    asked = [
        lambda: workflow.issue(release, by=publisher),
        lambda: workflow.issue(release, by=a_writer()),
        lambda: workflow.withdraw(release, by=publisher, reason="Zqxreason."),
        lambda: workflow.stop(release, by=publisher),
        lambda: workflow.correct(release, by=publisher, note="Zqxnote."),
        lambda: redact.redact(["Zqxnowhere"], by=publisher, reason="Zqxwhy."),
        lambda: redact.redact(["Zqxspeaker"], by=publisher, reason="Zqxspeaker"),
        lambda: redact.redact(["z"], by=publisher, reason="Zqxwhy."),
    ]
    for act in asked:
        with pytest.raises(workflow.ActionRefused):
            act()
    lines = [json.loads(line) for line in log.getvalue().splitlines() if "release.refused" in line]
    assert [line["why"] for line in lines] == [
        *("checks", "not_allowed", "state", "state", "state"),
        *("not_found", "words_written_down", "too_short"),
    ]
    assert CANARY not in log.getvalue().lower()


def test_log_has_no_text_of_desk_pages(log):
    release, publisher = a_canary(), a_publisher()
    client = signed_in(publisher)
    for name in ("change", "preview", "history", "issue", "reviews", "passes"):
        assert client.get(page(release, name)).status_code == 200
    form = filled(client, page(release, "change")) | {"kicker": "Zqxkicker typed"}
    client.post(page(release, "autosave"), form)
    assert client.post(page(release, "change"), form).status_code == 302
    client.post(page(release, "send-for-review"), {"remark": "Zqxremark."})
    client.post(page(release, "reviews"), {"version": "2", "name": "Zqxreader", "expires": "7"})
    client.post(reverse("admin:releases_release_import"), {"text": "Zqxtext that is no release"})
    client.get(reverse("admin:search"), {"q": "zqxquote"})
    client.post(
        reverse("admin:releases_redaction_add"), {"terms": "Zqxspeaker", "replacement": "[]", "reason": "Zqxwhy."}
    )
    client.get(reverse("admin:releases_release_changelist"), {"q": "zqxbody"})
    assert {"record.saved", "release.send_for_review", "review.made", "redaction.looked"} <= set(events(log))
    assert CANARY not in log.getvalue().lower()


def test_log_has_no_text_of_embargo_passes_and_reviews(log):
    release, publisher = a_canary(), a_publisher()
    review, edition = a_review(release, name="Zqxreader"), workflow.issue(release, by=publisher, at=tomorrow())
    link = a_pass(release, name="Zqxjournalist", outlet="Zqxoutlet")
    desk, reader = signed_in(publisher), Client()
    desk.post(page(release, "passes"), {"people": "Zqxname, Zqxpaper", "expires": "1"})
    desk.post(page(release, "passes"), {"revoke_all": "1"})
    type(link).objects.filter(pk=link.pk).update(revoked_at=None)
    for address in (f"/embargo/{link.token}/", f"/review/{review.token}/"):
        token = re.search(r'name="form_token" value="([^"]+)"', reader.get(address).content.decode())[1]
        assert "Zqxbody" in reader.post(address, {"form_token": token}).content.decode().title()
        reader.post(address, {"form_token": token, "answer": "remarked", "remark": "Zqxremark."})
    reader.get(edition.get_absolute_url())
    told = {"pass.made", "pass.revoked", "pass.read", "review.read", "review.answered", "embargo.read"}
    assert told <= set(events(log))
    assert CANARY not in log.getvalue().lower()
    assert link.token not in log.getvalue()
    assert review.token not in log.getvalue()


def test_log_has_no_text_of_missing_pages_and_errors(log, monkeypatch):
    release, client = a_canary(), signed_in(an_editor())
    a_member(name="Zqxunlisted", listed_since=None)
    secret = f"/embargo/zqx{'n' * 40}/"
    for address in (secret, "/information/releases/zqxslug/", "/한/zqx/", "/members/zqxunlisted/", "/zqx"):
        assert client.get(address, follow=True).status_code == 404
    assert client.generic("ZQX", page(release, "autosave")).status_code == 405
    forged = Client(enforce_csrf_checks=True, headers={"referer": "https://zqx.example.org/embargo/zqxtoken/"})
    assert forged.post("/admin/login/", {"username": "zqxname"}, secure=True).status_code == 403
    assert client.get("/", HTTP_HOST="zqx.example.org").status_code == 400

    def fail(*_arguments, **_keywords):
        try:
            raise IntegrityError(f"DETAIL: Key (language, slug)=(en, {CANARY}) already exists.")
        except IntegrityError as error:
            raise ValueError(f"{CANARY} is no headline") from error

    monkeypatch.setattr(import_module("releases.admin.release.workspace"), "compose", fail)
    assert client.get(page(release, "preview")).status_code == 500
    assert "500 GET admin:releases_release_preview" in log.getvalue()
    assert "IntegrityError" in log.getvalue()
    assert "ValueError" in log.getvalue()
    assert CANARY not in log.getvalue().lower()


def test_log_has_no_text_of_refused_uploads(log):
    release, client = a_canary(), signed_in(an_editor())
    form = filled(client, page(release, "change"))
    picture = SimpleUploadedFile("zqxname.jpg", b"\xff\xd8\xffzqx", "image/zqx")
    client.post(page(release, "change"), form | {"lead_images-0-upload": picture, "lead_images-0-alt": "Zqxalt"})
    assert "upload.refused" in events(log)
    assert CANARY not in log.getvalue().lower()


def test_log_has_no_text_of_failed_mails(log, settings):
    settings.EMAIL_BACKEND = "tests.releases.admin.broken_mail.Backend"
    a_publisher(email="zqxperson@example.org")
    client = signed_in(a_writer())
    client.post(page(a_canary(), "send-for-review"), {"remark": "Zqxremark."})
    assert "could not be sent" in log.getvalue()
    assert not mail.outbox
    assert CANARY not in log.getvalue().lower()


def test_log_has_no_text_of_commands(log, tmp_path):
    text = "Date : March 2, 2026\nZqxheadline of the Day\n\n(Seoul – March 1, 2026) -- The zqxbody opened today.\n"
    (tmp_path / "zqxfile.txt").write_text(text)
    call_command("import_release", "--issue", str(tmp_path / "zqxfile.txt"), stdout=io.StringIO())
    call_command("index_search", stdout=io.StringIO())
    call_command("sweep_files", stdout=io.StringIO())
    assert {"record.saved", "release.issue", "search.indexed", "files.swept"} <= set(events(log))
    assert CANARY not in log.getvalue().lower()
