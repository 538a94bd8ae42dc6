"""*Genuine or not*: what the page says of a text or a file, and what it never says."""

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from icnk.core.media import pdf, storage
from releases.issuing import workflow
from releases.models import Edition
from releases.redaction.redact import redact
from tests.factories import (
    a_contact,
    a_draft,
    a_member,
    a_pdf,
    a_picture,
    a_public_edition,
    a_publisher,
    a_stopped_edition,
    a_withdrawn_edition,
    an_attachment,
    an_embargoed_edition,
    an_image,
)
from tests.page_text import LONG_RELEASES, RELEASE, visible_text

pytestmark = pytest.mark.django_db
ADDRESS = "/information/verify/"
SAME, WORDS, MORE = "Yes, it is ours: the same characters", "The same words", "In part: some of it is not"
DIFFERS, UNKNOWN, FILE = "It differs from what we issued", "We do not know it", "the same file, byte for byte"
WITHHELD = "It differs where we took words out"
BODY = """<p>“It is a quiet room,” said Ada Sample. “We shall see who comes to stay in it for good.”</p>
<p>The room holds twenty chairs; nobody knows how many of them will be needed in the years to come.</p>
<p>Nobody was asked to leave, and the coalition thanks the neighbours for their patience.</p>"""
QUOTE = "It is a quiet room, We shall see who comes to stay in it for good."


def ask(text="", *, file=None, name="file.bin", address=ADDRESS, client=None):
    """The answer, without the form below it, as a reader sees it."""
    sent = {"file": SimpleUploadedFile(name, file)} if file is not None else {"text": text}
    response = (client or Client(enforce_csrf_checks=True)).post(address, sent)
    assert response.headers["Cache-Control"] == "no-store"
    assert not response.cookies
    ask.html = response.content.decode()
    return visible_text(ask.html).rpartition("Check another")[0] or visible_text(ask.html)


def page_of(edition):
    """The text of its page, as a browser would copy it: a block a line."""
    html = Client().get(edition.get_absolute_url()).content.decode()
    body = re.sub(r"<(script|style|head)\b.*?</\1>", "", html, flags=re.S)
    lines = re.sub(
        r"</?(?:p|h\d|li|div|section|article|header|figure|figcaption|blockquote|ul|ol|nav)\b[^>]*>", "\n", body
    )
    return unescape(re.sub(r"<[^>]*>", "", lines))


def a_release(**fields):
    fields = {"body": BODY, "quotes": [QUOTE], "contacts": [a_contact(name="Ada Sample")]} | fields
    return a_draft(**{"members": [a_member() for _n in range(5)]} | fields)


@pytest.fixture
def edition():
    return a_public_edition(a_release(headline="A Newsroom Opens"))


@pytest.fixture
def text(request):
    """The text of an imported long release."""
    path = getattr(request, "param", RELEASE)
    call_command("import_release", str(path), "--issue", verbosity=0)
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("text", LONG_RELEASES, indirect=True, ids=lambda path: path.stem)
def test_imported_text_is_the_same_as_its_release(text):
    assert SAME in ask(text)
    assert text.strip().splitlines()[3] in ask(text)


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("legal ground", "regal ground", ["legal", "regal"]),
        ("over 20 other", "over 60 other", ["20", "60"]),
        ("+1-202-555-0142", "+1-202-555-0143", ["0142", "0143"]),
        ("\nHarbour Witness\n", "\n", ["Left out", "Harbour Witness"]),
        (
            "No Closed Quay (Japan)\n",
            "No Closed Quay (Japan)\n\nForgers of the World\n",
            ["Not ours", "Forgers of the World"],
        ),
        ("hold those who", "thank those who", ["hold", "thank"]),
    ],
)
def test_what_was_changed_in_it_is_shown(text, old, new, shown):
    answer = ask(text.replace(old, new))
    assert DIFFERS in answer
    assert all(words in answer.partition("What differs")[2] for words in shown)


def test_a_swapped_quotation_mark_is_shown_and_the_words_are_the_same(text):
    answer = ask(text.replace("“no legal", "”no legal"))
    assert WORDS in answer
    assert "They differ in 1 passage" in answer
    assert re.search(r"<del[^>]*>.*?“</?\w+.*?<ins[^>]*>.*?”", ask.html, re.S)


def test_straight_quotation_marks_and_other_spaces_leave_the_words_the_same(text):
    straight = text.translate(str.maketrans("“”’–", '""\'-')).replace(" ", "\u00a0")
    assert WORDS in ask(straight)


def test_every_form_of_a_release_is_known(edition):
    address = edition.get_absolute_url().removesuffix("/")
    assert SAME in ask(page_of(edition))
    assert SAME in ask(file=Client().get(f"{address}.txt").content)
    assert SAME in ask(file=Client().get(f"{address}.json").content)
    assert SAME in ask(page_of(edition).replace("\n", "\n> "))
    assert FILE in ask(file=edition.document.encode())
    assert FILE in ask(edition.document)


def test_a_pdf_is_compared_by_its_words_and_the_page_says_so(edition):
    answer = ask(file=a_pdf("Nobody was asked to leave, and the coalition thanks the neighbours for their patience."))
    assert "The words in this PDF are ours; what it shows was not compared" in answer
    assert "What you see in it may be something else" in answer
    assert UNKNOWN in ask(file=b"%PDF-1.7 broken")


def test_a_document_of_which_a_byte_was_changed_is_not_the_same_file(edition):
    answer = ask(file=edition.document.replace("quiet", "noisy").encode())
    assert FILE not in answer
    assert DIFFERS in answer


def test_a_file_that_a_release_names_is_known_by_its_bytes():
    release = a_release()
    image, attachment = an_image(release), an_attachment(release, title="The sample report")
    a_public_edition(release)
    picture = storage.read(image.renditions[0]["name"])
    report = storage.read(attachment.name)
    assert FILE in ask(file=picture)
    assert "The sample report" in ask(file=report)
    assert FILE not in ask(file=picture + b"\0")
    assert UNKNOWN in ask(file=a_picture(640, 480))


def test_a_quotation_is_found_with_who_said_it(edition):
    edition.refresh_from_db()
    answer = ask("“We shall see who comes to stay in it for good.”")
    assert SAME in answer
    assert "Said by Ada Sample" in answer
    assert SAME in ask(f"“{QUOTE}”")
    assert SAME in ask("“It is a quiet room,” … “We shall see who comes to stay in it for good.”\n– Ada Sample")


def test_a_quotation_that_was_copied_by_its_button_is_the_same(edition):
    who = "– Ada Sample\n\nInternational Coalition to Stop Crimes Against Humanity in North Korea"
    source = f"{who}, “A Newsroom Opens”, March 2, 2026\nhttp://testserver{edition.get_absolute_url()}#quote-1\n"
    words = "“It is a quiet room,” … “We shall see who comes to stay in it for good.”"
    assert SAME in ask(f"{words}\n{source}")


def test_a_misquoted_one_is_shown_and_so_is_who_really_said_it(edition):
    answer = ask("“We shall see who comes to stay in it for ever,” said Bo Forger, Minister of Rooms.")
    assert DIFFERS in answer
    assert "Said by Ada Sample" in answer
    assert "good" in answer
    assert "Bo Forger" in answer


def test_a_true_quotation_in_another_mouth_is_not_the_same(edition):
    answer = ask("“We shall see who comes to stay in it for good,” said Bo Forger.")
    assert SAME not in answer
    assert "Said by Ada Sample" in answer


def test_a_passage_of_two_releases_names_both(edition):
    other = a_public_edition(a_release(headline="Another Sample", released_on=date(2026, 3, 9)))
    answer = ask("The room holds twenty chairs; nobody knows how many of them will be needed in the years to come.")
    assert other.headline in answer
    assert f"Also in {edition.headline}" in answer


def test_half_of_it_is_the_same_and_says_what_else_there_is(edition):
    page = page_of(edition)
    answer = ask(page[page.index("A Newsroom Opens") : page.index("Nobody was")])
    assert SAME in answer
    assert "It is a part of the release" in answer


def test_an_older_edition_is_known_and_said_to_be_one(edition):
    release = edition.release
    before = page_of(edition)
    release.body = BODY.replace("twenty", "thirty")
    release.save()
    workflow.correct(release, by=a_publisher(), note="There are thirty chairs.")
    answer = ask(before)
    assert SAME in answer
    assert "This is an older edition. There are thirty chairs." in answer
    assert f"{edition.get_absolute_url()}editions/2/since/1/" in ask.html
    newer = Edition.objects.public().get()
    answer = ask(page_of(newer))
    assert SAME in answer
    assert "older edition" not in answer


def test_korean_and_japanese_are_known():
    korean = a_release(
        language="ko", headline="견본 보도자료", body="<p>연대는 오늘 새로운 보도실을 열었다고 밝혔다.</p>", quotes=[]
    )
    workflow.issue(korean, by=a_publisher())
    assert SAME in ask("연대는 오늘 새로운 보도실을 열었다고 밝혔다.")
    assert DIFFERS in ask("연대는 어제 새로운 보도실을 열었다고 밝혔다.")
    japanese = a_release(
        language="ja", headline="見本", body="<p>連合は本日、新しい報道室を開設したと発表した。</p>", quotes=[]
    )
    workflow.issue(japanese, by=a_publisher())
    assert "新しい報道室" not in ask("연대는 오늘 새로운 보도실을 열었다고 밝혔다.")
    ask("連合は本日、新しい\n報道室を開設したと発表した。", address="/ja/information/verify/")
    assert 'class="verify-result same"' in ask.html


def test_the_standing_words_of_the_newest_release_are_known_though_no_search_finds_them(edition):
    boilerplate = "The sample coalition is a joint effort of sample groups."
    assert SAME in ask(boilerplate)
    assert DIFFERS in ask("Ada Sample, Press Officer, tel: +1-202-555-0199, email: forger@example.org, In Seoul, today")


# What it never says


def hidden(make):
    release = a_release(headline="Hidden Sample", slug="hidden", body=BODY.replace("quiet", "zqxquiet"), quotes=[])
    an_image(release)
    an_attachment(release, title="Zqx report")
    make(release)
    return release


def everything_of(release):
    """Whatever somebody may have of it: texts, quotations, files, the document."""
    yield {"text": visible_text(release.body)}
    yield {"text": f"{release.headline}\n\n{visible_text(release.body)}\n\n{release.boilerplate}"}
    yield {"text": "“It is a zqxquiet room,” said Ada Sample."}
    for row in [*release.lead_images.get().renditions, *release.attachments.values("name")]:
        yield {"file": storage.read(row["name"])}
    for edition in release.editions.all():
        yield {"file": edition.document.encode()}


@pytest.mark.parametrize("make", [lambda release: None, an_embargoed_edition, a_stopped_edition, a_withdrawn_edition])
def test_what_is_not_public_is_as_unknown_as_what_never_was(make):
    other = {"headline": "Other", "kicker": "Other Things", "boilerplate": "Others are others."}
    a_public_edition(
        body="<p>Something else altogether was said on that day.</p>", released_on=date(2020, 2, 2), **other
    )
    release = hidden(make)
    for sent in everything_of(release):
        with CaptureQueriesContext(connection) as asked:
            answer = ask(**sent)
        assert UNKNOWN in answer
        assert "zqx" not in ask.html.lower()
        assert release.headline not in ask.html
        with CaptureQueriesContext(connection) as asked_never:
            never = ask(**{name: _never(value) for name, value in sent.items()})
        digest = re.compile("[0-9a-f]{64}")
        assert digest.sub("", answer) == digest.sub("", never)
        assert len(asked) == len(asked_never)


def _never(value):
    """The like of it, that nobody ever wrote."""
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


def test_an_embargoed_correction_is_unknown_until_its_hour(edition):
    release = edition.release
    release.body = BODY.replace("twenty", "zqxmany")
    release.save()
    workflow.correct(release, by=a_publisher(), note="More chairs.", at=timezone.now() + timedelta(days=1))
    answer = ask(visible_text(release.body))
    assert DIFFERS in answer
    assert "twenty" in answer
    assert "More chairs" not in answer


@pytest.mark.parametrize("way", ["page", "line", "member"])
def test_a_redacted_name_is_neither_confirmed_nor_denied(way):
    """The true name and a false one get the same answer, but for what is said back."""
    body = BODY.replace("Nobody was", "Zoya Zed was")
    member = a_member(name="Zoya Zed")
    release = a_release(headline="A Newsroom Opens", body=body, members=[a_member(name="Sample Aid"), member])
    edition = a_public_edition(release)
    before, document = page_of(edition), edition.document
    redact(["Zoya Zed"], by=a_publisher(), reason="To protect somebody.")
    told = {
        "page": before,
        "line": "Zoya Zed was asked to leave, and the coalition thanks the neighbours for their patience.",
        "member": "The sample coalition is a joint effort of sample groups.\nMembers:\nSample Aid\nZoya Zed",
    }[way]
    true = ask(told)
    false = ask(told.replace("Zoya Zed", "Yuri Yam"))
    assert true == false.replace("Yuri Yam", "Zoya Zed")
    assert WITHHELD in true
    assert "it says neither yes nor no" in true
    assert FILE not in ask(file=document.encode())
    assert WITHHELD in ask(file=document.encode())


def test_what_was_changed_besides_the_redacted_name_is_told(edition):
    release = a_release(
        headline="Closing", body=BODY.replace("Nobody was", "Zoya Zed was").replace("quiet", "cold"), quotes=[]
    )
    before = page_of(a_public_edition(release))
    redact(["Zoya Zed"], by=a_publisher(), reason="To protect somebody.")
    assert DIFFERS in ask(before.replace("twenty", "thirty"))


# What is sent to do harm


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
def test_hostile_texts_are_answered(edition, text):
    answer = ask(text)
    assert UNKNOWN in answer or "too long" in answer
    assert "<script>" not in ask.html


def test_what_is_pasted_is_shown_as_text_and_never_run(edition):
    answer = ask(page_of(edition) + "\n<img src=x onerror=alert(1)>\n{{ 7|add:7 }} javascript:alert(1)")
    assert MORE in answer
    assert "<img src=x" not in ask.html
    assert "&lt;img src=x" in ask.html


def test_too_much_is_refused_in_plain_words(edition, monkeypatch):
    assert "This text is too long" in ask("word " * 110_000)
    assert "This text is too long" in ask(file=b"word " * 110_000)
    assert "This file is too large" in ask(file=b"%PDF-" + bytes(22 * 1024 * 1024))
    assert "cannot be read" in ask(file=b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def test_nothing_that_was_sent_is_written_anywhere(edition, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "nowhere")  # writing there would fail
    assert UNKNOWN in ask(file=b"\xff\xd8\xff" + bytes(5 * 1024 * 1024))


def test_a_broken_request_is_no_fault_of_ours(client):
    assert client.post(ADDRESS, b"junk", content_type="multipart/form-data; boundary=x").status_code in (200, 400)
    assert client.post(ADDRESS, b"text=%ff%00", content_type="application/x-www-form-urlencoded").status_code == 200
    assert client.post(ADDRESS, b"{}", content_type="application/json").status_code == 200


def test_the_page_itself_is_plain_and_linked(client, edition):
    page = client.get(ADDRESS)
    assert page.status_code == 200
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert not page.cookies
    for address in ("/", edition.get_absolute_url()):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()
    assert "Nothing was sent" in ask("   ")


def test_a_release_that_is_too_long_to_compare_stands_in_no_way(edition):
    words = "The room holds twenty chairs; nobody knows how many of them will be needed in the years to come. "
    a_public_edition(body=f"<p>{words * 4000}</p>", headline="Endless", released_on=date(2026, 4, 1))
    assert SAME in ask(words)


def test_it_asks_little(edition):
    text = page_of(edition)
    with CaptureQueriesContext(connection) as asked:
        assert SAME in ask(text)
    assert len(asked) <= 9
    assert sum('"document"' in query["sql"] for query in asked) == 1
