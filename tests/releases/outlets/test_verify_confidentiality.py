"""The page *Genuine or not?* reveals nothing hidden, and survives hostile submissions."""

import json
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from icnk.core.media import pdf, storage
from releases.issuing import workflow
from releases.redaction.redact import redact
from tests.factories import (
    a_member,
    a_pdf,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_withdrawn_edition,
    an_attachment,
    an_embargoed_edition,
    an_image,
)
from tests.page_text import visible_text

from .verify_page import (
    ADDRESS,
    BODY,
    DIFFERS,
    FILE,
    MORE,
    SAME,
    UNKNOWN,
    WITHHELD,
    a_release,
    ask,
    page_of,
)

pytestmark = pytest.mark.django_db


def a_hidden_release(make):
    release = a_release(headline="Hidden Sample", slug="hidden", body=BODY.replace("quiet", "zqxquiet"), quotes=[])
    an_image(release)
    an_attachment(release, title="Zqx report")
    make(release)
    return release


def submissions_of(release):
    """Return everything that can be submitted of a release: texts, quotations, files and its document."""
    yield {"text": visible_text(release.body)}
    yield {"text": f"{release.headline}\n\n{visible_text(release.body)}\n\n{release.boilerplate}"}
    yield {"text": "“It is a zqxquiet room,” said Ada Sample."}
    for row in [*release.lead_images.get().renditions, *release.attachments.values("name")]:
        yield {"file": storage.read(row["name"])}
    for edition in release.editions.all():
        yield {"file": edition.document.encode()}


@pytest.mark.parametrize("make", [lambda release: None, an_embargoed_edition, a_stopped_edition, a_withdrawn_edition])
def test_hidden_text_is_not_recognized(make):
    other = {"headline": "Other", "kicker": "Other Things", "boilerplate": "Others are others."}
    a_public_edition(
        body="<p>Something else altogether was said on that day.</p>", released_on=date(2020, 2, 2), **other
    )
    release = a_hidden_release(make)
    for sent in submissions_of(release):
        with CaptureQueriesContext(connection) as queries:
            answer = ask(**sent)
        assert UNKNOWN in answer
        assert "zqx" not in ask.html.lower()
        assert release.headline not in ask.html
        with CaptureQueriesContext(connection) as queries_unknown:
            unknown = ask(**{name: _similar_submission(value) for name, value in sent.items()})
        digest = re.compile("[0-9a-f]{64}")
        assert digest.sub("", answer) == digest.sub("", unknown)
        assert len(queries) == len(queries_unknown)


def _similar_submission(value):
    """Return a similar submission that was never issued."""
    if isinstance(value, str):
        return _scrambled(value)
    if value.startswith(b"%PDF"):
        return pdf.clean(a_pdf("Other words."))
    return _in_json(value.decode()).encode() if value.startswith(b"{") else value[:100] + bytes(len(value) - 100)


def _scrambled(text):
    return re.sub(r"[a-z]{4,}", lambda word: word[0][::-1], text)


def _in_json(text):
    fields = json.loads(text)
    for name in ("headline", "body", "boilerplate", "slug"):
        fields[name] = _scrambled(fields[name])
    return json.dumps(fields)


def test_embargoed_correction_is_unknown_before_it_starts(edition):
    release = edition.release
    release.body = BODY.replace("twenty", "zqxmany")
    release.save()
    workflow.correct(release, by=a_publisher(), note="More chairs.", at=timezone.now() + timedelta(days=1))
    answer = ask(visible_text(release.body))
    assert DIFFERS in answer
    assert "twenty" in answer
    assert "More chairs" not in answer


@pytest.mark.parametrize("passage", ["page", "line", "member"])
def test_redacted_name_and_invented_name_get_the_same_response(passage):
    """The responses are equal except for the echoed name."""
    body = BODY.replace("Nobody was", "Zoya Zed was")
    member = a_member(name="Zoya Zed")
    release = a_release(headline="A Newsroom Opens", body=body, members=[a_member(name="Sample Aid"), member])
    edition = a_public_edition(release)
    before, document = page_of(edition), edition.document
    redact(["Zoya Zed"], by=a_publisher(), reason="To protect somebody.")
    claims = {
        "page": before,
        "line": "Zoya Zed was asked to leave, and the coalition thanks the neighbours for their patience.",
        "member": "The sample coalition is a joint effort of sample groups.\nMembers:\nSample Aid\nZoya Zed",
    }[passage]
    redacted = ask(claims)
    invented = ask(claims.replace("Zoya Zed", "Yuri Yam"))
    assert redacted == invented.replace("Yuri Yam", "Zoya Zed")
    assert WITHHELD in redacted
    assert "it says neither yes nor no" in redacted
    assert FILE not in ask(file=document.encode())
    assert WITHHELD in ask(file=document.encode())


def test_change_besides_a_redacted_name_differs(edition):
    release = a_release(
        headline="Closing", body=BODY.replace("Nobody was", "Zoya Zed was").replace("quiet", "cold"), quotes=[]
    )
    before = page_of(a_public_edition(release))
    redact(["Zoya Zed"], by=a_publisher(), reason="To protect somebody.")
    assert DIFFERS in ask(before.replace("twenty", "thirty"))


# Hostile submissions


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script> said Ada Sample",
        "<" * 400_000,
        "\x00\x01 NUL",
        "\u202egnorw",
        "{" + '"a":{' * 100_000,
        "[" * 200_000,
        '{"schema": 3, "body": 7, "members": 1}',
        '{"schema": 3, "language": [], "slug": {}, "number": 1e400}',
        "(a+)+$" * 1000,
        '"' * 1000,
        "'; DROP TABLE releases_edition; --",
        "a OR b AND NOT c NEAR(d) * ^ :e",
        "한" * 100_000,
    ],
)
def test_hostile_text_gets_a_response(edition, text):
    answer = ask(text)
    assert UNKNOWN in answer or "too long" in answer
    assert "<script>" not in ask.html


def test_pasted_markup_is_escaped(edition):
    answer = ask(page_of(edition) + "\n<img src=x onerror=alert(1)>\n{{ 7|add:7 }} javascript:alert(1)")
    assert MORE in answer
    assert "<img src=x" not in ask.html
    assert "&lt;img src=x" in ask.html


def test_too_long_submission_is_refused(edition, monkeypatch):
    assert "This text is too long" in ask("word " * 110_000)
    assert "This text is too long" in ask(file=b"word " * 110_000)
    assert "This file is too large" in ask(file=b"%PDF-" + bytes(22 * 1024 * 1024))
    assert "cannot be read" in ask(file=b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def test_submission_is_not_written_to_disk(edition, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")  # writing there would fail
    assert UNKNOWN in ask(file=b"\xff\xd8\xff" + bytes(5 * 1024 * 1024))


def test_broken_request_responds_400(client):
    assert client.post(ADDRESS, b"junk", content_type="multipart/form-data").status_code == 400  # no boundary
    empty = client.post(ADDRESS, b"junk", content_type="multipart/form-data; boundary=x")
    assert (empty.status_code, b"Nothing was sent" in empty.content) == (200, True)
    assert client.post(ADDRESS, b"text=%ff%00", content_type="application/x-www-form-urlencoded").status_code == 200
    assert client.post(ADDRESS, b"{}", content_type="application/json").status_code == 200


def test_verify_page_sets_no_cookie_and_is_linked(client, edition):
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert not page.cookies
    for address in ("/", edition.get_absolute_url()):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()
    assert "Nothing was sent" in ask("   ")


def test_release_too_long_to_compare_is_skipped(edition):
    words = "The room holds twenty chairs; nobody knows how many of them will be needed in the years to come. "
    a_public_edition(body=f"<p>{words * 4000}</p>", headline="Endless", released_on=date(2026, 4, 1))
    assert SAME in ask(words)


def test_verify_query_count(edition):
    text = page_of(edition)
    with CaptureQueriesContext(connection) as queries:
        assert SAME in ask(text)
    assert len(queries) <= 9
    assert sum('"document"' in query["sql"] for query in queries) == 1
