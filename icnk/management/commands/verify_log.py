"""Whether the record of what was done is whole: no line changed, taken out or put between (icnk/core/audit_log.py).

The chain has no key: whoever rules the host can write another one. It tells of what was done to the lines after another
host has collected them, and of a host that sends that one others than before. Lines cut off at the end leave no gap.
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
    help = _(
        "Look through the record of what was done, as another host has collected it, for lines that were changed or "
        "taken out. Lines of other logs between them are passed over."
    )
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", help=_("the lines, the oldest first; without it, the standard input"))

    def handle(self, *, file, **options):
        try:
            with open(file, encoding="utf-8", errors="replace") if file else nullcontext(sys.stdin) as lines:
                chains = _chains(lines)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        wrong = [words for process, lines in chains.items() for words in _wrong(process, lines)]
        if wrong:
            raise CommandError("\n".join(wrong), returncode=2)
        count = {"lines": sum(map(len, chains.values())), "processes": len(chains)}
        self.stdout.write(_("Whole: %(lines)d lines of %(processes)d processes.") % count)
        for process, lines in chains.items():
            if (first := lines[0][0]["number"]) > 1:
                self.stdout.write(
                    _("%(process)s begins here with its line %(first)d.") % {"process": process, "first": first}
                )


def _chains(texts):
    """process → [(line, its text)], in the order in which they stand."""
    chains = defaultdict(list)
    for text in texts:
        text = text.rstrip("\r\n")
        try:
            line = json.loads(text) if text.startswith("{") else {}
            chains[line["process"]].append((line | {"number": int(line["number"])}, text))
        except (KeyError, TypeError, ValueError):
            continue
    return chains


def _wrong(process, lines):
    for (before, text), (line, _text) in pairwise(lines):
        if line["number"] != before["number"] + 1:
            yield _("%(process)s: after line %(number)d comes line %(next)d.") % {
                "process": process,
                "number": before["number"],
                "next": line["number"],
            }
        elif line.get("before") != hashlib.sha256(text.encode()).hexdigest():
            yield _("%(process)s: line %(number)d is not what was written.") % {
                "process": process,
                "number": before["number"],
            }
