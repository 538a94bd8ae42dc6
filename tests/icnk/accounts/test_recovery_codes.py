"""An emergency code survives being printed, read aloud and typed, and a wrong sign in it is seen."""

import math

import pytest

from icnk.accounts.recovery_codes import RANDOM, SIGNS, as_typed, in_groups, new_code


def test_nobody_guesses_a_code():
    assert RANDOM * math.log2(len(SIGNS)) >= 128
    assert len({new_code() for _number in range(1000)}) == 1000


def test_no_sign_is_taken_for_another():
    assert not set("01OIL") & set(SIGNS)


@pytest.mark.parametrize(
    "spelt",
    [str, str.lower, in_groups, lambda code: f"  {in_groups(code).replace('-', ' ')}\n", lambda code: "–".join(code)],
)
def test_a_code_is_read_however_it_is_typed(spelt):
    code = new_code()
    assert as_typed(spelt(code)) == code


def test_every_wrong_sign_and_every_exchange_is_seen():
    code = new_code()
    for place, right in enumerate(code):
        for sign in set(SIGNS) - {right}:
            assert as_typed(code[:place] + sign + code[place + 1 :]) == ""
        for other in range(place + 1, len(code)):
            if code[other] != right:
                swapped = list(code)
                swapped[place], swapped[other] = swapped[other], swapped[place]
                assert as_typed("".join(swapped)) == ""


@pytest.mark.parametrize("text", ["", "A", "2" * 27, "2" * 29, "0" * 28, "é" * 28, "2\0" * 14, "ß" * 14])
def test_what_is_no_code_is_none(text):
    assert as_typed(text) == ""
