"""The desk: admin pages on which staff write and issue releases and maintain contacts."""

from . import contacts, members, redactions
from .release import admin as release

__all__ = ["contacts", "members", "redactions", "release"]
