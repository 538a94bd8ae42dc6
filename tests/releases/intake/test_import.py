import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from members.models import CoalitionMember
from releases.models import Edition, PressContact, Quote, Release
from tests.factories import a_contact, a_member
from tests.page_text import LONG_RELEASES, SAMPLES, assert_lines_in_order, visible_text

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def everything():
    models = [Release, CoalitionMember, PressContact, Quote, Edition]
    return [list(model.objects.order_by("pk").values()) for model in models]


def a_file(tmp_path, text, name="release.txt"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_imported_page_has_every_line_of_text(client):
    for sample in SAMPLES:
        run("import_release", str(sample), "--issue")
    for sample, edition in zip(SAMPLES, Edition.objects.order_by("pk"), strict=True):
        html = client.get(edition.get_absolute_url()).content.decode()
        assert_lines_in_order(sample.read_text(encoding="utf-8"), visible_text(html))


def test_line_comparison_fails_for_missing_line():
    with pytest.raises(AssertionError, match="not on the page"):
        assert_lines_in_order("one\ntwo", "two one")


@pytest.mark.parametrize("path", LONG_RELEASES, ids=lambda path: path.stem)
def test_long_release_is_imported_and_issued_whole(client, path):
    run("import_release", str(path), "--issue")
    edition = Edition.objects.get()
    html = client.get(edition.get_absolute_url()).content.decode()
    assert_lines_in_order(path.read_text(encoding="utf-8"), visible_text(html))
    assert edition.content.archived
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    release = edition.release
    assert (release.quotes.count(), release.contact_lines.count()) == (13, 3)
    assert release.signatories.count() == len(expected["members"])
    assert release.unassigned == ""
    kinds = CoalitionMember.objects.values_list("kind", flat=True)
    assert sorted(kinds) == sorted(member["kind"] for member in expected["members"])
    assert html.count('href="tel:') == html.count('href="mailto:') == 3
    assert 'href="https://x.com/' in html


@pytest.mark.parametrize("path", LONG_RELEASES, ids=lambda path: path.stem)
def test_read_release_prints_expected_fields(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    printed = json.loads(run("read_release", str(path)))
    for fields in (printed, expected):
        fields["quotes"].sort(key=lambda quote: quote["text"])
    assert {key: printed[key] for key in expected} == expected
    assert len(printed["body"]) == 9
    assert printed["unassigned"] == []


def test_import_stores_draft_with_unlisted_members_and_contacts():
    run("import_release", str(SAMPLES[0]))
    assert Release.objects.get().state == "draft"
    assert not Edition.objects.exists()
    assert CoalitionMember.objects.count() == 2
    assert not CoalitionMember.objects.listed().exists()
    assert PressContact.objects.exists()
    assert not PressContact.objects.listed().exists()


def test_import_matches_members_and_contacts_without_changing_them():
    member = a_member(name="Sample Society for Clear Writing", as_printed="Sample Society (Japan)")
    contact = a_contact(name="Ada Sample", title="Someone Else Now")
    before = [list(CoalitionMember.objects.values()), list(PressContact.objects.values())]
    run("import_release", str(SAMPLES[0]))
    assert [list(CoalitionMember.objects.filter(pk=member.pk).values())] == before[:1]
    assert [list(PressContact.objects.filter(pk=contact.pk).values())] == before[1:]
    release = Release.objects.get()
    assert release.signatories.get(member=member).as_printed == "Sample Society for Clear Writing"
    assert release.contact_lines.get(contact=contact).title == "Head of Press"
    assert contact.channels.count() == 2


def test_import_matches_former_name_of_member():
    member = a_member(name="Renamed Society")
    member.names.create(name="Sample Society for Clear Writing", kind="former")
    run("import_release", str(SAMPLES[0]))
    assert Release.objects.get().signatories.filter(member=member).exists()


def test_import_links_quote_to_contact_and_member():
    run("import_release", str(SAMPLES[0]))
    quote = Quote.objects.get(speaker="Ada Sample")
    assert quote.contact.name == "Ada Sample"
    assert quote.member.name == "Sample Society for Clear Writing"
    assert quote.text.startswith("A release is typed once, and then it stands, Whoever quotes")


@pytest.mark.parametrize("again", [[], ["--issue"]])
def test_second_import_of_same_file_changes_nothing(again):
    run("import_release", str(SAMPLES[0]), "--issue")
    before = everything()
    said = run("import_release", str(SAMPLES[0]), *again)
    assert "there already" in said
    assert "Nothing was changed" in said
    assert everything() == before


def test_import_rejects_other_text_with_same_date_and_headline(tmp_path):
    run("import_release", str(SAMPLES[0]))
    before = everything()
    text = SAMPLES[0].read_text(encoding="utf-8").replace("opened today", "opened this morning")
    assert "with another text" in run("import_release", a_file(tmp_path, text))
    assert everything() == before


UNREADABLE = {
    "empty": b"",
    "blank": b" \n\t\n",
    "binary": b"%PDF-1.7\x00\x01",
    "cut": b"\xff\xfe\x00",
    "no headline": b"x" * 9,
}


@pytest.mark.parametrize("name", ["empty", "blank", "binary"])
def test_commands_reject_unreadable_file_in_one_line(tmp_path, name):
    path = tmp_path / "spoilt.txt"
    path.write_bytes(UNREADABLE[name])
    for command in (["read_release", str(path)], ["import_release", str(SAMPLES[0]), str(path), "--issue"]):
        with pytest.raises(CommandError) as error:
            run(*command)
        assert error.value.returncode == 2
        assert str(path) in str(error.value)
        assert "\n" not in str(error.value)
    assert not Release.objects.exists()
    assert not CoalitionMember.objects.exists()


def test_import_command_rejects_missing_file(tmp_path):
    with pytest.raises(CommandError, match=r"missing\.txt") as error:
        run("import_release", str(tmp_path / "missing.txt"))
    assert error.value.returncode == 2


def test_import_rejects_too_long_headline(tmp_path):
    text = SAMPLES[0].read_text(encoding="utf-8").replace("Sample: A Newsroom for Releases That Hold", "Long " * 80)
    with pytest.raises(CommandError, match=r"release\.txt: headline") as error:
        run("import_release", a_file(tmp_path, text), "--issue")
    assert error.value.returncode == 2
    assert not CoalitionMember.objects.exists()


def test_import_does_not_issue_text_with_future_date(tmp_path):
    text = SAMPLES[0].read_text(encoding="utf-8").replace("Date : September 1, 2026", "Date : September 1, 2096")
    with pytest.raises(CommandError, match="lies ahead"):
        run("import_release", a_file(tmp_path, text), "--issue")
    assert not Release.objects.exists()


def test_import_reports_unassigned_lines(tmp_path):
    text = SAMPLES[0].read_text(encoding="utf-8").replace("Prev  Next", "ZQX odd line at the end 77")
    said = run("import_release", a_file(tmp_path, text))
    release = Release.objects.get()
    assert "ZQX odd line at the end 77" in release.unassigned
    assert "found no place: ZQX odd line at the end 77" in said


def test_imported_draft_is_not_public(client):
    run("import_release", str(SAMPLES[0]))
    slug = Release.objects.get().slug
    member = CoalitionMember.objects.first()
    pages = [reverse(name) for name in ("home", "information", "release_list", "member_list", "press_desk")]
    for address in pages:
        seen = client.get(address).content.decode()
        for word in ("Ada Sample", "Sample Society", "Releases That Hold", "ada.sample"):
            assert word not in seen
    for address in (
        reverse("release", args=[slug]),
        reverse("edition", args=[slug, 1]),
        reverse("member", args=[member.slug]),
    ):
        assert client.get(address).status_code == 404
