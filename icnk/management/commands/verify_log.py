"""Checks that no line of an audit log was changed, removed or inserted (see `icnk.core.audit_log`).

The digests have no key, so an attacker who controls the host can write a new chain. The check finds changes to lines
that another host has already collected. It can't find missing lines at the end.
"""

import hashlib
import json
import sys
from collections import defaultdict
from contextlib import nullcontext
from itertools import pairwise

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _


class Command(BaseCommand):
    help = _("Check a collected audit log for changed or missing lines. Lines of other logs are ignored.")
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help=_("log file, oldest line first; the default is standard input"))

    def handle(self, *, file, **options):
        try:
            with open(file, encoding="utf-8", errors="replace") if file else nullcontext(sys.stdin) as lines:
                chains = _chains(lines)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        problems = [problem for process, lines in chains.items() for problem in _find_problems(process, lines)]
        if problems:
            raise CommandError("\n".join(problems), returncode=2)
        count = {"lines": sum(map(len, chains.values())), "processes": len(chains)}
        self.stdout.write(_("Intact: %(lines)d lines of %(processes)d processes.") % count)
        for process, lines in chains.items():
            if (first := lines[0][0]["number"]) > 1:
                self.stdout.write(_("%(process)s starts with line %(first)d.") % {"process": process, "first": first})


def _chains(texts):
    """Return {process: [(line, its text)]} in the order of the log."""
    chains = defaultdict(list)
    for text in texts:
        text = text.rstrip("\r\n")
        try:
            line = json.loads(text) if text.startswith("{") else {}
            chains[line["process"]].append((line | {"number": int(line["number"])}, text))
        except (KeyError, TypeError, ValueError):
            continue
    return chains


def _find_problems(process, lines):
    for (before, text), (line, _text) in pairwise(lines):
        if line["number"] != before["number"] + 1:
            yield _("%(process)s: line %(number)d is followed by line %(next)d.") % {
                "process": process,
                "number": before["number"],
                "next": line["number"],
            }
        elif line.get("before") != hashlib.sha256(text.encode()).hexdigest():
            yield _("%(process)s: line %(number)d was changed.") % {
                "process": process,
                "number": before["number"],
            }
