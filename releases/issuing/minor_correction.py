"""Minor corrections: numbers, punctuation and misprints that one person may correct alone.

Never a quote, a link, a member, a date or other words.
"""

import re
from difflib import SequenceMatcher
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.text_diff import WORD
from releases.document import schema
from releases.document.diff import diff_documents

from .errors import ActionRefused

MAX_WORDS = 8  # changed words; in scripts without spaces, characters. Each group of a telephone number counts
MIN_SIMILARITY = 0.5  # of a misprinted word and its correction
UNCHANGEABLE_FIELDS = ("quotes", "members", "members_are", "slug", "released_on")
LINK = re.compile(r'href="([^"]*)"')


def note(before: schema.Document, after: schema.Document) -> str:
    """The public note, in the language of the release. Raises `ActionRefused`."""
    if not diff_documents(before, after):
        raise ActionRefused(
            gettext_lazy("Nothing differs from what is public, so there is nothing to correct."), "more_than_a_slip"
        )
    refuse_major_change(before, after)
    with translation.override(after.language):
        changes = dict.fromkeys(_changes(before, after))
        texts = [_("“%(old)s” is now “%(new)s”") % {"old": " ".join(old), "new": " ".join(new)} for old, new in changes]
        return _("A misprint was put right: %(changes)s.") % {"changes": "; ".join(texts)}


def refuse_major_change(before: schema.Document, after: schema.Document) -> None:
    """Raise `ActionRefused` if the documents differ by more than a minor correction."""
    is_unchanged = all(getattr(before, name) == getattr(after, name) for name in UNCHANGEABLE_FIELDS)
    if not is_unchanged or LINK.findall(before.body) != LINK.findall(after.body):
        words = gettext_lazy("A quote, a link, a date or a member is no slip. Correct it with a note instead.")
        raise ActionRefused(words, "more_than_a_slip")
    changes = list(_changes(before, after))
    if (count := sum(max(len(old), len(new)) for old, new in changes)) > MAX_WORDS:
        words = gettext_lazy("%(count)d words differ; a slip is at most %(most)d. Correct it with a note instead.")
        raise ActionRefused(words % {"count": count, "most": MAX_WORDS}, "more_than_a_slip")
    if not all(_is_misprint("".join(old), "".join(new)) for old, new in changes):
        words = gettext_lazy("A slip is a number or a misprint. For other words, correct it with a note instead.")
        raise ActionRefused(words, "more_than_a_slip")


def _changes(before, after):
    """Yield (removed words, added words) for each place that differs."""
    for field in diff_documents(before, after):
        for is_same, pieces in groupby(field.pieces, lambda piece: piece.kind == "same"):
            found = [(piece.kind, word) for piece in pieces for word in WORD.findall(piece.text) if word.strip()]
            if found and not is_same:
                old = tuple(word for kind, word in found if kind == "out")
                yield old, tuple(word for kind, word in found if kind != "out")


def _is_misprint(old, new):
    """Whether only digits or punctuation change, or the word stays similar."""
    if not any(character.isalpha() for character in old + new):
        return True
    return bool(old and new) and SequenceMatcher(None, old.casefold(), new.casefold()).ratio() >= MIN_SIMILARITY
