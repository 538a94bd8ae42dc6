import pytest

from releases.intake.parse import parse

BODY = "Ports Open\n\nHarbour Watch today welcomed the findings of the inquiry into the closed ports of Norland.\n\n"


def contacts(text):
    return parse(BODY + "For more information, please contact:\n" + text).contacts


def test_contact_line_gives_all_fields_and_labelled_channels():
    (contact,) = contacts(
        "In Oslo, Mina Falk, Deputy Director, Harbour Watch, tel: +1-202-555-0101, email: falk@example.org, "
        "follow on Twitter @samplefalk"
    )
    assert (contact.city, contact.name, contact.title) == ("Oslo", "Mina Falk", "Deputy Director")
    assert contact.organisation == "Harbour Watch"
    assert [(channel.label, channel.value, channel.kind) for channel in contact.channels] == [
        ("tel:", "+1-202-555-0101", "phone"),
        ("email:", "falk@example.org", "email"),
        ("follow on Twitter", "@samplefalk", "handle"),
    ]
    assert (contact.values("phone"), contact.values("email")) == (["+1-202-555-0101"], ["falk@example.org"])


@pytest.mark.parametrize(
    ("printed", "title", "organisation"),
    [
        ("Port Officer, Society for Open Ports", "Port Officer", "Society for Open Ports"),
        ("Archivist at the Port Trust", "Archivist", "Port Trust"),
        ("Head of Press", "Head of Press", None),
        ("Harbour Watch", None, "Harbour Watch"),
        ("spokesperson for Harbour Watch", "spokesperson", "Harbour Watch"),
    ],
)
def test_contact_role_is_split_into_title_and_organisation(printed, title, organisation):
    (contact,) = contacts(f"In Oslo, Mina Falk, {printed}, tel: +1-202-555-0101")
    assert (contact.title, contact.organisation) == (title, organisation)


@pytest.mark.parametrize(
    "number",
    ["+1-202-555-0101", "+1 (202) 555-0101", "+44 (0)20 7946 0108", "02-555-0145", "+41 22 555 01 10",
     "+1-202-555-0103 ext. 12", "+82‑10‑5555‑0171"],
)  # fmt: skip
def test_phone_number_is_kept_as_printed(number):
    (contact,) = contacts(f"In Oslo, Mina Falk: {number}")
    assert contact.values("phone") == [number]


def test_note_after_number_is_label_and_note_after_name_is_unassigned():
    reading = parse(
        BODY + "Contact:\nIn Washington, DC, Mina Falk (English, Thai): +1-202-555-0101 (mobile); or falk@example.org. "
        "X: @samplefalk and @harbourwatch; Skype: mina.falk"
    )
    (contact,) = reading.contacts
    assert (contact.city, contact.name, contact.title) == ("Washington, DC", "Mina Falk", None)
    assert [channel.label for channel in contact.channels] == ["(mobile)", "", "X:", ""]
    assert contact.values("handle") == ["@samplefalk", "@harbourwatch"]
    assert reading.unassigned == ("(English, Thai)", "Skype: mina.falk")


def test_contact_over_several_lines_is_one_contact():
    (contact,) = contacts("Mina Falk\nDeputy Director, Harbour Watch\nTel: +1-202-555-0101\nEmail: falk@example.org")
    assert (contact.name, contact.title, contact.organisation) == ("Mina Falk", "Deputy Director", "Harbour Watch")
    assert len(contact.channels) == 2


def test_two_contacts_share_a_line():
    first, second = contacts("In Oslo, Mina Falk, Director, or Jon Vik: press@example.org")
    assert (first.name, first.title, second.name, second.title) == ("Mina Falk", "Director", "Jon Vik", None)
    assert first.values("email") == second.values("email") == ["press@example.org"]


def test_hotline_has_label_and_no_name():
    _, hotline = contacts("In Oslo, Mina Falk: falk@example.org\nMedia hotline (24h): +1-202-555-0109")
    assert (hotline.name, hotline.values("phone")) == (None, ["+1-202-555-0109"])
    assert hotline.channels[0].label == "Media hotline (24h):"


def test_obfuscated_email_is_kept_as_printed():
    (contact,) = contacts("In Oslo, Mina Falk: falk [at] example.org")
    assert contact.values("email") == ["falk [at] example.org"]


def test_korean_contact_has_organisation_of_letterhead():
    reading = parse(
        "(사)하버워치\n보도자료\n\n항구를 열어라\n\n담당자 : 박민아 연구원 (02-555-0101)\n\n"
        "하버워치는 오늘 닫힌 항구에 대한 조사 결과를 환영한다고 발표했다.\n"
    )
    (contact,) = reading.contacts
    assert (contact.name, contact.title, contact.organisation) == ("박민아", "연구원", "(사)하버워치")
    assert reading.headline == "항구를 열어라"


def test_year_range_is_no_phone_number():
    assert contacts("In Oslo, Mina Falk 2012-2014, falk@example.org")[0].values("phone") == []
