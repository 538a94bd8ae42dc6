"""Where sentences begin."""

import re
from bisect import bisect_right

STOP = re.compile(r"(?<![.?!…])[.?!…]+[\"”»’)\]]*\s+|[。！？][」』）]*\s*")
SHORT = re.compile(
    r"(?:\b(?:Dr|Mr|Ms|Mrs|Prof|Rev|St|Sr|Jr|Fr|Gen|Col|Capt|Lt|Sgt|Sen|Rep|Gov|Hon|No|vs|Inc|Ltd|Co|approx|e\.g|i\.e|cf)|\b[A-Z])\.\s*$"
)


def sentence_starts(masked: str) -> list[int]:
    """The places where a sentence of the masked paragraph begins, the first of them 0."""
    starts = [0]
    for stop in STOP.finditer(masked):
        following = masked[stop.end() : stop.end() + 1]
        if following.islower() or SHORT.search(masked[max(0, stop.start() - 8) : stop.start() + 1]):
            continue
        if stop.end() < len(masked):
            starts.append(stop.end())
    return starts


def start_of(starts: list[int], place: int) -> int:
    """Where the sentence begins that holds `place`."""
    return starts[bisect_right(starts, place) - 1]


def end_of(starts: list[int], place: int, length: int) -> int:
    """Where the next sentence after `place` begins, or `length`."""
    number = bisect_right(starts, place)
    return starts[number] if number < len(starts) else length
