"""Editorial checks of a release before it is issued.

Each check is a function of the manuscript that yields findings. An error stops the issue: by the newsroom's own
records the release is untrue or incomplete. Anything that may be intended is a warning, which a person confirms.
"""

from datetime import datetime

from releases.models import Release

from . import completeness, members, quotes, text
from .manuscript import ERROR, WARNING, Finding, Manuscript

__all__ = ["ERROR", "WARNING", "Finding", "check"]

#: In the order of the printed page.
CHECKS = [
    completeness.missing_fields,
    completeness.unassigned_lines,
    completeness.embargo_in_body,
    completeness.missing_dateline,
    completeness.missing_alt_text,
    completeness.missing_credit,
    completeness.decorative_with_alt_text,
    text.conflicting_dates,
    text.wrong_weekdays,
    quotes.words_not_in_body,
    quotes.missing_speakers,
    quotes.unknown_speakers,
    quotes.unbalanced_marks,
    text.lost_apostrophes,
    text.garbled_characters,
    text.double_spaces,
    text.broken_links,
    completeness.outside_reviews,
    completeness.missing_contacts,
    completeness.contact_problems,
    completeness.missing_signatories,
    members.wrong_member_counts,
    members.not_members_on_release_date,
]


def check(
    release: Release,
    *,
    at: datetime | None = None,
    is_issued: bool | None = None,
    parts: dict[str, list] | None = None,
) -> list[Finding]:
    """The findings for `release`, errors first.

    `at`: when it is to be public; None for now. `is_issued`: None to look it up. `parts`: rows that are loaded
    already, by name; signatories with their members, contact lines with their contacts.
    """
    manuscript = Manuscript.load(release, at, is_issued, parts or {})
    findings = [finding for run in CHECKS for finding in run(manuscript)]
    return sorted(findings, key=lambda finding: not finding.is_error)
