"""Three-way merge of texts that began from one. Nothing that either side added is dropped."""

import re
from difflib import SequenceMatcher

from .html import sanitize

#: Between the blocks of a body. CKEditor and imported texts put different white space there.
BLOCK_SEPARATOR = re.compile(r"(?<=</p>)\s*|(?<=</h[23]>)\s*|(?<=</[uo]l>)\s*|(?<=</blockquote>)\s*|\n+")


def split_blocks(markup: str) -> list[str]:
    """Return the sanitised blocks of a body. Raises `ValidationError` if it is too long."""
    return [block for block in BLOCK_SEPARATOR.split(str(sanitize(markup))) if block.strip()]


def merge_lists(base: list, saved: list, mine: list) -> list:
    """Apply the changes of both lists since `base`. Where both changed one place, `saved` comes before `mine`."""
    in_saved, in_mine = _match(base, saved), _match(base, mine)
    anchors = [i for i in range(len(base)) if i in in_saved and i in in_mine]
    result, b, s, m = [], 0, 0, 0
    for i in [*anchors, None]:
        end = (len(base), len(saved), len(mine)) if i is None else (i, in_saved[i], in_mine[i])
        result += _merge_gap(base[b : end[0]], saved[s : end[1]], mine[m : end[2]])
        if i is not None:
            result.append(base[i])
            b, s, m = (index + 1 for index in end)
    return result


def _match(base, other):
    """Map the index in `base` of each common item to its index in `other`."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _merge_gap(base, saved, mine):
    if saved in (base, mine):
        return mine
    if mine == base:
        return saved
    if len(base) == len(saved) == len(mine) > 1:  # adjacent items, each changed by one side
        return [each for three in zip(base, saved, mine, strict=True) for each in _merge_gap(*([one] for one in three))]
    return [*saved, *(each for each in mine if each not in saved)]
