from datetime import date

import pytest

from releases.intake import draft
from releases.models import Release
from tests.factories import a_contact, a_draft, a_member, a_public_edition, an_editor
from tests.page_text import SAMPLES

pytestmark = pytest.mark.django_db

BODY = "<p>“It is a <em>quiet</em> room,” said Ada Sample, Head of Press at Sample Watch. “It will stay so.”</p>"


def test_a_new_draft_takes_over_what_every_release_repeats():
    here, unlisted, gone = a_member(), a_member(listed_since=None), a_member(left_on=date(2026, 1, 1))
    contact = a_contact()
    a_public_edition(a_draft(boilerplate="As it stands.", members_heading="Members:", contacts=[contact]))
    editor = an_editor()
    release = draft.create_draft(language="en", headline="Next", released_on=date(2026, 4, 1), by=editor)
    assert [signatory.member for signatory in release.signatories.all()] == [here]
    assert [line.contact for line in release.contact_lines.all()] == [contact]
    assert (release.boilerplate, release.members_heading) == ("As it stands.", "Members:")
    assert release.changed_by == editor
    assert unlisted.pk
    assert gone.pk
    assert Release.objects.first().contact_lines.count() == 1


def test_a_heading_over_those_who_signed_is_not_put_over_the_coalition():
    a_public_edition(a_draft(members_heading="Signed by:", members_are="signed"))
    release = draft.create_draft(language="en", headline="Next", released_on=date(2026, 4, 1), by=None)
    assert (release.members_heading, release.members_are) == ("", "listed")


def test_a_new_draft_is_dated_with_its_release_date():
    release = draft.create_draft(language="en", headline="Next", released_on=date(2026, 4, 1), by=None)
    release.places = "Seoul"
    assert release.formatted_dateline() == "(Seoul – April 1, 2026) --"


def test_the_same_text_is_recognised_from_a_form_and_from_a_file():
    text = SAMPLES[0].read_text(encoding="utf-8")
    release = draft.import_text(text.replace("\n", "\r\n") + "\r\n")
    assert release.members_are == "signed"
    Release.objects.filter(pk=release.pk).update(headline="Changed at the desk")
    with pytest.raises(draft.AlreadyImported, match="still a draft"):
        draft.import_text(text)


def test_a_retired_contact_is_not_taken_over():
    a_draft(contacts=[a_contact(retired_on=date(2026, 1, 1))])
    release = draft.create_draft(language="en", headline="Next", released_on=date(2026, 4, 1), by=None)
    assert not release.contact_lines.exists()


def test_the_first_draft_of_all_has_nothing_to_take_over():
    release = draft.create_draft(language="ko", headline="첫 보도자료", released_on=date(2026, 4, 1), by=None)
    assert release.slug.startswith("첫-보도자료-")
    assert not release.contact_lines.exists()


def test_the_coalition_is_that_of_the_release_date():
    later = a_member(joined_on=date(2026, 5, 1))
    release = draft.create_draft(language="en", headline="Before", released_on=date(2026, 4, 30), by=None)
    assert not release.signatories.exists()
    release = draft.create_draft(language="en", headline="After", released_on=date(2026, 5, 1), by=None)
    assert release.signatories.get().member == later


def test_quotes_are_read_from_the_body():
    release = a_draft(body=BODY)
    assert draft.update_quotes_from_body(release) == 1
    quote = release.quotes.get()
    assert (quote.speaker, quote.title, quote.organisation) == ("Ada Sample", "Head of Press", "Sample Watch")
    assert quote.text == "It is a quiet room, It will stay so."


def test_a_quote_whose_words_stand_keeps_its_clearance():
    release = a_draft(body=BODY)
    draft.update_quotes_from_body(release)
    release.quotes.update(cleared_by="Ada Sample by telephone")
    release.body = "<p>“Something new,” said Teo Specimen.</p>" + BODY
    draft.update_quotes_from_body(release)
    assert [(quote.speaker, quote.cleared_by) for quote in release.quotes.all()] == [
        ("Teo Specimen", ""),
        ("Ada Sample", "Ada Sample by telephone"),
    ]
    release.body = "<p>No more quotes.</p>"
    assert draft.update_quotes_from_body(release) == 0
    assert not release.quotes.exists()


def test_a_text_in_a_language_that_the_site_does_not_have_is_kept():
    text = "Date : 3. März 2026\nMuster für die Welt\n\n(Berlin – 2. März 2026) -- "
    text += "Das Muster ist heute für alle da, und es wird von allen gelesen, die nicht mit uns sind. " * 3
    release = draft.import_text(text)
    assert (release.language, release.unassigned) == ("en", "Language: de")


def test_a_text_without_a_headline_is_no_release():
    with pytest.raises(draft.ImportRejected, match="headline"):
        draft.import_text("")
    assert not Release.objects.exists()
