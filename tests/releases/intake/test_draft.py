from datetime import date

import pytest

from releases.intake import draft
from releases.models import Release
from tests.factories import a_contact, a_draft, a_member, a_public_edition, an_editor
from tests.page_text import SAMPLES

pytestmark = pytest.mark.django_db

BODY = "<p>“It is a <em>quiet</em> room,” said Ada Sample, Head of Press at Sample Watch. “It will stay so.”</p>"


def test_new_draft_copies_boilerplate_contacts_and_members():
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


def test_new_draft_does_not_copy_heading_of_signatures():
    a_public_edition(a_draft(members_heading="Signed by:", members_are="signed"))
    release = draft.create_draft(language="en", headline="Next", released_on=date(2026, 4, 1), by=None)
    assert (release.members_heading, release.members_are) == ("", "listed")


def test_new_draft_has_release_date_in_dateline():
    release = draft.create_draft(language="en", headline="Next", released_on=date(2026, 4, 1), by=None)
    release.places = "Seoul"
    assert release.formatted_dateline() == "(Seoul – April 1, 2026) --"


def test_import_recognises_stored_text_with_other_line_ends():
    text = SAMPLES[0].read_text(encoding="utf-8")
    release = draft.import_text(text.replace("\n", "\r\n") + "\r\n")
    assert release.members_are == "signed"
    Release.objects.filter(pk=release.pk).update(headline="Changed at the desk")
    with pytest.raises(draft.AlreadyImported, match="still a draft"):
        draft.import_text(text)


def test_new_draft_does_not_copy_retired_contact():
    a_draft(contacts=[a_contact(retired_on=date(2026, 1, 1))])
    release = draft.create_draft(language="en", headline="Next", released_on=date(2026, 4, 1), by=None)
    assert not release.contact_lines.exists()


def test_first_draft_has_no_contacts():
    release = draft.create_draft(language="ko", headline="첫 보도자료", released_on=date(2026, 4, 1), by=None)
    assert release.slug.startswith("첫-보도자료-")
    assert not release.contact_lines.exists()


def test_new_draft_lists_members_on_release_date():
    later = a_member(joined_on=date(2026, 5, 1))
    release = draft.create_draft(language="en", headline="Before", released_on=date(2026, 4, 30), by=None)
    assert not release.signatories.exists()
    release = draft.create_draft(language="en", headline="After", released_on=date(2026, 5, 1), by=None)
    assert release.signatories.get().member == later


def test_update_quotes_reads_body():
    release = a_draft(body=BODY)
    assert draft.update_quotes_from_body(release) == 1
    quote = release.quotes.get()
    assert (quote.speaker, quote.title, quote.organisation) == ("Ada Sample", "Head of Press", "Sample Watch")
    assert quote.text == "It is a quiet room, It will stay so."


def test_update_quotes_keeps_clearance_of_unchanged_quote():
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


def test_import_keeps_unsupported_language_as_unassigned():
    text = "Date : 3. März 2026\nMuster für die Welt\n\n(Berlin – 2. März 2026) -- "
    text += "Das Muster ist heute für alle da, und es wird von allen gelesen, die nicht mit uns sind. " * 3
    release = draft.import_text(text)
    assert (release.language, release.unassigned) == ("en", "Language: de")


def test_import_rejects_text_without_headline():
    with pytest.raises(draft.ImportRejected, match="headline"):
        draft.import_text("")
    assert not Release.objects.exists()
