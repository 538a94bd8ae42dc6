"""The ledger lists started editions in an order that never changes, and redactions."""

import hashlib
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from releases.document import signing
from releases.issuing import workflow
from releases.models import Edition, WorkflowEvent
from releases.redaction.redact import redact
from releases.verification import ledger
from tests.factories import (
    a_draft,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_superseded_edition,
    a_withdrawn_edition,
    an_archived_edition,
    an_embargoed_edition,
    copy_edition,
)
from tests.tampering import without_triggers

pytestmark = pytest.mark.django_db
PAGE, LINES = "/information/ledger/", "/information/ledger.jsonl"


@pytest.fixture
def later(monkeypatch):
    """Return a function that moves the clock of the views forward."""

    def move(**by):
        now = timezone.now() + timedelta(**by)
        for name in ("database_now", "database_now_expression"):
            monkeypatch.setattr(f"releases.outlets.signature_views.{name}", lambda: now)
        return now

    move(minutes=2)
    return move


def rows(client):
    return [json.loads(line) for line in client.get(LINES).content.decode().splitlines()]


def parts(client):
    """Return event, language and edition number of each line."""
    return [tuple(row["entry"].split(" ")[1:4]) for row in rows(client)]


def test_ledger_has_a_line_for_each_started_edition(client, later):
    first = a_superseded_edition(a_draft(slug="sample"))
    second = first.release.editions.get(number=2)
    (one, two) = rows(client)
    instant = first.public_from.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert one["entry"] == f"{instant} original en 1 {first.digest} -"
    assert two["entry"].endswith(f"correction en 2 {second.digest} -")
    assert one["address"] == "http://testserver/information/releases/sample/editions/1/"
    assert bytes.fromhex(one["signature"]) == signing.base64.b64decode(first.signature)
    assert one["key"] == first.key


@pytest.mark.parametrize("make", [a_draft, an_embargoed_edition, a_stopped_edition])
def test_ledger_ignores_editions_that_have_not_started(client, later, make):
    a_public_edition(a_draft(slug="sample"))
    before = client.get(LINES).content, client.get(PAGE).content
    make()
    assert (client.get(LINES).content, client.get(PAGE).content) == before


def test_ledger_hides_an_embargoed_correction(client, later):
    release = a_public_edition(a_draft(slug="sample")).release
    before = client.get(LINES).content, client.get(PAGE).content
    workflow.correct(release, by=a_publisher(), note="Later.", at=timezone.now() + timedelta(days=9))
    assert (client.get(LINES).content, client.get(PAGE).content) == before
    later(days=9, minutes=2)
    assert parts(client) == [("original", "en", "1"), ("correction", "en", "2")]


def test_ledger_line_appears_after_a_minute(client, later):
    edition = a_public_edition()
    later(seconds=50)
    assert rows(client) == []
    later(seconds=70)
    assert [row["entry"].split(" ")[4] for row in rows(client)] == [edition.digest]


def test_ledger_head_covers_every_line(client, later):
    for make in (a_public_edition, a_superseded_edition, a_withdrawn_edition, an_archived_edition):
        make()
    head = "0" * 64
    for row in rows(client):
        head = hashlib.sha256(f"{head}\n{row['entry']}\n".encode()).hexdigest()
        assert row["head"] == head
    assert len(rows(client)) == 6


def test_ledger_enters_archived_editions_when_imported(client, later):
    a_public_edition(a_draft(released_on="2026-03-02"))
    before = rows(client)
    archived = an_archived_edition(a_draft(released_on=datetime(2012, 5, 1, tzinfo=UTC).date()))
    assert rows(client)[:1] == before
    assert rows(client)[1]["entry"].split(" ")[4] == archived.digest


def test_ledger_lines_never_change(client, later):
    """Existing lines stay the same after every workflow step, except for withdrawn addresses."""

    def lines():
        return [{name: row[name] for name in ("entry", "head", "signature", "key")} for row in rows(client)]

    first = a_public_edition(a_draft(slug="sample", body="<p>Zoya Zed spoke.</p>"))
    other = a_public_edition(a_draft(slug="other")).release
    acts = [
        lambda: workflow.correct(first.release, by=a_publisher(), note="A slip."),
        lambda: redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it."),
        lambda: workflow.withdraw(other, by=a_publisher(), reason="A sample."),
        lambda: workflow.correct(other, by=a_publisher(), note="It was right."),
        lambda: redact(["withheld"], by=a_publisher(), reason="Once more.", replacement="[gone]"),
        lambda: an_archived_edition(),
        lambda: an_embargoed_edition(),
    ]
    told = [1, 2, 1, 1, 2, 1, 0]  # a redaction touches both editions of the first
    for act, count in zip(acts, told, strict=True):
        before = lines()
        act()
        after = lines()
        assert after[: len(before)] == before
        assert len(after) == len(before) + count


def test_ledger_has_a_line_for_each_redaction(client, later):
    edition = a_public_edition(a_draft(body="<p>Zoya Zed spoke.</p>", slug="zoya-zed-speaks"))
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    edition.refresh_from_db()
    destroyed = edition.destroyed.get()
    first, second = rows(client)
    assert first["entry"].split(" ")[4] == destroyed.digest
    assert bytes.fromhex(first["signature"]) == signing.base64.b64decode(destroyed.signature)
    assert second["entry"].split(" ")[1] == "redaction"
    assert second["entry"].split(" ")[4:] == [edition.digest, destroyed.digest]
    for response in (client.get(LINES), client.get(PAGE)):
        assert "zoya" not in response.content.decode().lower()


def test_ledger_hides_documents_redacted_before_publication(client, later):
    edition = an_embargoed_edition(a_draft(body="<p>Zoya Zed spoke.</p>"))
    before = edition.digest
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    edition.refresh_from_db()
    assert rows(client) == []
    later(days=1, minutes=2)
    (row,) = rows(client)
    assert row["entry"].split(" ")[4] == edition.digest
    assert before not in client.get(LINES).content.decode()


def test_ledger_does_not_name_a_withdrawn_release(client, later):
    a_withdrawn_edition(a_draft(slug="sample", headline="Sample Headline"))
    assert [row["address"] for row in rows(client)] == [None, None]
    assert parts(client) == [("original", "en", "1"), ("withdrawal", "en", "2")]
    for response in (client.get(LINES), client.get(PAGE)):
        assert "/sample/" not in response.content.decode()
        assert "Sample Headline" not in response.content.decode()


def test_ledger_head_reveals_a_removed_edition(client, later):
    a_public_edition()
    gone = a_public_edition()
    kept = rows(client)[-1]["head"]
    with without_triggers():
        gone.quote_index.all().delete()
        WorkflowEvent.objects.filter(edition=gone).delete()
        Edition.objects.filter(pk=gone.pk).delete()
    a_public_edition()
    assert kept not in {row["head"] for row in rows(client)}


def head(monkeypatch, kept=None):
    """Return the head that `verify` prints a minute from now; `kept` is an earlier head."""
    now, out = timezone.now() + timedelta(minutes=2), io.StringIO()
    monkeypatch.setattr("releases.management.commands.verify.database_now", lambda: now)
    call_command("verify", kept=kept, stdout=out)
    return out.getvalue().rpartition(" ")[2].strip()


def test_verify_prints_the_head_and_compares_a_kept_one(client, later, monkeypatch):
    assert head(monkeypatch) == ledger.INITIAL_HEAD
    a_public_edition()
    kept = head(monkeypatch)
    assert kept == rows(client)[-1]["head"]
    a_public_edition()
    assert head(monkeypatch, kept) == rows(client)[-1]["head"]
    with pytest.raises(CommandError, match="1 fault was found"):
        head(monkeypatch, "f" * 64)


# The ledger page


def test_ledger_page_lists_newest_first_with_links(client, later):
    a_superseded_edition(a_draft(slug="sample"))
    page = client.get(PAGE).content.decode()
    assert page.index("Corrected") < page.index("First public")
    assert '/information/releases/sample/editions/2/"' in page


def test_ledger_page_exists_in_each_language(client, later):
    a_public_edition(a_draft(slug="sample", language="ko"))
    for page in (PAGE, "/ko/information/ledger/", "/ja/information/ledger/"):
        assert "/ko/information/releases/sample/editions/1/" in client.get(page).content.decode()


def a_long_ledger(count):
    model = a_public_edition()
    drafts = [a_draft(slug=f"sample-{n}") for n in range(count - 1)]
    instants = [model.issued_at - timedelta(minutes=n // 3) for n in range(count)]  # three in one instant
    Edition.objects.bulk_create(copy_edition(model, draft, at) for draft, at in zip(drafts, instants, strict=False))


def test_ledger_pages_show_each_line_once(client, later):
    a_long_ledger(250)
    seen, address = [], PAGE
    while address:
        page = client.get(address)
        seen += [line.signed.digest for line in page.context["lines"]]
        last = page.context["last"]
        address = last and f"{PAGE}?before={last.isoformat().replace('+', '%2B')}"
    assert len(seen) == len(set(seen)) == 250
    assert [row["entry"].split(" ")[4] for row in rows(client)] == seen[::-1]


@pytest.mark.parametrize("before", ["x", "2026-01-01", "2026-01-01T00:00:00", "\x00"])
def test_ledger_page_refuses_an_invalid_instant(client, before):
    assert client.get(PAGE, {"before": before}).status_code == 404


@pytest.mark.parametrize("before", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_ledger_page_refuses_an_impossible_date(client, before):
    assert client.get(PAGE, {"before": before}).status_code == 404


def test_ledger_page_accepts_extreme_instants(client):
    for before in ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"):
        assert client.get(PAGE, {"before": before}).status_code == 200


@pytest.mark.parametrize("count", [10, 200])
def test_ledger_page_query_count(client, later, count):
    a_long_ledger(count)
    for page in (PAGE, LINES):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page).status_code == 200
        assert len(captured) <= 4
        for asked in captured:
            assert '"document"' not in asked["sql"]
            assert "OFFSET" not in asked["sql"]


def test_ledger_lines_are_equal_in_both_orders():
    a_superseded_edition(a_draft(body="<p>Zoya Zed spoke.</p>"))
    redact(["Zoya Zed"], by=a_publisher(), reason="She asked for it.")
    now = timezone.now() + timedelta(minutes=2)
    entries = [line.entry for line in ledger.get_lines(now)]
    assert [line.entry for line in ledger.get_lines(now, newest_first=True)] == entries[::-1]
