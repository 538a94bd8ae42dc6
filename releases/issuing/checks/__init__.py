"""Checks in plain words: what an editor looks for before a page goes to print.

A rule is a function of the manuscript that yields findings. An error stops the issue: it is untrue or incomplete beyond
doubt, by the newsroom's own records. Whatever a person may have meant is a warning, and is confirmed by a person.
"""

from datetime import datetime

from releases.models import Release

from . import days, images, links, members, parts, quotes, spelling
from .manuscript import ERROR, WARNING, Finding, Manuscript

__all__ = ["ERROR", "WARNING", "Finding", "check"]

#: In the order of the printed page.
RULES = [
    parts.missing,
    parts.lines_without_a_place,
    parts.embargo_in_the_text,
    parts.no_dateline,
    images.without_words,
    images.without_credit,
    images.words_of_a_decoration,
    days.dates_that_disagree,
    days.weekdays,
    quotes.words_not_in_the_body,
    quotes.no_speaker,
    quotes.unknown_speakers,
    quotes.unbalanced_marks,
    spelling.lost_apostrophes,
    spelling.lost_characters,
    spelling.double_spaces,
    links.dead_ends,
    parts.answers_of_those_quoted,
    parts.no_contact,
    parts.contacts_as_they_are,
    parts.signed_by_nobody,
    members.numbers,
    members.not_members_that_day,
]


def check(
    release: Release, *, at: datetime | None = None, issued: bool | None = None, read: dict[str, list] | None = None
) -> list[Finding]:
    """What is wrong or doubtful in `release`, errors first. `at`: when it is to be public; None for now.

    `issued`: whether it has been issued, where that is known already; None to look it up. `read`: rows of its
    parts that are at hand, by name; signatories with their members, contact lines with their contacts.
    """
    manuscript = Manuscript.read(release, at, issued, read or {})
    found = [finding for rule in RULES for finding in rule(manuscript)]
    return sorted(found, key=lambda finding: not finding.is_error)
