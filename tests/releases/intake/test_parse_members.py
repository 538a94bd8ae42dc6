import pytest

from releases.intake.parse import parse


def members(*lines):
    return parse("Members and supporters of the Alliance include:\n\n" + "\n".join(lines)).members


@pytest.mark.parametrize(
    ("line", "name", "country"),
    [
        ("Harbour Watch (UK)", "Harbour Watch", "GB"),
        ("Open Radio (ROK)", "Open Radio", "KR"),
        ("Open Radio (Czech Republic)", "Open Radio", "CZ"),
        ("Open Radio (The Netherlands)", "Open Radio", "NL"),
        ("Port Federation (PF)", "Port Federation", None),
        ("Port Network (PortNet) (Norway)", "Port Network", "NO"),
        ("PIER (Port Inspection and Exit Register)(Japan)", "PIER", "JP"),
        ("Liberty in Old Norland - LiON (USA)", "Liberty in Old Norland", "US"),
        ("HAVEN - Für Menschen in Häfen (Germany)", "HAVEN - Für Menschen in Häfen", "DE"),
        ("Association of Japan", "Association of Japan", None),
        ("Harbour Group (Freedonia)", "Harbour Group", None),
        ("Open Radio (Korea)", "Open Radio", None),
        ("No\u00a0Port (Japan)", "No Port", "JP"),
    ],
)
def test_member_line_gives_name_and_country_as_printed(line, name, country):
    (member,) = members(line)
    assert (member.as_written, member.name, member.country, member.kind) == (line, name, country, "organisation")


def test_bullet_is_not_part_of_member():
    assert [member.as_written for member in members("1. Harbour Watch", "• Open Radio (UK)", "- Pier")] == [
        "Harbour Watch",
        "Open Radio (UK)",
        "Pier",
    ]


def test_individuals_follow_organisations():
    read = members(
        "Helping Hands",
        "Han Harbour (Canada)",
        "Ida Moe, Portinfo (Japan)",
        "Carl Dow",
        "Harbour Rights Network",
        "Ana Ruiz, Professor, Lindmark University, and author of Ports",
    )
    assert [member.name for member in read if member.kind == "individual"] == ["Ida Moe", "Carl Dow", "Ana Ruiz"]
    assert [(member.role, member.affiliation) for member in read if member.kind == "individual"] == [
        ("", "Portinfo"),
        ("", ""),
        ("Professor", "Lindmark University, and author of Ports"),
    ]


def test_member_with_honorific_is_individual():
    (member,) = members("Rev. Paul Vance")
    assert (member.as_written, member.name, member.kind) == ("Rev. Paul Vance", "Paul Vance", "individual")


def test_headings_in_member_list_set_kind():
    assert [member.kind for member in members("Organisations:", "Helping Hands", "Individuals:", "Carl Dow")] == [
        "organisation",
        "individual",
    ]


def test_member_with_country_after_comma_is_organisation():
    (member,) = members("Han Harbour, Canada")
    assert (member.name, member.country, member.kind) == ("Han Harbour", "CA", "organisation")


@pytest.mark.parametrize(
    "heading",
    ["Members of the Alliance for Open Ports (as of March 2013):", "Signatories:", "Signed by:", "회원단체:"],
)
def test_member_list_heading_variants_are_recognised(heading):
    reading = parse(f"{heading}\n\nHarbour Watch\nHelping Hands\n")
    assert reading.members_heading == heading
    assert len(reading.members) == 2


def test_lower_case_line_is_not_a_member():
    reading = parse("Members of the Alliance:\nHarbour Watch\nodd line 77 at the end\n")
    assert (len(reading.members), reading.unassigned) == (1, ("odd line 77 at the end",))


def test_url_or_sentence_is_not_a_member():
    odd = ["https://www.example.org/members", "This list was last looked through by the secretariat in the spring."]
    reading = parse("\n".join(["Members of the Alliance:", "Harbour Watch", *odd]))
    assert len(reading.members) == 1
    assert list(reading.unassigned) == odd
