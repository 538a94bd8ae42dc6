from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from icnk import row_level_security


class Command(BaseCommand):
    help = "Let a PostgreSQL role read public rows only. Run it after each migration."

    def add_arguments(self, parser):
        parser.add_argument("role", help="role in the DATABASE_URL of processes with SIDE=public")
        parser.add_argument("--revoke", action="store_true", help="revoke everything, before a migration")

    @transaction.atomic
    def handle(self, *, role, revoke, **options):
        if connection.vendor != "postgresql":
            raise CommandError("SQLite has no roles. Set DATABASE_URL to the PostgreSQL database, as its owner.")
        try:
            lines = row_level_security.revoke(role) if revoke else row_level_security.grant(role)
        except row_level_security.UnsuitableRole as error:
            raise CommandError(str(error)) from error
        if revoke:
            self.stdout.write(f"{role} can no longer read anything.")
        else:
            self.stdout.write("\n".join([f"{role} can SELECT only:", *(f"  {line}" for line in lines)]))
