from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from icnk.core.clock import database_now
from releases.issuing.integrity import IntegrityCheck, describe_fault
from releases.verification import ledger

PROGRESS_INTERVAL = 1000  # editions


class Command(BaseCommand):
    help = _(
        "Check all that was issued: every document, signature, chain and file. A line for each fault; where there is "
        "one, the exit status is 1."
    )

    def add_arguments(self, parser):
        parser.add_argument("--kept", metavar="HEAD", help=_("a head of the ledger that you kept: is it still one?"))

    def handle(self, *, kept, **options):
        check, faults = IntegrityCheck(self._show_progress), 0
        with _snapshot():
            for edition, fault in check.faults():
                faults += 1
                self.stdout.write(describe_fault(edition, fault))
            lines = ledger.with_heads(ledger.get_lines(database_now()))
            heads = [ledger.INITIAL_HEAD, *(head for _line, head in lines)]
        if kept and kept not in heads:
            faults += 1
            words = _(
                "The ledger never had the head that you kept: what stood there was taken away, changed or added to."
            )
            self.stdout.write(words)
        self._print_summary(faults, check, heads[-1])

    def _print_summary(self, faults, check, head):
        summary = _("Editions checked: %(editions)d; files: %(files)d.") % {
            "editions": check.editions,
            "files": len(check.files),
        }
        if faults:
            words = ngettext("%(count)d fault was found.", "%(count)d faults were found.", faults) % {"count": faults}
            raise CommandError(f"{words} {summary}")
        self.stdout.write(f"{summary} {_('All is as it was issued.')}")
        self.stdout.write(_("Head of the ledger, to be kept elsewhere: %(head)s") % {"head": head})

    def _show_progress(self, editions):
        if self.stderr.isatty() and editions % PROGRESS_INTERVAL == 0:
            self.stderr.write(f"{editions} …", ending="\r")


@contextmanager
def _snapshot():
    """Read one snapshot of the database without blocking writers. SQLite keeps one while a query is read."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
