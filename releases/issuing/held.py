"""The texts that a field of a record holds, in the letters that people read."""

import json

from django.contrib.admin.models import LogEntry
from django.db import models

from releases.models import Unsaved

from .redacted_files import is_described
from .sweep import Sweep

APART = "\x1e"  # between texts that do not belong together, so that nothing is found across them


def words(field, value) -> str:
    """The texts that a field holds, in the letters that people read."""
    if not value:
        return ""
    if is_json(field, value) or field.name == "document":
        return APART.join(texts(read(field, value)))
    if field.model is Unsaved:
        return APART.join(Sweep.typed(value))
    return value


def is_json(field, value) -> bool:
    """Whether the texts stand in JSON: there the admin's log escapes every letter that is not ASCII."""
    return isinstance(field, models.JSONField) or (field.model is LogEntry and value.startswith("[{"))


def read(field, value):
    return value if isinstance(field, models.JSONField) else json.loads(value)


def texts(value):
    if isinstance(value, dict):
        value = [value.get("title")] if is_described(value) else list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value
