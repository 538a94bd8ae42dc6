from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from icnk import row_level_security


class Command(BaseCommand):
    help = "Let a role of PostgreSQL read what the public side reads, and nothing else. Run it after each migrate."

    def add_arguments(self, parser):
        parser.add_argument("role", help="the role in the DATABASE_URL of the processes with SIDE=public")
        parser.add_argument("--take-back", action="store_true", help="take everything from it, before a migrate")

    @transaction.atomic
    def handle(self, *, role, take_back, **options):
        if connection.vendor != "postgresql":
            raise CommandError("SQLite knows no roles. Set DATABASE_URL to the PostgreSQL database, as its owner.")
        try:
            lines = row_level_security.revoke(role) if take_back else row_level_security.grant(role)
        except row_level_security.UnsuitableRole as error:
            raise CommandError(str(error)) from error
        if take_back:
            self.stdout.write(f"{role} may read nothing any more.")
        else:
            self.stdout.write("\n".join([f"{role} may SELECT, and nothing else:", *(f"  {line}" for line in lines)]))
