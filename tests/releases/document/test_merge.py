"""Three-way merge keeps the changes of both sides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from releases.document.merge import merge_lists, split_blocks

BASE = ["one", "two", "three", "four"]


@pytest.mark.parametrize(
    ("saved", "mine", "both"),
    [
        (BASE, BASE, BASE),
        (["ONE", "two", "three", "four"], BASE, ["ONE", "two", "three", "four"]),
        (BASE, ["one", "two", "three", "FOUR"], ["one", "two", "three", "FOUR"]),
        (["ONE", "two", "three", "four"], ["one", "two", "three", "FOUR"], ["ONE", "two", "three", "FOUR"]),
        (["one", "TWO", "three", "four"], ["one", "two", "THREE", "four"], ["one", "TWO", "THREE", "four"]),
        (["zero", *BASE], [*BASE, "five"], ["zero", *BASE, "five"]),
        (["one", "three", "four"], [*BASE, "five"], ["one", "three", "four", "five"]),
        (["one", "three", "four"], ["one", "TWO", "three", "four"], ["one", "TWO", "three", "four"]),
        (["one", "2", "three", "four"], ["one", "TWO", "three", "four"], ["one", "2", "TWO", "three", "four"]),
        (["one", "TWO", "three", "four"], ["one", "TWO", "three", "four"], ["one", "TWO", "three", "four"]),
        ([], BASE, []),
        (["new"], [], ["new"]),
    ],
)
def test_merge_contains_the_changes_of_both(saved, mine, both):
    assert merge_lists(BASE, saved, mine) == both


def test_merge_without_a_base_keeps_both():
    assert merge_lists([], ["theirs"], ["mine"]) == ["theirs", "mine"]


texts = st.lists(st.sampled_from("abcdef"), max_size=7)


@given(texts, texts, texts)
def test_merge_drops_no_added_text(base, saved, mine):
    both = merge_lists(base, saved, mine)
    assert (set(saved) | set(mine)) - set(base) <= set(both)
    assert set(both) <= set(saved) | set(mine)


@given(texts, texts)
def test_merge_returns_the_only_changed_side(base, other):
    assert merge_lists(base, base, other) == merge_lists(base, other, base) == other


def test_split_blocks_ignores_white_space():
    apart = ["<h2>A</h2>", "<p>One.</p>", "<p>Two.</p>"]
    for space in ("", "\n", "\n\n", "\r\n"):
        assert split_blocks(space.join(apart)) == apart
