from contextlib import contextmanager

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from releases.verifying import Verifying, in_words

A_WHILE = 1000  # editions


class Command(BaseCommand):
    help = _(
        "Check all that was issued: every document, signature, chain and file. A line for each fault; where there is "
        "one, the exit status is 1."
    )

    def handle(self, **options):
        verifying, faults = Verifying(self._tell), 0
        with _as_it_stands():
            for edition, fault in verifying.faults():
                faults += 1
                self.stdout.write(in_words(edition, fault))
        looked_at = _("Editions checked: %(editions)d; files: %(files)d.") % {
            "editions": verifying.editions,
            "files": len(verifying.files),
        }
        if faults:
            words = ngettext("%(count)d fault was found.", "%(count)d faults were found.", faults) % {"count": faults}
            raise CommandError(f"{words} {looked_at}")
        self.stdout.write(f"{looked_at} {_('All is as it was issued.')}")

    def _tell(self, editions):
        if self.stderr.isatty() and editions % A_WHILE == 0:
            self.stderr.write(f"{editions} …", ending="\r")


@contextmanager
def _as_it_stands():
    """One snapshot: what is issued meanwhile is not seen, nor held up. SQLite keeps one while a query is being read."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
