"""Two texts that began from one: what both of them changed, in one text. Nothing of either is dropped."""

import re
from difflib import SequenceMatcher

from .html import sanitize

#: Between the blocks of a body. CKEditor and older texts set them apart with more or less white space.
APART = re.compile(r"(?<=</p>)\s*|(?<=</h[23]>)\s*|(?<=</[uo]l>)\s*|(?<=</blockquote>)\s*|\n+")


def paragraphs(markup: str) -> list[str]:
    """The blocks of a body, cleaned. Raises `ValidationError` where there is too much of it."""
    return [block for block in APART.split(str(sanitize(markup))) if block.strip()]


def joined(base: list, saved: list, mine: list) -> list:
    """Three-way join of lists: what either changed since `base`; where both changed one place, theirs and then mine."""
    in_saved, in_mine = _where(base, saved), _where(base, mine)
    anchors = [i for i in range(len(base)) if i in in_saved and i in in_mine]
    result, b, s, m = [], 0, 0, 0
    for i in [*anchors, None]:
        end = (len(base), len(saved), len(mine)) if i is None else (i, in_saved[i], in_mine[i])
        result += _place(base[b : end[0]], saved[s : end[1]], mine[m : end[2]])
        if i is not None:
            result.append(base[i])
            b, s, m = (place + 1 for place in end)
    return result


def _where(base, other):
    """{place in `base`: place in `other`} of what stands in both, in one order."""
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + n: block.b + n for block in blocks for n in range(block.size)}


def _place(base, saved, mine):
    """One place between what nobody changed."""
    if saved in (base, mine):
        return mine
    if mine == base:
        return saved
    if len(base) == len(saved) == len(mine) > 1:  # neighbours that were changed by one person each
        return [each for three in zip(base, saved, mine, strict=True) for each in _place(*([one] for one in three))]
    return [*saved, *(each for each in mine if each not in saved)]
