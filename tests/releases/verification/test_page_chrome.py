"""Page chrome knows the text around a release on its pages, and no other text."""

import time

import pytest

from releases.verification.normalize import NormalizedText
from releases.verification.page_chrome import PageChrome

PAGE = """<html><head><title>Never read</title><style>p {}</style></head><body>
<nav class="downloads"><a>PDF</a> <a>Press kit (ZIP)</a></nav>
<ul data-done="Copied"><li><a data-label="Copy link">Link</a></li></ul>
<section class="contacts"><p><strong>Ada Sample</strong>, tel: <a>+1-202-555-0101</a></p>
<p class="contact-details">9:00 – 18:00 <a>Save Ada</a><span data-open="Answers now: {time} in Seoul.">x</span></p>
<p><strong>Bo Sample</strong>, tel: <a>+1-202-555-0102</a></p></section>
<section data-address="https://example.org/a/"></section><p>Prev<br>Next</p></body></html>"""
AROUND = PageChrome([PAGE], ["One paragraph\nin two lines.\n\nAnother."], ["https://example.org/"])


def knows(line):
    return AROUND.knows(tuple(NormalizedText(line).keys))


@pytest.mark.parametrize(
    "line",
    [
        *(
            "PDF",
            "PDF Press kit (ZIP)",
            "Copy link",
            "Copied",
            "Copied Link",
            "One paragraph in two lines.",
            "Another.",
        ),
        *("Answers now: 14:03 in Seoul.", "9:00 - 18:00", "Save Ada", "https://example.org/a/#quote-1", "Prev Next"),
        "Ada Sample, tel: +1-202-555-0101",
    ],
)
def test_page_chrome_knows_phrases_of_the_page(line):
    assert knows(line)


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Never read",
            "PDF Press",
            "Prev Next Never",
            "Answers now: in Seoul",
            "Answers now: 14:03 in Seoul. Call me",
        ),
        *("Ada Sample, tel: +1-202-555-0102", "Ada Sample", "+1-202-555-0101", ""),
        *("Answers now: she was arrested in Seoul.", "https://example.org/a/#we take all of it back"),
    ],
)
def test_page_chrome_does_not_know_other_lines(line):
    """A line made of parts of the contacts is not a line of theirs."""
    assert not knows(line)


def test_page_chrome_ignores_addresses_as_formats_print_them():
    assert AROUND.inserts(tuple(NormalizedText("<https://example.org/>").keys))
    assert not AROUND.inserts(tuple(NormalizedText("<https://example.com/>").keys))


@pytest.mark.parametrize("words", ["PDF ", "Prev ", "Answers now: ", "Press kit (ZIP"])
def test_page_chrome_is_fast_for_hostile_lines(words):
    began = time.process_time()
    for _line in range(150):
        knows(words * (390 // len(words.split())))
    assert time.process_time() - began < 2
