"""The desk: where staff write releases, keep contacts, and speak the verbs of `releases.issuing`."""

from . import contacts, members, redactions
from .release import admin as release

__all__ = ["contacts", "members", "redactions", "release"]
