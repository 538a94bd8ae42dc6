"""The desk: where staff write releases, keep contacts, and speak the verbs of `releases.issuing`."""

from . import contacts, members, redactions, releases

__all__ = ["contacts", "members", "redactions", "releases"]
