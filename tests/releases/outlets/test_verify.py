"""What the page *Genuine or not?* says about a text or a file."""

import re
from datetime import date

import pytest
from django.core.management import call_command
from django.test import Client

from icnk.core.media import storage
from releases.issuing import workflow
from releases.models import Edition
from tests.factories import (
    a_pdf,
    a_picture,
    a_public_edition,
    a_publisher,
    an_attachment,
    an_image,
)
from tests.page_text import LONG_RELEASES, RELEASE

from .verify_page import (
    BODY,
    DIFFERS,
    FILE,
    QUOTE,
    SAME,
    UNKNOWN,
    WORDS,
    a_release,
    ask,
    page_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(request):
    """The text of a long imported release."""
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
def test_changed_words_are_shown(text, old, new, shown):
    answer = ask(text.replace(old, new))
    assert DIFFERS in answer
    assert all(words in answer.partition("What differs")[2] for words in shown)


def test_swapped_quotation_mark_is_shown_as_a_punctuation_change(text):
    answer = ask(text.replace("“no legal", "”no legal"))
    assert WORDS in answer
    assert "They differ in 1 passage" in answer
    assert re.search(r"<del[^>]*>.*?“</?\w+.*?<ins[^>]*>.*?”", ask.html, re.S)


def test_straight_quotation_marks_and_spaces_change_punctuation_only(text):
    straight = text.translate(str.maketrans("“”’–", '""\'-')).replace(" ", "\u00a0")
    assert WORDS in ask(straight)


def test_every_format_of_a_release_is_recognized(edition):
    address = edition.get_absolute_url().removesuffix("/")
    assert SAME in ask(page_of(edition))
    assert SAME in ask(file=Client().get(f"{address}.txt").content)
    assert SAME in ask(file=Client().get(f"{address}.json").content)
    assert SAME in ask(page_of(edition).replace("\n", "\n> "))
    assert FILE in ask(file=edition.document.encode())
    assert FILE in ask(edition.document)


def test_pdf_is_compared_by_its_words_and_the_page_says_so(edition):
    answer = ask(file=a_pdf("Nobody was asked to leave, and the coalition thanks the neighbours for their patience."))
    assert "The words in this PDF are ours; what it shows was not compared" in answer
    assert "What you see in it may be something else" in answer
    assert UNKNOWN in ask(file=b"%PDF-1.7 broken")


def test_document_with_a_changed_byte_is_not_the_same_file(edition):
    answer = ask(file=edition.document.replace("quiet", "noisy").encode())
    assert FILE not in answer
    assert DIFFERS in answer


def test_file_of_a_release_is_recognized_by_its_bytes():
    release = a_release()
    image, attachment = an_image(release), an_attachment(release, title="The sample report")
    a_public_edition(release)
    picture = storage.read(image.renditions[0]["name"])
    report = storage.read(attachment.name)
    assert FILE in ask(file=picture)
    assert "The sample report" in ask(file=report)
    assert FILE not in ask(file=picture + b"\0")
    assert UNKNOWN in ask(file=a_picture(640, 480))


def test_quotation_is_found_with_its_speaker(edition):
    edition.refresh_from_db()
    answer = ask("“We shall see who comes to stay in it for good.”")
    assert SAME in answer
    assert "Said by Ada Sample" in answer
    assert SAME in ask(f"“{QUOTE}”")
    assert SAME in ask("“It is a quiet room,” … “We shall see who comes to stay in it for good.”\n– Ada Sample")


def test_quotation_copied_with_its_button_is_the_same(edition):
    who = "– Ada Sample\n\nInternational Coalition to Stop Crimes Against Humanity in North Korea"
    source = f"{who}, “A Newsroom Opens”, March 2, 2026\nhttp://testserver{edition.get_absolute_url()}#quote-1\n"
    words = "“It is a quiet room,” … “We shall see who comes to stay in it for good.”"
    assert SAME in ask(f"{words}\n{source}")


def test_misquotation_shows_the_change_and_the_speaker(edition):
    answer = ask("“We shall see who comes to stay in it for ever,” said Bo Forger, Minister of Rooms.")
    assert DIFFERS in answer
    assert "Said by Ada Sample" in answer
    assert "good" in answer
    assert "Bo Forger" in answer


def test_quotation_with_another_speaker_differs(edition):
    answer = ask("“We shall see who comes to stay in it for good,” said Bo Forger.")
    assert SAME not in answer
    assert "Said by Ada Sample" in answer


def test_passage_of_two_releases_names_both(edition):
    other = a_public_edition(a_release(headline="Another Sample", released_on=date(2026, 3, 9)))
    answer = ask("The room holds twenty chairs; nobody knows how many of them will be needed in the years to come.")
    assert other.headline in answer
    assert f"Also in {edition.headline}" in answer


def test_half_a_release_is_the_same_and_the_other_half_is_listed(edition):
    page = page_of(edition)
    answer = ask(page[page.index("A Newsroom Opens") : page.index("Nobody was")])
    assert SAME in answer
    assert "It is a part of the release" in answer


def test_older_edition_is_recognized_as_older(edition):
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


def test_korean_and_japanese_releases_are_recognized():
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


def test_boilerplate_of_the_newest_release_is_recognized(edition):
    boilerplate = "The sample coalition is a joint effort of sample groups."
    assert SAME in ask(boilerplate)
    assert DIFFERS in ask("Ada Sample, Press Officer, tel: +1-202-555-0199, email: forger@example.org, In Seoul, today")


# Confidentiality
