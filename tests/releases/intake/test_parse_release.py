"""Whole releases against the fields that a careful reader finds in them."""

import json

import pytest

from releases.intake.parse import parse
from releases.intake.read import read_file
from tests.page_text import LONG_RELEASES, RELEASE, SEED

NAMES = ("coalition-list-2013-en", "invisible-characters-en", "lost-quote-marks-en")
SIMILAR = [SEED.parent / "releases" / f"{name}.txt" for name in NAMES]

long_releases = pytest.mark.parametrize("path", LONG_RELEASES, ids=lambda path: path.stem)


def expected_fields(path):
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


def in_any_order(rows):
    return sorted(json.dumps(row, sort_keys=True) for row in rows)


@long_releases
def test_release_parses_to_expected_fields(path):
    parsed, expected = parse(read_file(path)).as_json(), expected_fields(path)
    assert in_any_order(parsed.pop("quotes")) == in_any_order(expected.pop("quotes"))
    assert {name: parsed[name] for name in expected} == expected


@long_releases
def test_release_has_whole_body_and_no_unassigned_lines(path):
    parsed = parse(read_file(path))
    assert parsed.unassigned == ()
    assert len(parsed.body) == 9
    assert parsed.body[0].startswith("The International Coalition")
    assert parsed.boilerplate.startswith("The International Coalition")
    assert parsed.members_heading == "Members and supporters of the Coalition include:"


@long_releases
def test_release_keeps_printed_dateline_and_labels(path):
    parsed = parse(read_file(path))
    assert parsed.dateline.printed == f"(Seoul – {parsed.dateline.date:%B} {parsed.dateline.date:%-d, %Y}) --"
    assert [channel.label for channel in parsed.contacts[0].channels] == ["tel:", "email:", "follow on Twitter"]


@pytest.mark.parametrize("path", [RELEASE, *filter(lambda path: path.exists(), SIMILAR)], ids=lambda path: path.stem)
def test_similar_release_parses_to_expected_head(path):
    parsed, expected = parse(read_file(path)).as_json(), expected_fields(path)
    for field in ("language", "section", "date", "kicker", "headline", "dateline", "embargo"):
        assert parsed[field] == expected[field], field
