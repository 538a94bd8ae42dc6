"""What a verb answers where it may not or cannot be done, and how that is told in the record of what was done."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.db import transaction

from icnk.core import audit_log


class ActionRefused(ValidationError):
    """The verb does not fit what is there now, or this person may not do it. Nothing was changed.

    `why`: in a word, for the record.
    """

    def __init__(self, words, why="other"):
        super().__init__(words)
        self.why = why


def audited_action(verb):
    """Make a verb one transaction, and record where it is refused, which is not rolled back with it."""

    @wraps(verb)
    def act(of, *, by=None, **asked):
        try:
            with transaction.atomic():
                return verb(of, by=by, **asked)
        except ValidationError as refusal:
            why = getattr(refusal, "why", "missing")
            audit_log.record("release.refused", by=by, verb=verb.__name__, release=getattr(of, "pk", None), why=why)
            raise

    return act
