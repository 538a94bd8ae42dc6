"""The release that the project began from, read through ../shared where that folder is there."""

import json
from pathlib import Path

import pytest

from releases.intake.parse import parse
from releases.intake.read import read_file

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data"

pytestmark = pytest.mark.skipif(
    not (SHARED / "seed.txt").is_file(), reason="no folder `shared` with the first release beside the project"
)


def in_any_order(rows):
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@pytest.fixture(scope="module")
def read():
    return parse(read_file(SHARED / "seed.txt")).as_json()


def test_every_field_agrees_with_a_careful_reader(read):
    truth = json.loads((SHARED / "seed.json").read_text(encoding="utf-8"))
    assert in_any_order(read.pop("quotes")) == in_any_order(truth.pop("quotes"))
    assert {name: read[name] for name in truth} == truth


def test_nothing_is_left_and_the_body_is_whole(read):
    assert read["unassigned"] == []
    assert len(read["body"]) == 9
    assert read["body"][0].startswith("The International Coalition")
    assert read["boilerplate"].startswith("The International Coalition")
    assert read["members_heading"] == "Members and supporters of the Coalition include:"


def test_the_printed_forms_are_kept():
    reading = parse(read_file(SHARED / "seed.txt"))
    assert reading.dateline.printed == "(Seoul – March 7, 2017) --"
    assert [channel.label for channel in reading.contacts[0].channels] == ["tel:", "email:", "follow on Twitter"]


@pytest.mark.parametrize("name", ["coalition-list-2013-en", "invisible-characters-en", "lost-quote-marks-en"])
def test_a_release_of_the_same_family_gives_its_single_fields(name):
    read = parse(read_file(SHARED / "releases" / f"{name}.txt")).as_json()
    truth = json.loads((SHARED / "releases" / f"{name}.json").read_text(encoding="utf-8"))
    for field in ("language", "section", "date", "kicker", "headline", "dateline", "embargo"):
        assert read[field] == truth[field], field
