"""Refusals of editorial actions, and their record in the audit log."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from icnk.core import audit_log

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

P = ParamSpec("P")
R = TypeVar("R")


class ActionRefused(ValidationError):
    """The action does not fit the state of the release or the rights of the person. Nothing was changed.

    `reason`: a short code for the audit log.
    """

    def __init__(self, message: "str | _StrPromise | list", reason: str):
        super().__init__(message)
        self.reason = reason


def audited_action(action: Callable[P, R]) -> Callable[P, R]:
    """Run the action in a transaction, and write a refusal to the audit log after the rollback."""

    @wraps(action)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with transaction.atomic():
                return action(*args, **kwargs)
        except ValidationError as refusal:
            reason, pk = getattr(refusal, "reason", "missing"), getattr(args[0], "pk", None)
            person, verb = kwargs.get("by"), action.__name__
            by = person if isinstance(person, User) else None
            audit_log.record("release.refused", by=by, verb=verb, release=pk, why=reason)
            raise

    return wrapper
