"""What is a slip: a wrong number or a misprint, so small that one person may put it right at night."""

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from releases import content
from releases.differences import differences

MOST_WORDS = 8  # that go or come; a mobile number counts as the groups it is printed in


class MoreThanASlip(ValueError):
    """The documents differ in more than a slip, or not at all. The message says what to do."""


def note(before: content.Document, after: content.Document) -> str:
    """The ready-made public note, in the language of the release. Raises `MoreThanASlip`."""
    found = differences(before, after)
    changed = sum(len(piece.text.split()) or 1 for each in found for piece in each.pieces if piece.what != "same")
    if not found:
        raise MoreThanASlip(gettext_lazy("Nothing differs from what is public, so there is nothing to correct."))
    if changed > MOST_WORDS:
        words = gettext_lazy(
            "%(count)d words differ from what is public; a slip is at most %(most)d. Correct it with a note instead."
        )
        raise MoreThanASlip(words % {"count": changed, "most": MOST_WORDS})
    with translation.override(after.language):
        return _("A misprint was put right: %(where)s.") % {
            "where": ", ".join(str(each.label).lower() for each in found)
        }
