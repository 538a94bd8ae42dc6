"""Emergency codes as they stand on paper: 27 random signs and one that checks them, in groups of four.

The 31 signs leave out those that are taken for others (0 O, 1 I L). 31 is a prime, so the sum in which each
place weighs something else finds every single wrong sign and every two that were exchanged.
"""

import re
import secrets

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
RANDOM = 27  # signs: 133 bits
GROUP = 4
BETWEEN = re.compile(r"[\s\-‐‑–—.]+")


def new_code() -> str:
    signs = "".join(secrets.choice(SIGNS) for _place in range(RANDOM))
    return signs + next(sign for sign in SIGNS if _adds_up(signs + sign))


def as_typed(text: str) -> str:
    """The code in what somebody typed, however it is spaced and cased; "" where a sign is wrong or missing."""
    code = BETWEEN.sub("", text).upper()
    return code if len(code) == RANDOM + 1 and set(code) <= set(SIGNS) and _adds_up(code) else ""


def in_groups(code: str) -> str:
    """*ABCD-EFGH-…*"""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def _adds_up(code):
    return sum(place * SIGNS.index(sign) for place, sign in enumerate(code, start=1)) % len(SIGNS) == 0
