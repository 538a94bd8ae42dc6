"""Editorial checks of a release before it is issued.

Each check is a function of the manuscript that yields findings. An error stops the issue: by the newsroom's own
records the release is untrue or incomplete. Anything that may be intended is a warning, which a person confirms.
"""

from datetime import datetime

from releases.models import Release

from . import release_parts, text
from .manuscript import ERROR, WARNING, Finding, Manuscript

__all__ = ["ERROR", "WARNING", "Finding", "check"]

#: In the order of the printed page.
CHECKS = [
    release_parts.missing_fields,
    release_parts.unassigned_lines,
    release_parts.embargo_in_body,
    release_parts.missing_dateline,
    release_parts.missing_alt_text,
    release_parts.missing_credit,
    release_parts.decorative_with_alt_text,
    text.conflicting_datelines,
    text.conflicting_release_date,
    text.wrong_weekdays,
    text.words_not_in_body,
    text.missing_speakers,
    text.unknown_speakers,
    text.unbalanced_marks,
    text.lost_apostrophes,
    text.garbled_characters,
    text.double_spaces,
    text.broken_links,
    release_parts.outside_reviews,
    release_parts.missing_contacts,
    release_parts.contact_problems,
    release_parts.missing_signatories,
    release_parts.wrong_member_counts,
    release_parts.not_members_on_release_date,
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
