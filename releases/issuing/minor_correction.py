"""What is a slip: a wrong number or a misprint, so small that one person may put it right at night.

Numbers, marks and single words that nearly stay what they were; never a quote, a link, a member, or the sense.
"""

import re
from difflib import SequenceMatcher

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from icnk.core.text_diff import WORD
from releases.document import schema
from releases.document.diff import differences

MOST_WORDS = 8  # that go or come; of scripts without spaces, characters. A telephone number counts by its groups
NEAR = 0.5  # how much of a word has to stay for it to be the same word, misprinted
NEVER = ("quotes", "members", "members_are", "slug", "released_on")
LINK = re.compile(r'href="([^"]*)"')


class MoreThanASlip(ValueError):
    """The documents differ in more than a slip, or not at all. The message says what to do."""


def note(before: schema.Document, after: schema.Document) -> str:
    """The ready-made public note, in the language of the release. Raises `MoreThanASlip`."""
    found = differences(before, after)
    if not found:
        raise MoreThanASlip(gettext_lazy("Nothing differs from what is public, so there is nothing to correct."))
    refuse_more(before, after)
    changes = dict.fromkeys(change for each in found for change in _changes(each.pieces))
    with translation.override(after.language):
        said = "; ".join(
            _("“%(old)s” is now “%(new)s”") % {"old": " ".join(old), "new": " ".join(new)} for old, new in changes
        )
        return _("A misprint was put right: %(changes)s.") % {"changes": said}


def refuse_more(before: schema.Document, after: schema.Document) -> None:
    """Raise `MoreThanASlip` where more than a slip lies between the two."""
    if any(getattr(before, name) != getattr(after, name) for name in NEVER) or _links(before) != _links(after):
        words = gettext_lazy("A quote, a link, a date or a member is no slip. Correct it with a note instead.")
        raise MoreThanASlip(words)
    changes = [change for each in differences(before, after) for change in _changes(each.pieces)]
    if (count := sum(max(len(old), len(new)) for old, new in changes)) > MOST_WORDS:
        words = gettext_lazy("%(count)d words differ; a slip is at most %(most)d. Correct it with a note instead.")
        raise MoreThanASlip(words % {"count": count, "most": MOST_WORDS})
    if not all(_is_a_misprint("".join(old), "".join(new)) for old, new in changes):
        words = gettext_lazy("A slip is a number or a misprint. For other words, correct it with a note instead.")
        raise MoreThanASlip(words)


def _links(document):
    return LINK.findall(document.body)


def _changes(pieces):
    """(words that go, words that come) at each place."""
    old, new = [], []
    for piece in [*pieces, None]:
        if piece and piece.what != "same":
            (old if piece.what == "out" else new).extend(word for word in WORD.findall(piece.text) if word.strip())
        elif old or new:
            yield tuple(old), tuple(new)
            old, new = [], []


def _is_a_misprint(old, new):
    """Numbers and marks are; a word is where it nearly stays what it was."""
    if not any(character.isalpha() for character in old + new):
        return True
    return bool(old and new) and SequenceMatcher(None, old.casefold(), new.casefold()).ratio() >= NEAR
