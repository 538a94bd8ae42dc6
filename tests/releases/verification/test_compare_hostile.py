"""Comparisons of hostile and of random text."""

import re
import time

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from releases.verification.normalize import MAX_TOKENS, TooLong
from tests.releases.verification.sample_text import PAGE, UNITS, compared

JUNK = [
    "<",
    "a ",
    "said Ada Sample, ",
    "Sample Watch\n",
    "\u202e",
    "\x00",
    "“",
    PAGE,
    "(a+)+$",
    "\u0301\u0316",
    "\u0f73",
]


@pytest.mark.parametrize("junk", JUNK)
def test_compare_is_fast_for_hostile_text(junk):
    text = junk * (500_000 // len(junk))
    start = time.process_time()
    try:
        compared(text)
    except TooLong:
        assert len(text) > MAX_TOKENS
    assert time.process_time() - start < 1.5


letters = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@given(letters)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_compare_never_accepts_random_text(text):
    comparison = compared(text)
    assert comparison.matched_tokens == 0 or comparison.verdict in {"none", "same", "words", "more", "differs"}
    assert compared(f"{PAGE}\n\n{text}").verdict != "none"


WORDS = re.findall(r"\w+", PAGE)


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_compare_finds_every_random_change(data):
    """A text with one character removed, inserted or replaced is never the same."""
    place = data.draw(st.integers(0, len(PAGE) - 1))
    how = data.draw(st.sampled_from(["out", "in", "other"]))
    sign = data.draw(st.sampled_from("aZ9é가漢”'-.!а"))
    changed = PAGE[:place] + {"out": "", "in": sign + PAGE[place], "other": sign}[how] + PAGE[place + 1 :]
    assume(changed.split() != PAGE.split() and not PAGE[place].isspace())
    comparison = compared(changed)
    at_an_end = place < 2 or place > len(PAGE) - 2
    bullet = changed[max(0, place - 1) : place + 1].startswith("\n")
    assert comparison.verdict in ({"differs", "words", "more"} | ({"same"} if at_an_end or bullet else set()))


@given(st.sets(st.integers(0, len(UNITS) - 1), min_size=1, max_size=5))
@settings(max_examples=100, deadline=None)
def test_compare_finds_every_random_omission(places):
    assume(len(places) < len(UNITS))
    kept = [segment.text for n, segment in enumerate(UNITS) if n not in places]
    comparison = compared("\n\n".join(kept))
    missed = {segment.text for segment in (*comparison.missing_segments, *comparison.outside_segments)}
    assert missed == {UNITS[n].text for n in places}
