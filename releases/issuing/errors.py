"""Refusals of editorial actions, and their record in the audit log."""

from functools import wraps

from django.core.exceptions import ValidationError
from django.db import transaction

from icnk.core import audit_log


class ActionRefused(ValidationError):
    """The action does not fit the state of the release or the rights of the person. Nothing was changed.

    `reason`: a short code for the audit log.
    """

    def __init__(self, message, reason="other"):
        super().__init__(message)
        self.reason = reason


def audited_action(action):
    """Run the action in a transaction, and write a refusal to the audit log after the rollback."""

    @wraps(action)
    def wrapper(record, *, by=None, **options):
        try:
            with transaction.atomic():
                return action(record, by=by, **options)
        except ValidationError as refusal:
            reason, pk = getattr(refusal, "reason", "missing"), getattr(record, "pk", None)
            audit_log.record("release.refused", by=by, verb=action.__name__, release=pk, why=reason)
            raise

    return wrapper
