"""An emergency code survives being printed, read aloud and typed, and a wrong sign in it is seen."""

import math

import pytest

from icnk.accounts.recovery import ALPHABET, RANDOM_LENGTH, format_code, generate_code, normalize_code


def test_code_has_128_random_bits():
    assert RANDOM_LENGTH * math.log2(len(ALPHABET)) >= 128
    assert len({generate_code() for _number in range(1000)}) == 1000


def test_alphabet_has_no_lookalikes():
    assert not set("01OIL") & set(ALPHABET)


@pytest.mark.parametrize(
    "spelt",
    [
        str,
        str.lower,
        format_code,
        lambda code: f"  {format_code(code).replace('-', ' ')}\n",
        lambda code: "–".join(code),
    ],
)
def test_normalize_code_ignores_case_and_separators(spelt):
    code = generate_code()
    assert normalize_code(spelt(code)) == code


def test_normalize_code_detects_wrong_and_swapped_characters():
    code = generate_code()
    for place, right in enumerate(code):
        for sign in set(ALPHABET) - {right}:
            assert normalize_code(code[:place] + sign + code[place + 1 :]) == ""
        for other in range(place + 1, len(code)):
            if code[other] != right:
                swapped = list(code)
                swapped[place], swapped[other] = swapped[other], swapped[place]
                assert normalize_code("".join(swapped)) == ""


@pytest.mark.parametrize("text", ["", "A", "2" * 27, "2" * 29, "0" * 28, "é" * 28, "2\0" * 14, "ß" * 14])
def test_normalize_code_rejects_other_text(text):
    assert normalize_code(text) == ""
