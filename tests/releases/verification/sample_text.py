"""A sample release as segments, and a comparison with it."""

from releases.verification.compare import compare
from releases.verification.normalize import normalize_pasted
from releases.verification.segments import Segment

BODY = [
    "(Seoul – March 1, 2026) -- The sample coalition opened its newsroom today, the first of 12 in Asia.",
    "“It is a quiet room,” said Ada Sample, Director at Sample Watch. “We shall see who comes … and who stays.”",
    "The room holds twenty chairs; nobody knows how many of them will be needed in the years to come.",
    "Nobody was asked to leave, and the coalition thanks the neighbours for their patience with the builders.",
]
MEMBERS = ["Sample Watch", "Sample Watch International (Japan)", "Bo Sample", "Example Society (ROK)", "Sample Aid"]
UNITS = [
    Segment("released_on", "Date : March 2, 2026"),
    Segment("headline", "A Newsroom Opens"),
    *(Segment("body", words) for words in BODY),
    Segment("contacts", "In Seoul, Ada Sample, Director, tel: +1-202-555-0101", is_listed=True),
    Segment("contacts", "In Tokyo, Bo Sample, tel: +1-202-555-0102", is_listed=True),
    Segment("boilerplate", "The sample coalition is a joint effort of sample groups that shows how it looks."),
    *(Segment("members", line, is_listed=True) for line in MEMBERS),
]
PAGE = "\n\n".join(segment.text for segment in UNITS)


def compared(text, segments=UNITS, **more):
    return compare(segments, normalize_pasted(text), **more)
